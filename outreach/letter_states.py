"""How far a printing of letters is; pure values."""

from enum import StrEnum


class BatchState(StrEnum):
    PRINTING = "printing"
    FAILED = "failed"
    STOPPED = "stopped"
    PRINTED = "printed"
    DELIVERED = "delivered"


class Failure(StrEnum):
    """Why a PDF was not made: over a page, over what it may take, no room on the disk, something else."""

    LONG = "long"
    HEAVY = "heavy"
    DISK = "disk"
    OTHER = "other"


class Fold(StrEnum):
    """How a letter gets from the printer to the letter box."""

    WINDOW = "window"
    FOLDED = "folded"
