"""What may be told to all doors of a flat: its ledger and protected counts; quotes and changes nothing."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.db import transaction

from buurvoorbuur import audit
from buurvoorbuur.disclosure import LEAST_TALKS, SafeTable, protect
from buurvoorbuur.models import Team, User
from outreach import own_words, report_counts
from outreach.consent_terms import Direction
from outreach.flat_phases import Afterwards
from outreach.ledger import Ledger
from outreach.models import Flat, InterestGroup, Resident
from outreach.own_words import Told
from outreach.report_counts import (
    FEELS_AT_HOME,
    PLEASANT_OR_CHANGE,
    Answers,
    Doors,
    Flats,
)


class Export(StrEnum):
    """What left the house as a file, as it stands in the event log."""

    FLAT_PDF = "flat_report.printed"
    FLAT_CSV = "flat_report.exported"
    NEIGHBOURHOOD_PDF = "neighbourhood_report.printed"
    NEIGHBOURHOOD_CSV = "neighbourhood_report.exported"
    DOORS_PDF = "door_counts.printed"
    DOORS_CSV = "door_counts.exported"
    SLIDE_PDF = "neighbourhood_slide.printed"
    BUDGET_PDF = "budget.printed"


@dataclass(frozen=True)
class Interests:
    """What people like to share, offer and wish for, by group of the taxonomy in its own order."""

    groups: tuple[InterestGroup, ...]
    tables: Mapping[Direction, SafeTable]


@dataclass(frozen=True)
class FlatReport:
    """One A4 for all doors of a flat: the ledger exactly, everything from talks protected.

    `stuurbuur` holds the names of residents whose yes to being named is open now and whose door may be
    contacted; `plan_afterwards` is None when the team has not settled it. `own_words` is what the team
    added itself, None when nothing; while anything in it could point at somebody it goes to no door.
    `activities` is how many things residents began together since; what they are called is not told.
    """

    flat: Flat
    ledger: Ledger
    themes: SafeTable
    feels_at_home: SafeTable
    interests: Interests
    stuurbuur: tuple[str, ...]
    plan_afterwards: Afterwards | None
    own_words: Told | None = None
    activities: int = 0


def flat_report(flat: Flat, *, may_name: Collection[UUID] | None = None) -> FlatReport:
    """The report of one flat as it stands now, in seven queries at most, and three more with own words.

    With `may_name` nobody but these is named as stuurbuur, also when somebody said yes a moment later.
    """
    doors = report_counts.doors([flat])
    talks = len(doors.talked)
    # This one goes to every door: what is sensitive stays out of it.
    given = _answers([flat], {PLEASANT_OR_CHANGE, FEELS_AT_HOME}, doors, with_sensitive=False)
    return FlatReport(
        flat=flat,
        ledger=doors.ledger,
        themes=protect(report_counts.themes(given, talks)),
        feels_at_home=protect(report_counts.scale(FEELS_AT_HOME, given, talks)),
        interests=_interests([flat], doors),
        stuurbuur=_stuurbuur(flat, may_name),
        plan_afterwards=Afterwards(flat.plan_afterwards) if flat.plan_afterwards else None,
        own_words=own_words.told(flat),
        activities=flat.activities.filter(began_on__isnull=False).count(),
    )


@transaction.atomic
def exported(*, about: Flat | Team, export: Export, by: User, at: datetime) -> None:
    """Notes that somebody took a report out of the house."""
    team = about.pk if isinstance(about, Team) else about.team_id
    audit.record(export, by=by, about=about, at=at, team=team)


def _answers(flats: Flats, codes: set[str], doors: Doors, *, with_sensitive: bool) -> Answers:
    """Below ten talks nothing is shown, so that nothing is opened either."""
    if len(doors.talked) < LEAST_TALKS:
        return {code: {} for code in codes}
    return report_counts.answers(flats, codes, doors.talked, with_sensitive=with_sensitive)


def _interests(flats: Flats, doors: Doors) -> Interests:
    groups = tuple(InterestGroup.objects.all())
    counted = report_counts.interests(flats, groups, doors.talked)
    return Interests(groups, {direction: protect(table) for direction, table in counted.items()})


def _stuurbuur(flat: Flat, may_name: Collection[UUID] | None) -> tuple[str, ...]:
    """By the alphabet: an order by door would tell the whole flat who lives where."""
    willing = Resident.objects.named_as_stuurbuur().filter(address__flat=flat)
    if may_name is not None:
        willing = willing.filter(pk__in=may_name)
    return tuple(sorted((resident.name for resident in willing.only("name")), key=str.casefold))
