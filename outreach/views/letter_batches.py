"""One printing of letters on screen: its PDF, the letters to take out of it, and the day of delivery."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from buurvoorbuur import clock
from buurvoorbuur.access import Guarded, allow
from buurvoorbuur.refusals import Refused
from buurvoorbuur.roles import Permission
from outreach import letter_batches, print_packs
from outreach.forms.letters import DeliveryForm
from outreach.models import Address, LetterBatch
from outreach.views.letters import pdf_answer


@allow(Permission.WRITE_LETTERS)
@require_http_methods(["GET", "POST"])
def letter_batch(request: Guarded, pk: int, batch_pk: UUID) -> HttpResponse:
    """How far this printing is; posting it says on which day the letters were delivered."""
    batch = _batch(request, pk, batch_pk)
    form = DeliveryForm(request.POST or None, initial={"on": clock.today()})
    if request.method == "POST" and form.is_valid():
        try:
            letter_batches.deliver(batch=batch, **form.cleaned_data, by=request.user, at=clock.now())
        except Refused as no:
            form.add_error(no.field if no.field in form.fields else None, no.sentence)
        else:
            messages.success(request, _("Well done. The letters are delivered."))
            return redirect("letter_batch", pk=pk, batch_pk=batch_pk)
    context = {
        "flat": batch.letter.flat,
        "batch": batch,
        "count": batch.copies.filter(taken_out_at=None).count(),
        "has_doors": batch.printed_at or letter_batches.has_doors(batch),
        "to_take_out": letter_batches.doors_to_take_out(batch) if batch.printed_at else [],
        "form": form,
    }
    return render(request, "outreach/letter_batch.html", context)


@allow(Permission.WRITE_LETTERS)
@require_GET
def letter_batch_pdf(request: Guarded, pk: int, batch_pk: UUID) -> HttpResponse:
    """The print-ready letters; who downloads them stands in the event log."""
    batch = _batch(request, pk, batch_pk)
    paper = letter_batches.download(batch=batch, by=request.user, at=clock.now())
    return pdf_answer(paper, print_packs.file_name(batch), as_attachment=True)


@allow(Permission.WRITE_LETTERS)
@require_POST
def letter_take_out(request: Guarded, pk: int, batch_pk: UUID, address_pk: int) -> HttpResponse:
    """Tick that one letter was taken out of the stack."""
    address = get_object_or_404(Address, pk=address_pk, flat=pk)
    return _act(request, pk, batch_pk, letter_batches.take_out, address=address)


@allow(Permission.WRITE_LETTERS)
@require_POST
def letter_print_again(request: Guarded, pk: int, batch_pk: UUID) -> HttpResponse:
    """Ask once more for a PDF that did not come."""
    return _act(request, pk, batch_pk, letter_batches.print_again)


@allow(Permission.WRITE_LETTERS)
@require_POST
def letter_stop(request: Guarded, pk: int, batch_pk: UUID) -> HttpResponse:
    """End a printing that is not ready yet."""
    return _act(request, pk, batch_pk, letter_batches.stop)


def _act(
    request: Guarded, pk: int, batch_pk: UUID, verb: Callable[..., object], **facts: Any
) -> HttpResponse:
    """One topic call for a printing within reach; a refusal is told on its page."""
    batch = _batch(request, pk, batch_pk)
    try:
        verb(batch=batch, **facts, by=request.user, at=clock.now())
    except Refused as no:
        messages.warning(request, no.sentence)
    return redirect("letter_batch", pk=pk, batch_pk=batch_pk)


def _batch(request: Guarded, pk: int, batch_pk: UUID) -> LetterBatch:
    batches = LetterBatch.objects.within_reach_of(request.reach).without_paper()
    batches = batches.select_related("letter__flat__team", "back", "asker", "note_taker")
    return get_object_or_404(batches, pk=batch_pk, letter__flat=pk)
