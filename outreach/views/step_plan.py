"""The step plan on screen: its steps, taking part, and whom to call with worries, which keeps nothing."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from buurvoorbuur import clock
from buurvoorbuur.access import Guarded, allow, reach_among, team_in_reach
from buurvoorbuur.models import Membership
from buurvoorbuur.roles import Permission
from outreach import preparations, referrals, step_booklets, step_plan
from outreach.flat_phases import WRAPPED_UP, Phase
from outreach.forms.papers import PaperForm
from outreach.models import Flat
from outreach.views.letters import pdf_answer
from outreach.wording import step_words
from outreach.wording.step_words import Screen


@allow(Permission.WALK_ROUNDS)
@require_GET
def plan(request: Guarded) -> HttpResponse:
    """All steps in a row, and the booklet."""
    steps = step_plan.steps(_language(), _values(request))
    return render(request, "outreach/step_plan.html", {"steps": steps})


@allow(Permission.WALK_ROUNDS)
@require_GET
def step(request: Guarded, slug: str) -> HttpResponse:
    """One step: do, say, leave, and the screens where it is done."""
    lines = referrals.of(team_in_reach(request), clock.today())
    worker = referrals.worker(lines)
    every = step_plan.steps(_language(), step_plan.settled(request.our_team, worker, _language()))
    found = next((number for number, one in enumerate(every) if one.slug == slug), None)
    if found is None:
        raise Http404
    context = {
        "step": every[found],
        "count": len(Phase),
        "before": every[found - 1] if found else None,
        "next": every[found + 1] if found + 1 < len(every) else None,
        # Whom one asks to think along stands where one begins.
        "worker": worker if every[found].code == step_plan.BEGIN else None,
        "links": list(_links(request, step_words.SCREENS[every[found].code])),
    }
    return render(request, "outreach/step.html", context)


@allow(Permission.WALK_ROUNDS)
@require_GET
def joining(request: Guarded) -> HttpResponse:
    """Who fits, what one asks them, what everybody agrees to, and what the reader did of it."""
    context = {
        "taking_part": step_plan.taking_part(_language(), _values(request)),
        "standing": preparations.of(_mine(request), _language()),
    }
    return render(request, "outreach/joining.html", context)


@allow(Permission.WALK_ROUNDS)
@require_POST
def joining_agree(request: Guarded) -> HttpResponse:
    """The reader accepts the agreements."""
    preparations.agree(membership=_mine(request), by=request.user, at=clock.now())
    messages.success(request, _("Thank you. That you agreed stands here with its date."))
    return redirect("joining")


@allow(Permission.WALK_ROUNDS)
@require_GET
def worries(request: Guarded) -> HttpResponse:
    """Whom to call. It reads numbers, and leaves no event and no row: that somebody looked is nobody's."""
    lines = referrals.of(team_in_reach(request), clock.today())
    worker = referrals.worker(lines)
    values = step_plan.settled(request.our_team, worker, _language())
    context = {"help": step_plan.worries(_language(), values), "lines": lines, "ours": request.our_team}
    return render(request, "outreach/worries.html", context)


@allow(Permission.WALK_ROUNDS)
@require_POST
def booklet(request: Guarded) -> HttpResponse:
    """The step plan on paper; who prints it stands in the event log."""
    paper = step_booklets.print_booklet(
        team=team_in_reach(request),
        language=PaperForm(request.POST).chosen_language,
        by=request.user,
        at=clock.now(),
    )
    return pdf_answer(paper, "stappenplan.pdf")


def _values(request: Guarded) -> dict[str, str]:
    ours = team_in_reach(request)
    return step_plan.settled(ours, referrals.worker(referrals.of(ours, clock.today())), _language())


def _mine(request: Guarded) -> Membership:
    ours = team_in_reach(request)
    return next(one for one in request.memberships if one.team_id == ours.pk)


def _links(request: Guarded, screens: tuple[Screen, ...]) -> Iterator[tuple[str, Any]]:
    """Address and label of the screens that the reader may open."""
    ours = team_in_reach(request)
    of_team = Flat.objects.within_reach_of(request.reach).filter(team=ours).exclude(phase__in=WRAPPED_UP)
    open_flats = list(of_team.values_list("pk", flat=True)[:2])
    for screen in screens:
        if ours.pk not in reach_among(request.memberships, request.user, screen.permission).teams:
            continue
        if not screen.of_flat:
            yield reverse(screen.name), screen.label
        elif len(open_flats) == 1:
            yield reverse(screen.name, args=open_flats), screen.label
        else:
            yield reverse(step_words.ELSE), screen.label


def _language() -> str:
    return get_language() or "nl"
