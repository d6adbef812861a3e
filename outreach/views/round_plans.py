"""Planning an evening for two, and naming a substitute when one of them drops out."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from buurvoorbuur import clock
from buurvoorbuur.access import Guarded, allow
from buurvoorbuur.refusals import Refused
from buurvoorbuur.roles import Permission
from outreach import round_objections, round_plans, rounds, walkers
from outreach.flat_phases import Phase
from outreach.forms.rounds import RoundForm, SubstituteForm
from outreach.models import Flat, Round
from outreach.rounds import RoundPlan
from outreach.views import my_rounds
from outreach.visit_states import PartOfDay
from outreach.walking_pairs import Pair

A_PAGE = 50


@allow(Permission.WALK_ROUNDS)
@require_http_methods(["GET", "POST"])
def round_new(request: Guarded) -> HttpResponse:
    """Plan an evening: when, with whom, what it holds, and a look at the doors that would be rung."""
    places = Flat.objects.within_reach_of(request.reach).select_related("team").order_by("name")
    chosen = request.GET.get("flat", "")
    open_places = list(places.filter(phase=Phase.VISITS)[:A_PAGE])
    if not chosen.isdecimal() and len(open_places) != 1:
        return render(
            request, "outreach/round_new_flat.html", {"flats": open_places, "whom": _whom_to_ask(request)}
        )
    place = get_object_or_404(places, pk=int(chosen)) if chosen.isdecimal() else open_places[0]
    who = round_plans.walkers_of(place)
    pair = who.suggested(request.user)
    form = RoundForm(
        request.POST or None,
        walkers=walkers.of_flat(place),
        walked=who.walked,
        initial=_first_plan(request, place, pair),
    )
    form.is_valid()  # reads what was typed; what is wrong with the rest does not matter for the preview
    said = form.cleaned_data if form.is_bound else form.initial
    if form.is_bound and request.POST.get("do") != "show":
        evening = _planned(request, place, form)
        if evening:
            messages.success(request, _("The evening is planned."))
            for others in who.others_in_letter(Pair(evening.asker_id, evening.note_taker_id)):
                messages.warning(request, others)
            return redirect("round", pk=evening.pk)
    context = {
        "flat": place,
        "rests": place.rests_on(clock.today()),
        "form": form,
        "doors": round_plans.doors(place, said.get("planned_on"), said.get("starts_at"), clock.today()),
        "estimate": round_plans.estimate(place, said.get("starts_at")),
        "suggestion": who.suggestion(pair) if pair and not form.is_bound else "",
        "remarks": who.remarks(said.get("asker"), said.get("note_taker")) if form.is_bound else [],
    }
    return render(request, "outreach/round_new.html", context)


def _whom_to_ask(request: Guarded) -> str:
    """Who can bring a flat to its visits: oneself, or the coordinators of one's teams by name."""
    if request.reach.whole_teams:
        return _("You bring a flat there on its page, at “Phase and people”.")
    names = [str(one.user) for one in walkers.coordinators(request.reach.teams, clock.today())]
    once = ", ".join(dict.fromkeys(names))
    return _("Ask who coordinates: %(names)s.") % {"names": once} if names else ""


def _planned(request: Guarded, place: Flat, form: RoundForm) -> Round | None:
    """The evening; or None, with all that is wrong at its fields, so that it is mended in one go."""
    now, said = clock.now(), {**form.cleaned_data}
    id = said.pop("round_id", None)
    try:
        if form.is_valid():
            return rounds.plan(flat=place, plan=RoundPlan(**said), id=id, by=request.user, at=now)
        against = round_objections.found(flat=place, at=now, **said)
    except Refused as no:
        # Without a field it is about the evening as a whole, and nothing else was wrong.
        against = round_objections.found(flat=place, at=now, **said) if no.field else [no]
    for one in against:
        form.add_error(one.field if one.field in form.fields else None, one.sentence)
    return None


def _first_plan(request: Guarded, place: Flat, pair: Pair | None) -> dict[str, Any]:
    """What the form opens with; a link after an evening without a talk names another part of the day."""
    named = request.GET.get("dagdeel", "")
    part = PartOfDay(named) if named in list(PartOfDay) else PartOfDay.EVENING
    planned_on, starts_at = round_plans.first_moment(place, part, clock.today())
    return {
        "planned_on": planned_on,
        "starts_at": starts_at,
        "asker": pair.asker if pair else request.user.pk,
        "note_taker": pair.note_taker if pair else None,
    }


@allow(Permission.WALK_ROUNDS)
@require_http_methods(["GET", "POST"])
def round_substitute(request: Guarded, pk: UUID) -> HttpResponse:
    """Somebody else comes in the place of one who drops out."""
    evening = get_object_or_404(my_rounds.or_coordinated(request), pk=pk)
    form = SubstituteForm(
        request.POST or None,
        evening=evening,
        walkers=walkers.of_flat(evening.flat, evening.planned_on),
        walked=round_plans.walkers_of(evening.flat).walked,
    )
    if request.method == "POST" and form.is_valid():
        try:
            rounds.substitute(round=evening, **form.cleaned_data, by=request.user, at=clock.now())
        except Refused as no:
            form.add_error(no.field if no.field in form.fields else None, no.sentence)
        else:
            messages.success(request, _("Done. Who comes instead still reads the safety card."))
            return redirect("round", pk=pk)
    return render(request, "outreach/round_substitute.html", {"round": evening, "form": form})
