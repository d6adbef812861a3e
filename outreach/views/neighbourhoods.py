"""The map of a neighbourhood: which team is where, and how far."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from buurvoorbuur import clock
from buurvoorbuur.access import Guarded, Somebody, allow
from buurvoorbuur.roles import Permission
from outreach import neighbourhood_map


@allow(Permission.ENTER)
@require_GET
def neighbourhoods(request: Guarded) -> HttpResponse:
    """Every neighbourhood within reach, by its parts."""
    reader = Somebody(request.user, request.memberships)
    own, reported = reader.reach(Permission.SEE_FLATS), reader.reach(Permission.REPORT_NEIGHBOURHOOD)
    context = {
        "neighbourhoods": neighbourhood_map.of(own, reported, clock.today()),
        "is_whole": bool(own.whole_teams or reported),
    }
    return render(request, "outreach/neighbourhoods.html", context)
