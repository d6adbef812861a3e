"""The suppression list: every no and every erasure, in a file beside the database that outlives a restore.

A line holds ids, a word and a moment, and no name. A refusal is written before its transaction commits, and
its end after: whatever is lost between the two is lost to the side of the no. A line whose transaction then
rolled back does nothing, unless an older database is restored. Each line is marked with the index key, so
that nobody without it can have somebody erased.
"""

import fcntl
import json
import os
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hmac import compare_digest
from pathlib import Path

from django.conf import settings

from buurvoorbuur import crypto


class Kind(StrEnum):
    """What was said. `OPENED` is the end of a no at a door, `ENDED` that of the account of a member."""

    ERASED = "erased"
    WITHDRAWN = "withdrawn"
    OPTED_OUT = "opted_out"
    OPENED = "opened"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Line:
    """One line: `key` is whose, `word` how it was told."""

    kind: Kind
    key: str
    at: datetime
    word: str = ""

    @property
    def mark(self) -> str:
        said = json.dumps([self.kind, self.key, self.at.isoformat(), self.word])
        return crypto.blind_index("suppression", said)


class Altered(Exception):
    """Some lines do not bear our mark: altered, or written under another index key."""


def note(kind: Kind, key: object, at: datetime, word: str = "") -> None:
    """Adds a line, which is on disk when this returns. Raises OSError when it cannot be."""
    line = Line(kind, str(key), at, word)
    said = {"kind": line.kind, "key": line.key, "at": at.isoformat(), "word": word, "mark": line.mark}
    place = Path(settings.SUPPRESSION_LIST)
    place.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(place, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        os.write(handle, _break_before(handle) + json.dumps(said).encode() + b"\n")
        os.fsync(handle)
    finally:
        os.close(handle)


def _break_before(handle: int) -> bytes:
    """A line that was cut off, because its writer was killed, does not spoil the next."""
    end = os.lseek(handle, 0, os.SEEK_END)
    return b"" if not end or os.pread(handle, 1, end - 1) == b"\n" else b"\n"


@dataclass(frozen=True)
class Read:
    """What the list says, in the order it was written, and how many lines do not bear our mark."""

    lines: list[Line]
    altered: int

    def of(self, *kinds: Kind) -> list[Line]:
        return [line for line in self.lines if line.kind in kinds]

    def refuse_altered(self) -> None:
        if self.altered:
            raise Altered(
                f"{self.altered} regels van {settings.SUPPRESSION_LIST} dragen ons merk niet. / "
                f"{self.altered} lines of {settings.SUPPRESSION_LIST} do not bear our mark."
            )


def read() -> Read:
    """The whole list. A line that was cut off is passed over: what it was for was not committed."""
    place, found, altered = Path(settings.SUPPRESSION_LIST), [], 0
    for written in place.read_text(encoding="utf-8").splitlines() if place.exists() else []:
        try:
            said = json.loads(written)
        except ValueError:
            continue
        line = _ours(said)
        altered += line is None
        found += [line] if line else []
    return Read(found, altered)


def _ours(said: dict[str, str]) -> Line | None:
    try:
        line = Line(Kind(said["kind"]), said["key"], datetime.fromisoformat(said["at"]), said["word"])
        return line if compare_digest(line.mark, said["mark"]) else None
    except (KeyError, TypeError, ValueError):
        return None
