"""Knows what a list is once read, rows of text within limits; it knows no file format and no column."""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

MOST_BYTES = 5_000_000
MOST_ROWS = 20_000
MOST_COLUMNS = 60
MOST_CHARACTERS = 500

_WITHOUT_WIDTH = str.maketrans(dict.fromkeys("\u200b\ufeff", ""))


class Unreadable(Exception):
    """A file that is refused whole; `code` and `params` say why, for the caller to put into words."""

    def __init__(self, code: str, **params: str | int) -> None:
        super().__init__(code, params)
        self.code = code
        self.params = params


@dataclass(frozen=True, slots=True)
class Row:
    """One row with something in it; `number` is the row a reader sees in a spreadsheet, from 1."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """The filled rows of one sheet in order, headings among them: which row holds those is not known here."""

    rows: tuple[Row, ...]


def collect(rows: Iterable[Sequence[str]]) -> Table:
    """Gather rows into a table: cells tidied, empty rows counted but dropped.

    Raises `Unreadable` with `empty`, `too_many_rows`, `too_many_columns` or `cell_too_long`.
    """
    known: dict[str, str] = {}
    gathered: list[Row] = []
    for number, raw in enumerate(rows, start=1):
        if not raw:
            continue
        cells = _tidy_row(number, raw, known)
        if cells and len(gathered) > MOST_ROWS:
            raise Unreadable("too_many_rows", limit=MOST_ROWS)
        if cells:
            gathered.append(Row(number, cells))
    if not gathered:
        raise Unreadable("empty")
    return Table(tuple(gathered))


def _tidy_row(number: int, raw: Sequence[str], known: dict[str, str]) -> tuple[str, ...]:
    # A street stands on hundreds of rows: `known` keeps one copy of each text.
    cells = [known.setdefault(text, text) for text in map(_tidy, raw)]
    while cells and not cells[-1]:
        cells.pop()
    if len(cells) > MOST_COLUMNS:
        raise Unreadable("too_many_columns", row=number, limit=MOST_COLUMNS)
    for column, cell in enumerate(cells, start=1):
        if len(cell) > MOST_CHARACTERS:
            raise Unreadable("cell_too_long", row=number, column=column, limit=MOST_CHARACTERS)
    return tuple(cells)


def _tidy(text: str) -> str:
    if text.isascii() and text.isalnum():
        return text
    return " ".join(unicodedata.normalize("NFC", text).translate(_WITHOUT_WIDTH).split())
