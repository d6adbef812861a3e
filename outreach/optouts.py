"""The one place that knows whether a door may be contacted; every write that leads to contact asks here."""

from collections.abc import Sequence
from datetime import datetime
from logging import getLogger

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from buurvoorbuur import audit, crypto, suppression
from buurvoorbuur.models import User
from buurvoorbuur.refusals import Refused
from buurvoorbuur.suppression import Kind
from outreach.models import Address, DoorWish, OptOut, Promise, RoundDoor
from outreach.opt_out_terms import Channel, EndReason
from outreach.promise_terms import PromiseEnd
from outreach.visit_states import OPEN_ROUNDS

log = getLogger(__name__)


def refuse_contact(address: Address) -> Address:
    """Locks the door's row and raises `Refused` when it may not be contacted; returns the locked row.

    Call it inside the transaction of the write: without the lock, two transactions at once leave a
    planned visit on a door that said no.
    """
    door = Address.objects.select_for_update(of=("self",)).select_related("flat__team").get(pk=address.pk)
    if OptOut.objects.open().filter(address=door).exists():
        raise Refused(_("This door has opted out and is not contacted."), code="opted_out")
    if door.paused_at:
        raise Refused(_("This door is paused until a coordinator has looked at it."), code="paused")
    if door.withdrawn_at:
        raise Refused(_("This address no longer exists in the register."), code="withdrawn")
    return door


def lock_contactable(doors: QuerySet[Address]) -> Sequence[Address]:
    """Locks all these doors and returns those that may be contacted, in walking order.

    `refuse_contact` for many doors at once; the same rule about the transaction. Two queries, since
    what is read together with the lock may be older than the lock.
    """
    locked = list(doors.select_for_update(of=("self",)).order_by("pk").values_list("pk", flat=True))
    return list(Address.objects.contactable().filter(pk__in=locked).in_walking_order())


@transaction.atomic
def record(*, address: Address, channel: Channel, by: User | None, at: datetime) -> OptOut:
    """Writes down a no, from now on. Saying it twice is saying it once; planned visits, wishes and
    promises go with it.

    `by` is None when the resident used the code on their letter.
    """
    door = Address.objects.select_for_update(of=("self",)).select_related("flat").get(pk=address.pk)
    standing = OptOut.objects.open().filter(address=door).first()
    if standing:
        return standing
    optout = OptOut.objects.create(address=door, channel=channel, opted_out_at=at, recorded_by=by)
    RoundDoor.objects.filter(address=door, round__state__in=OPEN_ROUNDS).delete()
    DoorWish.objects.filter(address=door).delete()
    Promise.objects.open().filter(address=door).update(ended_at=at, ending=PromiseEnd.LET_GO)
    audit.record("optout.recorded", by=by, about=door, at=at, team=door.flat.team_id)
    _outlive_a_restore(Kind.OPTED_OUT, door, at, channel)
    return optout


def mark_of(door: Address) -> str:
    """By which a door is known in the suppression list: its spelling, which nobody can read there."""
    return crypto.blind_index("door", f"{door.postcode}\n{door.key}")


def _outlive_a_restore(kind: Kind, door: Address, at: datetime, word: str) -> None:
    """Nobody is kept from saying no because a disk is full: that is told loudly instead."""
    try:
        suppression.note(kind, mark_of(door), at, word)
    except OSError as error:
        log.error("The suppression list misses door %s: %s", door.pk, type(error).__name__)


@transaction.atomic
def end(*, address: Address, reason: EndReason, by: User, at: datetime) -> OptOut:
    """Ends a no, only because a resident asked or a new household was confirmed.

    Raises `Refused` while something is still kept of who lived there before: the new household begins anew.
    """
    door = Address.objects.select_for_update(of=("self",)).select_related("flat").get(pk=address.pk)
    standing = OptOut.objects.open().filter(address=door).first()
    if standing is None:
        raise Refused(_("There is no opt-out at this door."))
    if reason == EndReason.NEW_HOUSEHOLD and door.residents.exists():
        raise Refused(
            _("Something is still kept of who lived here before. Erase that first: who moves in begins anew.")
        )
    standing.ended_at, standing.ended_by, standing.end_reason = at, by, reason
    standing.save(update_fields=["ended_at", "ended_by", "end_reason"])
    audit.record("optout.ended", by=by, about=door, at=at, team=door.flat.team_id)
    transaction.on_commit(lambda: _outlive_a_restore(Kind.OPENED, door, at, reason))
    return standing


@transaction.atomic
def pause(*, address: Address, by: User, at: datetime) -> None:
    """Leaves a door alone until a coordinator has looked at it."""
    door = Address.objects.select_for_update(of=("self",)).select_related("flat").get(pk=address.pk)
    door.paused_at = door.paused_at or at
    door.save(update_fields=["paused_at"])
    audit.record("door.paused", by=by, about=door, at=at, team=door.flat.team_id)


@transaction.atomic
def resume(*, address: Address, by: User, at: datetime) -> None:
    """Opens a paused door again, also for another round: what happened there before bars it no more.

    Twice is once.
    """
    door = Address.objects.select_for_update(of=("self",)).select_related("flat").get(pk=address.pk)
    if door.paused_at is None:
        return
    door.paused_at, door.resumed_at = None, at
    door.save(update_fields=["paused_at", "resumed_at"])
    audit.record("door.resumed", by=by, about=door, at=at, team=door.flat.team_id)
