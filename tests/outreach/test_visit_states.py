"""Until when a door is opened, when it rests, and the three steps of a round."""

from datetime import time
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buurvoorbuur.state_tables import NotAllowed
from outreach.visit_states import (
    FINAL_OUTCOMES,
    LATEST_NEW_DOOR,
    OPEN_ROUNDS,
    ROUND,
    USUAL_STARTS,
    Outcome,
    PartOfDay,
    RoundAction,
    RoundState,
    another_part,
    may_open_door,
    part_of_day,
    rests,
)


@pytest.mark.parametrize(
    ("local", "may"),
    [
        (time(0, 30), False),
        (time(8, 59, 59), False),
        (time(9, 0), True),
        (time(19, 0), True),
        (time(20, 30), True),
        (time(20, 30, 1), False),
        (time(23, 59), False),
    ],
)
def test_no_new_door_at_night_or_after_half_past_eight(local: time, may: bool) -> None:
    assert may_open_door(local) is may


def test_a_team_may_stop_earlier() -> None:
    assert may_open_door(time(20, 0), last_new_door=time(20, 0))
    assert not may_open_door(time(20, 1), last_new_door=time(20, 0))


@given(st.times(), st.times())
def test_no_setting_opens_a_door_that_was_closed_without_it(local: time, setting: time) -> None:
    assert may_open_door(local) or not may_open_door(local, last_new_door=setting)


def test_a_team_cannot_stop_later() -> None:
    assert not may_open_door(time(20, 45), last_new_door=time(22, 0))
    assert may_open_door(LATEST_NEW_DOOR, last_new_door=time(22, 0))


@pytest.mark.parametrize(
    ("local", "part"),
    [
        (time(11, 59), PartOfDay.MORNING),
        (time(12, 0), PartOfDay.AFTERNOON),
        (time(17, 59), PartOfDay.AFTERNOON),
        (time(18, 0), PartOfDay.EVENING),
    ],
)
def test_the_afternoon_begins_at_noon_and_the_evening_at_six(local: time, part: PartOfDay) -> None:
    assert part_of_day(local) == part


OUT, LATER = Outcome.NOBODY_HOME, Outcome.COME_BACK


@pytest.mark.parametrize(
    ("outcomes", "in_peace"),
    [
        ([], False),
        ([OUT, OUT], False),
        ([OUT, OUT, OUT], True),
        ([OUT, LATER, OUT], False),
        ([OUT, LATER, OUT, OUT], True),
        ([OUT, OUT, OUT, OUT], True),
    ],
)
def test_after_three_times_nobody_home_a_door_rests(outcomes: list[Outcome], in_peace: bool) -> None:
    assert rests(outcomes) is in_peace


def test_a_door_that_talked_said_no_or_was_left_is_not_tried_again() -> None:
    assert set(Outcome) - set(FINAL_OUTCOMES) == {Outcome.NOBODY_HOME, Outcome.COME_BACK}


STEPS = {
    (RoundState.PLANNED, RoundAction.START): RoundState.WALKING,
    (RoundState.PLANNED, RoundAction.CANCEL): RoundState.CANCELLED,
    (RoundState.WALKING, RoundAction.CLOSE): RoundState.CLOSED,
}


@pytest.mark.parametrize(("state", "action"), list(product(RoundState, RoundAction)))
def test_a_round_is_started_then_closed_or_cancelled_before_it_starts(
    state: RoundState, action: RoundAction
) -> None:
    if after := STEPS.get((state, action)):
        assert ROUND.after(state, action) == after
    else:
        with pytest.raises(NotAllowed):
            ROUND.after(state, action)


def test_a_round_holds_its_doors_until_it_is_closed_or_cancelled() -> None:
    assert set(OPEN_ROUNDS) == {state for state in RoundState if not ROUND.is_final(state)}


@pytest.mark.parametrize("part", PartOfDay)
def test_after_an_evening_without_a_talk_another_part_is_tried_at_its_usual_time(part: PartOfDay) -> None:
    assert another_part(part) != part
    assert part_of_day(USUAL_STARTS[part]) == part
    assert may_open_door(USUAL_STARTS[part])
