"""Doors get their place in walking order, by their numbers or by so many a floor."""

from pathlib import Path

import pytest

from outreach import placed_doors
from outreach.address_key import AddressParts
from outreach.address_lists import address_list, spreadsheets
from outreach.address_lists.address_rows import DoorRow
from outreach.layout import BadPattern, Numbering, Parity, Place
from outreach.placed_doors import Pattern, Rows

WEESP = Path(__file__).parent.parent / "data" / "bag-weesp-four-flats.csv"
INGELANDENSTRAAT = "0457100000055338"


def rows(*numbers: int, home: str = "") -> list[DoorRow]:
    return [DoorRow(row, AddressParts("Dorpsstraat", n), home=home) for row, n in enumerate(numbers, start=2)]


def test_a_list_in_any_order_is_walked_from_low_to_high() -> None:
    placed = placed_doors.from_list(rows(10, 2, 6, 4, 8), Rows(per_floor=2, first_floor=1))
    assert [(door.label, door.place) for door in placed] == [
        ("2", Place(1, 1)),
        ("4", Place(1, 2)),
        ("6", Place(2, 1)),
        ("8", Place(2, 2)),
        ("10", Place(3, 1)),
    ]


def test_hundreds_show_the_floors() -> None:
    given = rows(101, 103, 105, 201, 203, 205)
    assert placed_doors.show_floors(given)
    assert [door.place.floor for door in placed_doors.from_list(given, None)] == [1, 1, 1, 2, 2, 2]


def test_numbers_that_show_no_floors_are_one_long_ground_floor() -> None:
    placed = placed_doors.from_list(rows(1, 2, 3), None)
    assert [door.place for door in placed] == [Place(0, 1), Place(0, 2), Place(0, 3)]


def test_the_real_flat_stands_as_its_numbers_say() -> None:
    table = spreadsheets.read(WEESP.name, WEESP.read_bytes())
    listed = address_list.only(address_list.propose(table), INGELANDENSTRAAT)
    placed = placed_doors.from_list(listed.doors, None)
    assert len(placed) == 128
    assert all(door.place.floor == door.parts.number // 100 for door in placed)
    assert all(len(door.register_id) == 16 for door in placed)


@pytest.mark.parametrize("home", ["12", "x" * 16, "٠" * 16])
def test_only_sixteen_digits_are_a_register_id(home: str) -> None:
    assert placed_doors.from_list(rows(1, home=home), None)[0].register_id == ""


def test_more_doors_than_a_flat_can_have_are_refused() -> None:
    with pytest.raises(BadPattern, match="too_many_doors"):
        placed_doors.from_list(rows(*range(1, 1002)), None)


def test_nothing_gives_nothing() -> None:
    assert placed_doors.from_list([], None) == ()


def test_a_pattern_numbers_a_flat() -> None:
    pattern = Pattern(
        "Planetenlaan", "9742AB", floors=2, doors_per_floor=2, first=101, parity=Parity.ODD,
        start_floor=1, numbering=Numbering.HUNDREDS,
    )  # fmt: skip
    placed = placed_doors.from_pattern(pattern)
    assert [(door.label, door.place.floor) for door in placed] == [
        ("101", 1),
        ("103", 1),
        ("201", 2),
        ("203", 2),
    ]
