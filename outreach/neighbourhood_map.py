"""Which team is where in a neighbourhood, and how far: its parts, their flats, what is covered."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from django.db.models import Exists, OuterRef, Q

from buurvoorbuur.access import Reach
from outreach import report_counts
from outreach.flat_phases import Phase
from outreach.ledger import Ledger
from outreach.models import Flat
from outreach.wording.flat_words import PHASES

# So many windows has a flat that is drawn, whatever its doors.
WINDOWS = 12
_BEFORE_THE_FIRST_RING = (Phase.PREPARE, Phase.LETTER)


@dataclass(frozen=True, slots=True)
class Place:
    """One flat on the map; who may open it hears of its rest and its doors, else `ledger` is None."""

    flat: Flat
    rests: bool
    may_open: bool
    ledger: Ledger | None

    @property
    def word(self) -> Any:
        return PHASES[Phase(self.flat.phase)]

    @property
    def is_begun(self) -> bool:
        return Phase(self.flat.phase) not in _BEFORE_THE_FIRST_RING

    @property
    def reached(self) -> int:
        """At how many doors something is known: we were there, or they said no beforehand."""
        return self.ledger.doors - self.ledger.not_recorded if self.ledger else 0

    @property
    def windows(self) -> list[bool]:
        """Which windows are lit: as many of them as doors were reached, and one from the first door on."""
        doors = self.ledger.doors if self.ledger else 0
        lit = -(-self.reached * WINDOWS // doors) if doors else 0
        return [window < lit for window in range(WINDOWS)]


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the neighbourhood as a team calls it; without a name for flats of which it was not said."""

    name: str
    places: list[Place]

    @property
    def begun(self) -> int:
        return sum(place.is_begun for place in self.places)


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    name: str
    parts: list[Part]
    has_several_teams: bool


def of(own: Reach, reported: Reach, today: date) -> list[Neighbourhood]:
    """Every neighbourhood with a flat within one of these reaches, in two queries.

    Doors are counted of flats in `own` only: of those that are merely reported on, just the phase is told.
    """
    mine = Flat.objects.within_reach_of(own)
    flats = Flat.objects.filter(Q(pk__in=mine.values("pk")) | Q(team__in=reported.teams))
    ledgers = report_counts.ledgers(mine)
    may_open = Exists(mine.filter(pk=OuterRef("pk")).order_by())
    every = flats.annotate(may_open=may_open).select_related("team")
    in_order = every.order_by("team__neighbourhood", "part", "name", "pk")
    return [
        _neighbourhood(name, list(its_flats), ledgers, today)
        for name, its_flats in groupby(in_order, key=lambda flat: flat.team.neighbourhood)
    ]


def known_parts(own: Reach) -> list[str]:
    """How the parts of a neighbourhood are called so far."""
    named = Flat.objects.within_reach_of(own).exclude(part="")
    return list(named.order_by("part").values_list("part", flat=True).distinct())


def _neighbourhood(name: str, flats: Iterable[Any], ledgers: dict[int, Ledger], today: date) -> Neighbourhood:
    # That a flat rests may tell that one of its two is ill: only for who works there.
    every = [
        Place(flat, flat.may_open and flat.rests_on(today), flat.may_open, ledgers.get(flat.pk))
        for flat in flats
    ]
    parts = [Part(part, list(its)) for part, its in groupby(every, key=lambda place: place.flat.part)]
    # Where nothing was said comes last.
    parts.sort(key=lambda part: not part.name)
    return Neighbourhood(name, parts, len({place.flat.team_id for place in every}) > 1)
