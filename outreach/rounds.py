"""Evenings for two: planning, starting, closing, calling off, a substitute; never for one person alone."""

from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from buurvoorbuur import audit
from buurvoorbuur.models import Membership, User
from buurvoorbuur.refusals import Refused
from buurvoorbuur.roles import Role
from buurvoorbuur.state_tables import NotAllowed
from outreach import evening_doors, hours, optouts, round_objections, walkers
from outreach.flat_phases import Phase
from outreach.models import Address, Flat, Round, RoundDoor
from outreach.visit_states import OPEN_ROUNDS, ROUND, RoundAction, RoundState, part_of_day


@dataclass(frozen=True)
class RoundPlan:
    """What two people agree on beforehand."""

    planned_on: date
    starts_at: time
    asker: User
    note_taker: User


@dataclass(frozen=True)
class ContactAtHome:
    """Who knows this evening where the two are."""

    name: str
    phone: str


@dataclass(frozen=True)
class Debrief:
    """Three lines about an evening, for the two and their coordinators; never about a resident by name."""

    wonder: str = ""
    worry: str = ""
    lesson: str = ""


@transaction.atomic
def plan(*, flat: Flat, plan: RoundPlan, by: User, at: datetime, id: UUID | None = None) -> Round:
    """Plans an evening with the doors proposed for it; `id` is made by the form: sending twice is once.

    Raises `Refused`: one person twice, somebody outside the team or with another round that day, a
    date gone by or before the end of the notice period, a start outside the hours for ringing, a
    flat that is paused or not at its visits, or no door that may be visited then.
    """
    # Two plans for one flat are made one after the other, so that no door stands in both.
    flat = Flat.objects.select_for_update(of=("self",)).select_related("team").get(pk=flat.pk)
    known = Round.objects.filter(pk=id).first() if id else None
    if known:
        return _same_or_refused(known, flat, plan)
    _lock(plan.asker, plan.note_taker)
    against = round_objections.found(
        flat=flat,
        at=at,
        planned_on=plan.planned_on,
        starts_at=plan.starts_at,
        asker=plan.asker,
        note_taker=plan.note_taker,
    )
    if against:
        raise against[0]
    part, most = part_of_day(plan.starts_at), flat.team.doors_an_evening
    doors = evening_doors.proposed(flat, plan.planned_on, part, most, today=timezone.localdate(at))
    contactable = optouts.lock_contactable(Address.objects.filter(pk__in=[door.pk for door in doors]))
    if not contactable:
        raise Refused(_("There is no door left to visit then: all were reached, planned or left in peace."))
    evening = Round.objects.create(
        id=id or uuid4(),
        flat=flat,
        planned_on=plan.planned_on,
        starts_at=plan.starts_at,
        last_new_door=flat.team.last_new_door,
        asker=plan.asker,
        note_taker=plan.note_taker,
    )
    RoundDoor.objects.bulk_create(RoundDoor(round=evening, address=door) for door in contactable)
    audit.record("round.planned", by=by, about=evening, at=at, team=flat.team_id)
    return evening


def _same_or_refused(known: Round, flat: Flat, plan: RoundPlan) -> Round:
    planned = RoundPlan(known.planned_on, known.starts_at, known.asker, known.note_taker)
    if known.flat_id == flat.pk and planned == plan:
        return known
    raise Refused(_("This evening was already planned in another way. Look at your rounds."), code="conflict")


def _lock(*people: User) -> None:
    """Plans with the same people are made one by one."""
    keys = [person.pk for person in people]
    list(User.objects.select_for_update().filter(pk__in=keys).order_by("pk"))


@transaction.atomic
def read_safety_card(*, round: Round, by: User, at: datetime, contact: ContactAtHome | None = None) -> Round:
    """Each of the two ticks the safety card for themselves; whoever knows it says who is at home tonight.

    Before the round, or during it by somebody who came in as a substitute.
    """
    evening = _locked(round)
    if not is_walked_by(evening, by):
        raise Refused(_("Only the two of this round tick its safety card."))
    field = "asker_read_safety_at" if by.pk == evening.asker_id else "note_taker_read_safety_at"
    waits_for_substitute = evening.state == RoundState.WALKING and getattr(evening, field) is None
    if evening.state != RoundState.PLANNED and not waits_for_substitute:
        raise Refused(_("This round is no longer at that point. Look at it again."))
    setattr(evening, field, at)
    _note_contact(evening, contact)
    evening.save(update_fields=[field, "contact_name", "contact_phone"])
    audit.record("round.safety_card_read", by=by, about=evening, at=at, team=evening.flat.team_id)
    return evening


@transaction.atomic
def start(*, round: Round, by: User, at: datetime, contact: ContactAtHome | None = None) -> Round:
    """Begins the evening on its own day, once both have read the safety card."""
    evening = _locked(round)
    _refuse_outsider(evening, by)
    state = _after(evening, RoundAction.START)
    if not evening.is_read_by_both:
        raise Refused(_("First both read and tick the safety card."))
    today = timezone.localdate(at)
    # The notice period was counted to the planned day, so no other day will do.
    if evening.planned_on != today:
        raise Refused(_("This round is planned for another day."))
    # Both were asked when the round was planned, and may have changed since.
    if evening.flat.phase != Phase.VISITS:
        raise Refused(_("This flat is no longer at its visits. Ask your coordinator."))
    if evening.flat.rests_on(today):
        raise Refused(_("This flat is paused."))
    if not all(
        walkers.may_walk(evening.flat, person, today) for person in (evening.asker, evening.note_taker)
    ):
        raise Refused(_("One of you no longer walks this flat. Ask your coordinator."))
    evening.state, evening.started_at = state, at
    _note_contact(evening, contact)
    evening.save(update_fields=["state", "started_at", "contact_name", "contact_phone"])
    audit.record("round.started", by=by, about=evening, at=at, team=evening.flat.team_id)
    return evening


@transaction.atomic
def substitute(*, round: Round, out: User, new: User, by: User, at: datetime) -> Round:
    """Puts somebody else in the place of one who drops out, before the round or during it.

    The new one has not read the safety card yet. A round under way stays so, but logs no new door until
    they have: until then the other stands alone on the stairs. Raises `Refused`: by an outsider, a round
    that is over, somebody who is not of the two, and a substitute who is, who does not walk this flat or
    who has another round that day.
    """
    evening = _locked(round)
    if not may_arrange(evening, by):
        raise Refused(_("Only the two of this round or a coordinator can name a substitute."))
    if evening.state not in OPEN_ROUNDS:
        raise Refused(_("This round is no longer at that point. Look at it again."))
    if not is_walked_by(evening, out):
        raise Refused(_("This person is not one of the two of this round."), field="out")
    if is_walked_by(evening, new):
        raise Refused(_("Choose somebody who is not one of the two already."), field="new")
    if not walkers.may_walk(evening.flat, new, evening.planned_on):
        raise Refused(_("This person does not walk this flat."), field="new")
    _lock(new)
    for no in round_objections.second_round(evening.planned_on, new=new):
        raise no
    if evening.state == RoundState.WALKING:
        hours.add_of_round(evening, out, at)
    place = "asker" if out.pk == evening.asker_id else "note_taker"
    setattr(evening, place, new)
    setattr(evening, f"{place}_read_safety_at", None)
    evening.save(update_fields=[place, f"{place}_read_safety_at"])
    audit.record("round.substituted", by=by, about=evening, at=at, team=evening.flat.team_id)
    return evening


@transaction.atomic
def close(
    *,
    round: Round,
    both_home: bool,
    debrief: Debrief,
    by: User,
    at: datetime,
    home_at: datetime | None = None,
) -> Round:
    """Ends the evening: both are home, three lines to look back, and hours booked for both.

    `home_at` says when they were home if the round is closed later, such as the morning after.
    """
    evening = _locked(round)
    _refuse_outsider(evening, by)
    state = _after(evening, RoundAction.CLOSE)
    if not both_home:
        raise Refused(_("Close the round when both of you are home."), field="both_home")
    ended_at = home_at or at
    if not (evening.started_at and evening.started_at <= ended_at <= at):
        raise Refused(_("You were home after the round began, and before now."), field="home_at")
    evening.state, evening.ended_at, evening.both_home_at = state, ended_at, ended_at
    evening.wonder, evening.worry, evening.lesson = debrief.wonder, debrief.worry, debrief.lesson
    _forget_contact(evening)
    evening.save()
    for person in (evening.asker, evening.note_taker):
        hours.add_of_round(evening, person, ended_at)
    audit.record("round.closed", by=by, about=evening, at=at, team=evening.flat.team_id)
    return evening


@transaction.atomic
def cancel(*, round: Round, by: User, at: datetime) -> Round:
    """Calls off an evening that has not begun; its doors are free again."""
    evening = _locked(round)
    if not may_arrange(evening, by):
        raise Refused(_("Only the two of this round or a coordinator can call it off."))
    evening.state = _after(evening, RoundAction.CANCEL)
    evening.cancelled_by = by
    _forget_contact(evening)
    evening.save(update_fields=["state", "cancelled_by", "contact_name", "contact_phone"])
    evening.doors.all().delete()
    audit.record("round.cancelled", by=by, about=evening, at=at, team=evening.flat.team_id)
    return evening


def is_walked_by(evening: Round, person: User) -> bool:
    """Whether this person is one of the two."""
    return person.pk in (evening.asker_id, evening.note_taker_id)


def may_arrange(evening: Round, person: User) -> bool:
    """Whether this person is one of the two, or coordinates the team."""
    coordinates = Membership.objects.filter(
        team=evening.flat.team_id, user=person, role=Role.COORDINATOR
    ).exclude(ends_on__lt=evening.planned_on)
    return is_walked_by(evening, person) or coordinates.exists()


def _locked(round: Round) -> Round:
    return Round.objects.select_for_update(of=("self",)).select_related("flat__team").get(pk=round.pk)


def _refuse_outsider(evening: Round, by: User) -> None:
    if not is_walked_by(evening, by):
        raise Refused(_("Only the two of this round can do this."))


def _after(evening: Round, action: RoundAction) -> RoundState:
    try:
        return ROUND.after(RoundState(evening.state), action)
    except NotAllowed as no:
        raise Refused(_("This round is no longer at that point. Look at it again.")) from no


def _note_contact(evening: Round, contact: ContactAtHome | None) -> None:
    """The last word counts; saying nothing leaves what the other of the two said."""
    if contact:
        evening.contact_name, evening.contact_phone = contact.name, contact.phone


def _forget_contact(evening: Round) -> None:
    evening.contact_name = evening.contact_phone = ""
