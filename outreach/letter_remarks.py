"""Test readers of a letter and their remarks: residents who let us stay in touch, each asked anew."""

from datetime import datetime
from uuid import UUID, uuid4

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
    *,
    letter: Letter,
    resident: Resident | None,
    text: str,
    by: User,
    at: datetime,
    is_own: bool = False,
    id: UUID | None = None,
) -> LetterRemark:
    """Writes down what a reader said; without a resident it is somebody not named, or oneself.

    The `id` a form carries, and of one's own the same words, make twice once. Raises `Refused`: nothing said,
    a resident who no longer lets us stay in touch, a door that opted out.
    """
    said, id = text.strip(), id or uuid4()
    if not said:
        raise Refused(_("Write down what was said."), field="text")
    # The text and then the resident, in the order of an erasure.
    Letter.objects.select_for_update(of=("self",)).get(pk=letter.pk)
    if known := _known(letter, said, by, is_own, id):
        return known
    if LetterRemark.objects.filter(pk=id).exists():
        raise Refused(_("This was stored already. Load the page again to write something else."))
    if resident:
        person = consents.require(resident, Purpose.KEEP_POSTED)
        optouts.refuse_contact(person.address)
    remark = LetterRemark.objects.create(
        id=id, letter=letter, resident=resident, text=said, is_own=is_own, noted_at=at, noted_by=by
    )
    audit.record("letter.remarked", by=by, about=letter, at=at, team=letter.flat.team_id)
    return remark


def _known(letter: Letter, said: str, by: User, is_own: bool, id: UUID) -> LetterRemark | None:
    theirs = LetterRemark.objects.filter(letter=letter, is_own=is_own, noted_by=by)
    if not is_own:
        return theirs.filter(pk=id).first()
    # Sealed, so the words are compared here.
    return next((remark for remark in theirs if remark.text == said), None)
