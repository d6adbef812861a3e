"""How long a telephone number counts as looked up, and how many a list holds; pure values."""

from datetime import date, timedelta

# Half a year. Numbers change quietly; nobody notices until the evening on which they are needed.
CHECK_AGAIN = timedelta(days=183)
# A list that is longer is not read in a stairwell.
MOST = 12


def is_stale(checked_on: date, today: date) -> bool:
    """Whether it was looked up too long ago to be sure of it."""
    return today - checked_on > CHECK_AGAIN
