"""Knows how doors in a row become floors and positions, and how flats are numbered; it stores nothing."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import pairwise
from typing import Generic, TypeVar

from outreach.address_key import (
    HIGHEST_NUMBER,
    AddressParts,
    BadAddress,
    normalise_postcode,
    street_key,
    tidy,
)

MOST_DOORS = 1_000
FLOORS = range(-2, 100)

Door = TypeVar("Door")


class BadPattern(ValueError):
    """A flat that cannot stand as described; `code` and `params` say why, for the caller to word."""

    def __init__(self, code: str, **params: str | int) -> None:
        super().__init__(code, params)
        self.code = code
        self.params = params


class Parity(Enum):
    """Which house numbers one side of the street uses."""

    ODD = "odd"
    EVEN = "even"
    ALL = "all"


class Numbering(Enum):
    """How numbers go up: on from floor to floor, or each floor from its own hundred (101, 201, …)."""

    RUNNING = "running"
    HUNDREDS = "hundreds"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a door is in the flat: floor (0 is the ground floor) and position from 1 along the gallery."""

    floor: int
    position: int


@dataclass(frozen=True, slots=True)
class Placed(Generic[Door]):
    """A door with its place."""

    door: Door
    place: Place


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Floors as the house numbers seem to show them: the place of each number in the order given."""

    places: tuple[Place, ...]
    doors_on_floor: dict[int, int]


def by_doors_per_floor(doors: Sequence[Door], per_floor: int, first_floor: int) -> tuple[Placed[Door], ...]:
    """Lay out doors in list order, `per_floor` at a time from `first_floor` up; the last may hold fewer.

    Raises `BadPattern` with `bad_doors_per_floor`, `bad_floor` or `too_many_doors`.
    """
    if per_floor < 1:
        raise BadPattern("bad_doors_per_floor", given=per_floor)
    _check_size(len(doors))
    _check_floors(first_floor, -(-len(doors) // per_floor))
    return tuple(
        Placed(door, Place(first_floor + index // per_floor, index % per_floor + 1))
        for index, door in enumerate(doors)
    )


def suggest(numbers: Sequence[int]) -> Suggestion | None:
    """Suggest floors when the hundreds show them (101…131, 201…231), else None.

    They do when the lowest is 0, 1 or 2, each floor repeats numbers of the fullest one so that doors stand
    above each other, and between floors the numbers jump further than along a gallery.
    """
    floors: dict[int, list[int]] = defaultdict(list)
    for number in sorted(numbers):
        floors[number // 100].append(number % 100)
    if len(floors) < 2 or len(set(numbers)) < len(numbers) or not _are_floors(floors):
        return None
    columns = _fullest(floors)
    places = tuple(Place(number // 100, columns.index(number % 100) + 1) for number in numbers)
    return Suggestion(places, {floor: len(offsets) for floor, offsets in floors.items()})


def pattern(
    street: str,
    postcode: str,
    *,
    floors: int,
    doors_per_floor: int,
    first: int,
    parity: Parity = Parity.ALL,
    start_floor: int = 0,
    numbering: Numbering = Numbering.RUNNING,
    city: str = "",
) -> tuple[Placed[AddressParts], ...]:
    """Number a flat from its shape, floor by floor from `start_floor`, beginning at house number `first`.

    Raises `BadPattern` with `missing_street`, `bad_postcode`, `bad_floors`, `bad_doors_per_floor`,
    `bad_floor`, `too_many_doors`, `bad_first_number`, `first_has_other_parity`, `floor_exceeds_hundred` or
    `number_too_high`.
    """
    _check_shape(floors, doors_per_floor, start_floor)
    _check_first(first, parity)
    step = 1 if parity is Parity.ALL else 2
    rise = 100 if numbering is Numbering.HUNDREDS else doors_per_floor * step
    along = (doors_per_floor - 1) * step
    if numbering is Numbering.HUNDREDS and first % 100 + along > 99:
        raise BadPattern("floor_exceeds_hundred", last=first + along)
    highest = first + (floors - 1) * rise + along
    if highest > HIGHEST_NUMBER:
        raise BadPattern("number_too_high", last=highest, limit=HIGHEST_NUMBER)
    street, postcode = _checked_street(street), _checked_postcode(postcode)
    return tuple(
        Placed(
            AddressParts(street, first + floor * rise + along * step, postcode=postcode, city=tidy(city)),
            Place(start_floor + floor, along + 1),
        )
        for floor in range(floors)
        for along in range(doors_per_floor)
    )


def _are_floors(floors: dict[int, list[int]]) -> bool:
    fullest = set(_fullest(floors))
    if min(floors) > 2 or max(floors) not in FLOORS:
        return False
    if not all(fullest.issuperset(row) for row in floors.values()):
        return False
    widest_gap = max((gap for row in floors.values() for gap in _gaps(row)), default=0)
    ends = [(100 * floor + row[0], 100 * floor + row[-1]) for floor, row in floors.items()]
    jumps = [above[0] - below[1] for below, above in pairwise(ends)]
    return 0 < widest_gap < min(jumps)


def _fullest(floors: dict[int, list[int]]) -> list[int]:
    return max(floors.values(), key=lambda row: len(row))


def _gaps(row: list[int]) -> Iterator[int]:
    return (after - before for before, after in pairwise(row))


def _check_shape(floors: int, doors_per_floor: int, start_floor: int) -> None:
    if floors < 1:
        raise BadPattern("bad_floors", given=floors)
    if doors_per_floor < 1:
        raise BadPattern("bad_doors_per_floor", given=doors_per_floor)
    _check_size(floors * doors_per_floor)
    _check_floors(start_floor, floors)


def _check_size(doors: int) -> None:
    if doors > MOST_DOORS:
        raise BadPattern("too_many_doors", given=doors, limit=MOST_DOORS)


def _check_floors(first_floor: int, floors: int) -> None:
    last_floor = first_floor + max(floors, 1) - 1
    if first_floor not in FLOORS or last_floor not in FLOORS:
        raise BadPattern("bad_floor", lowest=FLOORS[0], highest=FLOORS[-1])


def _check_first(first: int, parity: Parity) -> None:
    if not 1 <= first <= HIGHEST_NUMBER:
        raise BadPattern("bad_first_number", given=first)
    if parity is not Parity.ALL and (first % 2 == 1) is not (parity is Parity.ODD):
        raise BadPattern("first_has_other_parity", given=first)


def _checked_street(street: str) -> str:
    if not street_key(street):
        raise BadPattern("missing_street")
    return tidy(street)


def _checked_postcode(postcode: str) -> str:
    try:
        return normalise_postcode(postcode)
    except BadAddress as error:
        raise BadPattern(error.code, raw=error.raw) from error
