"""Writes who did what, in the same transaction as the change; never what it said."""

from datetime import datetime
from uuid import UUID

from django.db import models

from buurvoorbuur.models import Event, User


def record(
    action: str, *, by: User | None, about: models.Model, at: datetime, team: UUID | None = None
) -> Event:
    """Adds one line to the event log.

    `action` is `thing.done` in English ("optout.recorded"); `by` is None for a resident with a code
    or for the system; `about` is the thing changed, opened, printed or exported.
    """
    return Event.objects.create(
        at=at,
        actor_id=by.pk if by else None,
        team_id=team,
        action=action,
        object_type=about._meta.label_lower,
        object_id=str(about.pk),
    )
