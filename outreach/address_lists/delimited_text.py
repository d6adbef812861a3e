"""Knows how text files write a table: character sets, separators and quotes; it knows no workbook."""

import codecs
import csv
import io
import re
from collections.abc import Iterator
from itertools import islice

from outreach.address_lists.spreadsheet_rows import MOST_CHARACTERS, MOST_COLUMNS, Unreadable

# The longest line that can still hold a row within the limits, quotes and separators counted.
MOST_IN_LINE = MOST_COLUMNS * (MOST_CHARACTERS + 3)

_SAMPLE_LINES = 30
_SEPARATORS = ";\t,"
_NEVER_IN_TEXT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
# UTF-32 first: its mark begins with the one of UTF-16.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def rows(data: bytes) -> Iterator[list[str]]:
    """Yield the rows of a text file, empty ones too so that counting them gives the row in a spreadsheet.

    Raises `Unreadable` with `binary`, `markup`, `encoding`, `line_too_long` or `open_quote`.
    """
    text = decode(data)
    if text.lstrip()[:1] == "<":
        raise Unreadable("markup")
    reader = csv.reader(_lines(text), delimiter=_separator(text), strict=True)
    try:
        yield from reader
    except csv.Error as error:
        raise Unreadable("open_quote", line=reader.line_num) from error


def decode(data: bytes) -> str:
    """Turn bytes into text: by their mark, else UTF-8, else the cp1252 of Dutch Windows machines."""
    for encoding in _encodings(data):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _NEVER_IN_TEXT.search(text):
            raise Unreadable("binary")
        return text
    raise Unreadable("encoding")


def _encodings(data: bytes) -> tuple[str, ...]:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return (encoding,)
    # Text in UTF-16 without a mark shows as a zero beside each plain letter.
    if data[1:2] == b"\0" and data[:1] != b"\0":
        return ("utf-16-le",)
    if data[:1] == b"\0" and data[1:2] != b"\0":
        return ("utf-16-be",)
    return ("utf-8", "cp1252")


def _lines(text: str) -> Iterator[str]:
    """Yield physical lines, checked before the parser can make a million cells of one."""
    for number, line in enumerate(io.StringIO(text, newline=""), start=1):
        if len(line) > MOST_IN_LINE:
            raise Unreadable("line_too_long", line=number)
        yield line


def _separator(text: str) -> str:
    """Choose the separator that most of the first lines hold; on a tie `;`, then tab, then `,`."""
    lines = [line for line in islice(io.StringIO(text), _SAMPLE_LINES) if line.strip()]
    best = max(_SEPARATORS, key=lambda separator: sum(separator in line for line in lines))
    prose = best == "," and "," not in lines[0] and not re.search(r",\S", "".join(lines))
    # One column of addresses such as `Planetenlaan 12, Groningen` is not two columns.
    return ";" if prose else best
