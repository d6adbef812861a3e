"""The small jobs of a group, so that nobody has to be its coordinator; pure values."""

from enum import StrEnum


class ChoreKind(StrEnum):
    """Each takes a quarter of an hour at most. Nobody doing one is fine."""

    OPEN_DOOR = "open_door"
    COFFEE = "coffee"
    REMIND = "remind"
    WELCOME = "welcome"
    TIDY = "tidy"
