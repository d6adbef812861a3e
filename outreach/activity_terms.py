"""How far an idea of residents is; pure values."""

from enum import StrEnum


class IdeaState(StrEnum):
    """An idea is heard, may get help, and is carried out or laid aside; from each one may come back."""

    HEARD = "heard"
    HELPED = "helped"
    CARRIED_OUT = "carried_out"
    LAID_ASIDE = "laid_aside"


# Who is told how many ideas got help counts these: it was helped at least once.
GOT_HELP = (IdeaState.HELPED, IdeaState.CARRIED_OUT)
