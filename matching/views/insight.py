"""Who waits, what became of introductions, and who is kept apart, on screen."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from buurvoorbuur import clock
from buurvoorbuur.access import Guarded, allow, team_in_reach
from buurvoorbuur.refusals import Refused
from buurvoorbuur.roles import Permission
from matching import effects, exclusions, listing, waiting, wording
from matching.forms import ApartForm
from matching.models import KeptApart, UnusedInterest


@allow(Permission.MATCH)
@require_GET
def waiting_list(request: Guarded) -> HttpResponse:
    """Who likes to meet a neighbour and is in no introduction yet, the oldest wish first."""
    at = clock.now()
    rows = [wording.waiting(one, at) for one in waiting.of(team_in_reach(request), at)]
    return render(request, "matching/waiting.html", {"rows": rows})


@allow(Permission.MATCH)
@require_GET
def effect(request: Guarded) -> HttpResponse:
    """What became of introductions, in counts with their uncertainty."""
    context = {
        "funnel": effects.funnel(request.reach),
        "told": wording.told(effects.by_reason(request.reach)),
    }
    return render(request, "matching/effect.html", context)


@allow(Permission.MATCH)
@require_http_methods(["GET", "POST"])
def apart(request: Guarded) -> HttpResponse:
    """Which residents are never proposed to each other; posting two keeps them apart."""
    team = team_in_reach(request)
    people = listing.everybody(team)
    form = ApartForm(request.POST or None, people=people)
    if request.method == "POST" and form.is_valid():
        try:
            exclusions.keep_apart(**form.cleaned_data, by=request.user, at=clock.now())
        except Refused as no:
            form.add_error("other", no.sentence)
        else:
            return redirect("matching_apart")
    return render(
        request,
        "matching/apart.html",
        {"form": form, "rows": listing.kept_apart(team), "unused": listing.unused_interests(team)},
    )


@allow(Permission.MATCH)
@require_POST
def use_again(request: Guarded, pk: int) -> HttpResponse:
    """Takes back that matching leaves out an interest for somebody."""
    ours = get_object_or_404(
        UnusedInterest.objects.filter(resident__address__flat__team__in=request.reach.whole_teams), pk=pk
    )
    try:
        exclusions.use_again(unused=ours, by=request.user, at=clock.now())
    except Refused as no:
        messages.warning(request, no.sentence)
    return redirect("matching_apart")


@allow(Permission.MATCH)
@require_POST
def let_meet(request: Guarded, pk: int) -> HttpResponse:
    """Takes back that two are kept apart."""
    ours = get_object_or_404(
        KeptApart.objects.filter(first__address__flat__team__in=request.reach.whole_teams), pk=pk
    )
    try:
        exclusions.let_meet(apart=ours, by=request.user, at=clock.now())
    except Refused as no:
        messages.warning(request, no.sentence)
    return redirect("matching_apart")
