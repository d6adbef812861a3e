"""The screens of introductions: run, review, ask, introduce, outcome."""

from collections.abc import Callable
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
from matching import introductions, listing, proposals, wording
from matching.forms import AnswerForm, ApproveForm, OutcomeForm, RejectForm
from matching.models import Proposal
from matching.proposal_states import PROPOSAL, Action, State


@allow(Permission.MATCH)
@require_GET
def proposal_list(request: Guarded) -> HttpResponse:
    """All introductions of the team, by what they wait for."""
    return render(request, "matching/proposals.html", {"groups": listing.groups(request.reach)})


@allow(Permission.MATCH)
@require_POST
def run(request: Guarded) -> HttpResponse:
    """Looks for the best set of introductions now."""
    try:
        made = proposals.run(team=team_in_reach(request), by=request.user, at=clock.now())
    except Refused as no:
        messages.warning(request, no.sentence)
    else:
        found = made.proposals.count()
        messages.success(request, _("%(count)s introductions proposed.") % {"count": found})
    return redirect("proposals")


@allow(Permission.MATCH)
@require_GET
def proposal(request: Guarded, pk: UUID) -> HttpResponse:
    """One introduction: who, why, what was not used, what each agreed to share, and what can be done now.

    Opening it is written in the event log.
    """
    return _page(request, _reached(request, pk))


@allow(Permission.MATCH)
@require_POST
def approve(request: Guarded, pk: UUID) -> HttpResponse:
    """Finds it a good idea, with an activity, a place and a first step."""
    ours = _reached(request, pk)
    form = ApproveForm(request.POST, team=ours.team)
    if not form.is_valid():
        return _page(request, ours, approve_form=form)
    return _done(request, ours, lambda: proposals.approve(
        proposal=ours, **form.cleaned_data, by=request.user, at=clock.now()
    ))  # fmt: skip


@allow(Permission.MATCH)
@require_POST
def reject(request: Guarded, pk: UUID) -> HttpResponse:
    """Says no, with a reason."""
    ours = _reached(request, pk)
    form = RejectForm(request.POST)
    if not form.is_valid():
        return _page(request, ours, reject_form=form)
    return _done(request, ours, lambda: proposals.reject(
        proposal=ours, **form.cleaned_data, by=request.user, at=clock.now()
    ))  # fmt: skip


STEPS = {
    Action.HOLD: proposals.hold,
    Action.RELEASE: proposals.release,
    Action.ASK: proposals.ask,
    Action.STOP: proposals.stop,
    Action.INTRODUCE: introductions.introduce,
}


@allow(Permission.MATCH)
@require_POST
def step(request: Guarded, pk: UUID, action: str) -> HttpResponse:
    """One step that needs no further words: put aside, take up, ask, stop, introduce."""
    ours = _reached(request, pk)
    take = STEPS[Action(action)]
    return _done(request, ours, lambda: take(proposal=ours, by=request.user, at=clock.now()))


@allow(Permission.MATCH)
@require_POST
def answer(request: Guarded, pk: UUID, member: int) -> HttpResponse:
    """Notes what one resident said."""
    ours = _reached(request, pk)
    theirs = get_object_or_404(ours.members, pk=member)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _page(request, ours)
    return _done(request, ours, lambda: proposals.answer(
        member=theirs, **form.cleaned_data, by=request.user, at=clock.now()
    ))  # fmt: skip


@allow(Permission.MATCH)
@require_POST
def outcome(request: Guarded, pk: UUID) -> HttpResponse:
    """Three weeks later: did it happen?"""
    ours = _reached(request, pk)
    form = OutcomeForm(request.POST)
    if not form.is_valid():
        return _page(request, ours)
    return _done(request, ours, lambda: introductions.outcome(
        proposal=ours, **form.cleaned_data, by=request.user, at=clock.now()
    ))  # fmt: skip


@allow(Permission.MATCH)
@require_http_methods(["POST"])
def letter(request: Guarded, pk: UUID, member: int) -> HttpResponse:
    """The introduction letter for one of them. By POST, since a print is logged."""
    ours = _reached(request, pk)
    theirs = get_object_or_404(ours.members.select_related("resident__address"), pk=member)
    printed = introductions.letter(member=theirs, by=request.user, at=clock.now())
    name = f"{_('introduction')}-{theirs.pk}.pdf"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(printed, content_type="application/pdf", headers=headers)


def _reached(request: Guarded, pk: UUID) -> Proposal:
    return get_object_or_404(
        Proposal.objects.within_reach_of(request.reach).select_related("team", "interest"), pk=pk
    )


def _done(request: Guarded, ours: Proposal, act: Callable[[], object]) -> HttpResponse:
    try:
        act()
    except Refused as no:
        messages.warning(request, no.sentence)
    return redirect("proposal", pk=ours.pk)


def _page(
    request: Guarded,
    ours: Proposal,
    *,
    approve_form: ApproveForm | None = None,
    reject_form: RejectForm | None = None,
) -> HttpResponse:
    proposals.opened(proposal=ours, by=request.user, at=clock.now())
    state = State(ours.state)
    first = {"interest": ours.interest}
    context = {
        "proposal": ours,
        "badge": wording.badge(ours),
        "points": wording.points(ours.score),
        "people": listing.people(ours),
        "reasons": wording.reasons(ours),
        "left_out": wording.left_out(),
        "actions": PROPOSAL.actions(state),
        "is_frozen": not Proposal.objects.live().filter(pk=ours.pk).exists(),
        "may_ask_outcome": introductions.may_ask_outcome(ours, clock.now()),
        "approve_form": approve_form or ApproveForm(team=ours.team, initial=first),
        "reject_form": reject_form or RejectForm(),
    }
    return render(request, "matching/proposal.html", context)
