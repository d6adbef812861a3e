"""Newcomer with experienced, roles by turns, and no two who always walk together."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.walking_pairs import (
    NEWCOMER_BELOW,
    Pair,
    Remark,
    by_turns,
    is_newcomer,
    last_together,
    remarks,
    suggested,
    walked,
)

OLD, SECOND = "ans", "riny"
LONG = [Pair(OLD, SECOND), Pair(SECOND, OLD), Pair(OLD, SECOND)]


@pytest.mark.parametrize(("rounds", "new"), [(0, True), (NEWCOMER_BELOW - 1, True), (NEWCOMER_BELOW, False)])
def test_fewer_than_three_rounds_is_new(rounds: int, new: bool) -> None:
    assert is_newcomer(rounds) is new


def test_rounds_are_counted_for_both() -> None:
    assert walked([*LONG, Pair("toos", OLD)]) == {OLD: 4, SECOND: 3, "toos": 1}


def test_a_newcomer_walks_with_somebody_experienced_who_asks_first() -> None:
    assert suggested("toos", ["piet", OLD], LONG) == Pair(OLD, "toos")


def test_somebody_experienced_walks_with_a_newcomer() -> None:
    assert suggested(OLD, [SECOND, "toos"], LONG) == Pair(OLD, "toos")


def test_among_equals_whoever_walked_least_with_me_comes_first() -> None:
    evenings = [*LONG, Pair("cora", "bea"), Pair("cora", "bea"), Pair("bea", "cora")]
    assert suggested(OLD, [SECOND, "cora"], evenings) == Pair(OLD, "cora")


def test_without_anybody_else_nobody_is_suggested() -> None:
    assert suggested(OLD, [], LONG) is None


def test_the_same_two_swap_their_roles() -> None:
    assert by_turns(OLD, SECOND, LONG) == Pair(SECOND, OLD)
    assert by_turns(SECOND, OLD, LONG) == Pair(SECOND, OLD)
    assert last_together(SECOND, OLD, LONG) == Pair(OLD, SECOND)


def test_a_chosen_pair_hears_what_is_to_say() -> None:
    assert remarks(Pair("toos", "piet"), LONG) == [Remark.TWO_NEWCOMERS]
    assert remarks(Pair(OLD, SECOND), LONG) == [Remark.SAME_ROLES]
    assert remarks(Pair(SECOND, OLD), LONG) == []
    assert remarks(Pair("toos", OLD), LONG) == []


people = st.sampled_from(["a", "b", "c", "d", "e"])
pairs = st.builds(Pair, people, people).filter(lambda pair: pair.asker != pair.note_taker)


@given(people, st.lists(people, unique=True), st.lists(pairs, max_size=30))
def test_a_suggestion_is_always_me_and_one_of_the_others(
    me: str, others: list[str], evenings: list[Pair]
) -> None:
    others = [other for other in others if other != me]
    pair = suggested(me, others, evenings)
    if not others:
        assert pair is None
        return
    assert pair and me in pair.both and len(pair.both) == 2 and pair.both - {me} <= set(others)
    counts = walked(evenings)
    partner = next(iter(pair.both - {me}))
    if any(is_newcomer(counts[other]) != is_newcomer(counts[me]) for other in others):
        assert is_newcomer(counts[partner]) != is_newcomer(counts[me])
    assert pair != last_together(pair.asker, pair.note_taker, evenings)
