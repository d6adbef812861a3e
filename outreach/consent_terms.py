"""To what residents may say yes, how, and which fields may travel; pure values."""

from enum import StrEnum


class Purpose(StrEnum):
    KEEP_ANSWERS = "keep_answers"
    MATCH = "match"
    SHARE_FIELDS = "share_fields"
    KEEP_POSTED = "keep_posted"
    NAMED_STUURBUUR = "named_stuurbuur"


# Whoever said yes to one of these may be spoken to again.
STAYING_IN_TOUCH = (Purpose.MATCH, Purpose.KEEP_POSTED)
# In months; who was not spoken to for longer is asked again or forgotten.
KEPT_AFTER_CONTACT = 12
# In minutes; whoever fills in more made a slip of the pen.
LONGEST_FOLLOW_UP = 180


class Field(StrEnum):
    """What may be passed on to a match."""

    NAME = "name"
    DOOR = "door"
    PHONE = "phone"
    EMAIL = "email"


class How(StrEnum):
    SPOKEN = "spoken"
    PHONE = "phone"
    PAPER = "paper"
    CODE = "code"


class Direction(StrEnum):
    SHARES = "shares"
    OFFERS = "offers"
    WISHES = "wishes"
