"""What a phone sealed, once it is opened: one entry of its outbox; knows its shape, trusts nothing in it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

MOST_FIELDS = 500
LONGEST_NAME = 100
LONGEST_VALUE = 5000
# The largest key of a door that a database can hold.
HIGHEST_DOOR = 2**63 - 1


class Malformed(Exception):
    """This is not an entry as phones make them."""


class Kind(StrEnum):
    VISIT = "visit"
    UNDO = "undo"
    RESIDENT = "resident"
    OPT_OUT = "optout"


# Which kinds speak of a visit that was noted before, and which have anything to say.
OF_A_VISIT = (Kind.UNDO, Kind.RESIDENT)
WITH_FIELDS = (Kind.VISIT, Kind.RESIDENT)


@dataclass(frozen=True)
class Entry:
    """A visit, an undo, one more resident, or a no; `opened` and `ended` are by the clock of the phone."""

    kind: Kind
    round: UUID
    address: int
    visit: UUID | None = None
    opened: datetime | None = None
    ended: datetime | None = None
    fields: Sequence[tuple[str, str]] = ()

    def said(self, name: str) -> str:
        """The last value of a field; empty when it is not there."""
        return next((value for field, value in reversed(self.fields) if field == name), "")


def read(content: bytes) -> Entry:
    """Reads one entry; raises `Malformed` for anything else."""
    try:
        said = json.loads(content.decode())
        return _entry(said if isinstance(said, dict) else {})
    except (ValueError, KeyError, TypeError, RecursionError, OverflowError) as error:
        raise Malformed(type(error).__name__) from error


def _entry(said: dict[str, Any]) -> Entry:
    kind = Kind(said["kind"])
    return Entry(
        kind,
        round=uuid_of(said["round"]),
        address=number_of(said["address"], HIGHEST_DOOR),
        visit=uuid_of(said["visit"]) if kind in OF_A_VISIT else None,
        opened=moment_of(said["opened"]) if kind == Kind.VISIT else None,
        ended=moment_of(said["ended"]) if kind == Kind.VISIT else None,
        fields=_fields(said["fields"]) if kind in WITH_FIELDS else (),
    )


def _fields(said: Any) -> Sequence[tuple[str, str]]:
    if not isinstance(said, list) or len(said) > MOST_FIELDS:
        raise ValueError("fields")
    return [(_text(name, LONGEST_NAME), _text(value, LONGEST_VALUE)) for name, value in said]


def _text(value: Any, longest: int) -> str:
    # A zero byte is in no language, and PostgreSQL holds none.
    if not isinstance(value, str) or len(value) > longest or "\0" in value:
        raise ValueError("text")
    value.encode()  # half a sign of two is no text either
    return value


def uuid_of(value: Any) -> UUID:
    """A UUID written in full; ValueError otherwise."""
    if not isinstance(value, str) or len(value) != 36:
        raise ValueError("uuid")
    return UUID(value)


def number_of(value: Any, highest: int, lowest: int = 1) -> int:
    """A whole number within bounds; ValueError otherwise, also for true and 1.0."""
    if type(value) is not int or not lowest <= value <= highest:
        raise ValueError("number")
    return value


def moment_of(value: Any) -> datetime:
    """A moment in ISO 8601, in UTC when it says nothing else; ValueError otherwise."""
    if not isinstance(value, str) or len(value) > 40:
        raise ValueError("moment")
    moment = datetime.fromisoformat(value)
    if not 2000 < moment.year < 2200:
        raise ValueError("moment")
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return aware.astimezone(UTC)
