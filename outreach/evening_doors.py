"""Which doors are proposed for an evening and in what order; reads outcomes, plans nothing, rings nowhere."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from outreach.models import Address, Flat, LetterBatch, LetterCopy, Round, RoundDoor, Visit
from outreach.models.places import AddressQuerySet
from outreach.visit_states import FINAL_OUTCOMES, Outcome, PartOfDay, Wish, part_of_day, rests


def proposed(flat: Flat, planned_on: date, part: PartOfDay, most: int, *, today: date) -> Sequence[Address]:
    """The doors for an evening: who asked for this part of the day, then not yet reached, then the others.

    Left out: doors that may not be contacted, that answered, that rest after three times nobody
    home, that another round holds, or whose letter came too short ago or named a later day.
    """
    visits = _visits(flat)
    doors = [door for door in _told_and_free(flat, planned_on, today) if _may_ring(visits[door.pk])]
    return sorted(doors, key=lambda door: _urgency(door, visits[door.pk], part))[:most]


def still_to_visit(flat: Flat) -> int:
    """How many doors of this flat wait for a first visit or another try, planned ones included."""
    visits = _visits(flat)
    return sum(_may_ring(visits[door.pk]) for door in Address.objects.contactable().filter(flat=flat))


def first_day(flat: Flat) -> date | None:
    """The first day on which a door of this flat may be rung; None when no letter was delivered yet."""
    delivered = LetterBatch.objects.filter(letter__flat=flat, delivered_on__isnull=False)
    notice = timedelta(days=flat.team.notice_days)
    days = delivered.values_list("delivered_on", "first_visit_on")
    return min((max(on + notice, named) for on, named in days if on), default=None)


def told(flat: Flat, on: date) -> AddressQuerySet:
    """The doors of a flat that got a letter long enough before this day, and one that named no later day."""
    letter_before = on - timedelta(days=flat.team.notice_days)
    letters = LetterCopy.objects.filter(
        address=OuterRef("pk"),
        taken_out_at=None,
        batch__delivered_on__lte=letter_before,
        batch__first_visit_on__lte=on,
    )
    return Address.objects.filter(Exists(letters), flat=flat)


def are_at_rest(visits: Iterable[Visit]) -> bool:
    """Whether these visits, the `counting` ones of one door, leave it in peace."""
    return rests([Outcome(visit.outcome) for visit in visits])


def counting() -> QuerySet[Visit]:
    """The visits that say how a door stands now, in order of time."""
    return Visit.objects.of_now().order_by("recorded_at")


def _told_and_free(flat: Flat, on: date, today: date) -> QuerySet[Any]:
    holding = Round.objects.holding_doors(today).filter(flat=flat)
    planned = RoundDoor.objects.filter(address=OuterRef("pk"), round__in=holding)
    return told(flat, on).contactable().with_wish().filter(~Exists(planned)).in_walking_order()


def _visits(flat: Flat) -> dict[int, list[Visit]]:
    known: dict[int, list[Visit]] = defaultdict(list)
    for visit in counting().filter(address__flat=flat):
        known[visit.address_id].append(visit)
    return known


def _may_ring(visits: list[Visit]) -> bool:
    return not are_at_rest(visits) and not any(visit.outcome in FINAL_OUTCOMES for visit in visits)


def _urgency(door: Any, visits: list[Visit], part: PartOfDay) -> int:
    """How soon a door is rung in this part of the day, the lowest first.

    0 where a resident asked for it, 1 where nobody stood yet, 2 when it may suit, 3 when it did not.
    What two people heard at the door since comes before what was asked.
    """
    last = visits[-1] if visits else None
    if last and last.come_back_part:
        return 2 if last.come_back_part == part else 3
    if door.wished_part:
        return 0 if Wish(door.wished_part).suits(part) else 3
    if last is None:
        return 1
    return 3 if part_of_day(timezone.localtime(last.happened_at).time()) == part else 2
