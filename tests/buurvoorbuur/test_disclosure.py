"""What leaves the team in counts says no more than bins of five, whatever the reader adds up."""

from collections.abc import Iterator
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buurvoorbuur.disclosure import (
    BIN,
    CountTable,
    SafeCell,
    SafeTable,
    TooNarrow,
    Withheld,
    bounds,
    protect,
)


def at_home(talks: int, **counts: int) -> CountTable:
    """A question that every talk answers in one way, of which 'skipped' is never printed."""
    return CountTable("at_home", talks, counts, never_printed="skipped")


def labels(safe: SafeTable) -> dict[str, str]:
    return {cell.code: cell.label for cell in safe.cells}


@st.composite
def partitions(draw: st.DrawFn) -> CountTable:
    counts = draw(st.lists(st.integers(0, 15), min_size=1, max_size=6))
    states = {f"state_{number}": count for number, count in enumerate(counts)}
    return CountTable("question", sum(counts), states, never_printed=draw(st.sampled_from(list(states))))


@st.composite
def many_choices(draw: st.DrawFn) -> CountTable:
    talks = draw(st.integers(0, 60))
    counts = draw(st.lists(st.integers(0, talks), max_size=6))
    states = {f"interest_{number}": count for number, count in enumerate(counts)}
    return CountTable("interests", talks, states, never_printed=None)


def possible(safe: SafeTable) -> Iterator[tuple[int, ...]]:
    """Every set of counts that a reader who knows the total cannot rule out, tried one by one."""
    assert safe.talks is not None
    ranges = [
        range(cell.low or 0, (safe.talks if cell.high is None else cell.high) + 1) for cell in safe.cells
    ]
    return (counts for counts in product(*ranges) if sum(counts) == safe.talks)


def test_counts_are_printed_as_bins_of_five_with_an_open_top() -> None:
    safe = protect(at_home(31, well=21, fairly=6, hardly=3, skipped=1))
    assert labels(safe) == {"well": "20–24", "fairly": "5–9", "hardly": "0–4", "skipped": "–"}
    assert labels(protect(at_home(24, well=21, fairly=2, skipped=1)))["well"] == "20+"


def test_one_state_of_those_that_add_up_is_never_printed() -> None:
    safe = protect(at_home(30, well=17, fairly=3, skipped=10))
    assert safe.cells[-1] == SafeCell("skipped", None, None)
    assert bounds(safe) == {"well": (15, 19), "fairly": (0, 4), "skipped": (7, 15)}


@pytest.mark.parametrize("talks", range(10))
def test_below_ten_talks_nothing_is_printed_not_even_how_many(talks: int) -> None:
    safe = protect(at_home(talks, well=talks, skipped=0))
    assert (safe.talks, safe.cells, safe.withheld) == (None, (), Withheld.TOO_FEW_TALKS)


def test_from_ten_talks_on_there_is_a_table() -> None:
    assert labels(protect(at_home(10, well=6, skipped=4))) == {"well": "5+", "skipped": "–"}


def test_everybody_saying_the_same_does_not_show_as_everybody() -> None:
    same = CountTable("interests", 12, {"chess": 12}, never_printed=None)
    assert bounds(protect(same)) == {"chess": (5, 12)}


def test_bins_that_the_total_makes_exact_are_withheld_altogether() -> None:
    # Of 25 talks '20+' and '5–9' can only be 20 and 5, and nobody skipped.
    safe = protect(at_home(25, well=20, fairly=5, skipped=0))
    assert (safe.talks, safe.cells, safe.withheld) == (None, (), Withheld.TOO_NARROW)


def test_the_audit_refuses_a_table_that_gives_a_state_away() -> None:
    cells = (SafeCell("well", 20), SafeCell("fairly", 5, 9), SafeCell("skipped", None))
    with pytest.raises(TooNarrow, match="at_home: well"):
        bounds(SafeTable("at_home", 25, cells, adds_up=True))


def test_the_audit_refuses_a_table_that_prints_every_state() -> None:
    cells = (SafeCell("yes", 10, 14), SafeCell("no", 10, 14))
    with pytest.raises(TooNarrow):
        bounds(SafeTable("question", 28, cells, adds_up=True))


@given(partitions() | many_choices())
def test_no_state_is_ever_known_more_closely_than_a_bin(table: CountTable) -> None:
    for state, (low, high) in bounds(protect(table)).items():
        assert low <= table.counts[state] <= high
        assert high - low + 1 >= BIN


@pytest.mark.parametrize("talks", [10, 11, 14, 15, 17, 20])
def test_the_audit_finds_exactly_what_a_reader_could_find_by_trying_everything(talks: int) -> None:
    for well, fairly in product(range(talks + 1), repeat=2):
        if well + fairly > talks:
            continue
        safe = protect(at_home(talks, well=well, fairly=fairly, skipped=talks - well - fairly))
        if safe.withheld:
            continue
        tried = list(zip(*possible(safe), strict=True))
        found = [(min(counts), max(counts)) for counts in tried]
        assert list(bounds(safe).values()) == found


@pytest.mark.parametrize(
    ("counts", "never_printed"),
    [
        ({"yes": 11}, None),
        ({"yes": -1}, None),
        ({"yes": 4, "no": 5}, "no"),
        ({"yes": 4, "no": 6}, "skipped"),
    ],
    ids=["more than all", "fewer than none", "not adding up", "unknown state"],
)
def test_counts_that_cannot_be_are_refused(counts: dict[str, int], never_printed: str | None) -> None:
    with pytest.raises(ValueError):
        CountTable("question", 10, counts, never_printed)
