"""The certificates of retention, for the administrator: what went every night, in numbers."""

import json

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from buurvoorbuur import clock
from buurvoorbuur.access import Guarded, allow
from buurvoorbuur.models import RetentionRun, Team
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


def _certificate(run: RetentionRun) -> dict[str, object]:
    counts = {
        one.kind: {"gone": one.gone, "emptied": one.emptied, "left": one.left} for one in run.counts.all()
    }
    ended = run.finished_at.isoformat() if run.finished_at else None
    return {"started_at": run.started_at.isoformat(), "finished_at": ended, "counts": counts}
