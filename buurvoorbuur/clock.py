"""The time of day as the doors of the house read it; topics are told the moment and never ask."""

from datetime import date, datetime, time

from django.utils import timezone


def now() -> datetime:
    """This moment, aware, in UTC."""
    return timezone.now()


def today() -> date:
    """The calendar day in the Netherlands."""
    return timezone.localdate(now())


def moment(day: date, local: time) -> datetime:
    """A time of day in the Netherlands as a moment on that day."""
    return datetime.combine(day, local, tzinfo=timezone.get_default_timezone())
