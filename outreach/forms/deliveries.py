"""Reads what a phone posts, envelope by envelope; opens nothing, checks shapes and never saves."""

import json
from base64 import urlsafe_b64decode
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from buurvoorbuur import crypto
from outreach import entries
from outreach.envelopes import Delivery, Sealed

MOST_ENVELOPES = 100
MOST_BYTES = 1_000_000
LONGEST_ENVELOPE = 65_536
# Under the encapsulated key stands at least the tag that proves the rest.
SHORTEST_ENVELOPE = crypto.ENCAPSULATED_KEY + 16
# No phone walks so many evenings; larger numbers are made up.
HIGHEST_COUNTER = 100_000
LONGEST_DIFFERENCE = 10 * 366 * 24 * 3600
LONGEST_LABEL = 64


class NotJson(Exception):
    """This is not a delivery as phones make them."""


class TooMuch(Exception):
    """More than is taken at once."""


@dataclass(frozen=True)
class Post:
    """One post: what can be taken in, and by their own label the envelopes that cannot be."""

    phone: UUID
    batch: str
    delivery: Delivery
    malformed: Collection[str]


def read(body: bytes, now: datetime) -> Post:
    """Reads a post; one bad envelope spoils no other. Raises `NotJson` or `TooMuch` for the whole."""
    if len(body) > MOST_BYTES:
        raise TooMuch
    try:
        said = json.loads(body.decode())
        listed = said["envelopes"]
        phone, batch = entries.uuid_of(said["phone"]), _label(said["batch"])
        made, waiting = _counter(said["made"], 0), _waiting(said["waiting"])
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise NotJson from error
    if not isinstance(listed, list) or not batch:
        raise NotJson
    if len(listed) > MOST_ENVELOPES:
        raise TooMuch
    read_ones = [(one, _envelope(one)) for one in listed]
    delivery = Delivery(
        [sealed for _one, sealed in read_ones if sealed], made, waiting, _difference(said.get("now"), now)
    )
    malformed = [_label(_said_id(one)) for one, sealed in read_ones if not sealed]
    return Post(phone, batch, delivery, malformed)


def registration(body: bytes) -> tuple[UUID, UUID]:
    """The id a phone made for itself, and the round it is registered for; `NotJson` for anything else."""
    try:
        said = json.loads(body.decode())
        return entries.uuid_of(said["phone"]), entries.uuid_of(said["round"])
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise NotJson from error


def _envelope(said: Any) -> Sealed | None:
    try:
        return Sealed(
            id=entries.uuid_of(said["id"]),
            counter=_counter(said["counter"]),
            round=entries.uuid_of(said["round"]),
            key_id=_key(said["key"]),
            content=_bytes(said["sealed"]),
        )
    except (ValueError, KeyError, TypeError):
        return None


def _counter(said: Any, lowest: int = 1) -> int:
    return entries.number_of(said, HIGHEST_COUNTER, lowest)


def _waiting(said: Any) -> Collection[int]:
    if not isinstance(said, list):
        raise ValueError("waiting")
    return {_counter(number) for number in said}


def _key(said: Any) -> str:
    if not isinstance(said, str) or len(said) != 16:
        raise ValueError("key")
    return f"{int(said, 16):016x}"


def _bytes(said: Any) -> bytes:
    """Base64url without padding; ValueError for another alphabet or another length."""
    if not isinstance(said, str) or not said.isascii() or set("+/=") & set(said):
        raise ValueError("sealed")
    content = urlsafe_b64decode(said + "=" * (-len(said) % 4))
    if not SHORTEST_ENVELOPE <= len(content) <= LONGEST_ENVELOPE or len(content) != len(said) * 3 // 4:
        raise ValueError("sealed")
    return content


def _said_id(said: Any) -> Any:
    return said.get("id") if isinstance(said, dict) else ""


def _label(said: Any) -> str:
    """What comes back to the phone as it was, when it can be a label at all."""
    return said if isinstance(said, str) and len(said) <= LONGEST_LABEL else ""


def _difference(said: Any, now: datetime) -> int:
    """By how many seconds the server is ahead; none when the phone does not say."""
    try:
        ahead = int((now - entries.moment_of(said)).total_seconds())
    except ValueError:
        return 0
    return max(-LONGEST_DIFFERENCE, min(ahead, LONGEST_DIFFERENCE))
