"""Talks with a resident after the first one, held by two; leaves doors, rounds and their counts alone."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from buurvoorbuur import audit
from buurvoorbuur.models import Membership, Team, User
from buurvoorbuur.refusals import Refused
from buurvoorbuur.roles import Role
from outreach import consents, optouts
from outreach.consent_terms import LONGEST_FOLLOW_UP, STAYING_IN_TOUCH, Purpose
from outreach.models import Consent, FollowUpTalk, Resident


@dataclass(frozen=True)
class FollowUpNotes:
    """What two members tell of one later talk."""

    held_on: date
    first: User
    second: User
    minutes: int | None = None
    note: str = ""


@transaction.atomic
def record(
    *, resident: Resident, notes: FollowUpNotes, by: User, at: datetime, id: UUID | None = None
) -> FollowUpTalk:
    """Writes down a later talk; the note only while the resident lets us keep answers.

    `id` is made by the form, so that sending twice is once. Raises `Refused`: a resident who does not let
    us stay in touch, a door that may not be contacted, same id with other content, a day to come or before
    the first talk, a length that is none, one person twice, somebody who was not in the team that day.
    """
    # Resident and then door, locked in the order in which proposals lock them.
    person = consents.require(resident, *STAYING_IN_TOUCH)
    door = optouts.refuse_contact(person.address)
    told = FollowUpTalk(
        id=id or uuid4(),
        resident=person,
        held_on=notes.held_on,
        minutes=notes.minutes,
        first=notes.first,
        second=notes.second,
        note=notes.note if may_keep_note(person) else "",
        recorded_at=at,
        recorded_by=by,
    )
    known = FollowUpTalk.objects.filter(pk=told.pk).first()
    if known:
        return _same_or_refused(known, told)
    _refuse_wrong_moment(person, notes, timezone.localdate(at))
    _refuse_wrong_pair(door.flat.team, notes)
    told.save(force_insert=True)
    person.last_contact_on = max(person.last_contact_on, told.held_on)
    person.save(update_fields=["last_contact_on"])
    audit.record("follow_up.recorded", by=by, about=told, at=at, team=door.flat.team_id)
    return told


def may_keep_note(resident: Resident) -> bool:
    """Whether words of this resident may be written down now."""
    return Consent.objects.open().filter(resident=resident, purpose=Purpose.KEEP_ANSWERS).exists()


def holders(team: Team, on: date | None = None) -> QuerySet[User]:
    """Who may hold such a talk: the team's initiators and coordinators.

    With a day, without those whose membership had ended by then.
    """
    ours = Membership.objects.filter(team=team, role__in=(Role.INITIATOR, Role.COORDINATOR))
    if on:
        ours = ours.exclude(ends_on__lt=on)
    return User.objects.filter(pk__in=ours.values("user")).order_by("joined_at")


def _same_or_refused(known: FollowUpTalk, told: FollowUpTalk) -> FollowUpTalk:
    if _content(known) == _content(told):
        return known
    raise Refused(
        _("This talk was already noted in another way. Look at the page of the resident."), code="conflict"
    )


def _content(talk: FollowUpTalk) -> tuple[object, ...]:
    return talk.resident_id, talk.held_on, talk.minutes, talk.first_id, talk.second_id, talk.note


def _refuse_wrong_moment(person: Resident, notes: FollowUpNotes, today: date) -> None:
    if notes.held_on > today:
        raise Refused(_("This day is still to come."), field="held_on")
    met_at = person.talk.visit.happened_at if person.talk else person.created_at
    if notes.held_on < timezone.localdate(met_at):
        raise Refused(_("This is before the first talk with this resident."), field="held_on")
    if notes.minutes is not None and not 0 < notes.minutes <= LONGEST_FOLLOW_UP:
        raise Refused(_("Fill in more than nothing and at most three hours."), field="minutes")


def _refuse_wrong_pair(team: Team, notes: FollowUpNotes) -> None:
    if notes.first.pk == notes.second.pk:
        raise Refused(_("This is the same person. Choose somebody else."), field="second")
    ours = holders(team, notes.held_on)
    for field, person in (("first", notes.first), ("second", notes.second)):
        if not ours.filter(pk=person.pk).exists():
            raise Refused(
                _("This person was no initiator or coordinator of this team on that day."), field=field
            )
