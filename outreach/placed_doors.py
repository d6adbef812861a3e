"""Knows how the doors of a list or a pattern get their place in a flat; it stores nothing and asks nobody."""

from collections.abc import Sequence
from dataclasses import dataclass

from outreach import address_key, layout
from outreach.address_key import AddressParts, walking_order
from outreach.address_lists.address_rows import DoorRow
from outreach.layout import BadPattern, Numbering, Parity, Place


@dataclass(frozen=True, slots=True)
class PlacedDoor:
    """A door that a flat is about to get; `register_id` is the home's 16 digits, where a list has them.

    `row` is where it stands in the list, 0 when it comes from a pattern.
    """

    parts: AddressParts
    place: Place
    register_id: str = ""
    row: int = 0

    @property
    def label(self) -> str:
        return address_key.label(self.parts)


@dataclass(frozen=True, slots=True)
class Rows:
    """So many doors a floor, counted on from `first_floor`."""

    per_floor: int
    first_floor: int = 0


@dataclass(frozen=True, slots=True)
class Pattern:
    """A flat described by its shape, for when there is no list."""

    street: str
    postcode: str
    floors: int
    doors_per_floor: int
    first: int
    city: str = ""
    parity: Parity = Parity.ALL
    start_floor: int = 0
    numbering: Numbering = Numbering.RUNNING


def show_floors(doors: Sequence[DoorRow]) -> bool:
    """Whether the house numbers themselves show the floors (101…131, 201…231)."""
    return layout.suggest([door.parts.number for door in doors]) is not None


def from_list(doors: Sequence[DoorRow], rows: Rows | None) -> tuple[PlacedDoor, ...]:
    """Place the doors of a list in walking order: by so many a floor, or as their numbers show.

    Without `rows`, numbers that show no floors give one long ground floor.
    Raises `BadPattern` like `layout.by_doors_per_floor`.
    """
    if len(doors) > layout.MOST_DOORS:
        raise BadPattern("too_many_doors", given=len(doors), limit=layout.MOST_DOORS)
    walked = sorted(doors, key=lambda door: walking_order(door.parts))
    suggestion = layout.suggest([door.parts.number for door in walked]) if rows is None else None
    if suggestion:
        pairs = list(zip(walked, suggestion.places, strict=True))
    else:
        shape = rows or Rows(max(len(walked), 1))
        laid = layout.by_doors_per_floor(walked, shape.per_floor, shape.first_floor)
        pairs = [(placed.door, placed.place) for placed in laid]
    return tuple(PlacedDoor(door.parts, place, _register_id(door.home), door.row) for door, place in pairs)


def from_pattern(pattern: Pattern) -> tuple[PlacedDoor, ...]:
    """Number a flat from its shape. Raises `BadPattern` like `layout.pattern`."""
    laid = layout.pattern(
        pattern.street,
        pattern.postcode,
        floors=pattern.floors,
        doors_per_floor=pattern.doors_per_floor,
        first=pattern.first,
        parity=pattern.parity,
        start_floor=pattern.start_floor,
        numbering=pattern.numbering,
        city=pattern.city,
    )
    return tuple(PlacedDoor(placed.door, placed.place) for placed in laid)


def _register_id(home: str) -> str:
    return home if len(home) == 16 and home.isascii() and home.isdecimal() else ""
