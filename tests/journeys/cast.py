"""Who and what the journey is about: the road of one flat and the two neighbours who meet on it."""

from dataclasses import dataclass, field
from datetime import datetime

import pytest
from django.utils import timezone

from buurvoorbuur import clock
from buurvoorbuur.models import Team, User
from outreach.consent_terms import Field, Purpose
from outreach.models import Flat, Resident
from tests.journeys.screens import Screens

STREET = "Ingelandenstraat"


@dataclass(frozen=True)
class Neighbour:
    """Who opens the door and what they agree to."""

    name: str
    phone: str
    email: str
    likes: tuple[str, ...]
    agrees: tuple[Purpose, ...]
    passes_on: tuple[Field, ...]


SAMIRA = Neighbour(
    "Samira Haddad",
    "06 12345678",
    "samira@example.org",
    ("eat_together", "cook_together", "coffee_and_tea"),
    (Purpose.KEEP_ANSWERS, Purpose.MATCH, Purpose.SHARE_FIELDS),
    (Field.NAME, Field.DOOR),
)
JOOP = Neighbour(
    "Joop Visser",
    "06 87654321",
    "joop@example.org",
    ("eat_together", "coffee_and_tea"),
    (Purpose.KEEP_ANSWERS, Purpose.MATCH, Purpose.SHARE_FIELDS, Purpose.KEEP_POSTED),
    (Field.NAME, Field.PHONE),
)


@dataclass
class Road:
    """The flat on its way, and the people who take it along."""

    screens: Screens
    monkeypatch: pytest.MonkeyPatch
    cora: User
    ans: User
    riny: User
    wim: User
    team: Team
    flat: Flat = field(init=False)

    def at(self, day: int, hour: int, minute: int = 0) -> None:
        """A moment in October 2026."""
        moment = datetime(2026, 10, day, hour, minute, tzinfo=timezone.get_default_timezone())
        self.monkeypatch.setattr(clock, "now", lambda: moment)


def resident_of(who: Neighbour) -> Resident:
    return next(resident for resident in Resident.objects.all() if resident.name == who.name)


def door_of(who: Neighbour) -> str:
    return str(resident_of(who).address)


def in_one_line(pages: list[str]) -> str:
    return " ".join(" ".join(pages).split())
