"""What we said we would do: made, moved to another day or person, done or let go of without reasons."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from buurvoorbuur import audit, versions
from buurvoorbuur.models import Team, User
from buurvoorbuur.refusals import Refused
from outreach import optouts, walkers
from outreach.activity_terms import ActivityState
from outreach.models import Activity, Address, Flat, Promise
from outreach.promise_terms import FULL, PromiseEnd


@dataclass(frozen=True, slots=True)
class PromiseNotes:
    """A promise as somebody fills it in; without a door it was made to a whole flat."""

    what: str
    keeper: User
    due_on: date
    address: Address | None = None
    activity: Activity | None = None


@transaction.atomic
def make(*, flat: Flat, notes: PromiseNotes, by: User, at: datetime) -> Promise:
    """Keeps what was promised.

    Raises `Refused`: a door of another flat or one that said no, somebody who does not walk this flat, or
    a day that is over.
    """
    if notes.address:
        _check_door(flat, notes.address)
    _check(flat, notes, at)
    _refuse_theirs(notes.activity)
    promise = Promise.objects.create(
        flat=flat,
        address=notes.address,
        activity=notes.activity,
        what=notes.what,
        keeper=notes.keeper,
        due_on=notes.due_on,
        made_at=at,
    )
    audit.record("promise.made", by=by, about=promise, at=at, team=flat.team_id)
    return promise


@transaction.atomic
def change(*, promise: Promise, notes: PromiseNotes, by: User, at: datetime) -> None:
    """Puts an open promise in other words, on another day or with somebody else, as somebody saw it.

    To which door it was made is not changed. Raises `Refused` as `make`, and when it changed meanwhile.
    """
    ours = _locked_open(promise)
    versions.refuse_unseen(ours, promise, versions.COMPARE)
    _check(ours.flat, notes, at)
    if notes.activity != ours.activity:
        _refuse_theirs(notes.activity)
    ours.what, ours.keeper, ours.due_on = notes.what, notes.keeper, notes.due_on
    ours.activity = notes.activity
    versions.touch(ours, "what", "keeper", "due_on", "activity")
    audit.record("promise.changed", by=by, about=ours, at=at, team=ours.flat.team_id)


@transaction.atomic
def end(*, promise: Promise, ending: PromiseEnd, by: User, at: datetime) -> None:
    """It was done, or it is let go of; a second time changes nothing."""
    ours = Promise.objects.select_for_update(of=("self",)).select_related("flat").get(pk=promise.pk)
    if ours.ended_at:
        return
    ours.ended_at, ours.ending = at, ending
    ours.save(update_fields=["ended_at", "ending"])
    audit.record(f"promise.{ending.value}", by=by, about=ours, at=at, team=ours.flat.team_id)


@transaction.atomic
def reopen(*, promise: Promise, by: User, at: datetime) -> None:
    """Takes back that it was done or let go of.

    Raises `Refused` when its door said no meanwhile, or its activity became the residents' own.
    """
    ours = Promise.objects.select_related("flat", "address").get(pk=promise.pk)
    # Door and then promise, locked in the order in which a no locks them.
    if ours.address:
        optouts.refuse_contact(ours.address)
    ours = Promise.objects.select_for_update(of=("self",)).select_related("flat").get(pk=promise.pk)
    if ours.ended_at is None:
        return
    _refuse_theirs(ours.activity)
    ours.ended_at, ours.ending = None, ""
    ours.save(update_fields=["ended_at", "ending"])
    audit.record("promise.reopened", by=by, about=ours, at=at, team=ours.flat.team_id)


@transaction.atomic
def give_on(*, promise: Promise, to: User, by: User, at: datetime) -> None:
    """Lets somebody else keep an open promise. Raises `Refused` when they do not walk this flat."""
    ours = _locked_open(promise)
    _refuse_stranger(ours.flat, to)
    ours.keeper = to
    versions.touch(ours, "keeper")
    audit.record("promise.given_on", by=by, about=ours, at=at, team=ours.flat.team_id)


def load(flat: Flat) -> dict[User, int]:
    """Who walks this flat, and how many open promises of their team each of them has; two queries."""
    carried = _carried(flat.team_id)
    return {person: carried.get(person.pk, 0) for person in walkers.of_flat(flat)}


def _carried(team: UUID) -> dict[UUID, int]:
    counted = Promise.objects.open().filter(flat__team=team).order_by().values("keeper")
    return dict(counted.annotate(number=Count("pk")).values_list("keeper", "number"))


def all_hands_full(flat: Flat) -> bool:
    """Whether no two who walk this flat have a hand free, by the open promises that they carry."""
    return _no_two_can_go(load(flat).values())


def team_is_full(team: Team, today: date) -> bool:
    """The same of a whole team, for a flat of which nobody walks yet; two queries."""
    carried = _carried(team.pk)
    return _no_two_can_go([carried.get(person.pk, 0) for person in walkers.of_team(team, today)])


def _no_two_can_go(carried: Collection[int]) -> bool:
    """Nobody rings alone: two must have a hand free, or all there are while a team has fewer."""
    return sum(count < FULL for count in carried) < min(2, len(carried))


def _locked_open(promise: Promise) -> Promise:
    ours = Promise.objects.select_for_update(of=("self",)).select_related("flat").get(pk=promise.pk)
    if ours.ended_at:
        raise Refused(_("This promise has ended already."), code="ended")
    return ours


def _check_door(flat: Flat, address: Address) -> None:
    if address.flat_id != flat.pk:
        raise Refused(_("Choose a door of this flat."), field="address")
    optouts.refuse_contact(address)


def _check(flat: Flat, notes: PromiseNotes, at: datetime) -> None:
    _refuse_stranger(flat, notes.keeper)
    if notes.activity and not notes.activity.flats.filter(pk=flat.pk).exists():
        raise Refused(_("Choose an activity of this flat."), field="activity")
    if notes.due_on < timezone.localdate(at):
        raise Refused(_("This day is over. Choose a day that is still to come."), field="due_on")


def _refuse_theirs(activity: Activity | None) -> None:
    """Of what was handed over or is over we do nothing more."""
    # As it is now: whoever chose it may have looked at an older page.
    known = Activity.objects.filter(pk=activity.pk).first() if activity else None
    if known and known.state not in (ActivityState.TO_BEGIN, ActivityState.GOES_ON):
        raise Refused(_("This activity is the residents' own now, or over."), field="activity")


def _refuse_stranger(flat: Flat, person: User) -> None:
    if not walkers.may_walk(flat, person):
        raise Refused(_("Choose somebody who walks this flat."), field="keeper")
