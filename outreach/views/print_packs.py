"""The paper of a flat in one place, and the sheet that goes with a stack to the copy shop."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from buurvoorbuur import clock
from buurvoorbuur.access import Guarded, allow
from buurvoorbuur.roles import Permission
from outreach import print_packs
from outreach.models import Flat, LetterBatch
from outreach.views.letters import pdf_answer


@allow(Permission.WRITE_LETTERS)
@require_GET
def print_pack(request: Guarded, pk: int) -> HttpResponse:
    """What there is to print of this flat, how many of each, and where."""
    place = get_object_or_404(Flat.objects.within_reach_of(request.reach), pk=pk)
    return render(request, "outreach/print_pack.html", {"flat": place, "pack": print_packs.of_flat(place)})


@allow(Permission.WRITE_LETTERS)
@require_GET
def letter_cover(request: Guarded, pk: int, batch_pk: UUID) -> HttpResponse:
    """The sheet for the copy shop; who prints it stands in the event log."""
    batches = LetterBatch.objects.within_reach_of(request.reach).without_paper()
    batch = get_object_or_404(batches.select_related("letter__flat__team"), pk=batch_pk, letter__flat=pk)
    paper = print_packs.cover_sheet(
        batch=batch, language=get_language() or "nl", by=request.user, at=clock.now()
    )
    return pdf_answer(paper, "voorblad.pdf")
