"""The built-in guide: what to do, say and leave at each step, with what a team settled itself."""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.utils import translation
from django.utils.formats import time_format
from django.utils.translation import gettext, ngettext

from buurvoorbuur.models import Team
from outreach import cards, trust_checks
from outreach.flat_phases import Phase
from outreach.models import Referral
from outreach.promise_terms import FULL
from outreach.visit_states import REST_AFTER
from outreach.wording.flat_words import PHASES

STARTER = Path(__file__).parent / "starter"
_ROAD = list(Phase)
# The step with which one begins.
BEGIN = "before"
# The step at which one stands at the door: there the safety card says more.
AT_THE_DOOR = "visits"


@dataclass(frozen=True, slots=True)
class Step:
    """One step: its three short lists, ready to be read.

    `number` is its place on the road of a flat, from 1; None for what comes before it or in between.
    """

    code: str
    number: int | None
    slug: str
    title: str
    lead: str
    do: tuple[str, ...]
    say: tuple[str, ...]
    leave: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TakingPart:
    """Who fits, what one asks them, and what everybody agrees to."""

    profile: tuple[str, ...]
    intake: tuple[str, ...]
    agreements: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Worries:
    """Whom to call when two worry about a resident; `national` are a number and what it is for."""

    national: tuple[tuple[str, str], ...]
    first: tuple[str, ...]
    say: tuple[str, ...]
    leave: tuple[str, ...]
    after: tuple[str, ...]


def slugs() -> dict[str, str]:
    """The word for each step in an address, by its code: a phase of a flat, or what is around them."""
    return {row["code"]: row["slug"] for row in _read("step_plan")["steps"]}


def settled(team: Team, worker: Referral | None, language: str) -> dict[str, str]:
    """What a team settled itself, in the words of a language, for the places in the text."""
    with translation.override(language):
        return {
            "neighbourhood": team.neighbourhood,
            "phone": team.phone or gettext("the number of our team"),
            "partner": team.partner or gettext("the welfare organisation"),
            "worker": worker.name if worker else gettext("the neighbourhood worker"),
            "notice": ngettext("%(count)s day", "%(count)s days", team.notice_days)
            % {"count": team.notice_days},
            "doors": str(team.doors_an_evening),
            "last_new_door": time_format(team.last_new_door, "H:i"),
            "peace": str(REST_AFTER),
            "readers": str(trust_checks.READERS),
            "full": str(FULL),
        }


def steps(language: str, values: Mapping[str, str]) -> list[Step]:
    """All steps, in the order of the road."""
    return [_step(row, language, values) for row in _read("step_plan")["steps"]]


def taking_part(language: str, values: Mapping[str, str]) -> TakingPart:
    """What somebody reads who would like to walk along."""
    said = _read("taking_part")
    lists = (_lines(said[name], language, values) for name in ("profile", "intake", "agreements"))
    return TakingPart(*lists)


def trainings(language: str) -> dict[str, str]:
    """The trainings that every team has, by code."""
    return {row["code"]: row[language] for row in _read("taking_part")["trainings"]}


def worries(language: str, values: Mapping[str, str]) -> Worries:
    """The help for who worries about a resident."""
    said = _read("worries")
    lists = (_lines(said[name], language, values) for name in ("first", "say", "leave", "after"))
    return Worries(tuple((row["phone"], row[language]) for row in said["national"]), *lists)


def _step(row: Mapping[str, Any], language: str, values: Mapping[str, str]) -> Step:
    say = _lines(row["say"], language, values)
    if row["code"] == AT_THE_DOOR:
        last = cards.endings(language, language)[-1].closing
        say = (*_quoted(cards.at_the_door(language)), *say, *_quoted([last]))
    return Step(
        code=row["code"],
        slug=row["slug"],
        title=_title(row, language),
        number=_ROAD.index(row["code"]) + 1 if row["code"] in _ROAD else None,
        lead=row[f"lead_{language}"],
        do=_lines(row["do"], language, values),
        say=say,
        leave=_lines(row["leave"], language, values),
    )


def _title(row: Mapping[str, Any], language: str) -> str:
    """A step of the road is called as the phase of a flat is."""
    if row["code"] not in _ROAD:
        return str(row[f"title_{language}"])
    with translation.override(language):
        return str(PHASES[Phase(row["code"])])


def _lines(rows: Iterable[Mapping[str, str]], language: str, values: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(row[language].format_map(values) for row in rows)


def _quoted(lines: Iterable[str]) -> Iterator[str]:
    return (f"‘{line}’" for line in lines)


@cache
def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((STARTER / f"{name}.toml").read_text(encoding="utf-8"))
