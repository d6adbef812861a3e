"""The road of an introduction as a table: a person decides, each resident is asked, names move last."""

from enum import StrEnum

from buurvoorbuur.state_tables import StateTable


class State(StrEnum):
    PROPOSED = "proposed"
    HELD = "held"
    APPROVED = "approved"
    REJECTED = "rejected"
    ASKING = "asking"
    AGREED = "agreed"
    DECLINED = "declined"
    INTRODUCED = "introduced"
    MET = "met"
    NOT_MET = "not_met"
    UNKNOWN = "unknown"


class Action(StrEnum):
    APPROVE = "approve"
    REJECT = "reject"
    HOLD = "hold"
    RELEASE = "release"
    ASK = "ask"
    ALL_YES = "all_yes"
    ONE_NO = "one_no"
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
        (State.HELD, Action.RELEASE): State.PROPOSED,
        (State.HELD, Action.REJECT): State.REJECTED,
        (State.APPROVED, Action.ASK): State.ASKING,
        (State.APPROVED, Action.REJECT): State.REJECTED,
        (State.ASKING, Action.ALL_YES): State.AGREED,
        (State.ASKING, Action.ONE_NO): State.DECLINED,
        (State.ASKING, Action.STOP): State.DECLINED,
        (State.AGREED, Action.STOP): State.DECLINED,
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
LEADS_TO_CONTACT = (Action.APPROVE, Action.ASK, Action.ALL_YES, Action.INTRODUCE)
# In these a resident is taken: no second proposal is made for the same place.
OPEN = (State.PROPOSED, State.HELD, State.APPROVED, State.ASKING, State.AGREED)
ASK_OUTCOME_AFTER_DAYS = 21


class Answer(StrEnum):
    WAITING = "waiting"
    YES = "yes"
    NO = "no"


class RejectReason(StrEnum):
    NOT_A_FIT = "not_a_fit"
    KNOW_EACH_OTHER = "know_each_other"
    ASKED_TO_WAIT = "asked_to_wait"
    OTHER = "other"
