"""Settles what was received of a phone: each applied once, laid aside or kept shut, and none lost."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from logging import getLogger
from uuid import UUID

from django.db import InterfaceError, OperationalError, transaction

from buurvoorbuur.access import reach_of
from buurvoorbuur.models import Membership, User
from buurvoorbuur.refusals import Refused
from buurvoorbuur.roles import Permission
from outreach import envelope_contents, envelopes, optouts, sync, visits
from outreach.entries import Entry, Kind
from outreach.envelope_states import SILENT_AFTER, EnvelopeState, Reason, reason_of
from outreach.models import Address, Envelope, OptOut, Round
from outreach.visits import Held

log = getLogger(__name__)

WHEN_ILL = timedelta(minutes=10)


@dataclass(frozen=True)
class Scene:
    """What the entries speak of, read once and locked; `walkable`: where the sender may walk now.

    `opted_out` grows with what the entries themselves say.
    """

    rounds: dict[UUID, Held]
    doors: dict[int, Address]
    opted_out: set[int]
    walkable: frozenset[UUID]


def settle(phone_pk: UUID, at: datetime) -> timedelta | None:
    """Settles all that was received of a phone; after how long to look again, when something still waits.

    In one transaction, for speed; when that breaks, one by one, so that no envelope holds up another.
    """
    try:
        return SILENT_AFTER if _together(phone_pk, at) else None
    except Exception as error:
        log.warning("phone %s is settled one by one: %s", phone_pk, type(error).__name__)
    return _one_by_one(phone_pk, at)


def _one_by_one(phone_pk: UUID, at: datetime) -> timedelta | None:
    again = None
    received = Envelope.objects.filter(phone=phone_pk, state=EnvelopeState.RECEIVED).order_by("counter")
    for pk in list(received.values_list("pk", flat=True)):
        try:
            if _together(phone_pk, at, pk):
                again = SILENT_AFTER
        except (OperationalError, InterfaceError) as error:
            # The database is ill, not the envelope: whoever asks now for the others waits for nothing.
            log.error("phone %s is settled later: %s", phone_pk, type(error).__name__)
            return WHEN_ILL
        except Exception as error:
            log.error("envelope %s could not be applied: %s", pk, type(error).__name__)
            _lay_aside(phone_pk, pk, at)
    return again


@transaction.atomic
def _lay_aside(phone_pk: UUID, pk: UUID, at: datetime) -> None:
    for envelope in envelopes.lock_received(phone_pk, pk):
        envelopes.set_aside(envelope, Reason.BROKEN, at)


@transaction.atomic
def _together(phone_pk: UUID, at: datetime, only: UUID | None = None) -> bool:
    received = envelopes.lock_received(phone_pk, only)
    if not received:
        return False
    read = [(envelope, envelope_contents.of(envelope)) for envelope in received]
    scene = _scene([entry for _envelope, entry in read if isinstance(entry, Entry)], received[0].phone.user)
    waits: list[UUID] = []
    done: list[UUID] = []
    for envelope, entry in read:
        try:
            _apply(envelope, entry, scene, at)
            done.append(envelope.pk)
        except sync.NotYet:
            if _may_still_come(envelope, at):
                waits.append(envelope.pk)
            else:
                _refuse(envelope, entry, Reason.UNKNOWN_VISIT, scene, at)
        except Refused as no:
            _refuse(envelope, entry, reason_of(no.code), scene, at)
    envelopes.applied(done, at)
    return bool(waits)


def _scene(found: Sequence[Entry], sender: User) -> Scene:
    """Locks rounds and then doors, each in the order of their keys: so nobody waits for another crosswise."""
    evenings = visits.hold_all({entry.round for entry in found})
    locked = Address.objects.select_for_update(of=("self",)).order_by("pk")
    doors = {door.pk: door for door in locked.filter(pk__in={entry.address for entry in found})}
    said_no = OptOut.objects.open().filter(address__in=doors).values_list("address", flat=True)
    reach = reach_of(sender, Permission.WALK_ROUNDS)
    within = Round.objects.within_reach_of(reach).filter(pk__in=evenings) if sender.is_active else []
    return Scene(evenings, doors, set(said_no), frozenset(evening.pk for evening in within))


def _apply(envelope: Envelope, entry: Entry | Reason, scene: Scene, at: datetime) -> None:
    if isinstance(entry, Reason):
        raise Refused("", code=entry)
    held, door = scene.rounds.get(entry.round), scene.doors.get(entry.address)
    if entry.kind == Kind.OPT_OUT and held and door and door.flat_id == held.round.flat_id:
        held = _hear_no(envelope, held, door, scene, at)
    if held and _is_vouched_for(envelope, held.round):
        held = replace(held, walkers=held.walkers | {envelope.phone.user_id}, is_vouched=True)
    elif held and held.round.pk not in scene.walkable and envelope.phone.user_id in held.walkers:
        raise Refused("", code=Reason.NO_MEMBER)
    if held is None or envelope.phone.user_id not in held.walkers:
        raise Refused("", code=Reason.NOT_YOURS)
    if envelope.round_id not in (None, held.round.pk):
        raise Refused("", code=Reason.MALFORMED)
    if door is None or door.flat_id != held.round.flat_id:
        raise Refused("", code=Reason.OTHER_FLAT)
    sync.apply(envelope=envelope, entry=entry, held=held, door=door, at=at)
    if entry.kind == Kind.OPT_OUT:
        scene.opted_out.add(door.pk)


def _hear_no(envelope: Envelope, held: Held, door: Address, scene: Scene, at: datetime) -> Held:
    """A no counts from whoever reaches the flat, even if replaced; of a former member it pauses the door."""
    sender, team = envelope.phone.user, held.round.flat.team_id
    if held.round.pk in scene.walkable:
        return replace(held, walkers=held.walkers | {sender.pk})
    if sender.pk in held.walkers or Membership.objects.filter(user=sender, team=team).exists():
        optouts.pause(address=door, by=sender, at=at)
    return held


def _is_vouched_for(envelope: Envelope, evening: Round) -> bool:
    """Whether a coordinator who reaches this round asked to try again."""
    if envelope.vouched_by is None:
        return False
    reach = reach_of(envelope.vouched_by, Permission.MANAGE_FLATS)
    return Round.objects.within_reach_of(reach).filter(pk=evening.pk).exists()


def _refuse(envelope: Envelope, entry: Entry | Reason, reason: Reason, scene: Scene, at: datetime) -> None:
    """Kept shut when the door has said no, whatever else was amiss; otherwise laid aside."""
    if reason == Reason.OPTED_OUT or (isinstance(entry, Entry) and entry.address in scene.opted_out):
        envelopes.keep_shut(envelope, at)
    else:
        envelopes.set_aside(envelope, reason, at)


def _may_still_come(envelope: Envelope, at: datetime) -> bool:
    """Whether an entry made before this one did not arrive yet; after three days nobody waits for it."""
    if at - envelope.received_at >= SILENT_AFTER:
        return False
    before = envelope.phone.envelopes.filter(counter__lt=envelope.counter, is_double=False)
    return before.count() < envelope.counter - 1
