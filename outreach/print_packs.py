"""The paper of a flat taken together, and the sheet that goes with a stack to the copy shop."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from buurvoorbuur import audit, pdf
from buurvoorbuur.models import User
from buurvoorbuur.refusals import Refused
from outreach.letter_states import BatchState, Fold
from outreach.models import Address, Flat, LetterBatch, Round, Visit
from outreach.visit_states import OPEN_ROUNDS

COVER = "print/cover_sheet.html"


@dataclass(frozen=True)
class CopyJob:
    """What a copy shop must know of one stack; `letters` were printed, `taken_out` of them go to no door."""

    letters: int
    taken_out: int
    sides: int
    fold: Fold

    @property
    def pages(self) -> int:
        """Of the PDF."""
        return self.letters * self.sides

    @property
    def sheets(self) -> int:
        """Of paper: one a letter, however many sides are printed."""
        return self.letters


@dataclass(frozen=True)
class PrintPack:
    """What there is to print of a flat now."""

    doors: int
    contactable: int
    batch: LetterBatch | None
    rounds: list[Round]
    # Before the first visit the report would thank people for talks that nobody had.
    has_report: bool


def of_flat(flat: Flat) -> PrintPack:
    """The newest letters, the rounds to come, and for how many doors a result letter is printed."""
    doors = Address.objects.filter(flat=flat)
    return PrintPack(
        doors=doors.count(),
        contactable=doors.contactable().count(),
        batch=LetterBatch.objects.without_paper()
        .filter(letter__flat=flat)
        .select_related("letter", "back")
        .first(),
        rounds=list(Round.objects.filter(flat=flat, state__in=OPEN_ROUNDS).order_by("planned_on")),
        has_report=Visit.objects.standing().filter(address__flat=flat).exists(),
    )


def copy_job(batch: LetterBatch) -> CopyJob:
    """The stack of a printing as a copy shop sees it."""
    printed = batch.copies.filter(sheet__isnull=False)
    taken_out = printed.filter(taken_out_at__isnull=False).count()
    return CopyJob(printed.count(), taken_out, batch.sides, Fold(batch.fold))


def file_name(batch: LetterBatch) -> str:
    """What the PDF of a printing is called where it is kept, and on the sheet that goes with it."""
    return f"brieven-{slugify(batch.letter.flat.name)}.pdf"


def is_for_copy_shop(batch: LetterBatch) -> bool:
    """Whether there is a PDF to take there: it was printed, and is removed once the letters are delivered."""
    return batch.state == BatchState.PRINTED


@transaction.atomic
def cover_sheet(*, batch: LetterBatch, language: str, by: User, at: datetime) -> bytes:
    """One page that goes with the PDF to the copy shop: how many, how printed, how folded; no address.

    Who printed it is in the event log. Raises `Refused` while there are no letters to go with it, and once
    they are delivered.
    """
    if batch.printed_at is None:
        raise Refused(_("These letters have not been printed yet."))
    if not is_for_copy_shop(batch):
        raise Refused(_("These letters were already delivered."))
    flat = batch.letter.flat
    context = {"job": copy_job(batch), "file": file_name(batch), "flat": flat, "team": flat.team, "on": at}
    audit.record("letter_batch.cover_printed", by=by, about=batch, at=at, team=batch.letter.flat.team_id)
    return pdf.render(COVER, context, language=language, pages=1)
