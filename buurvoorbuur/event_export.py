"""The event log as a file, in the field names of the Dutch standard Logboek dataverwerkingen.

Source of the names: the interface of the log in that standard (Logius, working version of 2026). The standard
counts what is done in a trace of spans; here each line is one of its own. It has no field for who did it, so
that stands under a name of ours.
"""

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from uuid import UUID

from django.db import transaction

from buurvoorbuur import audit, crypto
from buurvoorbuur.models import Event, Team, User

# What the standard calls done without a fault of the server; what failed left no line at all.
STATUS_UNSET = 0
PERSON = "outreach.resident"


@transaction.atomic
def hand_out(*, teams: Iterable[Team], by: User, at: datetime) -> list[Event]:
    """The lines of these teams in order of time; that they were handed out is a line of each team itself."""
    teams = list(teams)
    for team in teams:
        audit.record("events.exported", by=by, about=team, at=at, team=team.pk)
    return list(Event.objects.of_teams([team.pk for team in teams]).order_by("pk"))


def written_out(events: Iterable[Event]) -> Iterator[str]:
    """A line of JSON for each event."""
    for event in events:
        yield json.dumps(_fields(event)) + "\n"


def _fields(event: Event) -> dict[str, object]:
    moment = round(1000 * event.at.timestamp())
    mark = crypto.blind_index("event-trace", str(event.pk))
    about_somebody = event.object_type == PERSON
    attributes: dict[str, str | None] = {
        # The register of processing has an entry for each kind of thing: docs/personal-data.md.
        "dpl.core.processing_activity_id": f"urn:buurvoorbuur:{event.object_type}",
        "dpl.core.data_subject_id": _hidden(event.object_id) if about_somebody else None,
        "dpl.core.data_subject_id_type": PERSON if about_somebody else None,
        "buurvoorbuur.actor_id": _id(event.actor_id),
        "buurvoorbuur.team_id": _id(event.team_id),
        "buurvoorbuur.object_type": event.object_type,
        "buurvoorbuur.object_id": None if about_somebody else event.object_id,
    }
    return {
        "trace_id": mark[:32],
        "span_id": mark[32:48],
        "status_code": STATUS_UNSET,
        "name": event.action,
        "start_time": moment,
        "end_time": moment,
        "resource": {"attributes": {"service.name": "buurvoorbuur"}},
        "attributes": {name: value for name, value in attributes.items() if value is not None},
    }


def _hidden(resident: str) -> str:
    """The same code for the same person in every file, from which nobody learns who it is."""
    return crypto.blind_index("data-subject", resident)


def _id(key: UUID | None) -> str | None:
    return str(key) if key else None
