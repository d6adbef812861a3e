"""How far a printing of letters is; pure values."""

from enum import StrEnum


class BatchState(StrEnum):
    PRINTING = "printing"
    FAILED = "failed"
    STOPPED = "stopped"
    PRINTED = "printed"
    DELIVERED = "delivered"


class Fold(StrEnum):
    """How a letter gets from the printer to the letter box."""

    WINDOW = "window"
    FOLDED = "folded"
