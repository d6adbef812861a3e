"""The event log is written once and stays as it was written."""

import pytest
from django.db import DatabaseError, transaction

from buurvoorbuur import audit
from buurvoorbuur.models import Event, Team, User
from tests import make


def test_an_event_says_who_and_what(team: Team, cora: User) -> None:
    event = audit.record("team.changed", by=cora, about=team, at=make.EVENING, team=team.pk)
    assert (event.actor_id, event.object_type, event.object_id) == (
        cora.pk,
        "buurvoorbuur.team",
        str(team.pk),
    )


def test_the_database_refuses_to_rewrite_an_event(team: Team, cora: User) -> None:
    audit.record("team.changed", by=cora, about=team, at=make.EVENING, team=team.pk)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Event.objects.update(action="nothing.happened")
