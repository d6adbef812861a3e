"""One printing of a letter for a flat: ordered, fetched, taken out, delivered; sets no page itself."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from buurvoorbuur import audit, crypto
from buurvoorbuur.models import User
from buurvoorbuur.refusals import Refused
from outreach import flats, letter_pages, letter_refusals, optouts, promises, tasks, trust_checks, walkers
from outreach.letter_pages import Occasion
from outreach.letter_states import BatchState, Fold
from outreach.models import Address, Flat, Letter, LetterBatch, LetterCopy

LATEST_FIRST_VISIT = timedelta(days=365)


@dataclass(frozen=True)
class PrintOrder:
    """Who will ring and from when, and how the letters are printed: folded how, and with what on the back.

    `back` is a letter of the same flat in another language.
    """

    asker: User
    note_taker: User
    first_visit_on: date
    fold: Fold = Fold.WINDOW
    back: Letter | None = None
    may_print_number: bool = False


def order(
    *, letter: Letter, order: PrintOrder, by: User, at: datetime, id: UUID | None = None
) -> LetterBatch:
    """Orders one PDF of this letter for every door that may get one, and keeps the text from changing.

    `id` is made by the form, so that sending twice is once. Raises `Refused`: not checked, somebody
    who does not walk this flat, one person twice, a first visit within the notice period, a text that
    no longer fits, a private telephone number that nobody said may be printed, a back that is no other
    language or was not read by two, no door to write to, no two who have a hand free to ring then, or the
    same id with another order.
    """
    _refuse_wrong_pair(letter.flat, order)
    _refuse_wrong_day(letter.flat, order.first_visit_on, timezone.localdate(at))
    for side in filter(None, (letter, order.back)):
        _refuse_wrong_text(side, order, timezone.localdate(at))
    batch = LetterBatch(
        id=id or uuid4(),
        asker=order.asker,
        note_taker=order.note_taker,
        first_visit_on=order.first_visit_on,
        fold=order.fold,
        back=order.back,
    )
    return _order(batch, letter, by, at)


def _refuse_wrong_text(side: Letter, order: PrintOrder, today: date) -> None:
    names = order.asker.first_name, order.note_taker.first_name
    occasion = Occasion(side.flat, *names, order.first_visit_on, today)
    wording = letter_pages.of(side)
    letter_refusals.trial_page(wording, occasion, side.flat)
    private = letter_pages.private_numbers(wording, occasion)
    if private and not order.may_print_number:
        raise Refused(letter_refusals.private(private), field="may_print_number")


@transaction.atomic
def _order(batch: LetterBatch, letter: Letter, by: User, at: datetime) -> LetterBatch:
    # In one order, so that two printings with the sides swapped do not wait for each other.
    sides = sorted(filter(None, (letter, batch.back)), key=lambda side: side.pk)
    locked = {side.pk: trust_checks.locked(side) for side in sides}
    text, back = locked[letter.pk], locked[batch.back.pk] if batch.back else None
    known = LetterBatch.objects.without_paper().filter(pk=batch.pk).first()
    if known:
        return _same_or_refused(known, batch, text)
    if promises.all_hands_full(text.flat):
        raise Refused(flats.NO_HANDS)
    if not trust_checks.is_checked(text):
        raise Refused(_("First two of you answer the five questions, each alone."))
    if back:
        _refuse_wrong_back(text, back)
    doors = optouts.lock_contactable(text.flat.addresses.all())
    if not doors:
        raise Refused(_("There is no door to write to: add doors, or all of them opted out."))
    for side in locked.values():
        side.frozen_at = side.frozen_at or at
        side.save(update_fields=["frozen_at"])
    batch.letter, batch.ordered_at, batch.ordered_by = text, at, by
    batch.save(force_insert=True)
    LetterCopy.objects.bulk_create(LetterCopy(batch=batch, address=door) for door in doors)
    audit.record("letter_batch.ordered", by=by, about=batch, at=at, team=text.flat.team_id)
    tasks.print_letters.enqueue(str(batch.pk))
    return batch


def _same_or_refused(known: LetterBatch, batch: LetterBatch, letter: Letter) -> LetterBatch:
    if (known.letter_id, *_wanted(known)) == (letter.pk, *_wanted(batch)):
        return known
    raise Refused(
        _("These letters were already ordered in another way. Look at the letter."), code="conflict"
    )


def _wanted(batch: LetterBatch) -> tuple[object, ...]:
    return batch.asker_id, batch.note_taker_id, batch.first_visit_on, batch.fold, batch.back_id


@transaction.atomic
def print_again(*, batch: LetterBatch, by: User, at: datetime) -> LetterBatch:
    """Asks once more for a PDF that failed, was stopped or never came; what was printed is not printed twice.

    Raises `Refused` when one of the two it names will not walk there any more.
    """
    stack = _locked_batch(batch)
    if stack.printed_at:
        raise Refused(_("These letters were already printed."))
    for person in (stack.asker, stack.note_taker):
        if person is None or not walkers.may_walk(stack.letter.flat, person, stack.first_visit_on):
            raise Refused(
                _("One of the two in this letter does not walk this flat any more. Print new letters.")
            )
    stack.failed_at, stack.failure, stack.stopped_at, stack.letters_done = None, "", None, 0
    stack.save(update_fields=["failed_at", "failure", "stopped_at", "letters_done"])
    audit.record("letter_batch.ordered_again", by=by, about=stack, at=at, team=stack.letter.flat.team_id)
    tasks.print_letters.enqueue(str(stack.pk))
    return stack


@transaction.atomic
def stop(*, batch: LetterBatch, by: User, at: datetime) -> LetterBatch:
    """Ends a printing that is not ready; nothing of it is kept, and it can be asked for again. Twice is once.

    Raises `Refused` when the letters are there already.
    """
    stack = _locked_batch(batch)
    if stack.printed_at:
        raise Refused(_("These letters were already printed."))
    if stack.stopped_at is None:
        stack.stopped_at = at
        stack.save(update_fields=["stopped_at"])
        audit.record("letter_batch.stopped", by=by, about=stack, at=at, team=stack.letter.flat.team_id)
    return stack


@transaction.atomic
def download(*, batch: LetterBatch, by: User, at: datetime) -> bytes:
    """The PDF of a batch; who took it, and when, is in the event log."""
    stack = LetterBatch.objects.select_related("letter__flat").get(pk=batch.pk)
    if stack.sealed_pdf is None:
        raise Refused(_("There is no PDF any more: it is removed once the letters are delivered."))
    audit.record("letter_batch.downloaded", by=by, about=stack, at=at, team=stack.letter.flat.team_id)
    return crypto.unseal(stack.sealed_pdf)


def has_doors(batch: LetterBatch) -> bool:
    """Whether there is still a door to write to; all may have said no since the letters were ordered."""
    return Address.objects.contactable().filter(letter_copies__batch=batch).exists()


def doors_to_take_out(batch: LetterBatch) -> list[LetterCopy]:
    """The printed letters whose doors may no longer be contacted, ticked ones too, in walking order."""
    return list(
        batch.copies.exclude(address__in=Address.objects.contactable())
        .select_related("address")
        .order_by("sheet")
    )


@transaction.atomic
def take_out(*, batch: LetterBatch, address: Address, by: User, at: datetime) -> LetterCopy:
    """Ticks that the letter for this door was taken out of the stack; twice is once."""
    stack = _locked_batch(batch)
    copy = next((copy for copy in doors_to_take_out(stack) if copy.address_id == address.pk), None)
    if copy is None or stack.delivered_on:
        raise Refused(_("There is no letter to take out for this door."))
    if copy.taken_out_at is None:
        copy.taken_out_at = at
        copy.save(update_fields=["taken_out_at"])
        audit.record("letter.taken_out", by=by, about=copy, at=at, team=stack.letter.flat.team_id)
    return copy


@transaction.atomic
def deliver(*, batch: LetterBatch, on: date, by: User, at: datetime) -> LetterBatch:
    """Writes down the day on which the letters were put through the doors; the flat goes on to its visits.

    The doors are locked, so that none opts out between the last look at the stack and this line.
    Raises `Refused`: not printed, delivered before, a day that cannot be, or a letter still in the stack.
    """
    stack = _locked_batch(batch)
    optouts.lock_contactable(Address.objects.filter(letter_copies__batch=stack))
    _refuse_wrong_delivery(stack, on, timezone.localdate(at))
    if any(copy.taken_out_at is None for copy in doors_to_take_out(stack)):
        raise Refused(_("First take out the letters of the doors that said no, and tick them."))
    stack.delivered_on, stack.sealed_pdf = on, None
    stack.save(update_fields=["delivered_on", "sealed_pdf"])
    flats.open_visits(stack.letter.flat)
    audit.record("letter_batch.delivered", by=by, about=stack, at=at, team=stack.letter.flat.team_id)
    return stack


def _refuse_wrong_back(front: Letter, back: Letter) -> None:
    if back.flat_id != front.flat_id or back.language == front.language:
        raise Refused(_("On the back comes the letter of this flat in another language."), field="back")
    if not trust_checks.is_checked(back):
        raise Refused(_("The letter for the back was not read by two of you yet."), field="back")


def _refuse_wrong_pair(flat: Flat, order: PrintOrder) -> None:
    if order.asker.pk == order.note_taker.pk:
        raise Refused(_("Go with two, always. Choose somebody else to take notes."), field="note_taker")
    for field, person in (("asker", order.asker), ("note_taker", order.note_taker)):
        if not walkers.may_walk(flat, person, order.first_visit_on):
            raise Refused(_("This person does not walk this flat on that day."), field=field)


def _refuse_wrong_day(flat: Flat, first_visit_on: date, today: date) -> None:
    earliest = today + timedelta(days=flat.team.notice_days)
    if first_visit_on < earliest:
        day = date_format(earliest, "j F Y")
        raise Refused(
            _("Choose %(day)s or later: residents get time to say no.") % {"day": day}, field="first_visit_on"
        )
    if first_visit_on > today + LATEST_FIRST_VISIT:
        raise Refused(_("This is more than a year away."), field="first_visit_on")


def _refuse_wrong_delivery(stack: LetterBatch, on: date, today: date) -> None:
    if stack.state == BatchState.DELIVERED:
        raise Refused(_("These letters were already delivered."))
    if stack.printed_at is None:
        raise Refused(_("These letters have not been printed yet."))
    if on > today:
        raise Refused(_("This day is still to come."), field="on")
    if on < timezone.localdate(stack.printed_at):
        raise Refused(_("On this day the letters were not printed yet."), field="on")


def _locked_batch(batch: LetterBatch) -> LetterBatch:
    stacks = LetterBatch.objects.without_paper().select_for_update(of=("self",))
    return stacks.select_related("letter__flat__team", "back", "asker", "note_taker").get(pk=batch.pk)
