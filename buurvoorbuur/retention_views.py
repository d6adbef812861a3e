"""What is let go: certificates of every night for the administrator, and how long a team keeps things."""

import json

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from buurvoorbuur import clock, keeping_terms, keeping_words
from buurvoorbuur.access import Guarded, allow, team_in_reach
from buurvoorbuur.forms import KeepingForm
from buurvoorbuur.keeping_terms import Kept
from buurvoorbuur.models import RetentionRun, Team
from buurvoorbuur.refusals import Refused
from buurvoorbuur.roles import Permission

A_PAGE = 31


@allow(Permission.SEE_EVENTS)
@require_GET
def retention(request: Guarded) -> HttpResponse:
    """The nights, the last one first, and how long each team keeps things."""
    page = Paginator(RetentionRun.objects.prefetch_related("counts"), A_PAGE).get_page(
        request.GET.get("page")
    )
    teams = Team.objects.filter(pk__in=request.reach.teams).order_by("name")
    return render(request, "retention.html", {"page": page, "teams": teams})


@allow(Permission.SEE_EVENTS)
@require_GET
def retention_export(request: Guarded) -> HttpResponse:
    """All certificates, a line of JSON for each."""
    runs = RetentionRun.objects.prefetch_related("counts").order_by("pk")
    name = _("retention") + f"-{clock.today():%Y-%m-%d}.jsonl"
    return HttpResponse(
        (json.dumps(_certificate(run)) + "\n" for run in runs),
        content_type="application/jsonl",
        headers={"Content-Disposition": content_disposition_header(True, name)},
    )


@allow(Permission.EDIT_TEAM, fresh=True)
@require_http_methods(["GET", "POST"])
def team_keeping(request: Guarded) -> HttpResponse:
    """How long this team keeps things: first what would go and when, and then for sure."""
    ours, at = team_in_reach(request), clock.now()
    form = KeepingForm(request.POST or None, team=ours)
    kept = form.kept() if request.method == "POST" and form.is_valid() else None
    foreseen = keeping_terms.foresee(team=ours, kept=Kept.by(ours), at=at)
    if kept:
        try:
            if "sure" in request.POST:
                keeping_terms.change(team=ours, kept=kept, by=request.user, at=at)
                messages.success(request, _("Saved."))
                return redirect("team_keeping")
            foreseen = keeping_terms.foresee(team=ours, kept=kept, at=at)
        except Refused as no:
            form.add_error(no.field, no.sentence)
    lines = keeping_words.lines(foreseen, at)
    return render(
        request,
        "team_keeping.html",
        {"ours": ours, "form": form, "lines": lines, "asked": kept and not form.errors},
    )


def _certificate(run: RetentionRun) -> dict[str, object]:
    counts = {
        one.kind: {"gone": one.gone, "emptied": one.emptied, "left": one.left} for one in run.counts.all()
    }
    ended = run.finished_at.isoformat() if run.finished_at else None
    return {"started_at": run.started_at.isoformat(), "finished_at": ended, "counts": counts}
