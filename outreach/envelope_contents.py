"""Opens a sealed envelope in memory, for exactly the phone and the id it was sealed for; stores nothing."""

from uuid import UUID

from buurvoorbuur import crypto
from outreach import entries
from outreach.entries import Entry
from outreach.envelope_states import EnvelopeState, Reason
from outreach.models import Envelope


def of(envelope: Envelope) -> Entry | Reason:
    """What was sealed, or why it cannot be read. What was kept shut is not even tried."""
    if envelope.state == EnvelopeState.KEPT_SHUT:
        return Reason.OPTED_OUT
    info = bound_to(envelope.phone_id, envelope.sent_as)
    try:
        return entries.read(crypto.open_envelope(envelope.sealed, envelope.key_id, info))
    except crypto.UnknownKey:
        return Reason.UNKNOWN_KEY
    except crypto.Unreadable:
        return Reason.UNREADABLE
    except entries.Malformed:
        return Reason.MALFORMED


def bound_to(phone: UUID, id: UUID) -> bytes:
    """What an envelope of this phone under this id is sealed for, so that it opens as no other."""
    return f"buurvoorbuur envelope 1 {phone} {id}".encode()
