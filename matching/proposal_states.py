"""The road of an introduction as a table: a person decides, each resident is asked, names move last."""

from enum import StrEnum

from buurvoorbuur.state_tables import StateTable


class State(StrEnum):
    PROPOSED = "proposed"
    HELD = "held"
    REPLACED = "replaced"
    APPROVED = "approved"
    REJECTED = "rejected"
    ASKING = "asking"
    AGREED = "agreed"
    DECLINED = "declined"
    POSTPONED = "postponed"
    INTRODUCED = "introduced"
    MET = "met"
    NOT_MET = "not_met"
    UNKNOWN = "unknown"


class Action(StrEnum):
    APPROVE = "approve"
    REJECT = "reject"
    HOLD = "hold"
    RELEASE = "release"
    REPLACE = "replace"
    ASK = "ask"
    ALL_YES = "all_yes"
    TOO_FEW_LEFT = "too_few_left"
    ONE_LATER = "one_later"
    REOPEN = "reopen"
    STOP = "stop"
    INTRODUCE = "introduce"
    DID_MEET = "did_meet"
    DID_NOT_MEET = "did_not_meet"
    DO_NOT_KNOW = "do_not_know"


PROPOSAL = StateTable(
    "proposal",
    {
        (State.PROPOSED, Action.APPROVE): State.APPROVED,
        (State.PROPOSED, Action.REJECT): State.REJECTED,
        (State.PROPOSED, Action.HOLD): State.HELD,
        # A new run looks again at what nobody decided yet.
        (State.PROPOSED, Action.REPLACE): State.REPLACED,
        (State.HELD, Action.RELEASE): State.PROPOSED,
        (State.HELD, Action.REJECT): State.REJECTED,
        (State.APPROVED, Action.ASK): State.ASKING,
        (State.APPROVED, Action.REJECT): State.REJECTED,
        # A new plan: somebody else asks, or later.
        (State.ASKING, Action.ASK): State.ASKING,
        (State.ASKING, Action.ALL_YES): State.AGREED,
        (State.ASKING, Action.TOO_FEW_LEFT): State.DECLINED,
        (State.ASKING, Action.ONE_LATER): State.POSTPONED,
        (State.ASKING, Action.STOP): State.DECLINED,
        (State.AGREED, Action.STOP): State.DECLINED,
        # Soon after a slip of the thumb.
        (State.DECLINED, Action.REOPEN): State.ASKING,
        (State.POSTPONED, Action.REOPEN): State.ASKING,
        (State.AGREED, Action.INTRODUCE): State.INTRODUCED,
        (State.INTRODUCED, Action.DID_MEET): State.MET,
        (State.INTRODUCED, Action.DID_NOT_MEET): State.NOT_MET,
        (State.INTRODUCED, Action.DO_NOT_KNOW): State.UNKNOWN,
        # Later news still counts.
        (State.UNKNOWN, Action.DID_MEET): State.MET,
        (State.UNKNOWN, Action.DID_NOT_MEET): State.NOT_MET,
    },
)

# These lead to a resident; before each the door and the consent are asked anew.
LEADS_TO_CONTACT = (Action.APPROVE, Action.ASK, Action.ALL_YES, Action.REOPEN, Action.INTRODUCE)
# In these a resident is taken: no second proposal is made for the same place.
OPEN = (State.PROPOSED, State.HELD, State.APPROVED, State.ASKING, State.AGREED)
# In these somebody may still be exchanged for somebody else.
EXCHANGEABLE = (State.PROPOSED, State.HELD)
# From here on names have moved.
INTRODUCED = (State.INTRODUCED, State.MET, State.NOT_MET, State.UNKNOWN)
ASK_OUTCOME_AFTER_DAYS = 21
# Who says 'later' is left in peace for so long.
LATER_IS_AFTER_DAYS = 42
REOPENED_WITHIN_MINUTES = 60


class Answer(StrEnum):
    WAITING = "waiting"
    YES = "yes"
    NO = "no"
    LATER = "later"


# Who said one of these takes part; who said another stepped out.
STILL_IN = (Answer.WAITING, Answer.YES)


class AskChannel(StrEnum):
    DOOR = "door"
    PHONE = "phone"
    EMAIL = "email"
    LETTER = "letter"


class RejectReason(StrEnum):
    NOT_A_FIT = "not_a_fit"
    KNOW_EACH_OTHER = "know_each_other"
    ASKED_TO_WAIT = "asked_to_wait"
    OTHER = "other"


class Blocks(StrEnum):
    """What a rejection rules out for later runs; nothing more than what was chosen."""

    NOTHING = "nothing"
    PEOPLE = "people"
    REASON = "reason"
