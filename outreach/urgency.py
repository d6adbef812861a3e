"""In which order the first page says what is next, and how much of it at once; pure values."""

from collections.abc import Iterable
from enum import IntEnum
from typing import Protocol, TypeVar

# More than these nobody does today.
MOST = 5


class Urgency(IntEnum):
    """The most pressing first: who is on the stairs, who was let down, who waits, and then our own work."""

    NOW = 1  # a round that is under way or of today
    LEFT_LYING = (
        2  # something that happened and that nobody has looked at: a paused door, a visit from a phone
    )
    TOO_LATE = 3  # a day that went by: a promise, an asking, a name that stands on paper still
    WAITED_FOR = 4  # somebody waits for this person: residents, or the rest of the team
    PLANNED = 5  # a day to come
    NEXT = 6  # what brings a flat further along its road
    TO_READ = 7  # nobody waits for it


class HasUrgency(Protocol):
    @property
    def urgency(self) -> Urgency: ...


Step = TypeVar("Step", bound=HasUrgency)


def most_pressing(steps: Iterable[Step]) -> tuple[list[Step], int]:
    """What is shown, the most pressing first and equals as they came, and how many things are left out."""
    in_order = sorted(steps, key=lambda step: step.urgency)
    return in_order[:MOST], max(len(in_order) - MOST, 0)
