"""Leaving a flat in peace: what waits in it, a word for the team, a note for the hall, and going on."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from buurvoorbuur import clock
from buurvoorbuur.access import Guarded, allow
from buurvoorbuur.refusals import Refused
from buurvoorbuur.roles import Permission
from outreach import pauses, walkers
from outreach.forms.flat_road import PauseForm
from outreach.forms.papers import PaperForm
from outreach.models import Flat
from outreach.views.letters import pdf_answer
from outreach.wording import crew_words


@allow(Permission.MANAGE_FLATS)
@require_http_methods(["GET", "POST"])
def flat_pause(request: Guarded, pk: int) -> HttpResponse:
    """What waits in this flat; to pause it, or while it rests to read why and to go on."""
    place = get_object_or_404(_within_reach(request), pk=pk)
    form = PauseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            pauses.pause(flat=place, **form.cleaned_data, by=request.user, at=clock.now())
        except Refused as no:
            form.add_error(no.field, no.sentence)
        else:
            messages.success(request, _("Paused. On its day the flat comes back on the first page."))
            return redirect("flat_pause", pk=pk)
    context = {
        "flat": place,
        "pause": getattr(place, "pause", None),
        "rests": place.rests_on(clock.today()),
        "open": pauses.lies_open(place),
        "crew": crew_words.of(place, walkers.of_flat(place, clock.today())),
        "form": form,
    }
    return render(request, "outreach/flat_pause.html", context)


@allow(Permission.MANAGE_FLATS)
@require_POST
def flat_restart(request: Guarded, pk: int) -> HttpResponse:
    """Go on, on the day of the restart or before it."""
    place = get_object_or_404(_within_reach(request), pk=pk)
    pauses.restart(flat=place, by=request.user, at=clock.now())
    messages.success(request, _("The flat goes on."))
    return redirect("flat", pk=pk)


@allow(Permission.MANAGE_FLATS)
@require_POST
def flat_pause_note(request: Guarded, pk: int) -> HttpResponse:
    """A page for the hall that says when we come back."""
    place, form = get_object_or_404(_within_reach(request), pk=pk), PaperForm(request.POST)
    paper = pauses.print_note(flat=place, language=form.chosen_language, by=request.user, at=clock.now())
    return pdf_answer(paper, "tot-later.pdf", as_attachment=True)


def _within_reach(request: Guarded) -> QuerySet[Flat]:
    return Flat.objects.within_reach_of(request.reach).select_related("pause")
