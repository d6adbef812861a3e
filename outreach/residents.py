"""Residents who said yes to something: stored with their consents, corrected, erased with the last one."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from buurvoorbuur import audit, suppression
from buurvoorbuur.models import User
from buurvoorbuur.refusals import Refused
from outreach import cards, erasures, fingerprints, optouts, own_words
from outreach.consent_terms import Direction, Field, How, Purpose
from outreach.models import (
    Answer,
    Consent,
    Interest,
    InterestChoice,
    Resident,
    ResidentLanguage,
    ResidentMoment,
    Round,
    SharedField,
    Talk,
)
from outreach.visit_states import UNDER_WAY, WALKED

# What somebody likes, speaks and when they have time is only for their answers or for a match.
NEED_PROFILE = (Purpose.KEEP_ANSWERS, Purpose.MATCH)


@dataclass(frozen=True)
class ResidentNotes:
    """What one resident told about themselves, and to what they said yes."""

    name: str
    consents: frozenset[Purpose]
    shared_fields: frozenset[Field] = frozenset()
    phone: str = ""
    email: str = ""
    languages: frozenset[str] = frozenset()
    moments: frozenset[str] = frozenset()
    shares: frozenset[str] = frozenset()
    offers: frozenset[str] = frozenset()
    wishes: frozenset[str] = frozenset()
    introductions_wanted: int = 1
    stays_until: date | None = None
    how: How = How.SPOKEN
    consent_language: str = field(default="nl")

    @property
    def keeps_answers(self) -> bool:
        return Purpose.KEEP_ANSWERS in self.consents


def store(
    *, talk: Talk, notes: ResidentNotes, by: User, at: datetime, id: UUID | None = None
) -> Resident | None:
    """Keeps a resident and their consents inside the caller's transaction and event.

    Without any consent nothing at all is stored and the answer is None. Raises `Refused` when a
    name is missing beside a consent, or the fields are missing beside the consent to share them.
    """
    if not notes.consents:
        return None
    _refuse_incomplete(notes)
    resident = Resident.objects.create(
        id=id or uuid4(),
        address=talk.visit.address,
        talk=talk,
        name=notes.name,
        phone=notes.phone,
        email=notes.email,
        introductions_wanted=notes.introductions_wanted,
        stays_until=notes.stays_until,
        created_at=at,
        last_contact_on=timezone.localdate(at),
        fingerprint=_fingerprint(talk, notes),
    )
    _store_consents(resident, notes, talk, by, at)
    if notes.consents & set(NEED_PROFILE):
        _store_profile(resident, notes)
    return resident


def _refuse_incomplete(notes: ResidentNotes) -> None:
    if not notes.name:
        raise Refused(_("A consent needs a name: whose is it?"), field="name")
    if Purpose.SHARE_FIELDS in notes.consents and not notes.shared_fields:
        raise Refused(_("Which details may be passed on? Tick at least one."), field="shared_fields")


@transaction.atomic
def add(
    *,
    talk: Talk,
    notes: ResidentNotes,
    by: User,
    at: datetime,
    id: UUID | None = None,
    sent_later: bool = False,
) -> Resident | None:
    """Adds another resident of the same household to a talk that was already stored.

    `id` is made by the form, so that sending twice is once. Without any consent nothing is stored.
    `sent_later`: a phone tells of it afterwards, when the round may have been closed.
    Raises `Refused`: same id with other content or in another talk, a round that is over, a door that
    may not be contacted, a name that is missing.
    """
    # Round and then door, locked in the order in which visits lock them.
    evening = Round.objects.select_for_update().get(pk=talk.visit.round_id)
    door = optouts.refuse_contact(talk.visit.address)
    if evening.state not in (WALKED if sent_later else UNDER_WAY):
        raise Refused(_("This round is not under way."), code="round_closed")
    known = Resident.objects.filter(pk=id).first() if id else None
    if known:
        return _same_or_refused(known, _fingerprint(talk, notes))
    if not notes.consents:
        return None
    resident = store(talk=talk, notes=notes, by=by, at=at, id=id)
    audit.record("resident.added", by=by, about=talk, at=at, team=door.flat.team_id)
    return resident


def _same_or_refused(known: Resident, fingerprint: str) -> Resident:
    if known.fingerprint == fingerprint:
        return known
    raise Refused(
        _("This resident was already stored with other content. Ask your coordinator to correct it."),
        code="conflict",
    )


def _fingerprint(talk: Talk, notes: ResidentNotes) -> str:
    return fingerprints.of("resident", [talk.pk, asdict(notes)])


@transaction.atomic
def correct(*, resident: Resident, notes: ResidentNotes, by: User, at: datetime) -> Resident:
    """Puts right what is known of a resident; consents are not touched here."""
    person = locked_to_go(resident)
    if not notes.name:
        raise Refused(_("A resident needs a name."), field="name")
    if person.name != notes.name:
        own_words.forget_name(person)
    person.name, person.phone, person.email = notes.name, notes.phone, notes.email
    person.introductions_wanted, person.stays_until = notes.introductions_wanted, notes.stays_until
    person.last_contact_on = timezone.localdate(at)
    person.save()
    set_profile(person, notes)
    audit.record("resident.corrected", by=by, about=person, at=at, team=person.address.flat.team_id)
    return person


def locked(resident: Resident) -> Resident:
    """The resident's row, locked until the end of the caller's transaction; `Refused` when it is gone."""
    rows = Resident.objects.select_for_update(of=("self",)).select_related("address__flat", "talk")
    person = rows.filter(pk=resident.pk).first()
    if person is None:
        raise Refused(_("Nothing is held about this resident any more."), code="gone")
    return person


def locked_to_go(resident: Resident) -> Resident:
    """As `locked`, for what may take the resident out of the texts that name them too."""
    erasures.lock_texts(resident)
    return locked(resident)


@transaction.atomic
def erase(*, resident: Resident, by: User | None, at: datetime) -> None:
    """Removes everything held about a resident; the door's opt-out, if any, stays."""
    person = locked_to_go(resident)
    audit.record("resident.erased", by=by, about=person, at=at, team=person.address.flat.team_id)
    remove(person, at)


def expire(resident: Resident, at: datetime) -> None:
    """Lets go of a resident who was not heard of for the whole term, in the caller's transaction.

    Not of who is gone already or was heard of meanwhile.
    """
    erasures.lock_texts(resident)
    person = Resident.objects.select_for_update(of=("self",)).filter(pk=resident.pk).first()
    if person is None or person.last_contact_on > resident.last_contact_on:
        return
    audit.record("resident.expired", by=None, about=person, at=at, team=person.address.flat.team_id)
    remove(person, at)


@transaction.atomic
def opened(*, resident: Resident, by: User, at: datetime) -> None:
    """Notes that somebody opened a resident's page."""
    audit.record("resident.opened", by=by, about=resident, at=at, team=resident.address.flat.team_id)


def remove(person: Resident, at: datetime) -> None:
    """Takes a locked resident out of everything, inside the caller's transaction and event.

    Raises OSError when the suppression list cannot be written: an older backup would bring them back.
    """
    talk, key = person.talk, person.pk
    erasures.take_out(person, at)
    if talk is not None:
        forget_unconsented_answers(talk)
    suppression.note(suppression.Kind.ERASED, key, at)


def forget_words(person: Resident) -> None:
    """Deletes what was said once this resident no longer lets us keep it; later talks are then only dates."""
    person.follow_up_talks.update(note="")
    if person.talk:
        forget_unconsented_answers(person.talk)


def forget_unconsented_answers(talk: Talk) -> None:
    """Deletes a household's answers once nobody in the talk lets us keep them."""
    keeps = Consent.objects.open().filter(resident__talk=talk, purpose=Purpose.KEEP_ANSWERS)
    if not keeps.exists():
        Answer.objects.filter(talk=talk).delete()


def set_profile(resident: Resident, notes: ResidentNotes) -> None:
    """Languages, moments and interests as they are now, in place of what stood there."""
    forget_profile(resident)
    if Consent.objects.open().filter(resident=resident, purpose__in=NEED_PROFILE).exists():
        _store_profile(resident, notes)


def _store_profile(resident: Resident, notes: ResidentNotes) -> None:
    ResidentLanguage.objects.bulk_create(
        ResidentLanguage(resident=resident, code=code) for code in sorted(notes.languages)
    )
    ResidentMoment.objects.bulk_create(
        ResidentMoment(resident=resident, part=part) for part in sorted(notes.moments)
    )
    chosen = {Direction.SHARES: notes.shares, Direction.OFFERS: notes.offers, Direction.WISHES: notes.wishes}
    InterestChoice.objects.bulk_create(_choices(resident, chosen))


def forget_profile(resident: Resident) -> None:
    """Removes languages, moments and interests."""
    resident.languages.all().delete()
    resident.moments.all().delete()
    resident.interest_choices.all().delete()


def _choices(resident: Resident, chosen: dict[Direction, frozenset[str]]) -> Iterable[InterestChoice]:
    codes = frozenset().union(*chosen.values())
    ours = Interest.objects.of_team(resident.address.flat.team).filter(code__in=codes)
    known = {interest.code: interest for interest in ours}
    for direction, wanted in chosen.items():
        for code in sorted(wanted & known.keys()):
            yield InterestChoice(resident=resident, interest=known[code], direction=direction)


def _store_consents(resident: Resident, notes: ResidentNotes, talk: Talk, by: User, at: datetime) -> None:
    given = Consent.objects.bulk_create(
        Consent(
            resident=resident,
            purpose=purpose,
            text_version=cards.consent_text_version(),
            language=notes.consent_language,
            given_at=at,
            given_in=talk.visit.round,
            recorded_by=by,
            how=notes.how,
        )
        for purpose in sorted(notes.consents)
    )
    SharedField.objects.bulk_create(
        SharedField(consent=consent, field=name)
        for consent in given
        if consent.purpose == Purpose.SHARE_FIELDS
        for name in sorted(notes.shared_fields)
    )
