"""Draws a flat as it stands: the top floor first, on each floor the doors in order; it colours no door."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

Door = TypeVar("Door")


@dataclass(frozen=True, slots=True)
class Storey(Generic[Door]):
    """One floor with its doors, in walking order."""

    floor: int
    doors: tuple[Door, ...]


def storeys(doors: Iterable[Door], floor_of: Callable[[Door], int]) -> tuple[Storey[Door], ...]:
    """Stack doors that come in walking order."""
    stacked: dict[int, list[Door]] = defaultdict(list)
    for door in doors:
        stacked[floor_of(door)].append(door)
    return tuple(Storey(floor, tuple(stacked[floor])) for floor in sorted(stacked, reverse=True))
