"""At a door: what happened there in one tap, only for the two of the round."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from buurvoorbuur import clock
from buurvoorbuur.access import Guarded, allow
from buurvoorbuur.refusals import Refused
from buurvoorbuur.roles import Permission
from outreach import doors, opening_moments, visits
from outreach.forms.rounds import DoorForm
from outreach.models import Address, Round, Visit
from outreach.views import my_rounds
from outreach.visit_states import Outcome, RoundState, may_open_door
from outreach.visits import DoorNotes
from outreach.wording.flat_words import floor_name
from outreach.wording.round_words import ANSWERED, PARTS, TALKS


@allow(Permission.WALK_ROUNDS)
@require_http_methods(["GET", "POST"])
def round_door(request: Guarded, pk: UUID, address_pk: int) -> HttpResponse:
    """What happened at this door, in one tap."""
    evening, address = my_rounds.door(request, pk, address_pk)
    now = clock.now()
    form = DoorForm(request.POST or None, initial={"opened": opening_moments.sign(evening, address, now)})
    if request.method == "POST" and form.is_valid():
        return _record(request, evening, address, form.cleaned_data)
    if request.POST.get("outcome") == Outcome.LEFT:
        messages.warning(request, gettext("That you left could not be stored. Tell your coordinator."))
        return redirect("round_left", pk=pk)
    standing = list(address.visits.standing().with_bygone().order_by("recorded_at"))
    door = doors.of_address(address, standing)
    context = {
        "round": evening,
        "address": address,
        "floor": floor_name(address.floor),
        "door": door,
        "answered": ANSWERED.get(door.state),
        "form": form,
        "parts": PARTS.items(),
        "talk_languages": TALKS.items(),
        "talked": any(v.outcome == Outcome.TALK and v.round_id == evening.pk for v in standing),
        "is_walking": evening.state == RoundState.WALKING,
        "is_late": not may_open_door(timezone.localtime(now).time(), evening.last_new_door),
    }
    return render(request, "outreach/round_door.html", context)


def _record(request: Guarded, evening: Round, address: Address, said: dict[str, Any]) -> HttpResponse:
    now = clock.now()
    notes = DoorNotes(
        outcome=said["outcome"],
        opened_at=opening_moments.read(said["opened"], evening, address, now),
        come_back_part=said["come_back_part"],
        occupancy=said["occupancy"],
    )
    id, leaves = said["visit_id"], notes.outcome == Outcome.LEFT
    try:
        visits.record(id=id, round=evening, address=address, notes=notes, by=request.user, at=now)
    except Refused as no:
        # Back with a fresh form: what was said here was one tap, and nothing of it is stored.
        messages.warning(request, no.sentence)
        if not leaves:
            return redirect("round_door", pk=evening.pk, address_pk=address.pk)
    return redirect("round_left" if leaves else "round_doors", pk=evening.pk)


@allow(Permission.WALK_ROUNDS)
@require_POST
def visit_undo(request: Guarded, pk: UUID, visit_pk: UUID) -> HttpResponse:
    """A slip of the thumb, within ten minutes."""
    slip = get_object_or_404(Visit, pk=visit_pk, round=get_object_or_404(my_rounds.of(request), pk=pk))
    try:
        visits.undo(visit=slip, by=request.user, at=clock.now())
    except Refused as no:
        messages.warning(request, no.sentence)
    return redirect("round_doors", pk=pk)
