"""When a door would like to be rung: chosen with a code, used for the next evening, and over after a talk."""

from datetime import date, timedelta

import pytest

from buurvoorbuur.models import Event, User
from buurvoorbuur.refusals import Refused
from outreach import doors, evening_doors, optouts, round_cards, round_pages, round_sheets, visits, wishes
from outreach.models import Address, DoorWish, Flat, Round
from outreach.opt_out_terms import Channel, EndReason
from outreach.visit_states import Outcome, PartOfDay, RoundState, Wish
from tests import make, paper

AT = make.EVENING
BEFORE = AT - timedelta(days=3)


def wish(address: Address, chosen: Wish = Wish.AFTERNOON, days_ago: int = 1) -> DoorWish:
    return wishes.record(address=address, wish=chosen, by=None, at=AT - timedelta(days=days_ago))


def proposed(flat: Flat, part: PartOfDay) -> list[int]:
    day: date = AT.date()
    return [door.number for door in evening_doors.proposed(flat, day, part, 10, today=day)]


@pytest.fixture
def before(flat: Flat, ans: User, riny: User) -> Round:
    """A round of three days ago."""
    return make.walking_round(flat, ans, riny, BEFORE)


def closed(evening: Round) -> None:
    Round.objects.filter(pk=evening.pk).update(state=RoundState.CLOSED)


def tile(flat: Flat, address: Address) -> doors.Door:
    return next(door for door in doors.of_flat(flat) if door.address.pk == address.pk)


def test_a_later_wish_takes_the_place_of_an_earlier_one_and_each_leaves_an_event(door: Address) -> None:
    for chosen in (Wish.AFTERNOON, Wish.ANY):
        wish(door, chosen)
    assert DoorWish.objects.get().part == Wish.ANY
    assert wishes.standing(door) == Wish.ANY
    events = [(event.action, event.actor_id, event.object_id) for event in Event.objects.all()]
    assert events == [("wish.recorded", None, str(door.pk))] * 2


def test_a_door_that_asked_for_this_part_of_the_day_comes_first_and_in_another_one_last(
    flat: Flat, doors: list[Address]
) -> None:
    wish(doors[3])
    assert proposed(flat, PartOfDay.AFTERNOON) == [4, 1, 2, 3, 5, 6]
    assert proposed(flat, PartOfDay.EVENING) == [1, 2, 3, 5, 6, 4]
    wish(doors[3], Wish.ANY)
    for part in PartOfDay:
        assert proposed(flat, part) == [4, 1, 2, 3, 5, 6]


@pytest.mark.parametrize("outcome", [Outcome.DECLINED_DOOR, Outcome.DECLINED_INTERCOM, Outcome.COME_BACK])
def test_who_said_no_or_later_at_the_door_and_then_asks_is_visited_again(
    flat: Flat, door: Address, before: Round, outcome: Outcome
) -> None:
    said = visits.DoorNotes(outcome=outcome, opened_at=BEFORE)
    if outcome == Outcome.COME_BACK:
        said = visits.DoorNotes(outcome=outcome, opened_at=BEFORE, come_back_part=PartOfDay.MORNING)
    visits.record(id=before.pk, round=before, address=door, notes=said, by=before.asker, at=BEFORE)
    closed(before)
    wish(door)
    assert proposed(flat, PartOfDay.AFTERNOON)[0] == door.number
    assert evening_doors.still_to_visit(flat) == 6
    assert tile(flat, door).state == "come_back"


def test_after_three_times_nobody_home_a_wish_opens_the_door_for_three_more(
    flat: Flat, door: Address, ans: User, riny: User
) -> None:
    for days in (9, 6, 3):
        evening = make.walking_round(flat, ans, riny, AT - timedelta(days=days))
        make.visit(evening, door, at=AT - timedelta(days=days))
        closed(evening)
    assert door.number not in proposed(flat, PartOfDay.AFTERNOON)
    wish(door)
    assert proposed(flat, PartOfDay.AFTERNOON)[0] == door.number
    tonight = make.walking_round(flat, ans, riny)
    make.visit(tonight, door)
    closed(tonight)
    assert proposed(flat, PartOfDay.AFTERNOON)[0] == door.number


def test_what_was_heard_at_the_door_since_comes_before_the_wish(
    flat: Flat, door: Address, tonight: Round
) -> None:
    wish(door)
    said = visits.DoorNotes(outcome=Outcome.COME_BACK, opened_at=AT, come_back_part=PartOfDay.MORNING)
    visits.record(id=tonight.pk, round=tonight, address=door, notes=said, by=tonight.asker, at=AT)
    closed(tonight)
    assert proposed(flat, PartOfDay.AFTERNOON) == [2, 3, 4, 5, 6, 1]
    assert wishes.standing(door) is None
    assert tile(flat, door).wish is None


def test_a_talk_ends_a_wish_and_taking_the_visit_back_lets_it_stand_again(
    flat: Flat, door: Address, tonight: Round
) -> None:
    wish(door)
    talk = make.talk(tonight, door)
    assert wishes.standing(door) is None
    assert (tile(flat, door).state, tile(flat, door).wish) == ("talk", None)
    talk.undone_at = AT
    talk.save()
    assert wishes.standing(door) == Wish.AFTERNOON


def test_a_wish_undoes_no_talk_and_opens_no_paused_door(
    flat: Flat, doors: list[Address], before: Round, cora: User
) -> None:
    make.talk(before, doors[0], at=BEFORE)
    make.visit(before, doors[1], Outcome.LEFT, at=BEFORE)
    closed(before)
    for door in doors[:2]:
        wish(door)
    assert proposed(flat, PartOfDay.AFTERNOON) == [3, 4, 5, 6]
    assert tile(flat, doors[0]).state == "talk"
    assert tile(flat, doors[1]).state == "paused"


def test_a_no_takes_the_wish_along_and_is_not_undone_by_another(
    door: Address, cora: User, flat: Flat
) -> None:
    wish(door)
    optouts.record(address=door, channel=Channel.CODE, by=None, at=AT)
    assert not DoorWish.objects.exists()
    events = Event.objects.count()
    with pytest.raises(Refused):
        wishes.record(address=door, wish=Wish.ANY, by=None, at=AT)
    assert Event.objects.count() == events
    optouts.end(address=door, reason=EndReason.RESIDENT_ASKED, by=cora, at=AT)
    assert wishes.standing(door) is None
    assert proposed(flat, PartOfDay.EVENING) == [1, 2, 3, 4, 5, 6]


def test_the_ledger_keeps_what_happened_before_the_wish(flat: Flat, door: Address, before: Round) -> None:
    make.visit(before, door, Outcome.DECLINED_DOOR, at=BEFORE)
    wish(door)
    assert tile(flat, door).standing == "declined_door"


def test_the_tile_the_list_the_card_for_the_phone_and_the_sheet_say_when(
    flat: Flat, door: Address, tonight: Round, ans: User
) -> None:
    wish(door)
    assert str(round_pages.doors(tonight, AT)[0].word) == "Graag ’s middags"
    assert str(tile(flat, door).word) == "Graag ’s middags"
    [mine] = [row for row in round_cards.card(tonight, AT)["doors"] if row["id"] == door.pk]
    assert (mine["state"], mine["word"], mine["rings"]) == ("come_back", "Graag ’s middags", True)
    for language, said in (("nl", "Graag ’s middags"), ("en", "Afternoon, please")):
        sheet = round_sheets.print_sheet(round=tonight, language=language, by=ans, at=AT)
        assert said in " ".join(paper.pages(sheet)[0].split())
