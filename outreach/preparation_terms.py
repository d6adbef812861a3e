"""What somebody does before they walk along, and which of it is a training; pure values."""

from enum import StrEnum


class Prepared(StrEnum):
    """A talk to get to know each other, the agreements, and the trainings that every team has."""

    INTAKE = "intake"
    AGREEMENTS = "agreements"
    SAFETY = "safety"
    CONVERSATION = "conversation"
    PRIVACY = "privacy"
    WORRIES = "worries"


TRAININGS = (Prepared.SAFETY, Prepared.CONVERSATION, Prepared.PRIVACY, Prepared.WORRIES)
