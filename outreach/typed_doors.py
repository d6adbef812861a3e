"""Knows which doors somebody means by what they typed; knows no flat and no database, and chooses none."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from outreach.address_key import (
    AddressParts,
    BadAddress,
    HouseNumber,
    NumberSpan,
    label,
    split_number,
    street_key,
    suffix_key,
)
from outreach.address_lists import address_line

Door = TypeVar("Door")


@dataclass(frozen=True, slots=True)
class Meant(Generic[Door]):
    """`exact` holds the doors that are written so; `near` those it may stand for, when there are none."""

    exact: tuple[Door, ...]
    near: tuple[Door, ...] = ()


def meant(text: str, doors: Mapping[AddressParts, Door]) -> Meant[Door]:
    """Read a house number, with or without its street, as one door of these.

    `1-11` is one door here, number 1 with addition 11; number 1 and number 11 are only near it.
    """
    readings = list(_readings(text))
    exact = tuple(
        door
        for parts, door in doors.items()
        if any(_is_street(street, parts) and _same(number, parts) for street, number, _others in readings)
    )
    if exact:
        return Meant(exact)
    typed = street_key(text)
    near = tuple(
        door
        for parts, door in doors.items()
        if _is_run_together(typed, parts)
        or any(
            _is_street(street, parts) and parts.number in {number.number, *others}
            for street, number, others in readings
        )
    )
    return Meant((), near)


def _readings(text: str) -> Iterator[tuple[str, HouseNumber, frozenset[int]]]:
    """Give each way to read it: the street if there is one, the number, and other numbers it may name."""
    lines = address_line.split(text).values()
    for street, cell in [("", text), *((line.street, line.number) for line in lines)]:
        try:
            found = split_number(cell)
        except BadAddress:
            continue
        if isinstance(found, NumberSpan):
            every = {number.number for way in found.readings.values() for number in (way[0], way[-1])}
            yield street_key(street), found.readings["one_door"][0], frozenset(every)
        else:
            yield street_key(street), found, frozenset()


def _is_street(street: str, parts: AddressParts) -> bool:
    return street in ("", street_key(parts.street))


def _same(number: HouseNumber, parts: AddressParts) -> bool:
    return number.number == parts.number and suffix_key(number) == suffix_key(parts)


def _is_run_together(typed: str, parts: AddressParts) -> bool:
    """Whether only dashes and spaces tell them apart, as `123` and `12-3`."""
    door = street_key(label(parts))
    return bool(typed) and typed in (door, street_key(parts.street) + door)
