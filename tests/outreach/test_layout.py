"""The rule of `layout`: on which floor a door is, and how a flat is numbered from its shape."""

import csv
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.address_key import AddressParts, key
from outreach.layout import (
    MOST_DOORS,
    BadPattern,
    Numbering,
    Parity,
    Place,
    Placed,
    by_doors_per_floor,
    pattern,
    suggest,
)

WEESP = Path(__file__).parents[1] / "data" / "bag-weesp-four-flats.csv"


def flat(**changes: object) -> tuple[Placed[AddressParts], ...]:
    shape: dict[str, object] = {"floors": 2, "doors_per_floor": 3, "first": 1}
    return pattern("Planetenlaan", "9741 ab", **(shape | changes))  # type: ignore[arg-type]


def numbers(**changes: object) -> list[int]:
    return [placed.door.number for placed in flat(**changes)]


def weesp(street: str) -> list[int]:
    with WEESP.open(encoding="utf-8", newline="") as file:
        return [
            int(row["huisnummer"]) for row in csv.DictReader(file, delimiter=";") if row["straat"] == street
        ]


def test_doors_fill_floor_after_floor_in_list_order() -> None:
    laid = by_doors_per_floor("abcde", 2, first_floor=0)
    assert [(placed.door, placed.place.floor, placed.place.position) for placed in laid] == [
        ("a", 0, 1),
        ("b", 0, 2),
        ("c", 1, 1),
        ("d", 1, 2),
        ("e", 2, 1),
    ]


def test_a_flat_may_begin_below_the_ground() -> None:
    assert by_doors_per_floor("ab", 1, first_floor=-1)[0].place == Place(-1, 1)


def test_no_doors_need_no_floor() -> None:
    assert by_doors_per_floor("", 5, first_floor=1) == ()


@pytest.mark.parametrize(
    ("doors", "per_floor", "first_floor", "code"),
    [
        (10, 0, 0, "bad_doors_per_floor"),
        (10, -1, 0, "bad_doors_per_floor"),
        (10, 5, -3, "bad_floor"),
        (10, 5, 100, "bad_floor"),
        (10, 1, 95, "bad_floor"),
        (MOST_DOORS + 1, 100, 0, "too_many_doors"),
    ],
)
def test_doors_that_do_not_fit_are_refused(doors: int, per_floor: int, first_floor: int, code: str) -> None:
    with pytest.raises(BadPattern) as refusal:
        by_doors_per_floor(range(doors), per_floor, first_floor)
    assert refusal.value.code == code


@given(st.integers(0, 400), st.integers(5, 50), st.integers(-2, 10))
def test_no_two_doors_share_a_place_and_no_floor_holds_too_many(
    doors: int, per_floor: int, first: int
) -> None:
    places = [placed.place for placed in by_doors_per_floor(range(doors), per_floor, first)]
    assert len(set(places)) == doors
    assert max(Counter(place.floor for place in places).values(), default=0) <= per_floor
    assert places == sorted(places, key=lambda place: (place.floor, place.position))


@pytest.mark.parametrize(
    ("street", "floors", "each"),
    [("Ingelandenstraat", 8, 16), ("Gemeenschapspolderweg", 8, 9), ("Keulsevaartstraat", 6, 14)],
)
def test_real_flats_numbered_by_hundreds_show_their_floors(street: str, floors: int, each: int) -> None:
    suggestion = suggest(weesp(street))
    assert suggestion is not None
    assert suggestion.doors_on_floor == dict.fromkeys(range(1, floors + 1), each)
    assert suggestion.places[0] == Place(1, 1)
    assert suggestion.places[-1] == Place(floors, each)


def test_a_real_flat_numbered_on_and_on_shows_no_floors() -> None:
    assert suggest(weesp("Casparushof")) is None


def test_doors_stand_above_the_same_number_of_the_fullest_floor() -> None:
    suggestion = suggest([305, 103, 105, 201, 203, 205, 301])
    assert suggestion is not None
    assert suggestion.places == (
        Place(3, 3),
        Place(1, 2),
        Place(1, 3),
        Place(2, 1),
        Place(2, 2),
        Place(2, 3),
        Place(3, 1),
    )


@pytest.mark.parametrize(
    "listed",
    [
        [],
        [12],
        [101, 103, 105],
        list(range(1, 300)),
        list(range(101, 301, 2)),
        [101, 101, 201, 201],
        [101, 103, 202, 204],
        [1901, 1903, 2001, 2003],
        [101, 201],
        [99801, 99803, 99901, 99903],
    ],
)
def test_other_numbers_show_no_floors(listed: list[int]) -> None:
    assert suggest(listed) is None


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, [1, 2, 3, 4, 5, 6]),
        ({"first": 2, "parity": Parity.EVEN}, [2, 4, 6, 8, 10, 12]),
        ({"first": 71, "parity": Parity.ODD}, [71, 73, 75, 77, 79, 81]),
        ({"first": 101, "numbering": Numbering.HUNDREDS}, [101, 102, 103, 201, 202, 203]),
        (
            {"first": 101, "parity": Parity.ODD, "numbering": Numbering.HUNDREDS},
            [101, 103, 105, 201, 203, 205],
        ),
        ({"first": 1, "numbering": Numbering.HUNDREDS}, [1, 2, 3, 101, 102, 103]),
    ],
)
def test_a_flat_is_numbered_from_its_shape(changes: dict[str, object], expected: list[int]) -> None:
    assert numbers(**changes) == expected


def test_a_pattern_gives_whole_addresses_and_places() -> None:
    last = flat(start_floor=1, city=" Groningen ")[-1]
    assert last == Placed(AddressParts("Planetenlaan", 6, postcode="9741AB", city="Groningen"), Place(2, 3))


def test_the_flat_of_ninety_doors_fits() -> None:
    assert len(flat(floors=9, doors_per_floor=10)) == 90


def test_the_largest_flat_is_allowed() -> None:
    assert len(flat(floors=50, doors_per_floor=20)) == MOST_DOORS


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"floors": 0}, "bad_floors"),
        ({"floors": -1}, "bad_floors"),
        ({"doors_per_floor": 0}, "bad_doors_per_floor"),
        ({"floors": 10, "doors_per_floor": 101}, "too_many_doors"),
        ({"floors": 10**9, "doors_per_floor": 10**9}, "too_many_doors"),
        ({"start_floor": -3}, "bad_floor"),
        ({"start_floor": 99}, "bad_floor"),
        ({"first": 0}, "bad_first_number"),
        ({"first": 100_000}, "bad_first_number"),
        ({"first": 2, "parity": Parity.ODD}, "first_has_other_parity"),
        ({"first": 1, "parity": Parity.EVEN}, "first_has_other_parity"),
        ({"first": 98, "numbering": Numbering.HUNDREDS}, "floor_exceeds_hundred"),
        ({"first": 99_995}, "number_too_high"),
    ],
)
def test_a_shape_that_cannot_stand_is_refused(changes: dict[str, object], code: str) -> None:
    with pytest.raises(BadPattern) as refusal:
        flat(**changes)
    assert refusal.value.code == code


@pytest.mark.parametrize(
    ("street", "postcode", "code"),
    [("  ", "9741AB", "missing_street"), ("Planetenlaan", "9741", "bad_postcode")],
)
def test_an_address_that_cannot_be_is_refused(street: str, postcode: str, code: str) -> None:
    with pytest.raises(BadPattern) as refusal:
        pattern(street, postcode, floors=1, doors_per_floor=1, first=1)
    assert refusal.value.code == code


@given(
    st.integers(1, 20),
    st.integers(1, 40),
    st.integers(1, 500),
    st.sampled_from(list(Parity)),
    st.sampled_from(list(Numbering)),
)
def test_every_door_of_a_pattern_is_its_own_and_on_its_side(
    floors: int, per_floor: int, first: int, parity: Parity, numbering: Numbering
) -> None:
    try:
        made = flat(floors=floors, doors_per_floor=per_floor, first=first, parity=parity, numbering=numbering)
    except BadPattern as refusal:
        assert refusal.code in {"first_has_other_parity", "floor_exceeds_hundred"}
        return
    assert (
        len({key(placed.door) for placed in made})
        == len({placed.place for placed in made})
        == floors * per_floor
    )
    if parity is not Parity.ALL:
        assert {placed.door.number % 2 for placed in made} == {first % 2}


@given(st.integers(2, 9), st.integers(3, 30))
def test_a_flat_numbered_by_hundreds_is_recognised_from_its_numbers(floors: int, per_floor: int) -> None:
    made = flat(
        floors=floors, doors_per_floor=per_floor, first=101, start_floor=1, numbering=Numbering.HUNDREDS
    )
    suggestion = suggest([placed.door.number for placed in made])
    assert suggestion is not None
    assert list(suggestion.places) == [placed.place for placed in made]
