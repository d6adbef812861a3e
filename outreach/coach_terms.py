"""What a team and its welfare worker write to each other about; pure values."""

from enum import StrEnum


class NoteKind(StrEnum):
    """A remark, or a request: people to help, a training, or printing."""

    REMARK = "remark"
    PEOPLE = "people"
    TRAINING = "training"
    PRINT = "print"


REQUESTS = (NoteKind.PEOPLE, NoteKind.TRAINING, NoteKind.PRINT)
