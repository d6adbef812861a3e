"""How much fits in an evening and how many evenings a flat takes; an honest guess, knows no doors by name."""

from datetime import time
from math import ceil

# A talk takes half an hour at most, and between two of them one only walks on.
MINUTES_A_TALK = 30


def talks_that_fit(starts_at: time, last_new_door: time) -> int:
    """How many talks may follow each other between the start and the last new door.

    At least one when a door may still be opened then: it may be finished afterwards. None after that.
    """
    minutes = _minutes(last_new_door) - _minutes(starts_at)
    return max(1, minutes // MINUTES_A_TALK) if minutes >= 0 else 0


def evenings_needed(doors: int, doors_an_evening: int) -> int:
    """How many evenings so many doors take: 66 doors by ten an evening are seven."""
    return ceil(doors / doors_an_evening)


def _minutes(local: time) -> int:
    return local.hour * 60 + local.minute
