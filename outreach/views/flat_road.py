"""Where a flat is on its road and who walks it; for coordinators."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from buurvoorbuur import clock
from buurvoorbuur.access import Guarded, allow
from buurvoorbuur.models import User
from buurvoorbuur.refusals import Refused
from buurvoorbuur.roles import Permission
from outreach import flat_rhythms, flats, neighbourhood_map, pauses, plan_pages, step_plan, walkers
from outreach.activity_terms import TouchWay
from outreach.flat_phases import FLAT, Afterwards, Because, Phase, PhaseAction
from outreach.forms.activity_steps import RhythmForm
from outreach.forms.flat_road import PartForm, PlanForm
from outreach.models import Flat
from outreach.wording import crew_words
from outreach.wording.flat_words import AFTERWARDS, BECAUSE, PHASES


@allow(Permission.MANAGE_FLATS)
@require_GET
def flat_road(request: Guarded, pk: int) -> HttpResponse:
    """The phase, the plan for afterwards, and who walks this flat."""
    return _page(request, get_object_or_404(Flat.objects.within_reach_of(request.reach), pk=pk))


def _page(
    request: Guarded,
    place: Flat,
    part_form: PartForm | None = None,
    rhythm_form: RhythmForm | None = None,
) -> HttpResponse:
    phase = Phase(place.phase)
    is_due = flat_rhythms.is_due(place, clock.today())
    context = {
        "flat": place,
        "phase": PHASES[phase],
        "moves": [(action.value, PHASES[FLAT.after(phase, action)]) for action in FLAT.actions(phase)],
        "members": flats.initiators(place, clock.today()),
        "crew": crew_words.of(place, walkers.of_flat(place, clock.today())),
        "plan": AFTERWARDS[Afterwards(place.plan_afterwards)] if place.plan_afterwards else "",
        "plan_lines": plan_pages.lines(place),
        "step": step_plan.slugs()[phase],
        "because": BECAUSE[Because(place.because)] if place.because else "",
        "plan_form": PlanForm(initial={"plan_afterwards": place.plan_afterwards}),
        "part_form": part_form or PartForm(initial={"part": place.part}, known=_known_parts(request)),
        "plan_is_open": phase in (Phase.PREPARE, Phase.LETTER),
        "may_hear": phase not in (Phase.PREPARE, Phase.LETTER),
        "rhythm_form": rhythm_form or _rhythm_form(place),
        "is_due": is_due,
        "to_reach": flat_rhythms.to_reach(place, TouchWay(place.touch_way)).count() if is_due else 0,
    }
    return render(request, "outreach/flat_road.html", context)


@allow(Permission.MANAGE_FLATS)
@require_POST
def flat_move(request: Guarded, pk: int) -> HttpResponse:
    """One step along the road, or one back."""
    action = request.POST.get("action")
    if action not in list(PhaseAction):
        return _back(request, pk, _("Choose a step."))
    return _act(request, pk, flats.move, _told_of_phase, action=PhaseAction(action))


@allow(Permission.MANAGE_FLATS)
@require_POST
def flat_plan(request: Guarded, pk: int) -> HttpResponse:
    """What follows the talks."""
    form = PlanForm(request.POST)
    if not form.is_valid():
        return _back(request, pk, _("Choose what happens after the talks."))
    return _act(request, pk, flats.choose_plan, _told_of_plan, **form.cleaned_data)


@allow(Permission.MANAGE_FLATS)
@require_POST
def flat_part(request: Guarded, pk: int) -> HttpResponse:
    """In which part of the neighbourhood it stands."""
    place = get_object_or_404(Flat.objects.within_reach_of(request.reach), pk=pk)
    form = PartForm(request.POST, known=_known_parts(request))
    if not form.is_valid():
        return _page(request, place, form)
    return _act(request, pk, flats.name_part, _told_of_part, **form.cleaned_data)


def _told_of_phase(place: Flat) -> str:
    said = _("This flat is at: %(phase)s.") % {"phase": PHASES[Phase(place.phase)]}
    waiting = pauses.lies_open(place).come_backs if place.phase != Phase.VISITS else 0
    if not waiting:
        return said
    kept = ngettext(
        "%(count)s door asked us to come back: that goes on standing at follow-up.",
        "%(count)s doors asked us to come back: that goes on standing at follow-up.",
        waiting,
    )
    return f"{said} {kept % {'count': waiting}}"


def _told_of_plan(place: Flat) -> str:
    return _("After the talks: %(plan)s.") % {"plan": AFTERWARDS[Afterwards(place.plan_afterwards)]}


def _told_of_part(place: Flat) -> str:
    if not place.part:
        return _("This flat stands in no part of the neighbourhood now.")
    return _("This flat stands in: %(part)s.") % {"part": place.part}


def _known_parts(request: Guarded) -> list[str]:
    return neighbourhood_map.known_parts(request.reach)


@allow(Permission.SEE_RESIDENTS)
@require_POST
def flat_rhythm(request: Guarded, pk: int) -> HttpResponse:
    """How often and how a flat hears from us."""
    place = get_object_or_404(Flat.objects.within_reach_of(request.reach), pk=pk)
    form = RhythmForm(request.POST)
    if form.is_valid():
        try:
            flat_rhythms.choose(flat=place, **form.cleaned_data, by=request.user, at=clock.now())
        except Refused as no:
            form.add_error(no.field, no.sentence)
        else:
            place.refresh_from_db()
            messages.success(request, _told_of_rhythm(place))
            return redirect("flat_road", pk=pk)
    return _page(request, place, rhythm_form=form)


@allow(Permission.SEE_RESIDENTS)
@require_POST
def flat_touched(request: Guarded, pk: int) -> HttpResponse:
    """Cards were brought, letters sent or calls made."""
    return _act(request, pk, flat_rhythms.let_hear, _told_of_rhythm)


def _rhythm_form(place: Flat) -> RhythmForm:
    chosen = {"every": place.touch_every, "way": place.touch_way}
    return RhythmForm(initial=chosen if place.touch_every else None)


def _told_of_rhythm(place: Flat) -> str:
    if not place.touch_on:
        return _("This flat does not hear from us by itself any more.")
    return _("They hear from us next on %(day)s.") % {"day": date_format(place.touch_on, "j F Y")}


@allow(Permission.MANAGE_FLATS)
@require_POST
def flat_assign(request: Guarded, pk: int, user_pk: UUID) -> HttpResponse:
    """Let an initiator walk this flat, or take it out of their sight."""
    # Somebody in two of the teams within reach is still one person.
    within_reach = User.objects.filter(memberships__team__in=request.reach.teams).distinct()
    person = get_object_or_404(within_reach, pk=user_pk)
    if request.POST.get("action") == "unassign":
        gone = _("%(name)s does not walk this flat any more.") % {"name": person}
        return _act(request, pk, flats.unassign, lambda _place: gone, user=person)
    walks = _("%(name)s walks this flat now.") % {"name": person}
    return _act(request, pk, flats.assign, lambda _place: walks, user=person)


def _act(
    request: Guarded, pk: int, verb: Callable[..., Any], told: Callable[[Flat], str], **facts: Any
) -> HttpResponse:
    """One topic call for a flat within reach; what became of it is told on the page one returns to."""
    place = get_object_or_404(Flat.objects.within_reach_of(request.reach), pk=pk)
    try:
        verb(flat=place, **facts, by=request.user, at=clock.now())
    except Refused as no:
        return _back(request, pk, no.sentence)
    place.refresh_from_db()
    messages.success(request, told(place))
    return redirect("flat_road", pk=pk)


def _back(request: Guarded, pk: int, sentence: Any) -> HttpResponse:
    get_object_or_404(Flat.objects.within_reach_of(request.reach), pk=pk)
    messages.warning(request, sentence)
    return redirect("flat_road", pk=pk)
