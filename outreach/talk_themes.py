"""Which subjects came up in what was noted, by lists of words; knows no people and keeps no text."""

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

STARTER = Path(__file__).parent / "starter" / "themes.toml"


@dataclass(frozen=True)
class Theme:
    """One subject, its name in both languages, and the words by which it is recognised."""

    code: str
    name_nl: str
    name_en: str
    words: re.Pattern[str]


def _read() -> tuple[Theme, ...]:
    rows = tomllib.loads(STARTER.read_text(encoding="utf-8"))["themes"]
    return tuple(Theme(row["code"], row["nl"], row["en"], _pattern(row["words"])) for row in rows)


def _pattern(words: list[str]) -> re.Pattern[str]:
    """Any of the words as a whole word; `*` stands for the rest of a word."""
    choices = "|".join(re.escape(word).replace(r"\*", r"\w*") for word in words)
    return re.compile(rf"\b(?:{choices})\b", re.IGNORECASE)


THEMES = _read()


def themes_in(text: str) -> frozenset[str]:
    """The codes of the subjects that came up; whether it was praise or a wish is not judged."""
    return frozenset(theme.code for theme in THEMES if theme.words.search(text))
