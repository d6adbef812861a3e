"""What may become of a sealed envelope, why it waits for a coordinator, and when a phone is too silent."""

from datetime import timedelta
from enum import StrEnum

from buurvoorbuur.state_tables import StateTable


class EnvelopeState(StrEnum):
    RECEIVED = "received"
    APPLIED = "applied"
    SET_ASIDE = "set_aside"
    KEPT_SHUT = "kept_shut"
    DESTROYED = "destroyed"


class EnvelopeAction(StrEnum):
    APPLY = "apply"
    SET_ASIDE = "set_aside"
    KEEP_SHUT = "keep_shut"
    TRY_AGAIN = "try_again"
    DESTROY = "destroy"


ENVELOPE = StateTable(
    "envelope",
    {
        (EnvelopeState.RECEIVED, EnvelopeAction.APPLY): EnvelopeState.APPLIED,
        (EnvelopeState.RECEIVED, EnvelopeAction.SET_ASIDE): EnvelopeState.SET_ASIDE,
        (EnvelopeState.RECEIVED, EnvelopeAction.KEEP_SHUT): EnvelopeState.KEPT_SHUT,
        (EnvelopeState.SET_ASIDE, EnvelopeAction.TRY_AGAIN): EnvelopeState.RECEIVED,
        (EnvelopeState.SET_ASIDE, EnvelopeAction.DESTROY): EnvelopeState.DESTROYED,
        (EnvelopeState.KEPT_SHUT, EnvelopeAction.DESTROY): EnvelopeState.DESTROYED,
    },
)
# What a coordinator finds on the page of what lies aside.
WAITING = (EnvelopeState.SET_ASIDE, EnvelopeState.KEPT_SHUT)
# Nothing is left in these but the mark that the envelope was here.
EMPTIED = (EnvelopeState.APPLIED, EnvelopeState.DESTROYED)

KEPT_SHUT_FOR = timedelta(days=7)
SILENT_AFTER = timedelta(hours=72)


class Reason(StrEnum):
    """Why an envelope was not applied. Codes of a `Refused` that mean the same bear the same word."""

    DOUBLE = "double"
    UNKNOWN_KEY = "unknown_key"
    UNREADABLE = "unreadable"
    MALFORMED = "malformed"
    INVALID = "invalid"
    NO_MEMBER = "no_member"
    NOT_YOURS = "not_yours"
    OTHER_FLAT = "other_flat"
    ROUND_CLOSED = "round_closed"
    OPTED_OUT = "opted_out"
    PAUSED = "paused"
    WITHDRAWN = "withdrawn"
    UNKNOWN_VISIT = "unknown_visit"
    UNDO_LATE = "undo_late"
    CONFLICT = "conflict"
    REFUSED = "refused"
    BROKEN = "broken"


def reason_of(code: str) -> Reason:
    """The reason for which a refusal with this code stands."""
    return Reason(code) if code in list(Reason) else Reason.REFUSED
