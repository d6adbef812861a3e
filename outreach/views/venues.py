"""Places where residents can come together."""

from collections.abc import Callable
from typing import Any
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
from outreach import venues as places
from outreach.forms.venues import VenueForm
from outreach.models import Venue
from outreach.views.keeping import keep


@allow(Permission.KEEP_ACTIVITIES)
@require_GET
def venues(request: Guarded) -> HttpResponse:
    """Every place of the teams within reach."""
    known = sorted(_within_reach(request), key=lambda venue: venue.name.casefold())
    return render(request, "outreach/venues.html", {"venues": known})


@allow(Permission.KEEP_ACTIVITIES)
@require_http_methods(["GET", "POST"])
def venue_new(request: Guarded) -> HttpResponse:
    """A new place."""
    team = team_in_reach(request)
    form = VenueForm(request.POST or None)
    return _kept(
        request, form, lambda: places.add(team=team, notes=form.notes, by=request.user, at=clock.now())
    )


@allow(Permission.KEEP_ACTIVITIES)
@require_http_methods(["GET", "POST"])
def venue(request: Guarded, pk: UUID) -> HttpResponse:
    """One place, to fill in what has become known."""
    one = get_object_or_404(_within_reach(request), pk=pk)
    form = VenueForm(request.POST or None, venue=one)
    return _kept(
        request,
        form,
        lambda: places.change(venue=one, notes=form.notes, by=request.user, at=clock.now()),
        venue=one,
    )


@allow(Permission.KEEP_ACTIVITIES)
@require_POST
def venue_remove(request: Guarded, pk: UUID) -> HttpResponse:
    """A place goes off the list."""
    one = get_object_or_404(_within_reach(request), pk=pk)
    try:
        places.remove(venue=one, by=request.user, at=clock.now())
    except Refused as no:
        messages.warning(request, no.sentence)
        return redirect("venue", pk=pk)
    messages.success(request, _("The place is off the list."))
    return redirect("venues")


def _within_reach(request: Guarded) -> Any:
    return Venue.objects.filter(team__in=request.reach.whole_teams | request.reach.assigned_teams)


def _kept(
    request: Guarded, form: VenueForm, write: Callable[[], Any], venue: Venue | None = None
) -> HttpResponse:
    is_kept, said = keep(request, form, write, venue)
    if is_kept:
        messages.success(request, _("Saved."))
        return redirect("venues")
    return render(request, "outreach/venue.html", {"form": form, "venue": venue} | said)
