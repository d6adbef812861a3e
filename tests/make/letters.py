"""Letters that were read and delivered, and codes that open a page."""

from datetime import date, timedelta
from uuid import uuid4

from buurvoorbuur.models import Team, User
from buurvoorbuur.roles import Role
from outreach import codes, letter_drafts, trust_checks
from outreach.models import ConsentCode, Flat, Letter, LetterBatch, LetterCheck, LetterCopy, Resident
from tests.make.cast import EVENING, member


def checked_letter(flat: Flat, language: str = "nl") -> Letter:
    """The default text, with the five questions answered by two of the team."""
    draft = letter_drafts.default(language)
    made = Letter.objects.create(
        flat=flat, language=language, version=1, subject=draft.subject, body=draft.body, written_at=EVENING
    )
    read(made, *_two_of(flat.team))
    return made


def read(letter: Letter, *readers: User) -> None:
    """These members answered all five questions yes."""
    LetterCheck.objects.bulk_create(
        LetterCheck(letter=letter, question=question, checked_by=reader, checked_at=EVENING)
        for question in trust_checks.asked("nl")
        for reader in readers
    )


def _two_of(team: Team) -> list[User]:
    known = list(User.objects.filter(memberships__team=team).order_by("joined_at")[:2])
    return known + [member(f"Lezer {n}", Role.INITIATOR, team) for n in range(len(known), 2)]


def delivered_letters(flat: Flat, on: date = date(2026, 9, 20)) -> LetterBatch:
    """Every door got the next version of its letter on that day."""
    letter = Letter.objects.create(
        flat=flat,
        language="nl",
        version=flat.letters.count() + 1,
        subject="Kennismaken",
        body="Beste buur",
        written_at=EVENING,
    )
    batch = LetterBatch.objects.create(
        letter=letter,
        ordered_at=EVENING - timedelta(days=20),
        printed_at=EVENING,
        first_visit_on=on,
        delivered_on=on,
    )
    LetterCopy.objects.bulk_create(
        LetterCopy(batch=batch, address=address, code_index=uuid4().hex) for address in flat.addresses.all()
    )
    return batch


def known_code(batch: LetterBatch) -> str:
    """A code that opens the page of this batch's last door; a printed one is kept nowhere."""
    code = codes.make()
    last = batch.copies.latest("pk")
    last.code_index = codes.index(code)
    last.save(update_fields=["code_index"])
    return code


def own_code(resident: Resident) -> str:
    """A code that opens this resident's consents."""
    code = codes.make()
    ConsentCode.objects.create(resident=resident, code_index=codes.index(code), made_at=EVENING)
    return code
