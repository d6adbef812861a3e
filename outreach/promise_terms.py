"""How a promise ends and how many somebody can carry; pure values."""

from enum import StrEnum


class PromiseEnd(StrEnum):
    """It was done, let go of, or became the residents' own with their activity; why is not asked."""

    KEPT = "kept"
    LET_GO = "let_go"
    HANDED = "handed"


# Whoever has so many open promises has their hands full.
FULL = 5
# In days: a promise that ended stays on the list for so long, so that a slip of the thumb can be seen.
STILL_SHOWN = 14
# In days: who let us stay in touch and was not heard of for so long is named.
QUIET = 90
