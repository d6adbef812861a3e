"""Nobody is picked out of the rows that are left: five are alike, and they do not all tell the same."""

from collections import defaultdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buurvoorbuur.lookalikes import ALIKE, Row, look_alike

KNOWN = ("year", "food", "green", "music")
TOLD = ("home",)
ROWS = st.lists(
    st.fixed_dictionaries(
        {**{column: st.sampled_from("01") for column in KNOWN}, "home": st.sampled_from("123")}
    ),
    max_size=60,
)


def row(food: str = "0", green: str = "0", home: str = "3") -> dict[str, str]:
    return {"year": "2026", "food": food, "green": green, "music": "0", "home": home}


def group(count: int, **said: str) -> list[dict[str, str]]:
    """So many alike, who differ in what they tell."""
    return [row(**said, home=str(number % 2 + 3)) for number in range(count)]


@given(ROWS)
def test_whatever_the_rows_at_least_five_of_those_left_are_alike_and_disagree(rows: list[Row]) -> None:
    safe = look_alike(rows, known=KNOWN, told=TOLD)
    together = defaultdict(list)
    for one in safe.rows:
        together[tuple(one[column] for column in KNOWN if column in safe.columns)].append(one)
    assert all(len(alike) >= ALIKE for alike in together.values())
    if "home" in safe.columns:
        assert all(len({one["home"] for one in alike}) > 1 for alike in together.values())
    assert len(safe.rows) + safe.left_out == len(rows)


@given(ROWS)
def test_what_is_left_is_what_stood_there(rows: list[Row]) -> None:
    safe = look_alike(rows, known=KNOWN, told=TOLD)
    seen = [{column: one[column] for column in safe.columns} for one in rows]
    for one in safe.rows:
        assert one in seen
        assert tuple(one) == safe.columns


def test_a_column_that_makes_few_recognisable_stays_and_those_few_go() -> None:
    rows = [*group(20, food="0"), *group(17, food="1"), *group(3, food="2")]
    safe = look_alike(rows, known=KNOWN, told=TOLD)
    assert "food" in safe.columns
    assert safe.left_out == 3
    assert {one["food"] for one in safe.rows} == {"0", "1"}


def test_a_column_that_makes_more_than_a_tenth_recognisable_stays_out() -> None:
    rows = [*group(18, food="0"), *group(18, food="1"), *group(4, food="2"), row(food="3")]
    safe = look_alike(rows, known=KNOWN, told=TOLD)
    assert "food" not in safe.columns
    assert safe.left_out == 0


def test_the_most_even_column_comes_first() -> None:
    """Each of the two alone can stay; together they would make a third recognisable."""
    rows = [
        *group(20, food="0", green="0"),
        *group(14, food="1", green="0"),
        *group(4, food="1", green="1"),
        *group(4, food="0", green="1"),
    ]
    safe = look_alike(rows, known=("green", "food"), told=TOLD)
    assert safe.columns == ("food", "home")


def test_those_alike_who_all_tell_the_same_go() -> None:
    unanimous = [row(food="2", home="1") for _ in range(6)]
    safe = look_alike([*group(30, food="0"), *group(30, food="1"), *unanimous], known=KNOWN, told=TOLD)
    assert safe.left_out == 6
    assert {one["food"] for one in safe.rows} == {"0", "1"}


def test_what_everybody_says_is_told_of_nobody() -> None:
    safe = look_alike([row(home="1") for _ in range(12)], known=KNOWN, told=TOLD)
    assert "home" not in safe.columns
    assert len(safe.rows) == 12


def test_a_column_that_would_say_the_same_in_every_row_left_stays_out_and_costs_no_row() -> None:
    safe = look_alike([*group(37, food="0"), *group(3, food="1")], known=KNOWN, told=TOLD)
    assert "food" not in safe.columns
    assert safe.left_out == 0


def test_a_column_that_says_the_same_of_everybody_from_the_start_stays() -> None:
    assert "year" in look_alike(group(20), known=KNOWN, told=TOLD).columns


@pytest.mark.parametrize("count", [0, 4])
def test_of_fewer_than_five_nothing_is_left(count: int) -> None:
    assert look_alike(group(count), known=KNOWN, told=TOLD).rows == ()
