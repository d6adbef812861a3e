"""When something is past its term: from which moment on, how long, and what then goes; pure values."""

import calendar
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TypeVar

Moment = TypeVar("Moment", date, datetime)
# The longest terms, in months; a team may make its own shorter and never longer.
VISITS, CONTACT, OPT_OUTS, EVENTS = 6, 12, 24, 12
# Of members who are in no team any more; nobody makes this longer or shorter.
ACCOUNTS = 6


@dataclass(frozen=True)
class Term:
    """A row is past its term `months` after `since`, both read along a path of the schema.

    `months` is the field of the team at `team` that says how many; rows without a team have the longest,
    `longest`, and so have all where no team has a say. With `empties` the row stays, these fields go, and
    what `becomes` says is written; `by` names the function of row and moment that lets it go; else the row
    is deleted. `only` narrows the rows.
    """

    since: str
    longest: int
    team: str = ""
    months: str = ""
    only: Mapping[str, object] = field(default_factory=dict)
    empties: tuple[str, ...] = ()
    becomes: Mapping[str, object] = field(default_factory=dict)
    by: str = ""


def months_before(moment: Moment, months: int) -> Moment:
    """The same day so many months earlier, or the last of that month where it is shorter."""
    year, month = divmod(moment.year * 12 + moment.month - 1 - months, 12)
    day = min(moment.day, calendar.monthrange(year, month + 1)[1])
    return moment.replace(year=year, month=month + 1, day=day)


def due_on(since: date, months: int) -> date:
    """The first day from which `months_before` leads back to this day or later."""
    year, month = divmod(since.year * 12 + since.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    if since.day > last:
        return date(year, month + 1, last) + timedelta(days=1)
    return date(year, month + 1, since.day)
