"""What a team has not noted or settled yet, for its coordinator."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from buurvoorbuur import clock
from buurvoorbuur.access import Guarded, allow
from buurvoorbuur.models import Team
from buurvoorbuur.roles import Permission
from outreach import missing as gaps
from outreach.wording import missing_words


@allow(Permission.REPORT_FLATS)
@require_GET
def missing(request: Guarded, pk: UUID) -> HttpResponse:
    """One line for everything that is missing, each with the way to put it right."""
    team = get_object_or_404(Team.objects.filter(pk__in=request.reach.whole_teams), pk=pk)
    rows = missing_words.of(gaps.of(team, request.reach, clock.today()))
    return render(request, "outreach/missing.html", {"team": team, "rows": rows})
