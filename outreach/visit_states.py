"""What may happen at a door and on a round, until when a new door is opened, and when a door rests."""

from datetime import time
from enum import StrEnum

from buurvoorbuur.state_tables import StateTable


class Outcome(StrEnum):
    """How a visit ended; whether the home is lived in is another fact, see `Occupancy`."""

    NOBODY_HOME = "nobody_home"
    DECLINED_DOOR = "declined_door"
    DECLINED_INTERCOM = "declined_intercom"
    COME_BACK = "come_back"
    LEFT = "left"
    TALK = "talk"


class Occupancy(StrEnum):
    UNKNOWN = "unknown"
    INHABITED = "inhabited"
    SEEMS_EMPTY = "seems_empty"
    CONFIRMED_EMPTY = "confirmed_empty"


class OccupancySource(StrEnum):
    AT_THE_DOOR = "at_the_door"
    NEIGHBOUR = "neighbour"
    LANDLORD = "landlord"


class PartOfDay(StrEnum):
    MORNING = "morning"
    AFTERNOON = "afternoon"
    EVENING = "evening"


class Wish(StrEnum):
    """What somebody with a code may wish: a part of the day, or a visit at whatever moment."""

    MORNING = PartOfDay.MORNING.value
    AFTERNOON = PartOfDay.AFTERNOON.value
    EVENING = PartOfDay.EVENING.value
    ANY = "any"

    def suits(self, part: PartOfDay) -> bool:
        return self in (Wish.ANY, part)


class RoundState(StrEnum):
    PLANNED = "planned"
    WALKING = "walking"
    CLOSED = "closed"
    CANCELLED = "cancelled"


class RoundAction(StrEnum):
    START = "start"
    CLOSE = "close"
    CANCEL = "cancel"


ROUND = StateTable(
    "round",
    {
        (RoundState.PLANNED, RoundAction.START): RoundState.WALKING,
        (RoundState.PLANNED, RoundAction.CANCEL): RoundState.CANCELLED,
        (RoundState.WALKING, RoundAction.CLOSE): RoundState.CLOSED,
    },
)
OPEN_ROUNDS = (RoundState.PLANNED, RoundState.WALKING)
# While these hold a door may be logged; a phone that sends later may also tell of a round that was closed.
UNDER_WAY = (RoundState.WALKING,)
WALKED = (RoundState.WALKING, RoundState.CLOSED)

# A door with one of these is not proposed for another first visit.
FINAL_OUTCOMES = (Outcome.TALK, Outcome.DECLINED_DOOR, Outcome.DECLINED_INTERCOM, Outcome.LEFT)
# Whoever asks for another moment takes these back by it; a talk was held, and a door that was left is paused.
TAKEN_BACK_BY_A_WISH = (
    Outcome.NOBODY_HOME,
    Outcome.COME_BACK,
    Outcome.DECLINED_DOOR,
    Outcome.DECLINED_INTERCOM,
)
# After so many times nobody home a door is left in peace.
REST_AFTER = 3
# When a round usually begins; the form of a plan opens with it.
USUAL_STARTS = {
    PartOfDay.MORNING: time(10, 0),
    PartOfDay.AFTERNOON: time(14, 0),
    PartOfDay.EVENING: time(18, 30),
}
EARLIEST_NEW_DOOR = time(9, 0)
LATEST_NEW_DOOR = time(20, 30)


def may_open_door(local: time, last_new_door: time = LATEST_NEW_DOOR) -> bool:
    """Whether a new door may be opened at this local time; a team's own limit may only be earlier.

    There is a morning limit too, since half past midnight would otherwise come before half past eight.
    """
    return EARLIEST_NEW_DOOR <= local <= min(last_new_door, LATEST_NEW_DOOR)


def part_of_day(local: time) -> PartOfDay:
    """Morning until noon, afternoon until six, evening after."""
    if local < time(12):
        return PartOfDay.MORNING
    return PartOfDay.AFTERNOON if local < time(18) else PartOfDay.EVENING


def another_part(tried: PartOfDay) -> PartOfDay:
    """When to try after an evening on which nobody was met: the part of the day that most differs."""
    return PartOfDay.AFTERNOON if tried == PartOfDay.EVENING else PartOfDay.EVENING


def rests(outcomes: list[Outcome]) -> bool:
    """Whether a door is left in peace, given its outcomes in order of time."""
    return outcomes.count(Outcome.NOBODY_HOME) >= REST_AFTER
