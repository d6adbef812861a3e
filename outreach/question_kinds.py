"""Which kinds of question exist; pure values."""

from enum import StrEnum


class QuestionKind(StrEnum):
    TEXT = "text"
    SCALE = "scale"
    CHOICE = "choice"
    INTERESTS_SHARES = "interests_shares"
    INTERESTS_OFFERS = "interests_offers"
    INTERESTS_WISHES = "interests_wishes"


class PullAnswer(StrEnum):
    """The three answers to 'would you pull an activity?'."""

    YES = "yes"
    MAYBE_LATER = "maybe_later"
    NO = "no"


SCALE = range(1, 6)
MOST_QUESTIONS = 8
