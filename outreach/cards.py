"""The cards two people read aloud or tick: opening, consent, safety, endings, languages; stores nothing."""

import tomllib
from dataclasses import dataclass
from datetime import time
from functools import cache
from pathlib import Path
from typing import Any

STARTER = Path(__file__).parent / "starter"


@dataclass(frozen=True)
class PurposeText:
    """One purpose of the consent card: its short name, the question read aloud, and what a yes leads to."""

    code: str
    label: str
    spoken: str
    happens: str


@dataclass(frozen=True)
class ConsentCard:
    """The whole card in one language; `fields` are code and name of what may be passed on to a match."""

    intro: str
    withdrawal: str
    purposes: tuple[PurposeText, ...]
    fields: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Ending:
    """What to think of after so many minutes, and a sentence to say then."""

    minute: int
    hint: str
    closing: str


@cache
def consent_text_version() -> str:
    """The version of the words that are read aloud now, a number; stored with every consent."""
    return str(max(int(file.stem) for file in (STARTER / "consents").glob("*.toml")))


@cache
def consent_card(language: str, version: str = "") -> ConsentCard:
    """The card as it is read aloud now, or as it was in an earlier version."""
    card = _read(f"consents/{version or consent_text_version()}")
    purposes = tuple(
        PurposeText(
            row["code"], row[f"label_{language}"], row[f"spoken_{language}"], row[f"happens_{language}"]
        )
        for row in card["purposes"]
    )
    fields = next(row["fields"] for row in card["purposes"] if "fields" in row)
    return ConsentCard(
        intro=card["intro"][language],
        withdrawal=card["withdrawal"][language],
        purposes=purposes,
        fields=tuple((row["code"], row[language]) for row in fields),
    )


def consent_questions(language: str, version: str) -> dict[str, str]:
    """What was read aloud for each purpose to who was asked in these words."""
    return {text.code: text.spoken for text in consent_card(language, version).purposes}


def opening(language: str) -> list[str]:
    """What is said before the first question."""
    return list(_read("questionnaire")["opening"][language])


def closing(language: str) -> list[str]:
    """What is said between the last question and the consent card."""
    return list(_read("questionnaire")["closing"][language])


def safety_lines(language: str, last_new_door: time) -> list[str]:
    """What both tick before an evening that rings no new door after this time."""
    last = f"{last_new_door:%H:%M}"
    return [row[language].format(last_new_door=last) for row in _read("safety_card")["lines"]]


def at_the_door(language: str) -> list[str]:
    """What is said when somebody opens, before anything is asked."""
    return [row[language] for row in _read("safety_card")["at_the_door"]]


def endings(hint_language: str, talk_language: str) -> list[Ending]:
    """The ways out of a talk: a hint in the reader's language, a sentence in that of the talk."""
    return [
        Ending(row["minute"], row[f"hint_{hint_language}"], row[f"closing_{talk_language}"])
        for row in _read("safety_card")["endings"]
    ]


def spoken_languages(language: str) -> list[tuple[str, str]]:
    """Code and name of the languages somebody may speak, the most heard first."""
    return [(row["code"], row[language]) for row in _read("languages")["languages"]]


@cache
def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((STARTER / f"{name}.toml").read_text(encoding="utf-8"))
