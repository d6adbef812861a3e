"""Looking for introductions on screen: starting it, how it went, and what counts."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from buurvoorbuur import clock
from buurvoorbuur.access import Guarded, allow, team_in_reach
from buurvoorbuur.refusals import Refused
from buurvoorbuur.roles import Permission
from matching import runs, team_terms, wording
from matching.forms import TermsForm
from matching.models import Run, TeamTerms
from matching.run_states import UNFINISHED


@allow(Permission.MATCH)
@require_POST
def start(request: Guarded) -> HttpResponse:
    """Has the worker look for the best set of introductions now."""
    try:
        made = runs.start(team=team_in_reach(request), by=request.user, at=clock.now())
    except Refused as no:
        messages.warning(request, no.sentence)
        return redirect("proposals")
    return redirect("run", pk=made.pk)


@allow(Permission.MATCH)
@require_GET
def run(request: Guarded, pk: UUID) -> HttpResponse:
    """How a run goes, or what came out and how good it is proven to be."""
    ours = get_object_or_404(Run.objects.within_reach_of(request.reach).select_related("started_by"), pk=pk)
    is_silent = runs.is_silent(ours, clock.now())
    context = {
        "run": ours,
        "is_under_way": ours.state in UNFINISHED and not is_silent,
        "is_silent": is_silent,
        "said": wording.run(ours, is_silent),
        "terms": wording.terms(ours),
    }
    return render(request, "matching/run.html", context)


@allow(Permission.MATCH)
@require_http_methods(["GET", "POST"])
def terms(request: Guarded) -> HttpResponse:
    """What counts and how much: tried without storing anything, or kept for the next run."""
    team = team_in_reach(request)
    standing = TeamTerms.objects.filter(team=team).first() or TeamTerms(team=team)
    form = TermsForm(request.POST or None, instance=standing)
    tried = None
    if request.method == "POST" and form.is_valid():
        try:
            if "try" in request.POST:
                points = team_terms.checked(form.cleaned_data)
                tried = wording.comparison(*runs.what_if(team=team, terms=points, at=clock.now()))
            else:
                team_terms.change(team=team, values=form.cleaned_data, by=request.user, at=clock.now())
                messages.success(request, _("Saved. It counts from the next search on."))
                return redirect("matching_terms")
        except Refused as no:
            form.add_error(no.field if no.field in form.fields else None, no.sentence)
    return render(
        request, "matching/terms.html", {"form": form, "tried": tried, "left_out": wording.left_out()}
    )
