"""Does what one opened entry says, by the very forms of the pages; knows no envelope's fate."""

from datetime import datetime, timedelta
from typing import TypeVar

from django.conf import settings
from django.forms import Form
from django.http import QueryDict
from django.utils import timezone

from buurvoorbuur.refusals import Refused
from outreach import optouts, questionnaires, residents, visits
from outreach.consent_terms import Purpose
from outreach.entries import Entry, Kind
from outreach.envelope_states import Reason
from outreach.forms.profiles import ResidentForm
from outreach.forms.rounds import DoorForm
from outreach.forms.talks import TalkForm
from outreach.models import Address, Envelope, Round, Talk, Visit
from outreach.opt_out_terms import Channel
from outreach.visit_states import Outcome
from outreach.visits import DoorNotes, Held, TalkNotes

LONGEST_TALK = timedelta(hours=3)
# Left out, when wrong, once a coordinator tries again: a talk is worth more than a number with a slip in it.
CONTACT = ("phone", "email", "stays_until")
F = TypeVar("F", bound=Form)


class NotYet(Exception):
    """This speaks of a visit that is not here, or not here yet."""


def apply(*, envelope: Envelope, entry: Entry, held: Held, door: Address, at: datetime) -> None:
    """Does what an entry says, once; raises `Refused` with a code, or `NotYet`."""
    if entry.kind == Kind.OPT_OUT:
        optouts.record(address=door, channel=Channel.DOOR, by=envelope.phone.user, at=at)
    elif entry.kind == Kind.UNDO:
        _undo(envelope, entry, held, door, at)
    elif entry.kind == Kind.RESIDENT:
        _add_resident(envelope, entry, held.round, door, at)
    else:
        _record(envelope, entry, held, door, at)


def _record(envelope: Envelope, entry: Entry, held: Held, door: Address, at: datetime) -> None:
    evening = held.round
    is_talk = entry.said("outcome") == Outcome.TALK
    visits.record(
        id=envelope.pk,
        round=evening,
        address=door,
        notes=_talk(envelope, entry, evening) if is_talk else _tap(envelope, entry, evening),
        by=envelope.phone.user,
        at=at,
        sent_later=True,
        held=held,
    )


def _tap(envelope: Envelope, entry: Entry, evening: Round) -> DoorNotes:
    form = _checked(DoorForm(_posted(entry, visit_id=str(envelope.pk))))
    return DoorNotes(
        outcome=form.cleaned_data["outcome"],
        opened_at=_opened_at(envelope, entry, evening),
        come_back_part=form.cleaned_data["come_back_part"],
        occupancy=form.cleaned_data["occupancy"],
    )


def _talk(envelope: Envelope, entry: Entry, evening: Round) -> DoorNotes:
    team, language = evening.flat.team, _language(entry)
    data = _posted(entry, visit_id=str(envelope.pk))
    asked = questionnaires.asked(team, entry.said("questionnaire"))
    form = _checked(TalkForm(data, questionnaire=asked, language=language))
    person = _checked(_person(data, envelope, evening, language))
    talk = TalkNotes(
        language=language,
        questionnaire=asked.pk,
        minutes=_minutes(entry),
        answers=form.answers(),
        residents=(person.notes(language),),
    )
    return DoorNotes(outcome=Outcome.TALK, opened_at=_opened_at(envelope, entry, evening), talk=talk)


def _undo(envelope: Envelope, entry: Entry, held: Held, door: Address, at: datetime) -> None:
    assert entry.visit
    visit = Visit.objects.filter(pk=entry.visit, round=held.round, address=door).first()
    if visit is None:
        raise NotYet
    visits.undo(visit=visit, by=envelope.phone.user, at=at, sent_later=True, held=held)


def _add_resident(envelope: Envelope, entry: Entry, evening: Round, door: Address, at: datetime) -> None:
    talks = Talk.objects.select_related("visit__round", "visit__address")
    assert entry.visit
    talk = talks.filter(pk=entry.visit, visit__round=evening, visit__address=door).first()
    if talk is None:
        raise NotYet
    data = _posted(entry, resident_id=str(envelope.pk))
    person = _checked(_person(data, envelope, evening, talk.language))
    residents.add(
        talk=talk,
        notes=person.notes(talk.language),
        id=envelope.pk,
        by=envelope.phone.user,
        at=at,
        sent_later=True,
    )


def _person(data: QueryDict, envelope: Envelope, evening: Round, language: str) -> ResidentForm:
    """The consent card; once a coordinator vouches, without the contact details that cannot be right."""
    form = ResidentForm(data, team=evening.flat.team, language=language)
    wrong = [name for name in CONTACT if name in form.errors] if envelope.vouched_by_id else []
    if not wrong:
        return form
    shared = [name for name in data.getlist("shared_fields") if name not in wrong]
    data.setlist("shared_fields", shared)
    for name in wrong if shared else [*wrong, f"consent_{Purpose.SHARE_FIELDS}"]:
        data.pop(name, None)
    return ResidentForm(data, team=evening.flat.team, language=language)


def _posted(entry: Entry, **ids: str) -> QueryDict:
    """The fields as a page would have posted them, under the id that the envelope bears."""
    data = QueryDict(mutable=True)
    for name, value in entry.fields:
        data.appendlist(name, value)
    # A phone leaves out what says nothing, and a talk without a yes holds no person at all.
    data.setdefault("introductions_wanted", "1")
    for name, value in ids.items():
        data[name] = value
    return data


def _checked(form: F) -> F:
    if not form.is_valid():
        raise Refused("", code=Reason.INVALID)
    return form


def _language(entry: Entry) -> str:
    chosen = entry.said("taal")
    return chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def _minutes(entry: Entry) -> int | None:
    """How long it took by the phone's own clock; None when that clock was set meanwhile."""
    assert entry.opened and entry.ended
    length = entry.ended - entry.opened
    return length.seconds // 60 if timedelta(0) <= length <= LONGEST_TALK else None


def _opened_at(envelope: Envelope, entry: Entry, evening: Round) -> datetime:
    """When the door was opened, by our clock: not before the round began and not after it was told."""
    assert entry.opened
    began = evening.started_at or timezone.make_aware(datetime.combine(evening.planned_on, evening.starts_at))
    said = entry.opened + timedelta(seconds=envelope.clock_difference)
    return max(began, min(said, envelope.received_at))
