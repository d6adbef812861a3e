"""Which doors are proposed for an evening: told in time, free, and only where a visit may still do good."""

from datetime import date, timedelta

from buurvoorbuur.models import User
from outreach import evening_doors, optouts
from outreach.models import Address, Flat, LetterBatch, LetterCopy, Round
from outreach.opt_out_terms import Channel
from outreach.visit_states import Outcome, PartOfDay, RoundState
from outreach.visits import DoorNotes, record
from tests import make

AT = make.EVENING
TODAY = AT.date()


def proposed(flat: Flat, part: PartOfDay = PartOfDay.EVENING, on: date = TODAY) -> list[int]:
    return [door.number for door in evening_doors.proposed(flat, on, part, 10, today=TODAY)]


def walked_before(flat: Flat, ans: User, riny: User, days: int, door: Address, **notes: object) -> None:
    """One visit on an earlier day, in a round that is over."""
    at = AT - timedelta(days=days)
    evening = make.walking_round(flat, ans, riny, at)
    said = DoorNotes(opened_at=at, **{"outcome": Outcome.NOBODY_HOME, **notes})  # type: ignore[arg-type]
    record(id=evening.pk, round=evening, address=door, notes=said, by=ans, at=at)
    Round.objects.filter(pk=evening.pk).update(state=RoundState.CLOSED)


def test_a_door_without_a_letter_is_not_proposed(flat: Flat, doors: list[Address]) -> None:
    LetterCopy.objects.filter(address=doors[0]).delete()
    assert proposed(flat) == [2, 3, 4, 5, 6]


def test_a_letter_that_was_taken_out_of_the_stack_told_nobody(flat: Flat, doors: list[Address]) -> None:
    LetterCopy.objects.filter(address=doors[0]).update(taken_out_at=AT)
    assert proposed(flat) == [2, 3, 4, 5, 6]


def test_a_letter_counts_from_the_end_of_the_notice_period(flat: Flat) -> None:
    LetterBatch.objects.update(delivered_on=TODAY - timedelta(days=6), first_visit_on=TODAY)
    assert proposed(flat) == []
    assert proposed(flat, on=TODAY + timedelta(days=1)) == [1, 2, 3, 4, 5, 6]


def test_the_day_that_the_letter_names_counts_too(flat: Flat) -> None:
    LetterBatch.objects.update(first_visit_on=TODAY + timedelta(days=2))
    assert proposed(flat, on=TODAY + timedelta(days=1)) == []
    assert proposed(flat, on=TODAY + timedelta(days=2)) == [1, 2, 3, 4, 5, 6]


def test_a_letter_that_was_not_delivered_tells_nobody(flat: Flat) -> None:
    LetterBatch.objects.update(delivered_on=None)
    assert proposed(flat) == []


def test_a_door_that_left_the_register_is_not_proposed(flat: Flat, doors: list[Address]) -> None:
    Address.objects.filter(pk=doors[5].pk).update(withdrawn_at=AT)
    assert proposed(flat) == [1, 2, 3, 4, 5]


def test_a_door_of_another_open_round_is_not_proposed(
    flat: Flat, doors: list[Address], ans: User, riny: User
) -> None:
    evening = make.walking_round(flat, ans, riny)
    evening.doors.exclude(address=doors[0]).delete()
    assert proposed(flat) == [2, 3, 4, 5, 6]
    Round.objects.update(state=RoundState.CLOSED)
    assert proposed(flat) == [1, 2, 3, 4, 5, 6]


def test_who_asked_for_another_part_comes_first_in_that_part_and_last_in_the_others(
    flat: Flat, doors: list[Address], ans: User, riny: User
) -> None:
    at = {"outcome": Outcome.COME_BACK, "come_back_part": PartOfDay.AFTERNOON}
    walked_before(flat, ans, riny, 2, doors[0], **at)
    walked_before(flat, ans, riny, 1, doors[1])
    assert proposed(flat, PartOfDay.AFTERNOON) == [3, 4, 5, 6, 1, 2]
    assert proposed(flat, PartOfDay.MORNING) == [3, 4, 5, 6, 2, 1]


def test_a_visit_that_was_undone_never_was(flat: Flat, doors: list[Address], ans: User, riny: User) -> None:
    evening = make.walking_round(flat, ans, riny)
    visit = make.visit(evening, doors[0], Outcome.DECLINED_DOOR)
    Round.objects.update(state=RoundState.CLOSED)
    assert proposed(flat) == [2, 3, 4, 5, 6]
    visit.undone_at = AT
    visit.save()
    assert proposed(flat) == [1, 2, 3, 4, 5, 6]


def test_doors_still_to_visit_are_counted_without_who_said_no_answered_or_rests(
    flat: Flat, doors: list[Address], ans: User, riny: User, cora: User
) -> None:
    assert evening_doors.still_to_visit(flat) == 6
    optouts.record(address=doors[0], channel=Channel.PHONE, by=cora, at=AT)
    optouts.pause(address=doors[1], by=cora, at=AT)
    walked_before(flat, ans, riny, 1, doors[2], outcome=Outcome.DECLINED_INTERCOM)
    for days in (4, 3, 2):
        walked_before(flat, ans, riny, days, doors[3])
    walked_before(flat, ans, riny, 1, doors[4])
    assert evening_doors.still_to_visit(flat) == 2
