"""Knows how to read the first filled sheet of an XLSX workbook; it runs and follows nothing in it."""

import io
import warnings
from collections.abc import Iterator
from datetime import date, datetime, time

import openpyxl
from openpyxl.worksheet._read_only import ReadOnlyWorksheet

from outreach.address_lists import workbook_guard
from outreach.address_lists.spreadsheet_rows import Table, Unreadable, collect

# The height of a sheet in any office program; rows numbered beyond it would be counted for ever.
_LAST_ROW = 1_048_576


def read(data: bytes) -> Table:
    """Read the first visible sheet that holds something, with the stored result of each formula.

    Raises `Unreadable`; nothing is built in memory before `workbook_guard` has counted every part.
    """
    try:
        workbook_guard.check(data)
        return _first_filled_sheet(data)
    except Unreadable:
        raise
    except Exception as error:  # a damaged workbook can fail anywhere in the library that reads it
        raise Unreadable("damaged") from error


def _first_filled_sheet(data: bytes) -> Table:
    with warnings.catch_warnings():
        # Styles and extras that the library drops are of no interest to a list.
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        for sheet in book.worksheets:
            if isinstance(sheet, ReadOnlyWorksheet) and sheet.sheet_state == "visible":
                try:
                    return collect(_rows(sheet))
                except Unreadable as refusal:
                    if refusal.code != "empty":
                        raise
    raise Unreadable("empty")


def _rows(sheet: ReadOnlyWorksheet) -> Iterator[list[str]]:
    # The size a workbook claims for a sheet may be smaller than the sheet.
    sheet.reset_dimensions()
    for number, values in enumerate(sheet.values, start=1):
        if number > _LAST_ROW:
            raise Unreadable("damaged")
        yield [_text(value) for value in values]


def _text(value: object) -> str:
    """Write a cell as people would; a date stays recognisable as one, since it may have been `2-3`."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value)
