"""What waits to be followed up: promises, doors, residents, papers with an old name; decides nothing."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import OuterRef, Subquery

from buurvoorbuur.access import Reach
from outreach import named_papers, report_counts
from outreach.consent_terms import STAYING_IN_TOUCH
from outreach.flat_phases import WRAPPED_UP
from outreach.ledger import DoorStanding
from outreach.models import Address, Consent, Flat, NameOnPaper, Promise, Resident, Visit
from outreach.promise_terms import QUIET, STILL_SHOWN
from outreach.visit_states import Outcome

# More would not be followed up this week either.
MOST_QUIET = 10


@dataclass(frozen=True)
class ComeBacks:
    """Doors of one flat that asked us to come back, as one walks along them, with `asked_at`."""

    flat: Flat
    doors: list[Any]

    @property
    def first_asked_at(self) -> datetime:
        return min(door.asked_at for door in self.doors)


@dataclass(frozen=True)
class FollowUpPage:
    """`late` are open promises whose day is over; `come_backs` are the doors of each flat that wait for us.

    `paused` are doors that wait for who manages their flat, none for anybody else.
    """

    flats: list[Flat]
    late: list[Promise]
    open: list[Promise]
    ended: list[Promise]
    come_backs: list[ComeBacks]
    paused: list[Address]
    quiet: list[Resident]
    old_papers: list[NameOnPaper]
    without_stuurbuur: list[Flat]

    @property
    def is_empty(self) -> bool:
        waits = (self.late, self.open, self.ended, self.come_backs, self.paused, self.quiet)
        return not any(waits) and not self.old_papers and not self.without_stuurbuur


def of(reach: Reach, residents: Reach, today: date) -> FollowUpPage:
    """Everything within reach; `residents` is where this person may see who lives there. Nine queries."""
    known_flats = Flat.objects.within_reach_of(reach).order_by("name", "pk")
    # Those under way first; also of another a door may wait, and something be promised.
    flats = sorted(known_flats, key=lambda flat: flat.phase in WRAPPED_UP)
    known = Promise.objects.within_reach_of(reach).select_related("flat", "address", "keeper")
    promises = list(known.open())
    since = today - timedelta(days=STILL_SHOWN)
    return FollowUpPage(
        flats=flats,
        late=[promise for promise in promises if promise.due_on < today],
        open=[promise for promise in promises if promise.due_on >= today],
        ended=list(known.filter(ended_at__date__gte=since).order_by("-ended_at")),
        come_backs=_come_backs(flats),
        paused=_paused(reach),
        quiet=_quiet(residents, today) if residents else [],
        old_papers=list(named_papers.to_take_back(residents)) if residents else [],
        without_stuurbuur=list(named_papers.flats_without(residents)) if residents else [],
    )


def _come_backs(flats: list[Flat]) -> list[ComeBacks]:
    if not flats:
        return []
    every = report_counts.each_door(flats)
    waiting = [door.pk for door in every if door.stands == DoorStanding.COME_BACK]
    asked = Visit.objects.standing().filter(address=OuterRef("pk"), outcome=Outcome.COME_BACK)
    asked_at = asked.order_by("-recorded_at").values("happened_at")[:1]
    doors = (
        Address.objects.filter(pk__in=waiting).annotate(asked_at=Subquery(asked_at)).exclude(asked_at=None)
    )
    by_flat: dict[int, list[Address]] = defaultdict(list)
    for door in doors.in_walking_order():
        by_flat[door.flat_id].append(door)
    return [ComeBacks(flat, by_flat[flat.pk]) for flat in flats if by_flat[flat.pk]]


def _paused(reach: Reach) -> list[Address]:
    """Flat by flat, as one walks along them."""
    doors = Address.objects.filter(paused_at__isnull=False, flat__team__in=reach.whole_teams)
    return sorted(doors.select_related("flat").in_walking_order(), key=lambda door: door.flat.name)


def _quiet(reach: Reach, today: date) -> list[Resident]:
    """Those who let us stay in touch and were not spoken to for long, longest first."""
    asked_to = Consent.objects.open().filter(purpose__in=STAYING_IN_TOUCH)
    silent = Resident.objects.within_reach_of(reach).filter(
        pk__in=asked_to.values("resident"),
        address__in=Address.objects.contactable(),
        last_contact_on__lte=today - timedelta(days=QUIET),
    )
    return list(silent.select_related("address__flat").order_by("last_contact_on", "pk")[:MOST_QUIET])
