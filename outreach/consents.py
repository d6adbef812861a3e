"""What residents said yes to: given again, withdrawn as easily, and asked anew at every step."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext_lazy as _

from buurvoorbuur import audit, suppression
from buurvoorbuur.models import User
from buurvoorbuur.refusals import Refused
from outreach import cards, residents
from outreach.consent_terms import STAYING_IN_TOUCH, Field, How, Purpose
from outreach.models import Consent, Resident, SharedField


def require(resident: Resident, *purposes: Purpose) -> Resident:
    """Locks the resident and raises `Refused` unless one of these is open now; returns the locked row."""
    person = Resident.objects.select_for_update(of=("self",)).filter(pk=resident.pk).first()
    if person is None or not Consent.objects.open().filter(resident=person, purpose__in=purposes).exists():
        raise Refused(_("This resident does not (or no longer) agree to this."), code="no_consent")
    return person


def lock_consenting(people: QuerySet[Resident], purpose: Purpose) -> list[UUID]:
    """Locks all these residents in one order and returns the ids of those whose consent is open now.

    `require` for many at once. Two queries, since what is read together with the lock may be older than it.
    """
    locked = list(people.select_for_update(of=("self",)).order_by("pk").values_list("pk", flat=True))
    agreeing = Resident.objects.consenting_to(purpose).filter(pk__in=locked)
    return list(agreeing.order_by("pk").values_list("pk", flat=True))


def shared_fields(people: Collection[Resident]) -> dict[UUID, frozenset[Field]]:
    """The fields that may travel to a match now, of each; empty without an open consent. One query."""
    open_consents = Consent.objects.open().filter(resident__in=people, purpose=Purpose.SHARE_FIELDS)
    found: dict[UUID, set[Field]] = {person.pk: set() for person in people}
    fields = SharedField.objects.filter(consent__in=open_consents)
    for resident, name in fields.values_list("consent__resident", "field"):
        found[resident].add(Field(name))
    return {resident: frozenset(agreed) for resident, agreed in found.items()}


def languages_of(people: Collection[Resident], *purposes: Purpose) -> dict[UUID, str]:
    """The language in which each of these residents was last asked for one of these yeses, in one query."""
    asked = Consent.objects.open().filter(resident__in=people, purpose__in=purposes).order_by("given_at")
    known = dict(asked.values_list("resident", "language"))
    return {person.pk: known.get(person.pk, settings.LANGUAGE_CODE) for person in people}


@transaction.atomic
def give(
    *,
    resident: Resident,
    purpose: Purpose,
    how: How,
    language: str,
    fields: frozenset[Field] = frozenset(),
    by: User,
    at: datetime,
) -> Consent:
    """Writes down a yes that was given after the talk, by phone or on paper. Twice is once.

    Raises `Refused` when the consent to share fields names none.
    """
    if purpose == Purpose.SHARE_FIELDS and not fields:
        raise Refused(_("Which details may be passed on? Tick at least one."), field="fields")
    person = residents.locked(resident)
    standing = Consent.objects.open().filter(resident=person, purpose=purpose).first()
    if standing:
        if fields - {Field(shared.field) for shared in standing.shared_fields.all()}:
            raise Refused(
                _("This was agreed before, with other details. Withdraw that first."), field="fields"
            )
        return standing
    consent = Consent.objects.create(
        resident=person,
        purpose=purpose,
        text_version=cards.consent_text_version(),
        language=language,
        given_at=at,
        recorded_by=by,
        how=how,
    )
    if purpose == Purpose.SHARE_FIELDS:
        SharedField.objects.bulk_create(SharedField(consent=consent, field=name) for name in sorted(fields))
    audit.record("consent.given", by=by, about=person, at=at, team=person.address.flat.team_id)
    return consent


@transaction.atomic
def withdraw(
    *, resident: Resident, purpose: Purpose, how: How, by: User | None, at: datetime
) -> Resident | None:
    """Ends a yes at once. With the last one the resident goes too; the answer is then None.

    Open introductions stop by themselves: they ask for the consent at every step.
    """
    person = residents.locked_to_go(resident)
    consent = Consent.objects.open().filter(resident=person, purpose=purpose).first()
    if consent is None:
        return person
    consent.withdrawn_at, consent.withdrawn_how = at, how
    consent.save(update_fields=["withdrawn_at", "withdrawn_how"])
    suppression.note(suppression.Kind.WITHDRAWN, consent.pk, at, how)
    audit.record("consent.withdrawn", by=by, about=person, at=at, team=person.address.flat.team_id)
    if not Consent.objects.open().filter(resident=person).exists():
        residents.remove(person, at)
        return None
    if purpose == Purpose.KEEP_ANSWERS:
        residents.forget_words(person)
    if not Consent.objects.open().filter(resident=person, purpose__in=residents.NEED_PROFILE).exists():
        residents.forget_profile(person)
    if not Consent.objects.open().filter(resident=person, purpose__in=STAYING_IN_TOUCH).exists():
        # Whose idea it is was kept only so that they hear how it goes.
        person.ideas.update(resident=None, version=F("version") + 1)
    return person
