"""Draws a QR code as one path, so that paper and screen can show it without a picture file."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

import segno


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


def _dark_runs(row: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Where each run of dark modules begins and how long it is."""
    left = 0
    for is_dark, run in groupby(row):
        width = len(list(run))
        if is_dark:
            yield left, width
        left += width
