"""Evenings for two: which there are, and the page of one from safety card to looking back."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from buurvoorbuur import clock
from buurvoorbuur.access import Guarded, allow
from buurvoorbuur.models import Team
from buurvoorbuur.refusals import Refused
from buurvoorbuur.roles import Permission
from outreach import call_cards, cards, coaching, round_pages, rounds
from outreach.coach_terms import NoteKind
from outreach.forms.rounds import CloseForm, ContactForm
from outreach.models import Round
from outreach.views import my_rounds, walking
from outreach.visit_states import OPEN_ROUNDS, Outcome, RoundState, another_part, part_of_day
from outreach.wording.round_words import ANOTHER_PART

A_PAGE = 50


@allow(Permission.WALK_ROUNDS)
@require_GET
def rounds_list(request: Guarded) -> HttpResponse:
    """Mine and planned, and what was walked before."""
    ours = Round.objects.within_reach_of(request.reach).select_related("flat", "asker", "note_taker")
    coming = ours.filter(state__in=OPEN_ROUNDS).order_by("planned_on", "starts_at")
    past = Paginator(ours.exclude(state__in=OPEN_ROUNDS).with_talks(), A_PAGE).get_page(
        request.GET.get("page")
    )
    today, coordinates = clock.today(), request.reach.whole_teams
    rows = [round_pages.row(evening, request.user, today, coordinates) for evening in coming]
    context = {
        "mine": [row for row in rows if row.is_mine],
        "others": [row for row in rows if not row.is_mine],
        "past": [round_pages.past_row(evening, request.user, today) for evening in past],
        "page": past,
    }
    return render(request, "outreach/rounds.html", context)


@allow(Permission.WALK_ROUNDS)
@require_GET
def round_page(request: Guarded, pk: UUID) -> HttpResponse:
    """One evening: the safety card before, the doors during, a summary after."""
    evening = _reached(request, pk)
    if _stage(evening) == RoundState.WALKING and rounds.is_walked_by(evening, request.user):
        return walking.walk(request, evening)
    return _page(request, evening)


@allow(Permission.WALK_ROUNDS)
@require_GET
def round_finish(request: Guarded, pk: UUID) -> HttpResponse:
    """The walking page for a talk under way on a phone, whoever closed the round or took one's place."""
    evening = _reached(request, pk)
    if evening.state not in (RoundState.WALKING, RoundState.CLOSED):
        return redirect("round", pk=pk)
    return walking.walk(request, evening)


@allow(Permission.WALK_ROUNDS)
@require_GET
def round_doors(request: Guarded, pk: UUID) -> HttpResponse:
    """The doors of an evening as a list, which needs no script."""
    return _page(request, _reached(request, pk))


def _page(request: Guarded, evening: Round, contact: ContactForm | None = None) -> HttpResponse:
    doors, row = (
        round_pages.doors(evening, clock.now()),
        round_pages.row(evening, request.user, clock.today()),
    )
    manages = evening.flat.team_id in request.reach.whole_teams
    tried = part_of_day(evening.starts_at)
    context = {
        "round": evening,
        "row": row,
        "doors": doors,
        "summary": round_pages.summary(doors),
        "twice": [door for door in doors if door.noted_twice],
        "talks": sum(bool(door.visit) and door.state == Outcome.TALK for door in doors),
        "is_today": evening.planned_on == clock.today(),
        "rests": evening.flat.rests_on(clock.today()),
        "is_open": evening.state in OPEN_ROUNDS,
        "cards_for": call_cards.worth_printing(evening, doors),
        "is_news": call_cards.is_news(evening, clock.today()),
        "manages": manages,
        # What two people thought of an evening is for them and for those who look after them.
        "shows_debrief": row.is_mine or manages,
        "may_arrange": rounds.may_arrange(evening, request.user),
        "safety_lines": cards.safety_lines(get_language() or "nl", evening.last_new_door),
        "contact": contact or ContactForm(initial=ContactForm.initial_of(evening) if row.is_mine else None),
        "another_part": ANOTHER_PART[tried],
        "next_part": another_part(tried),
    }
    return render(request, f"outreach/round_{_stage(evening)}.html", context)


def _stage(evening: Round) -> str:
    """Which page a round has: its state, or that it waits until a substitute has read the safety card."""
    waits = evening.state == RoundState.WALKING and not evening.is_read_by_both
    return "waiting" if waits else evening.state


@allow(Permission.WALK_ROUNDS)
@require_POST
def round_safety(request: Guarded, pk: UUID) -> HttpResponse:
    """I have read the safety card."""
    return _act_with_contact(request, pk, rounds.read_safety_card)


@allow(Permission.WALK_ROUNDS)
@require_POST
def round_start(request: Guarded, pk: UUID) -> HttpResponse:
    """The evening begins."""
    return _act_with_contact(request, pk, rounds.start)


@allow(Permission.WALK_ROUNDS)
@require_POST
def round_cancel(request: Guarded, pk: UUID) -> HttpResponse:
    """The evening is called off."""
    return _act(request, pk, rounds.cancel)


@allow(Permission.WALK_ROUNDS)
@require_http_methods(["GET", "POST"])
def round_close(request: Guarded, pk: UUID) -> HttpResponse:
    """Both home, a few lines to look back; hours are booked."""
    evening = get_object_or_404(my_rounds.of(request), pk=pk)
    form = CloseForm(request.POST or None, evening=evening, now=clock.now())
    if request.method == "POST" and form.is_valid():
        try:
            rounds.close(
                round=evening,
                both_home=form.cleaned_data["both_home"],
                home_at=form.cleaned_data.get("home_at"),
                debrief=form.debrief(),
                by=request.user,
                at=clock.now(),
            )
        except Refused as no:
            form.add_error(no.field if no.field in form.fields else None, no.sentence)
        else:
            messages.success(request, _("Well done, both of you. Your hours are noted."))
            _pass_on(request, evening.flat.team, form)
            return redirect("round", pk=pk)
    return render(request, "outreach/round_close.html", {"round": evening, "form": form})


def _pass_on(request: Guarded, team: Team, form: CloseForm) -> None:
    """Lets the welfare worker read what was chosen; the round is closed whatever stands in it."""
    for label, text in form.to_pass_on():
        try:
            coaching.write(
                team=team,
                kind=NoteKind.REMARK,
                text=text,
                knows_residents=True,
                by=request.user,
                at=clock.now(),
            )
        except Refused:
            # Without what was found: that would tell who else lives here.
            said = _("“%(question)s” was not passed on: somebody could be recognised in it.")
            messages.warning(request, said % {"question": label})


@allow(Permission.WALK_ROUNDS)
@require_GET
def round_left(request: Guarded, pk: UUID) -> HttpResponse:
    """What stands on the phone after leaving: nothing that anybody at a door may not read."""
    evening = get_object_or_404(my_rounds.of(request), pk=pk)
    return render(request, "outreach/round_left.html", {"round": evening})


def _reached(request: Guarded, pk: UUID) -> Round:
    ours = Round.objects.within_reach_of(request.reach).select_related("flat__team", "asker", "note_taker")
    return get_object_or_404(ours, pk=pk)


def _act_with_contact(request: Guarded, pk: UUID, verb: Callable[..., Any]) -> HttpResponse:
    """The same, with who is at home tonight; what is not right yet stays filled in."""
    form = ContactForm(request.POST)
    if not form.is_valid():
        return _page(request, _reached(request, pk), form)
    return _act(request, pk, verb, contact=form.contact())


def _act(request: Guarded, pk: UUID, verb: Callable[..., Any], **facts: Any) -> HttpResponse:
    try:
        verb(round=_reached(request, pk), **facts, by=request.user, at=clock.now())
    except Refused as no:
        messages.warning(request, no.sentence)
    return redirect("round", pk=pk)
