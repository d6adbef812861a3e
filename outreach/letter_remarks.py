"""Test readers of a letter and their remarks: residents who let us stay in touch, each asked anew."""

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from buurvoorbuur import audit
from buurvoorbuur.models import Team, User
from buurvoorbuur.refusals import Refused
from outreach import consents, optouts
from outreach.consent_terms import Purpose
from outreach.models import Address, Letter, LetterRemark, Resident

LONGEST = 1_000


def readers(team: Team) -> QuerySet[Resident]:
    """The residents who may be asked to read a letter: they said yes to being kept posted."""
    at_an_open_door = Address.objects.contactable().filter(pk=OuterRef("address"))
    posted = Resident.objects.filter(address__flat__team=team).consenting_to(Purpose.KEEP_POSTED)
    return posted.filter(Exists(at_an_open_door)).select_related("address")


def of_earlier_versions(letter: Letter) -> QuerySet[LetterRemark]:
    """What was said of the versions before this one in the same language, the newest version first."""
    before = LetterRemark.objects.filter(
        letter__flat=letter.flat_id, letter__language=letter.language, letter__version__lt=letter.version
    )
    return before.select_related("resident", "letter", "noted_by").order_by(
        "-letter__version", "noted_at", "pk"
    )


@transaction.atomic
def note(
    *, letter: Letter, resident: Resident | None, text: str, by: User, at: datetime, is_own: bool = False
) -> LetterRemark:
    """Writes down what a reader said; without a resident it is somebody not named, or oneself. Twice is once.

    Raises `Refused`: nothing said, a resident who no longer lets us stay in touch, a door that opted out.
    """
    said = text.strip()
    if not said:
        raise Refused(_("Write down what was said."), field="text")
    # The text and then the resident, in the order of an erasure.
    Letter.objects.select_for_update(of=("self",)).get(pk=letter.pk)
    if resident:
        person = consents.require(resident, Purpose.KEEP_POSTED)
        optouts.refuse_contact(person.address)
    told = LetterRemark.objects.filter(letter=letter, resident=resident, is_own=is_own, noted_by=by)
    # Sealed, so the words are compared here.
    if known := next((remark for remark in told if remark.text == said), None):
        return known
    remark = LetterRemark.objects.create(
        letter=letter, resident=resident, text=said, is_own=is_own, noted_at=at, noted_by=by
    )
    audit.record("letter.remarked", by=by, about=letter, at=at, team=letter.flat.team_id)
    return remark
