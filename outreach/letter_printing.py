"""Makes the PDF of an ordered batch; it keeps the PDF sealed and of each door's code only the fingerprint."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from logging import getLogger

from django.db import transaction
from django.utils import timezone

from buurvoorbuur import audit, crypto
from buurvoorbuur.models import User
from buurvoorbuur.pdf import OutOfBounds, PaperFailed, WrongPages
from outreach import codes, letter_pages
from outreach.letter_pages import Occasion
from outreach.letter_states import Failure, Fold
from outreach.models import Address, LetterBatch, LetterCopy

log = getLogger(__name__)

Door = tuple[Address, str]


class Stopped(Exception):
    """Somebody stopped this printing, or it is there no more."""


def render_batch(*, batch: LetterBatch, at: datetime) -> None:
    """Prints a batch once, however often it is asked; a failure is noted and it can be asked again.

    Only doors that may still be contacted get a page. Codes and PDF are stored together or not at all.
    While it goes it writes down how many letters are done, and gives up when somebody stopped it.
    """
    if batch.printed_at or batch.stopped_at:
        return
    doors = [(address, codes.make()) for address in _doors(batch)]
    try:
        back = letter_pages.of(batch.back) if batch.back else None
        paper = letter_pages.paper(
            letter_pages.of(batch.letter),
            _occasion(batch),
            doors,
            back,
            every=lambda done: _go_on(batch, done),
        )
    except Stopped:
        return
    except Exception as error:  # whatever it was, somebody waits for a page that says how it went
        log.error("letter batch %s was not printed: %s", batch.pk, type(error).__name__)
        _note_failure(batch, _why(error), at)
    else:
        _keep(batch, doors, paper, at)


def _doors(batch: LetterBatch) -> Iterable[Address]:
    return Address.objects.contactable().filter(letter_copies__batch=batch).in_walking_order()


def _occasion(batch: LetterBatch) -> Occasion:
    return Occasion(
        batch.letter.flat,
        _named(batch.asker),
        _named(batch.note_taker),
        batch.first_visit_on,
        timezone.localdate(batch.ordered_at),
        Fold(batch.fold),
    )


def _named(person: User | None) -> str:
    """A letter for residents names nobody rather than somebody who left."""
    return person.first_name if person and not person.ended_at else ""


def _go_on(batch: LetterBatch, done: int) -> None:
    """Writes down how far it is. Raises `Stopped`."""
    if not LetterBatch.objects.unfinished().filter(pk=batch.pk).update(letters_done=done):
        raise Stopped


@transaction.atomic
def _keep(batch: LetterBatch, doors: Sequence[Door], paper: bytes, at: datetime) -> None:
    stack = LetterBatch.objects.unfinished().select_for_update(of=("self",)).filter(pk=batch.pk).first()
    if stack is None:
        return
    printed = {address.pk: (sheet, codes.index(code)) for sheet, (address, code) in enumerate(doors, start=1)}
    stack.copies.exclude(address__in=printed).delete()
    copies = list(stack.copies.all())
    for copy in copies:
        copy.sheet, copy.code_index = printed[copy.address_id]
    LetterCopy.objects.bulk_update(copies, ["sheet", "code_index"], batch_size=200)
    stack.sealed_pdf, stack.printed_at, stack.failed_at, stack.failure = crypto.seal(paper), at, None, ""
    stack.save(update_fields=["sealed_pdf", "printed_at", "failed_at", "failure"])
    audit.record("letter_batch.printed", by=None, about=stack, at=at, team=batch.letter.flat.team_id)


def _why(error: Exception) -> Failure:
    """What somebody can do about it differs."""
    if isinstance(error, WrongPages):
        return Failure.LONG
    if isinstance(error, OutOfBounds):
        return Failure.HEAVY
    is_disk = isinstance(error, OSError) or (isinstance(error, PaperFailed) and str(error) == "OSError")
    return Failure.DISK if is_disk else Failure.OTHER


@transaction.atomic
def _note_failure(batch: LetterBatch, why: Failure, at: datetime) -> None:
    if not LetterBatch.objects.unfinished().filter(pk=batch.pk).update(failed_at=at, failure=why):
        return
    audit.record("letter_batch.failed", by=None, about=batch, at=at, team=batch.letter.flat.team_id)
