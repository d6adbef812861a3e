"""Handing over answers for research: what leaves, for whom and for what, and then the file."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from buurvoorbuur import clock
from buurvoorbuur.access import Guarded, allow
from buurvoorbuur.disclosure import LEAST_TALKS
from buurvoorbuur.models import Team
from buurvoorbuur.refusals import Refused
from buurvoorbuur.roles import Permission
from outreach import research, research_files
from outreach.forms.research import HandoverForm
from outreach.research import Handed


@allow(Permission.REPORT_FLATS, fresh=True)
@require_http_methods(["GET", "POST"])
def research_export(request: Guarded, pk: UUID) -> HttpResponse:
    """What would leave and what left before; once it is said for whom and for what, the file."""
    team = get_object_or_404(Team.objects.filter(pk__in=request.reach.whole_teams), pk=pk)
    form = HandoverForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            handed = research.export(team=team, handover=form.handover, by=request.user, at=clock.now())
        except Refused as no:
            form.add_error(no.field, no.sentence)
        else:
            return _file(handed)
    ready = research.ready(team)
    context = {
        "form": form,
        "ready": ready,
        "may_make": ready >= LEAST_TALKS or form.is_bound,
        "too_few": research.TOO_FEW,
        "questions": [column.question for column in research.columns(team) if column.question],
        "made": research.made(team),
    }
    return render(request, "outreach/research.html", context)


def _file(handed: Handed) -> HttpResponse:
    stem = slugify(_("research") + f"-{handed.export.team.neighbourhood}")
    disposition = content_disposition_header(True, f"{stem}.zip")
    return HttpResponse(
        research_files.packed(handed),
        content_type="application/zip",
        headers={"Content-Disposition": disposition},
    )
