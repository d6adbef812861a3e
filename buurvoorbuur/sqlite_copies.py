"""Copies of a SQLite database as bytes, and a copy put in its place; knows no keys and no persons."""

import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.utils import timezone

from buurvoorbuur.sealed_files import PIECE, sync_folder

BESIDE = ("-journal", "-wal", "-shm")


def current() -> str:
    return str(connection.settings_dict["NAME"])


def beside() -> str:
    """Where a copy is built before it takes the place of the current one."""
    return f"{current()}.restoring"


def is_filled(name: str) -> bool:
    """Whether there is a database that could be lost."""
    return Path(name).exists() and Path(name).stat().st_size > 0


def dump() -> Iterator[bytes]:
    """The database as it stands at one moment, while others go on writing.

    Copying the file itself would lose what is being written. The copy on the way has no name, so that
    nothing of it stays on the disk however this ends; only its owner could have opened it.
    """
    settings.STATE_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=".copy-", dir=settings.STATE_DIR)
    with open(handle, "rb") as copied:
        with closing(sqlite3.connect(name)) as copy:
            copy.execute("PRAGMA journal_mode=OFF")
            os.unlink(name)
            with closing(sqlite3.connect(f"file:{current()}?mode=ro", uri=True)) as live:
                # All pages in one step: in several it would begin anew whenever somebody writes.
                live.backup(copy)
        copied.seek(0)
        while piece := copied.read(PIECE):
            yield piece


def take_in(content: Iterator[bytes]) -> str:
    """Stores the content beside the database; returns its name. Raises sqlite3.DatabaseError if unsound."""
    new = Path(beside())
    new.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    drop(str(new))
    with open(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        for piece in content:
            file.write(piece)
    with closing(sqlite3.connect(new)) as copy:
        [(verdict,)] = copy.execute("PRAGMA integrity_check(1)").fetchall()
        if verdict != "ok":
            raise sqlite3.DatabaseError(verdict)
    return str(new)


def put_in_place(new: str, at: datetime) -> str | None:
    """Swaps in one step; returns where the old database now is. Killed anywhere, one of both is there."""
    old, aside = Path(current()), None
    with open(new, "rb+") as file:
        os.fsync(file.fileno())
    if is_filled(str(old)):
        aside = f"{old}.before-{timezone.localtime(at):%Y%m%d-%H%M%S-%f}"
        _come_to_rest(old)
        os.link(old, aside)
    # A journal of the old database would be played back into the new one.
    for ending in BESIDE:
        if (left := Path(f"{old}{ending}")).exists():
            left.rename(f"{aside}{ending}")
    os.replace(new, old)
    sync_folder(old.parent)
    return aside


def drop(name: str) -> None:
    for ending in ("", *BESIDE):
        Path(f"{name}{ending}").unlink(missing_ok=True)


def _come_to_rest(database: Path) -> None:
    """Plays back what a killed process left half; what cannot be opened any more is kept as it is."""
    try:
        with closing(sqlite3.connect(database, timeout=20)) as old:
            old.execute("BEGIN EXCLUSIVE")
            old.rollback()
    except sqlite3.DatabaseError:
        return
