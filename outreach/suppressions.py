"""Applies the suppression list to a restored database: no door that said no is open, nobody is back."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from buurvoorbuur import suppression
from buurvoorbuur.models import Event
from buurvoorbuur.suppression import Kind, Line
from outreach import consents, optouts, residents
from outreach.consent_terms import How, Purpose
from outreach.models import Address, Consent, OptOut, Resident
from outreach.opt_out_terms import Channel

# An erasure that was committed is over long before this; what happens to a resident later, happens to one
# whose erasure was rolled back.
LONGEST_ERASURE = timedelta(minutes=10)


def apply_again(at: datetime) -> None:
    """Withdraws, opts out and erases what the list says. Twice is once.

    Raises `suppression.Altered` when some lines are not ours, after applying the others.
    """
    read = suppression.read()
    with transaction.atomic():
        _withdraw(read.of(Kind.WITHDRAWN), at)
        _opt_out(read.of(Kind.OPTED_OUT, Kind.OPENED), at)
        _erase(read.of(Kind.ERASED), at)
    read.refuse_altered()


def _withdraw(said: Sequence[Line], at: datetime) -> None:
    how = {UUID(line.key): How(line.word) for line in said}
    for consent in Consent.objects.open().filter(pk__in=how).select_related("resident"):
        if Resident.objects.filter(pk=consent.resident_id).exists():
            purpose = Purpose(consent.purpose)
            consents.withdraw(resident=consent.resident, purpose=purpose, how=how[consent.pk], by=None, at=at)


def _opt_out(said: Sequence[Line], at: datetime) -> None:
    """By the door as it is spelled: after a restore a new door may bear the number of an older one."""
    last = {line.key: line for line in said}
    closed = {key: Channel(line.word) for key, line in last.items() if line.kind == Kind.OPTED_OUT}
    if not closed:
        return
    standing = set(OptOut.objects.open().values_list("address", flat=True))
    for door in Address.objects.iterator():
        channel = closed.get(optouts.mark_of(door))
        if channel and door.pk not in standing:
            optouts.record(address=door, channel=channel, by=None, at=at)


def _erase(said: Sequence[Line], at: datetime) -> None:
    """Not who lived on afterwards in the very database that was restored: their erasure was rolled back."""
    for line in said:
        person = Resident.objects.filter(pk=line.key).first()
        later = Event.objects.filter(
            object_type=Resident._meta.label_lower, object_id=line.key, at__gt=line.at + LONGEST_ERASURE
        )
        if person and not later.exists():
            residents.erase(resident=person, by=None, at=at)
