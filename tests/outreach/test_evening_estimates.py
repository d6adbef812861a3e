"""An honest guess: half an hour a talk, and as many evenings as the doors take."""

from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.evening_estimates import evenings_needed, talks_that_fit

HALF_PAST_EIGHT = time(20, 30)


@pytest.mark.parametrize(
    ("starts_at", "last", "talks"),
    [
        (time(18, 30), HALF_PAST_EIGHT, 4),
        (time(18, 45), HALF_PAST_EIGHT, 3),
        (time(19, 0), time(20, 0), 2),
        (time(20, 15), HALF_PAST_EIGHT, 1),
        (HALF_PAST_EIGHT, HALF_PAST_EIGHT, 1),
        (time(20, 31), HALF_PAST_EIGHT, 0),
    ],
)
def test_half_an_hour_a_talk_until_the_last_new_door(starts_at: time, last: time, talks: int) -> None:
    assert talks_that_fit(starts_at, last) == talks


@pytest.mark.parametrize(
    ("doors", "an_evening", "evenings"), [(66, 10, 7), (60, 10, 6), (1, 10, 1), (0, 10, 0), (90, 40, 3)]
)
def test_sixty_six_doors_take_seven_evenings(doors: int, an_evening: int, evenings: int) -> None:
    assert evenings_needed(doors, an_evening) == evenings


@given(st.integers(0, 500), st.integers(1, 40))
def test_the_evenings_are_just_enough(doors: int, an_evening: int) -> None:
    evenings = evenings_needed(doors, an_evening)
    assert (evenings - 1) * an_evening < doors <= evenings * an_evening or doors == evenings == 0
