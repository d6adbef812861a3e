"""Takes a resident out of every table, as each model declares; leaves what is of others, without the name."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from buurvoorbuur import privacy, versions
from outreach import envelope_contents, traces
from outreach.entries import Entry
from outreach.envelope_states import EnvelopeState
from outreach.models import Envelope, Resident

# In these something sealed may still be read by us.
_STILL_READ = (EnvelopeState.RECEIVED, EnvelopeState.SET_ASIDE)
_SAID_BY = ("name", "phone", "email")


def lock_texts(resident: Resident) -> None:
    """Locks the texts that may name somebody, before they are locked themselves.

    An introduction is locked before the people in it: who is locked first and then waits for an introduction
    would stand in a circle with it.
    """
    for entry in privacy.register():
        if entry.may_name:
            rows = entry.rows_that_may_name(resident).select_for_update(of=("self",))
            list(rows.order_by("pk").values_list("pk"))


def take_out(person: Resident, at: datetime) -> None:
    """Deletes the locked row and all rows about it, inside the caller's transaction and event.

    A name goes from the texts of others; what a phone sent of this resident and still waits is destroyed.
    """
    _leave_gaps(person)
    _destroy_what_waits(person, at)
    for entry, rows in privacy.about(person):
        if not entry.stays and entry.model is not Resident:
            rows.delete()
    person.delete()


def _leave_gaps(person: Resident) -> None:
    """Afterwards nobody knows any more that it was a name; so a gap keeps own words from the doors too."""
    others = Resident.objects.named_as_stuurbuur().filter(address__flat=person.address.flat_id)
    named = [other.name for other in others.exclude(pk=person.pk).only("name")]
    for entry in privacy.register():
        if entry.may_name:
            rows = entry.rows_that_may_name(person)
            _without_name(rows, sorted(entry.personal), person.name, named)


def _without_name(rows: QuerySet[Any], fields: list[str], name: str, named: Iterable[str]) -> None:
    for row in rows.select_for_update(of=("self",)).order_by("pk"):
        kept = {field: traces.without_names(getattr(row, field), [name], named) for field in fields}
        changed = [field for field in fields if kept[field] != getattr(row, field)]
        for field in changed:
            setattr(row, field, kept[field])
        if changed and hasattr(row, "version"):
            versions.without_name(row, *changed)
        elif changed:
            row.save(update_fields=changed)


def _destroy_what_waits(person: Resident, at: datetime) -> None:
    """What phones sealed is opened to see whom it is about; what nobody can open stays where it lies."""
    waiting = Envelope.objects.filter(round__flat=person.address.flat_id, state__in=_STILL_READ)
    for envelope in waiting.select_for_update(of=("self",)).order_by("pk"):
        if _is_about(person, envelope):
            envelope.sealed, envelope.state, envelope.reason = b"", EnvelopeState.DESTROYED, ""
            envelope.settled_at = at
            envelope.save(update_fields=["sealed", "state", "reason", "settled_at"])


def _is_about(person: Resident, envelope: Envelope) -> bool:
    """The same door, and either the very talk of this resident or somebody of their name or number."""
    said = envelope_contents.of(envelope)
    if not isinstance(said, Entry) or said.address != person.address_id:
        return False
    ours = {_folded(getattr(person, name)) for name in _SAID_BY} - {""}
    told = {_folded(said.said(name)) for name in _SAID_BY}
    return envelope.sent_as == person.talk_id or bool(ours & told)


def _folded(text: str) -> str:
    return "".join(text.casefold().split())
