"""Destroys envelopes that were kept shut after an opt-out once their seven days are over; opens none."""

from datetime import datetime

from django.db import transaction

from buurvoorbuur import audit
from outreach.envelope_states import ENVELOPE, KEPT_SHUT_FOR, EnvelopeAction, EnvelopeState
from outreach.models import Envelope


@transaction.atomic
def destroy_due(at: datetime) -> int:
    """Destroys what was kept shut for seven days; returns how many. One event for each."""
    locked = Envelope.objects.select_for_update(of=("self",)).select_related("round__flat")
    due = locked.filter(state=EnvelopeState.KEPT_SHUT, settled_at__lte=at - KEPT_SHUT_FOR).order_by("pk")
    destroyed = list(due)
    for envelope in destroyed:
        envelope.state = ENVELOPE.after(EnvelopeState.KEPT_SHUT, EnvelopeAction.DESTROY)
        envelope.sealed, envelope.reason, envelope.settled_at = b"", "", at
        envelope.save(update_fields=["state", "sealed", "reason", "settled_at"])
        team = envelope.round.flat.team_id if envelope.round else None
        audit.record("envelope.destroyed", by=None, about=envelope, at=at, team=team)
    return len(destroyed)
