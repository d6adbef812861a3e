"""Where a team and its welfare worker write to each other."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from buurvoorbuur import clock
from buurvoorbuur.access import Guarded, allow, reach_of
from buurvoorbuur.models import Team
from buurvoorbuur.refusals import Refused
from buurvoorbuur.roles import Permission
from outreach import coaching as notes
from outreach.coach_terms import REQUESTS, NoteKind
from outreach.forms.coaching import CoachNoteForm
from outreach.models import CoachNote
from outreach.wording.coach_words import KINDS


@allow(Permission.REPORT_NEIGHBOURHOOD)
@require_http_methods(["GET", "POST"])
def coaching(request: Guarded, pk: UUID) -> HttpResponse:
    """Every remark and request of a team, newest first, and a form for the next."""
    team = get_object_or_404(Team.objects.filter(pk__in=request.reach.teams), pk=pk)
    form = CoachNoteForm(request.POST or None, initial={"kind": NoteKind.REMARK})
    if request.method == "POST" and form.is_valid():
        try:
            notes.write(
                team=team,
                **form.cleaned_data,
                knows_residents=pk in reach_of(request.user, Permission.SEE_RESIDENTS).teams,
                by=request.user,
                at=clock.now(),
            )
        except Refused as no:
            form.add_error(no.field, no.sentence)
        else:
            messages.success(request, _("Saved."))
            return redirect("coaching", pk=pk)
    every = CoachNote.objects.filter(team=team).select_related("written_by")
    rows = [(note, KINDS[NoteKind(note.kind)], note.kind in REQUESTS) for note in every]
    return render(request, "outreach/coaching.html", {"team": team, "form": form, "rows": rows})


@allow(Permission.REPORT_NEIGHBOURHOOD)
@require_POST
def coachnote_settle(request: Guarded, pk: UUID) -> HttpResponse:
    """A request was dealt with."""
    note = get_object_or_404(CoachNote.objects.filter(team__in=request.reach.teams), pk=pk)
    notes.settle(note=note, by=request.user, at=clock.now())
    messages.success(request, _("Saved."))
    return redirect("coaching", pk=note.team_id)
