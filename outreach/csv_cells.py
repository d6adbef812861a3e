"""Rows to a file that spreadsheets open as it is meant: no cell becomes a formula; knows no report."""

import csv
import io
import unicodedata
from collections.abc import Iterable, Sequence

# With one of these in front a spreadsheet calculates instead of showing.
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n")


def defused(text: str) -> str:
    """The text as a spreadsheet shows it: an apostrophe before whatever would be a formula.

    Some programs take the wide, small and raised signs of other scripts for the plain ones; NFKC knows those.
    """
    plain = unicodedata.normalize("NFKC", text[:1])
    return f"'{text}" if plain.startswith(DANGEROUS) else text


def sheet(rows: Iterable[Sequence[str | int]]) -> bytes:
    """The rows with `;` between the cells, in UTF-8 with the mark that spreadsheets look for."""
    paper = io.StringIO(newline="")
    writer = csv.writer(paper, delimiter=";", lineterminator="\r\n")
    for row in rows:
        writer.writerow([defused(cell) if isinstance(cell, str) else cell for cell in row])
    return paper.getvalue().encode("utf-8-sig")
