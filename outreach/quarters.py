"""Quarters of a year, in which reports are told; pure values, in the calendar of the Netherlands."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time

from django.utils import timezone
from django.utils.translation import gettext as _


@dataclass(frozen=True, order=True, slots=True)
class Quarter:
    """Three months; `number` goes from 1 to 4."""

    year: int
    number: int

    @classmethod
    def of(cls, day: date) -> "Quarter":
        """The quarter in which a day falls."""
        return cls(day.year, (day.month + 2) // 3)

    @classmethod
    def read(cls, text: str) -> "Quarter":
        """The quarter that `code` wrote. Raises ValueError for anything else."""
        year, _dash, number = text.partition("-")
        if not (year.isascii() and year.isdigit() and len(year) == 4 and number in ("1", "2", "3", "4")):
            raise ValueError("not a quarter")
        return cls(int(year), int(number))

    @property
    def code(self) -> str:
        """As it stands in an address: 2026-3."""
        return f"{self.year}-{self.number}"

    @property
    def following(self) -> "Quarter":
        return Quarter(self.year + 1, 1) if self.ends_the_year else Quarter(self.year, self.number + 1)

    def onward(self) -> Iterator["Quarter"]:
        """This quarter and those after it, without end."""
        quarter = self
        while True:
            yield quarter
            quarter = quarter.following

    @property
    def ends_the_year(self) -> bool:
        return self.number == 4

    @property
    def first_day(self) -> date:
        return date(self.year, 3 * self.number - 2, 1)

    @property
    def end(self) -> datetime:
        """The moment at which it is over, which is the first of the next one."""
        return _midnight(self.following.first_day)

    @property
    def start(self) -> datetime:
        """Its first moment."""
        return _midnight(self.first_day)

    def is_closed(self, at: datetime) -> bool:
        return at >= self.end

    def __str__(self) -> str:
        return _("%(year)s, quarter %(number)s") % {"year": self.year, "number": self.number}


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()), timezone.get_default_timezone())
