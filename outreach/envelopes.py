"""Sealed envelopes: taken in once and for good, and settled one way or another; it opens none of them."""

import hashlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid5

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from buurvoorbuur import audit, crypto
from buurvoorbuur.models import User
from buurvoorbuur.refusals import Refused
from buurvoorbuur.state_tables import NotAllowed
from outreach import counters, registrations, tasks
from outreach.envelope_states import ENVELOPE, EnvelopeAction, EnvelopeState, Reason
from outreach.models import Envelope, Phone, Round

# How often another phone may take the very same id in the very same moment.
ATTEMPTS = 3


class Answer(StrEnum):
    """What a phone is told about one envelope; see docs/offline.md."""

    STORED = "stored"
    DUPLICATE = "duplicate"
    ATTENTION = "attention"
    REFUSED = "refused"


@dataclass(frozen=True)
class Sealed:
    """One envelope as a phone sends it."""

    id: UUID
    counter: int
    round: UUID
    key_id: str
    content: bytes

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True)
class Delivery:
    """What one post brings: envelopes, and what the phone says of its own counting and clock.

    `clock_difference`: by how many seconds the server's clock is ahead of the phone's.
    """

    envelopes: Sequence[Sealed]
    made: int
    waiting: Collection[int]
    clock_difference: int


@dataclass(frozen=True)
class Taken:
    """Under which key an envelope now lies here, and what is said of it."""

    pk: UUID
    answer: Answer


@transaction.atomic
def receive(*, phone: Phone, delivery: Delivery, at: datetime) -> dict[UUID, Taken]:
    """Stores what is new as it came, in one commit, and says of every envelope what became of it.

    Nothing is opened. The same id with other content, or a number that another envelope bears, is
    stored beside it and waits for the coordinator. Raises `registrations.TooFast`.
    """
    sender = Phone.objects.select_for_update(of=("self",)).select_related("user").get(pk=phone.pk)
    registrations.admit(sender, at)
    teams = _rounds_of(sender.user, delivery)
    for attempt in range(ATTEMPTS):
        taken, fresh = _sorted_out(sender, delivery, set(teams), at)
        try:
            with transaction.atomic():
                Envelope.objects.bulk_create(fresh)
            break
        except IntegrityError:  # another phone brought the same id meanwhile
            if attempt == ATTEMPTS - 1:
                raise
    _note_what_it_said(sender, delivery, at)
    if fresh:
        team = next((teams[one.round_id] for one in fresh if one.round_id), None)
        audit.record("envelopes.received", by=sender.user, about=sender, at=at, team=team)
    return taken


def _rounds_of(user: User, delivery: Delivery) -> dict[UUID, UUID]:
    """The rounds named that the sender really walks, each with its team."""
    named = {sealed.round for sealed in delivery.envelopes}
    return dict(Round.objects.walked_by(user).filter(pk__in=named).values_list("pk", "flat__team"))


def _sorted_out(
    sender: Phone, delivery: Delivery, rounds: set[UUID], at: datetime
) -> tuple[dict[UUID, Taken], list[Envelope]]:
    """What to answer for each envelope, and the rows that are new."""
    ids = {sealed.id for sealed in delivery.envelopes}
    doubles = {_double_key(sender, sealed) for sealed in delivery.envelopes}
    standing = {known.pk: known for known in Envelope.objects.filter(pk__in=ids | doubles).defer("sealed")}
    numbers = set(
        sender.envelopes.filter(
            counter__in=[sealed.counter for sealed in delivery.envelopes], is_double=False
        ).values_list("counter", flat=True)
    )
    taken: dict[UUID, Taken] = {}
    fresh = []
    for sealed in delivery.envelopes:
        known = standing.get(sealed.id)
        if known and (known.phone_id, known.digest) == (sender.pk, sealed.digest):
            taken.setdefault(sealed.id, Taken(known.pk, Answer.DUPLICATE))
            continue
        row = _row(sender, sealed, delivery, sealed.round if sealed.round in rounds else None, at)
        if known or sealed.counter in numbers:
            row.pk, row.is_double = _double_key(sender, sealed), True
            row.state, row.reason, row.settled_at = EnvelopeState.SET_ASIDE, Reason.DOUBLE, at
        if row.pk not in standing:
            fresh.append(row)
            standing[row.pk] = row
            numbers.add(row.counter)
        taken[sealed.id] = Taken(row.pk, Answer.ATTENTION if row.is_double else Answer.STORED)
    return taken, fresh


def _double_key(sender: Phone, sealed: Sealed) -> UUID:
    """The same for the same content from the same phone, so that a double is kept once too."""
    return uuid5(sealed.id, f"{sender.pk} {sealed.digest}")


def _row(sender: Phone, sealed: Sealed, delivery: Delivery, round_id: UUID | None, at: datetime) -> Envelope:
    return Envelope(
        id=sealed.id,
        sent_as=sealed.id,
        phone=sender,
        counter=sealed.counter,
        round_id=round_id,
        key_id=sealed.key_id,
        sealed=sealed.content,
        digest=sealed.digest,
        clock_difference=delivery.clock_difference,
        received_at=at,
    )


def _note_what_it_said(sender: Phone, delivery: Delivery, at: datetime) -> None:
    here = {sealed.counter for sealed in delivery.envelopes}
    # A post that was overtaken by a later one knows nothing of what was made, or came, after it.
    later = {number for number in counters.read(sender.waiting) if number > delivery.made}
    sender.made = max(sender.made, delivery.made)
    held = (set(delivery.waiting) | later) - here
    came = sender.envelopes.filter(counter__in=held, is_double=False) if held else Envelope.objects.none()
    sender.waiting = counters.written(held - set(came.values_list("counter", flat=True)))
    sender.last_seen_at = at
    sender.save(update_fields=["made", "waiting", "last_seen_at", "minute_began_at", "posts_this_minute"])


def lock_received(phone_pk: UUID, only: UUID | None = None) -> list[Envelope]:
    """What waits to be applied, in the order in which it was made, locked; all of a phone or only one."""
    rows = Envelope.objects.select_for_update(of=("self",)).select_related("phone__user", "vouched_by")
    waiting = rows.filter(phone=phone_pk, state=EnvelopeState.RECEIVED)
    return list((waiting.filter(pk=only) if only else waiting).order_by("counter", "received_at"))


def applied(ids: Iterable[UUID], at: datetime) -> None:
    """Empties locked envelopes whose content now stands where it belongs, inside the caller's events."""
    done = Envelope.objects.filter(pk__in=list(ids), state=EnvelopeState.RECEIVED)
    done.update(state=EnvelopeState.APPLIED, reason="", sealed=b"", settled_at=at)


def set_aside(envelope: Envelope, reason: Reason, at: datetime) -> None:
    """Lays a locked envelope aside for a coordinator, with the reason."""
    _settle(envelope, EnvelopeAction.SET_ASIDE, reason, at)
    _note("envelope.set_aside", envelope, None, at)


def keep_shut(envelope: Envelope, at: datetime) -> None:
    """For a door that had said no: nobody opens it any more, and within seven days it is destroyed.

    The key it was sealed with is thrown away at once; without it the rest is noise, to us as well.
    """
    envelope.sealed = bytes(envelope.sealed)[crypto.ENCAPSULATED_KEY :]
    _settle(envelope, EnvelopeAction.KEEP_SHUT, Reason.OPTED_OUT, at)
    _note("envelope.kept_shut", envelope, None, at)
    tasks.destroy_later(at)


@transaction.atomic
def try_again(*, envelope: Envelope, by: User, at: datetime) -> Envelope:
    """Puts an envelope back among those to apply; the coordinator vouches for who sent it.

    Raises `Refused` when it no longer lies aside or was kept shut.
    """
    row = _locked(envelope)
    row.vouched_by = by
    _settle(row, EnvelopeAction.TRY_AGAIN, None, at)
    _note("envelope.tried_again", row, by, at)
    return row


@transaction.atomic
def destroy(*, envelope: Envelope, by: User, at: datetime) -> Envelope:
    """Throws the content away for good; that it was here stays known. Raises `Refused` when settled."""
    row = _locked(envelope)
    row.sealed = b""
    _settle(row, EnvelopeAction.DESTROY, None, at)
    _note("envelope.destroyed", row, by, at)
    return row


def _locked(envelope: Envelope) -> Envelope:
    rows = Envelope.objects.select_for_update(of=("self",)).select_related("round__flat")
    return rows.get(pk=envelope.pk)


def _settle(envelope: Envelope, action: EnvelopeAction, reason: Reason | None, at: datetime) -> None:
    try:
        envelope.state = ENVELOPE.after(EnvelopeState(envelope.state), action)
    except NotAllowed as no:
        raise Refused(_("This entry no longer waits. Look at the list again."), code="settled") from no
    waits = envelope.state == EnvelopeState.RECEIVED
    envelope.reason, envelope.settled_at = reason or "", None if waits else at
    envelope.save(update_fields=["state", "reason", "sealed", "settled_at", "vouched_by"])


def _note(action: str, envelope: Envelope, by: User | None, at: datetime) -> Any:
    team = envelope.round.flat.team_id if envelope.round else None
    return audit.record(action, by=by, about=envelope, at=at, team=team)
