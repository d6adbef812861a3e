"""The flats of the team, one flat as it stands, and one door."""

from collections import Counter
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from buurvoorbuur import clock
from buurvoorbuur.access import Guarded, allow, reach_of
from buurvoorbuur.roles import Permission
from outreach import doors, facades, plan_pages, report_counts, step_plan
from outreach.doors import WORDS
from outreach.flat_phases import Phase
from outreach.forms.occupancies import OccupancyForm
from outreach.forms.optouts import EndOptOutForm
from outreach.ledger import Ledger
from outreach.models import Address, Flat, OccupancyNote, OptOut
from outreach.opt_out_terms import Channel, EndReason
from outreach.visit_states import Occupancy, OccupancySource, Outcome
from outreach.wording.flat_words import (
    CHANNELS,
    END_REASONS,
    OCCUPANCIES,
    OCCUPANCY_SOURCES,
    PHASES,
    floor_name,
)
from outreach.wording.round_words import OUTCOMES

NO_DOORS = Ledger.of(Counter())


@dataclass(frozen=True)
class _Action:
    """Something to do with a flat; `is_next` when it is what its phase asks for."""

    icon: str
    label: str
    url: str
    is_next: bool = False


@allow(Permission.SEE_FLATS)
@require_GET
def flats(request: Guarded) -> HttpResponse:
    """Every flat within reach: how far it is, and how many doors, opt-outs and talks it has."""
    places = Flat.objects.within_reach_of(request.reach)
    ledgers = report_counts.ledgers(places)
    rows = [
        (place, ledgers.get(place.pk, NO_DOORS), PHASES[Phase(place.phase)], place.rests_on(clock.today()))
        for place in places.order_by("name")
    ]
    return render(request, "outreach/flats.html", {"rows": rows, "manages": bool(request.reach.whole_teams)})


@allow(Permission.SEE_FLATS)
@require_GET
def flat(request: Guarded, pk: int) -> HttpResponse:
    """The flat as it stands: floors as rows, doors as tiles."""
    place = get_object_or_404(plan_pages.with_deeds(Flat.objects.within_reach_of(request.reach)), pk=pk)
    tiles = doors.of_flat(place)
    storeys = [
        (floor_name(storey.floor), storey.doors)
        for storey in facades.storeys(tiles, lambda door: door.address.floor)
    ]
    manages = place.team_id in request.reach.whole_teams
    rests = place.rests_on(clock.today())
    context = {
        "flat": place,
        "storeys": storeys,
        "ledger": report_counts.doors([place]).ledger,
        "legend": _legend(tiles),
        "actions": _actions(place, manages=manages, rests=rests),
        "steps": _steps(Phase(place.phase)),
        "step": step_plan.slugs()[place.phase],
        "rests": rests,
    }
    return render(request, "outreach/flat.html", context)


@allow(Permission.SEE_FLATS)
@require_GET
def door(request: Guarded, pk: int, address_pk: int) -> HttpResponse:
    """One door: how it stands, what happened there and when, and whether it said no."""
    address = get_object_or_404(
        Address.objects.within_reach_of(request.reach).with_opt_out().with_wish().select_related("flat"),
        pk=address_pk,
        flat=pk,
    )
    visits = list(address.visits.standing().with_bygone().order_by("recorded_at"))
    context = {
        "address": address,
        "door": doors.of_address(address, visits),
        "floor": floor_name(address.floor),
        "visits": [(visit, OUTCOMES[Outcome(visit.outcome)]) for visit in reversed(visits)],
        "opt_outs": [_said(opt_out) for opt_out in address.opt_outs.order_by("-opted_out_at")],
        "manages": address.flat.team_id in request.reach.whole_teams,
        "may_end": address.flat.team_id in reach_of(request.user, Permission.END_OPT_OUTS).teams,
        "form": EndOptOutForm(),
        "occupancy": [_seen(note) for note in address.occupancy_notes.standing().order_by("-noted_at")],
        "occupancy_form": OccupancyForm(),
    }
    return render(request, "outreach/door.html", context)


def _said(opt_out: OptOut) -> tuple[OptOut, object, object]:
    """An opt-out with the way it came and, once ended, why."""
    reason = END_REASONS[EndReason(opt_out.end_reason)] if opt_out.end_reason else ""
    return opt_out, CHANNELS[Channel(opt_out.channel)], reason


def _seen(note: OccupancyNote) -> tuple[OccupancyNote, object, object]:
    """A note of a home being lived in, with its words and its source."""
    return note, OCCUPANCIES[Occupancy(note.occupancy)], OCCUPANCY_SOURCES[OccupancySource(note.source)]


def _actions(place: Flat, *, manages: bool, rests: bool) -> list[_Action]:
    """What can be done with a flat; first what its phase asks for."""
    phase = Phase(place.phase)
    every = [
        _Action("opted_out", _("Record an opt-out"), reverse("optout_new", args=[place.pk])),
        _Action("clock", _("A promise"), reverse("flat_promise", args=[place.pk])),
    ]
    if phase == Phase.VISITS:
        page = f"{reverse('round_new')}?flat={place.pk}"
        every.insert(0, _Action("round", _("Plan a round"), page, is_next=not rests))
    if manages:
        every += [
            _Action(icon, label, reverse(name, args=[place.pk]), is_next=phase == asks)
            for icon, label, name, asks in (
                ("letter", _("Letter"), "letter", Phase.LETTER),
                ("print", _("Paper"), "print_pack", None),
                ("settings", _("Phase and people"), "flat_road", Phase.PREPARE),
            )
        ]
        if todo := plan_pages.now(place):
            waits = plan_pages.waits(place, clock.today())
            every.append(_Action(todo.icon, todo.action, todo.url, is_next=waits))
    return sorted(every, key=lambda action: not action.is_next)


def _legend(tiles: list[doors.Door]) -> list[tuple[str, object]]:
    """The key to the tiles: only what stands in this flat, in a fixed order."""
    present = {door.state for door in tiles}
    return [(state, word) for state, word in WORDS.items() if state in present]


def _steps(phase: Phase) -> list[dict[str, object]]:
    road = list(Phase)
    now = road.index(phase)
    states = ["done"] * now + ["current"] + ["todo"] * (len(road) - now - 1)
    return [{"label": PHASES[here], "state": state} for here, state in zip(road, states, strict=True)]
