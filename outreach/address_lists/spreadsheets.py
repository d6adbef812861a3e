"""Knows which kind of file somebody handed us, and refuses what is no list; it knows no address."""

from outreach.address_lists import delimited_text, workbooks
from outreach.address_lists.spreadsheet_rows import MOST_BYTES, Table, Unreadable, collect

_SIGNATURES = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old_or_protected_workbook"),
    (b"%PDF-", "pdf"),
    (b"\x89PNG", "picture"),
    (b"\xff\xd8\xff", "picture"),
    (b"GIF8", "picture"),
    (b"{\\rtf", "text_document"),
)
_MACRO_SUFFIXES = (".xlsm", ".xltm", ".xlam")


def read(name: str, data: bytes) -> Table:
    """Read an uploaded CSV or XLSX file into rows of text; what the bytes are decides, not the name.

    Numbers come as people write them (`12`, not `12.0`), dates as `2024-03-02`: a cell such as `2-3` that a
    spreadsheet took for a date is for a person to judge.
    Raises `Unreadable` with a code for whatever is too big, damaged, risky or no list at all.
    """
    if len(data) > MOST_BYTES:
        raise Unreadable("too_large", megabytes=MOST_BYTES // 1_000_000)
    if not data.strip(b"\0 \t\r\n"):
        raise Unreadable("empty")
    for signature, code in _SIGNATURES:
        if data.startswith(signature):
            raise Unreadable(code)
    if name.casefold().endswith(_MACRO_SUFFIXES):
        raise Unreadable("macros")
    if data.startswith(b"PK"):
        return workbooks.read(data)
    return collect(delimited_text.rows(data))
