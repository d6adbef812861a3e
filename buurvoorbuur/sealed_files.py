"""Bytes as a file that only our keys open and that cannot be changed unseen; knows no database."""

import os
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from buurvoorbuur import crypto

MAGIC = b"buurvoorbuur backup 1\n"
SALT = 32
KEY_ID = 16
PIECE = 1 << 20
TAG = 16


class Damaged(Exception):
    """The file is no backup, is not whole, or was changed."""


def write(path: Path, content: Iterable[bytes]) -> int:
    """Writes the content sealed; returns its length. The name appears once all of it is on the disk.

    Raises FileExistsError rather than overwrite anything.
    """
    if path.exists():
        raise FileExistsError(path)
    # Readable by its owner only, as every such file.
    handle, part = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with open(handle, "wb") as out:
            length = _write(out, content)
            out.flush()
            os.fsync(out.fileno())
        # Unlike a rename this never takes the place of a file that came meanwhile.
        os.link(part, path)
        sync_folder(path.parent)
    finally:
        os.unlink(part)
    return length


def read(path: Path) -> Iterator[bytes]:
    """The content, piece by piece; only when the last piece came is it known to be whole.

    Raises `Damaged`, and `crypto.UnknownKey` for a file of another key.
    """
    with open(path, "rb") as file:
        if file.read(len(MAGIC)) != MAGIC:
            raise Damaged("no backup")
        salt, key_id = file.read(SALT), file.read(KEY_ID)
        if len(salt + key_id) != SALT + KEY_ID:
            raise Damaged("cut short")
        cipher = crypto.piece_cipher(salt, key_id)
        sealed, number = file.read(PIECE + TAG), 0
        while True:
            following = file.read(PIECE + TAG)
            try:
                yield cipher.open(sealed, number, is_last=not following)
            except crypto.Unreadable as error:
                raise Damaged("changed or cut short") from error
            if not following:
                return
            sealed, number = following, number + 1


def sync_folder(folder: Path) -> None:
    """Has the disk remember which names stand in a folder."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _write(out: BinaryIO, content: Iterable[bytes]) -> int:
    salt = os.urandom(SALT)
    cipher = crypto.piece_cipher(salt)
    out.write(MAGIC + salt + cipher.key_id)
    waiting, number, length = bytearray(), 0, 0
    for some in content:
        waiting += some
        length += len(some)
        # One piece is held back: only at the end is it known which one is the last.
        while len(waiting) > PIECE:
            out.write(cipher.seal(bytes(waiting[:PIECE]), number, is_last=False))
            del waiting[:PIECE]
            number += 1
    out.write(cipher.seal(bytes(waiting), number, is_last=True))
    return length
