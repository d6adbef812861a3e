"""How far ideas and activities of residents are, and how we stay in touch with them; pure values."""

from enum import StrEnum


class IdeaState(StrEnum):
    """An idea is heard, may get help, and is carried out or laid aside; from each one may come back."""

    HEARD = "heard"
    HELPED = "helped"
    CARRIED_OUT = "carried_out"
    LAID_ASIDE = "laid_aside"


# Who is told how many ideas got help counts these: it was helped at least once.
GOT_HELP = (IdeaState.HELPED, IdeaState.CARRIED_OUT)


class ActivityState(StrEnum):
    """How far an activity is; `LET_GO` is one that nobody took on, which is nobody's fault."""

    TO_BEGIN = "to_begin"
    GOES_ON = "goes_on"
    THEIRS = "theirs"
    STOPPED = "stopped"
    LET_GO = "let_go"


# No more is to be done for these.
OVER = (ActivityState.STOPPED, ActivityState.LET_GO)


class TouchWay(StrEnum):
    """How we let hear of us, once an activity is of the residents."""

    CARD = "card"
    LETTER = "letter"
    PHONE = "phone"


class Heard(StrEnum):
    """What we hear when we ask once how it goes."""

    GOES_ON = "goes_on"
    STOPPED = "stopped"
    UNKNOWN = "unknown"


# In days: so long after it was handed over we ask once how it goes.
ASK_AFTER = 21
# In months: how often we let hear of us; often enough to be known, seldom enough to be no burden.
TOUCH_EVERY = (1, 3, 6)
# From so many on it is something that people do together.
TOGETHER = 2
