"""Draws QR codes, one as a path for screen and paper, or many at once as bitmaps for a press."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import Any

import numpy as np
import segno

from buurvoorbuur.press.slots import Bitmap

# Drawn codes that are kept, so that the next batch for the same site need draw none.
MOST_KEPT = 512


@dataclass(frozen=True, slots=True)
class QrCode:
    """`size` modules along each side, and the `path` of the dark ones: SVG path data, to be stroked one wide.

    The quiet zone of four modules around it is for the page to leave open.
    """

    size: int
    path: str


def draw(text: str) -> QrCode:
    """The QR code of a text, with error correction level M: readable with a tenth of it soiled."""
    rows = segno.make_qr(text, error="m").matrix
    runs = (f"M{left} {top}.5h{width}" for top, row in enumerate(rows) for left, width in _dark_runs(row))
    return QrCode(len(rows), "".join(runs))


def draw_all(texts: Sequence[str]) -> list[Bitmap]:
    """The QR codes of texts of one length that are much alike, with error correction level M.

    With version and mask given, every module of a QR code is an exclusive or of bits of the text (its check
    bits are, too). So a few codes tell what each bit turns over, and all others follow by multiplying.
    Raises `ValueError` for texts of different lengths.
    """
    if not texts:
        return []
    said = np.frombuffer("".join(texts).encode(), dtype=np.uint8).reshape(len(texts), -1)
    if len({len(text.encode()) for text in texts}) > 1:
        raise ValueError("texts of different lengths")
    # Where the texts differ the base holds zeros, so that the next texts like these find it drawn.
    base = np.where((said == said[0]).all(axis=0), said[0], ord("0")).astype(np.uint8).tobytes()
    bits = np.unpackbits(said ^ np.frombuffer(base, dtype=np.uint8), axis=1)
    turned = np.flatnonzero(bits.any(axis=0))
    plain = _modules(base)
    turns = np.array([_modules(_with_bit(base, int(bit))) ^ plain for bit in turned], dtype=np.float32)
    size = int(len(plain) ** 0.5)
    counts = bits[:, turned].astype(np.float32) @ turns.reshape(len(turned), len(plain))
    drawn = (counts.astype(np.int32) & 1 ^ plain).astype(np.uint8).reshape(len(texts), size, size)
    return [Bitmap(size, rows.tobytes()) for rows in np.packbits(drawn, axis=2)]


@lru_cache(maxsize=MOST_KEPT)
def _modules(text: bytes) -> Any:
    """The modules of a text, row by row, in the smallest version for its length and always the same mask."""
    rows = segno.make_qr(text, error="m", mode="byte", mask=2, boost_error=False).matrix
    return np.array(rows, dtype=np.uint8).reshape(-1)


def _with_bit(text: bytes, bit: int) -> bytes:
    """The text with one bit turned over."""
    turned = bytearray(text)
    turned[bit // 8] ^= 128 >> bit % 8
    return bytes(turned)


def _dark_runs(row: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Where each run of dark modules begins and how long it is."""
    left = 0
    for is_dark, run in groupby(row):
        width = len(list(run))
        if is_dark:
            yield left, width
        left += width
