"""Seals the event log night by night, each seal over the one before it, so that a changed line is found.

A seal is a keyed fingerprint (HMAC-SHA256 under the index key) of the seal before it and of all lines since:
whoever can write in the database, and has no key, can change no line without a trace. What they could take
away unseen is only the end; so the newest seal also goes to the program's log, which is kept elsewhere.
"""

import hashlib
import json
import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from hmac import compare_digest

from django.db import transaction
from django.db.models import Max, Min

from buurvoorbuur import crypto
from buurvoorbuur.models import Event, EventSeal

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Checked:
    """How many lines were found as they were sealed, and the first seal that does not fit, if any."""

    lines: int
    broken: EventSeal | None


@transaction.atomic
def seal(at: datetime) -> EventSeal:
    """Seals the lines that were there at the seal before, and notes how far they go now for the next.

    A line is sealed only the night after it was first seen: a transaction that took its number earlier
    may end later, and would otherwise add a line where a seal lies already.
    """
    last = EventSeal.objects.select_for_update().order_by("pk").last()
    begins, ends = (last.last_event, last.seen_to) if last else (0, 0)
    lines = Event.objects.filter(pk__gt=begins, pk__lte=ends).order_by("pk")
    count, digest = _digest(last, lines.iterator())
    made = EventSeal.objects.create(
        previous=last,
        last_event=ends,
        lines=count,
        digest=digest,
        seen_to=Event.objects.aggregate(newest=Max("pk"))["newest"] or ends,
        sealed_at=at,
    )
    log.info("Event log sealed up to line %s: %s", ends, digest)
    return made


@transaction.atomic
def purge(limit: datetime, at: datetime) -> int:
    """Deletes the lines of every seal whose lines are all of this moment or before; returns how many.

    The seals stay, so that the rest is checked as before.
    """
    last = 0
    for one in EventSeal.objects.select_for_update().filter(purged_at=None).order_by("pk"):
        if Event.objects.filter(pk__lte=one.last_event, at__gt=limit).exists():
            break
        one.purged_at, one.purge_mark = at, _purge_mark(one, at)
        one.save(update_fields=["purged_at", "purge_mark"])
        last = one.last_event
    return Event.objects.filter(pk__lte=last).delete()[0]


def overdue(limit: datetime) -> int:
    """How many lines of this moment or before still stand under seals that have no younger line."""
    oldest_young = Event.objects.filter(at__gt=limit).aggregate(first=Min("pk"))["first"]
    whole = EventSeal.objects.filter(purged_at=None)
    if oldest_young:
        whole = whole.filter(last_event__lt=oldest_young)
    newest = whole.aggregate(last=Max("last_event"))["last"] or 0
    return Event.objects.filter(pk__lte=newest).count()


def _purge_mark(one: EventSeal, at: datetime) -> str:
    return crypto.blind_index("event-purge", f"{one.pk}\n{one.digest}\n{at.astimezone(UTC).isoformat()}")


def check() -> Checked:
    """Looks at every seal from the first on."""
    lines, previous = 0, None
    for one in EventSeal.objects.order_by("pk"):
        begins = previous.last_event if previous else 0
        sealed = Event.objects.filter(pk__gt=begins, pk__lte=one.last_event).order_by("pk")
        follows = one.previous_id == (previous and previous.pk)
        if one.purged_at:
            is_ours = compare_digest(_purge_mark(one, one.purged_at), one.purge_mark)
            if not follows or not is_ours or sealed.exists():
                return Checked(lines, one)
            previous = one
            continue
        count, digest = _digest(previous, sealed.iterator())
        if not follows or count != one.lines or not compare_digest(digest, one.digest):
            return Checked(lines, one)
        lines += count
        previous = one
    return Checked(lines, None)


def _digest(previous: EventSeal | None, lines: Iterable[Event]) -> tuple[int, str]:
    """How many lines, and the fingerprint of the seal before them and of each of them in order."""
    count, read = 0, hashlib.sha256()
    for event in lines:
        count += 1
        read.update(_written_out(event))
    before = previous.digest if previous else ""
    return count, crypto.blind_index("event-seal", f"{before}\n{count}\n{read.hexdigest()}")


def _written_out(event: Event) -> bytes:
    """A line as it is sealed, the same on every database."""
    moment = event.at.astimezone(UTC).isoformat()
    said = [event.pk, moment, event.actor_id, event.team_id, event.action, event.object_type, event.object_id]
    return json.dumps([value if value is None else str(value) for value in said]).encode() + b"\n"
