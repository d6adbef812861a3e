"""How far a printing of letters is; pure values."""

from enum import StrEnum


class BatchState(StrEnum):
    PRINTING = "printing"
    FAILED = "failed"
    PRINTED = "printed"
    DELIVERED = "delivered"
