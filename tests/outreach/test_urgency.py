"""The first page says the most pressing first, five things at most, and how many more there are."""

from dataclasses import dataclass
from itertools import permutations

import pytest

from outreach import crews, urgency
from outreach.crews import Crew
from outreach.urgency import MOST, Urgency


@dataclass(frozen=True)
class Step:
    name: str
    urgency: Urgency


def test_the_order_is_the_stairs_what_was_let_lie_what_is_late_who_waits_and_then_our_own_work() -> None:
    assert [one.name for one in Urgency] == [
        "NOW", "LEFT_LYING", "TOO_LATE", "WAITED_FOR", "PLANNED", "NEXT", "TO_READ",
    ]  # fmt: skip
    assert [int(one) for one in Urgency] == sorted(one for one in Urgency)


@pytest.mark.parametrize("came", [*permutations([Urgency.NEXT, Urgency.NOW, Urgency.WAITED_FOR])])
def test_in_whatever_order_they_come_the_most_pressing_stands_first(came: tuple[Urgency, ...]) -> None:
    shown, _more = urgency.most_pressing(Step("", one) for one in came)
    assert [step.urgency for step in shown] == [Urgency.NOW, Urgency.WAITED_FOR, Urgency.NEXT]


def test_equals_stay_as_they_came() -> None:
    shown, _more = urgency.most_pressing(Step(name, Urgency.NEXT) for name in "cab")
    assert [step.name for step in shown] == ["c", "a", "b"]


@pytest.mark.parametrize(
    ("there", "shown", "more"), [(0, 0, 0), (1, 1, 0), (5, 5, 0), (6, 5, 1), (40, 5, 35)]
)
def test_never_more_than_five_are_shown_and_the_rest_is_a_number(there: int, shown: int, more: int) -> None:
    steps = [Step(str(number), Urgency.NEXT) for number in range(there)]
    first, left_out = urgency.most_pressing(steps)
    assert (len(first), left_out, MOST) == (shown, more, 5)


@pytest.mark.parametrize(
    ("people", "crew"),
    [(0, Crew.STUCK), (1, Crew.STUCK), (2, Crew.FRAGILE), (3, Crew.ENOUGH), (9, Crew.ENOUGH)],
)
def test_with_one_nobody_rings_and_with_two_nobody_may_drop_out(people: int, crew: Crew) -> None:
    assert crews.of(people) == crew
