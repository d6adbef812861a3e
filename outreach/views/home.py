"""The first page after logging in."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from buurvoorbuur import clock
from buurvoorbuur.access import Guarded, Somebody, allow
from buurvoorbuur.roles import Permission
from outreach import next_steps
from outreach.flat_phases import WRAPPED_UP
from outreach.models import Flat

# With more than these one chooses from the list of flats.
MOST_FLATS = 4


@allow(Permission.ENTER)
@require_GET
def home(request: Guarded) -> HttpResponse:
    """What is next for me, and where a no by telephone is noted."""
    me = Somebody(request.user, request.memberships)
    flats = Flat.objects.within_reach_of(me.reach(Permission.RECORD_OPT_OUTS)).exclude(phase__in=WRAPPED_UP)
    called_about = flats.order_by("name")[: MOST_FLATS + 1]
    steps, more = next_steps.of(me, at=clock.now())
    context = {
        "steps": steps,
        "more": more,
        "called_about": called_about if len(called_about) <= MOST_FLATS else [],
        "may_walk": bool(me.reach(Permission.WALK_ROUNDS)),
        "has_many_flats": len(called_about) > MOST_FLATS,
    }
    return render(request, "home.html", context)
