"""Knows how a spreadsheet turns a house number such as `2-3` into a date; it knows no cell or column."""

import re

_DUTCH = ("jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec")
_MONTHS = {name: month for month, name in enumerate(_DUTCH, start=1)} | {"mar": 3, "may": 5, "oct": 10}
_NAMES = "|".join(_MONTHS)
_DAY = r"(?P<day>0?[1-9]|[12]\d|3[01])"
_MONTH = r"(?P<month>0?[1-9]|1[0-2])"
_FULL = re.compile(rf"(?P<year>\d{{4}})-{_MONTH}-{_DAY}")
_FULL_DUTCH = re.compile(rf"{_DAY}[-/]{_MONTH}[-/](?P<year>\d{{4}})")
_DAY_MONTH = re.compile(rf"{_DAY}-(?P<name>{_NAMES})\.?", re.IGNORECASE)
_MONTH_YEAR = re.compile(rf"(?P<name>{_NAMES})\.?-(?P<year>\d{{2}})", re.IGNORECASE)


def readings(text: str) -> dict[str, tuple[int, int]]:
    """Map a code to the two numbers a date may have been typed as; empty when the text is no date.

    `day_month`: 2 March was `2-3`; `month_day`: it was `3-2`; `month_year`: 1 March 1990 was `3-90`.
    """
    for pattern in (_FULL, _FULL_DUTCH, _DAY_MONTH, _MONTH_YEAR):
        found = pattern.fullmatch(text.strip())
        if found:
            return _readings(**found.groupdict())
    return {}


def _readings(
    day: str | None = None, month: str | None = None, name: str | None = None, year: str | None = None
) -> dict[str, tuple[int, int]]:
    number = int(month) if month else _MONTHS[(name or "").casefold()]
    pairs: dict[str, tuple[int, int]] = {}
    if day:
        pairs["day_month"] = (int(day), number)
    if day and int(day) != number:
        pairs["month_day"] = (number, int(day))
    # Without a day, a spreadsheet takes the first of the month.
    if year and int(day or 1) == 1:
        pairs["month_year"] = (number, int(year) % 100)
    return pairs
