"""What a resident sees of their own consents with a code: the words read aloud to them; no name, no door."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from outreach import cards
from outreach.consent_terms import Purpose
from outreach.models import Consent, Resident
from outreach.wording.round_words import FIELDS, PURPOSES


@dataclass(frozen=True, slots=True)
class OwnConsent:
    """One open yes, with the question as it was read aloud, in `language`, and what may be passed on."""

    purpose: Purpose
    word: Any
    spoken: str
    language: str
    since: datetime
    fields: Sequence[Any]


def of(resident: Resident) -> list[OwnConsent]:
    """Their open consents in the order of the card."""
    held = Consent.objects.open().filter(resident=resident).prefetch_related("shared_fields")
    in_order = list(Purpose)
    return sorted((_own(consent) for consent in held), key=lambda own: in_order.index(own.purpose))


def taken_back(resident: Resident) -> list[tuple[Any, datetime]]:
    """What they took back and did not say yes to again, each with the moment, the newest first."""
    held = list(resident.consents.all())
    still_given = {consent.purpose for consent in held if consent.withdrawn_at is None}
    ended = {
        consent.purpose: consent.withdrawn_at
        for consent in sorted(held, key=lambda one: one.given_at)
        if consent.withdrawn_at and consent.purpose not in still_given
    }
    newest_first = sorted(ended.items(), key=lambda one: one[1], reverse=True)
    return [(PURPOSES[Purpose(purpose)], at) for purpose, at in newest_first]


def _own(consent: Consent) -> OwnConsent:
    purpose = Purpose(consent.purpose)
    spoken = cards.consent_questions(consent.language, consent.text_version)
    shared = {one.field for one in consent.shared_fields.all()}
    fields = [word for field, word in FIELDS.items() if field in shared]
    return OwnConsent(purpose, PURPOSES[purpose], spoken[purpose], consent.language, consent.given_at, fields)
