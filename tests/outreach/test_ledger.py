"""The ledger always closes, hides nothing, and counts each door once."""

from collections import Counter
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.ledger import Apart, DoorStanding, Ledger, percent, standing
from outreach.visit_states import Outcome

OUT, AT_DOOR, BY_INTERCOM, LATER, LEFT, TALK = (
    Outcome.NOBODY_HOME,
    Outcome.DECLINED_DOOR,
    Outcome.DECLINED_INTERCOM,
    Outcome.COME_BACK,
    Outcome.LEFT,
    Outcome.TALK,
)
histories = st.tuples(st.booleans(), st.booleans(), st.lists(st.sampled_from(Outcome), max_size=5))


def assert_closes(ledger: Ledger) -> None:
    assert ledger.doors == ledger.opted_out + ledger.may_be_rung
    assert ledger.may_be_rung == sum(ledger.parts.values())


def planetenflat() -> Ledger:
    """The flat of the publication; how its 41 split is not told, so that is ours."""
    return Ledger.of(
        Counter(
            {
                DoorStanding.OPTED_OUT: 24,
                DoorStanding.TALK: 24,
                DoorStanding.NOBODY_HOME: 22,
                DoorStanding.DECLINED_DOOR: 8,
                DoorStanding.DECLINED_INTERCOM: 11,
                DoorStanding.NOT_RECORDED: 1,
            }
        )
    )


@pytest.mark.parametrize(
    ("opted_out", "paused", "outcomes", "line"),
    [
        # An opt-out comes before everything, whenever it came.
        (True, False, [], DoorStanding.OPTED_OUT),
        (True, False, [TALK], DoorStanding.OPTED_OUT),
        (True, True, [OUT, AT_DOOR], DoorStanding.OPTED_OUT),
        # A talk was held, whatever came after it.
        (False, False, [TALK], DoorStanding.TALK),
        (False, False, [OUT, TALK], DoorStanding.TALK),
        (False, False, [TALK, OUT], DoorStanding.TALK),
        (False, True, [TALK, LEFT], DoorStanding.TALK),
        # A pause says more than the visits before it.
        (False, True, [LEFT], DoorStanding.PAUSED),
        (False, True, [OUT, AT_DOOR, LEFT], DoorStanding.PAUSED),
        (False, True, [], DoorStanding.PAUSED),
        # Otherwise the latest counts.
        (False, False, [OUT], DoorStanding.NOBODY_HOME),
        (False, False, [OUT, OUT, OUT], DoorStanding.NOBODY_HOME),
        (False, False, [AT_DOOR], DoorStanding.DECLINED_DOOR),
        (False, False, [BY_INTERCOM], DoorStanding.DECLINED_INTERCOM),
        (False, False, [OUT, LATER], DoorStanding.COME_BACK),
        (False, False, [LATER, OUT], DoorStanding.NOBODY_HOME),
        (False, False, [LATER, AT_DOOR], DoorStanding.DECLINED_DOOR),
        (False, False, [AT_DOOR, LATER], DoorStanding.COME_BACK),
        (False, False, [AT_DOOR, BY_INTERCOM], DoorStanding.DECLINED_INTERCOM),
        # Somebody out does not undo a 'no'.
        (False, False, [AT_DOOR, OUT], DoorStanding.DECLINED_DOOR),
        (False, False, [BY_INTERCOM, OUT, OUT], DoorStanding.DECLINED_INTERCOM),
        # A visit broken off, whose pause was lifted, leaves what was known before it.
        (False, False, [LEFT], DoorStanding.NOT_RECORDED),
        (False, False, [OUT, LEFT], DoorStanding.NOBODY_HOME),
        (False, False, [], DoorStanding.NOT_RECORDED),
    ],
)
def test_each_door_stands_in_one_line(
    opted_out: bool, paused: bool, outcomes: list[Outcome], line: DoorStanding
) -> None:
    assert standing(opted_out, paused, outcomes) == line


def test_the_planetenflat_closes_as_the_publication_says() -> None:
    ledger = planetenflat()
    assert (ledger.doors, ledger.opted_out, ledger.may_be_rung) == (90, 24, 66)
    assert (ledger.talks, ledger.not_home_or_declined, ledger.not_recorded) == (24, 41, 1)
    assert_closes(ledger)


def test_the_shares_of_the_planetenflat_are_of_all_doors_and_then_of_those_that_may_be_rung() -> None:
    shares = {row.code: row.percent for row in planetenflat().rows()}
    assert (shares["doors"], shares["opted_out"], shares["may_be_rung"]) == (
        100,
        Decimal("26.7"),
        Decimal("73.3"),
    )
    assert (shares["talks"], shares["not_recorded"]) == (Decimal("36.4"), Decimal("1.5"))


@given(st.lists(histories, max_size=40))
def test_over_any_history_of_any_doors_the_parts_are_the_whole(
    doors: list[tuple[bool, bool, list[Outcome]]],
) -> None:
    ledger = Ledger.of(Counter(standing(*door) for door in doors))
    count = {row.code: row.count for row in ledger.rows()}
    assert_closes(ledger)
    assert count.pop("doors") == len(doors)
    assert count.pop("opted_out") == sum(opted_out for opted_out, _, _ in doors)
    assert count.pop("may_be_rung") == sum(not opted_out for opted_out, _, _ in doors) == sum(count.values())


def test_not_recorded_is_shown_even_when_it_is_nothing() -> None:
    rows = Ledger.of(Counter({DoorStanding.TALK: 3})).rows()
    assert [row.code for row in rows] == [
        "doors", "opted_out", "may_be_rung", "talks", "nobody_home", "declined_door", "declined_intercom",
        "come_back", "paused", "not_recorded",
    ]  # fmt: skip
    assert rows[-1].count == 0


def test_rings_talks_and_empty_homes_are_counted_apart_from_the_doors() -> None:
    apart = Apart(attempts=130, talks_held=25, seems_empty=4, confirmed_empty=2)
    ledger = Ledger.of(Counter({DoorStanding.TALK: 24, DoorStanding.OPTED_OUT: 1}), apart)
    assert (ledger.doors, ledger.apart) == (25, apart)
    assert_closes(ledger)


def test_a_flat_without_doors_closes_and_has_no_shares() -> None:
    empty = Ledger.of(Counter())
    assert_closes(empty)
    assert {row.percent for row in empty.rows()} == {None}


def test_shares_are_rounded_half_up() -> None:
    assert percent(1, 2000) == Decimal("0.1")
    assert percent(24, 90) == Decimal("26.7")
