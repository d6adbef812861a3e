"""What may be asked some time after the talks, and what can be answered; pure values."""

from enum import StrEnum


class AfterQuestion(StrEnum):
    LESS_ALONE = "less_alone"
    SAFER = "safer"


class AfterAnswer(StrEnum):
    YES = "yes"
    A_LITTLE = "a_little"
    NO = "no"


# Answers to one question add up to how many people answered; this one is never printed.
NEVER_PRINTED = AfterAnswer.A_LITTLE
