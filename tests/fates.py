"""What became of the envelopes of a phone, in tests: settled at once, and how each now lies there."""

from datetime import datetime
from uuid import UUID, uuid4

from outreach import settling
from outreach.envelope_states import EnvelopeState, Reason
from outreach.models import Envelope, Phone
from tests import make

TALK = (
    ("outcome", "talk"),
    ("taal", "nl"),
    ("name", "Samira Haddad"),
    ("answer_joins_in", "De moestuin."),
    ("consent_keep_answers", "on"),
    ("consent_match", "on"),
)

APPLIED = (EnvelopeState.APPLIED, "")
KEPT_SHUT = (EnvelopeState.KEPT_SHUT, Reason.OPTED_OUT)


def settled(
    phone: Phone, *said: object, at: datetime = make.EVENING, ids: tuple[UUID, ...] = ()
) -> list[Envelope]:
    """These entries, received and settled, as they now lie in the database."""
    ids = ids or tuple(uuid4() for _ in said)
    first = phone.envelopes.filter(is_double=False).count() + 1
    sent = [make.sealed(phone, one, first + number, ids[number]) for number, one in enumerate(said)]
    rows = make.received(phone, *sent, at=at)
    settling.settle(phone.pk, at)
    return [Envelope.objects.get(pk=row.pk) for row in rows]


def fate(envelope: Envelope) -> tuple[str, str]:
    envelope.refresh_from_db()
    return envelope.state, envelope.reason


def aside(reason: Reason) -> tuple[str, str]:
    return EnvelopeState.SET_ASIDE, reason
