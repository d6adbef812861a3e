"""A card with a resident's own code, to see and withdraw their consents; it bears no name and no address."""

from datetime import datetime

from django.conf import settings
from django.db import transaction

from buurvoorbuur import audit, pdf
from buurvoorbuur.models import User
from outreach import codes, paper_addresses, residents
from outreach.models import Consent, ConsentCode, Resident

TEMPLATE = "print/consent_card.html"


@transaction.atomic
def print_card(*, resident: Resident, by: User, at: datetime) -> bytes:
    """Makes a resident's code and prints it on a card, in the language in which they were last asked.

    An earlier code of theirs opens nothing any more. It is printed for who asks for it, also behind a
    door that opted out since: it leads to no contact, and whoever said yes must be able to take it back.
    Raises `Refused` when nothing is held about this resident any more.
    """
    person = residents.locked(resident)
    code = codes.make()
    ConsentCode.objects.update_or_create(
        resident=person, defaults={"code_index": codes.index(code), "made_at": at}
    )
    audit.record("consent_code.printed", by=by, about=person, at=at, team=person.address.flat.team_id)
    context = {
        "team": person.address.flat.team,
        "code": codes.written(code),
        "qr": paper_addresses.scanned("consent_code", code),
        "address": paper_addresses.written("consent_by_code"),
    }
    return pdf.render(TEMPLATE, context, language=_language(person), pages=1)


def _language(person: Resident) -> str:
    last = Consent.objects.open().filter(resident=person).order_by("-given_at").first()
    return last.language if last else settings.LANGUAGE_CODE
