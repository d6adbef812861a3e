"""One introduction on screen, and the list of all: review, exchange, introduce, outcome."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from buurvoorbuur import clock
from buurvoorbuur.access import Guarded, allow, team_in_reach
from buurvoorbuur.refusals import Refused
from buurvoorbuur.roles import Permission
from buurvoorbuur.versions import seen
from matching import (
    asking,
    chores,
    exchanges,
    group_activities,
    hindrances,
    introductions,
    invitation_slips,
    listing,
    proposals,
    wording,
)
from matching.forms import (
    ApproveForm,
    ApproveManyForm,
    ChoresForm,
    ExchangeForm,
    FromPointsForm,
    OutcomeForm,
    RejectForm,
)
from matching.models import Proposal, Run
from matching.proposal_states import EXCHANGEABLE, LATER_IS_AFTER_DAYS, OPEN, PROPOSAL, Action, Answer, State
from outreach.models import Resident

BY_WAITING = "wachttijd"


@allow(Permission.MATCH)
@require_GET
def proposal_list(request: Guarded) -> HttpResponse:
    """All introductions of the team, by what they wait for; then by points, or the longest wish first."""
    by_waiting = request.GET.get("op") == BY_WAITING
    groups = listing.groups(request.reach, at=clock.now(), oldest_wish_first=by_waiting)
    newest = Run.objects.within_reach_of(request.reach).first()
    context = {"groups": groups, "by_waiting": by_waiting, "newest_run": newest}
    return render(request, "matching/proposals.html", context)


@allow(Permission.MATCH)
@require_GET
def proposal(request: Guarded, pk: UUID) -> HttpResponse:
    """One introduction: who, why, what was not used, what each agreed to share, and what can be done now.

    Opening it is written in the event log.
    """
    return page(request, reached(request, pk))


@allow(Permission.MATCH)
@require_POST
def approve(request: Guarded, pk: UUID) -> HttpResponse:
    """Finds it a good idea, with an activity, a place and a first step."""
    ours = reached(request, pk)
    form = ApproveForm(request.POST, team=ours.team)
    if not form.is_valid():
        return page(request, ours, approve_form=form)
    decision = {name: form.cleaned_data[name] for name in ("interest", "place", "first_step")}
    try:
        proposals.approve(proposal=ours, **decision, by=request.user, at=clock.now())
    except Refused as no:
        if no.field in form.fields:
            form.add_error(no.field, no.sentence)
            return page(request, ours, approve_form=form)
        messages.warning(request, no.sentence)
    else:
        messages.success(request, _("Approved. Choose who asks them."))
    return redirect("proposal", pk=ours.pk)


@allow(Permission.MATCH)
@require_http_methods(["GET", "POST"])
def approve_many(request: Guarded) -> HttpResponse:
    """Approves every proposal above so many points that is ticked, each with its own activity."""
    team = team_in_reach(request)
    points = FromPointsForm(request.GET)
    least = points.cleaned_data["vanaf"] if points.is_valid() else FromPointsForm.base_fields["vanaf"].initial
    rows = listing.approvable(team, least)
    offered = [(f"{row.proposal.pk} {row.proposal.version}", row.in_short) for row in rows]
    everything = {"proposals": [value for value, _name in offered]}
    form = ApproveManyForm(request.POST or None, offered=offered, initial=everything)
    if request.method == "POST" and form.is_valid():
        _approve_each(request, form)
        return redirect("proposals")
    context = {"rows": rows, "form": form, "least": least}
    return render(request, "matching/approve_many.html", context)


def _approve_each(request: Guarded, form: ApproveManyForm) -> None:
    """Each in a write of its own: one that changed meanwhile does not hold up the others."""
    approved, refused = 0, list[str]()
    for pk, version in form.cleaned_data["proposals"]:
        ours = get_object_or_404(_within_reach(request).filter(interest__isnull=False), pk=pk)
        ours.version = version
        place, first_step = form.cleaned_data["place"], form.cleaned_data["first_step"]
        try:
            proposals.approve(
                proposal=ours, interest=ours.interest, place=place, first_step=first_step,
                by=request.user, at=clock.now(),
            )  # fmt: skip
            approved += 1
        except Refused as no:
            refused.append(f"{listing.title(ours)}: {no.sentence}")
    said = ngettext("%(count)s introduction approved.", "%(count)s introductions approved.", approved)
    messages.success(request, said % {"count": approved})
    for why in refused:
        messages.warning(request, why)


@allow(Permission.MATCH)
@require_POST
def reject(request: Guarded, pk: UUID) -> HttpResponse:
    """Says no, with a reason, and what later runs leave out."""
    ours = reached(request, pk)
    form = RejectForm(request.POST, is_group=ours.is_group)
    if not form.is_valid():
        return page(request, ours, reject_form=form)
    decision = {name: form.cleaned_data[name] for name in ("reason", "blocks")}
    return done(
        request, ours, lambda: proposals.reject(proposal=ours, **decision, by=request.user, at=clock.now())
    )


STEPS = {
    Action.HOLD: proposals.hold,
    Action.RELEASE: proposals.release,
    Action.ALL_YES: asking.go_on,
    Action.REOPEN: asking.reopen,
    Action.STOP: proposals.stop,
    Action.INTRODUCE: introductions.introduce,
}


@allow(Permission.MATCH)
@require_POST
def step(request: Guarded, pk: UUID, action: str) -> HttpResponse:
    """One step that needs no further words: put aside, take up, go on, stop, introduce."""
    ours = reached(request, pk)
    take = STEPS[Action(action)]
    return done(request, ours, lambda: take(proposal=ours, by=request.user, at=clock.now()))


@allow(Permission.MATCH)
@require_http_methods(["GET", "POST"])
def exchange(request: Guarded, pk: UUID, member: int) -> HttpResponse:
    """Who could take somebody's place, and what each costs; posting it exchanges them."""
    ours = reached(request, pk)
    theirs = get_object_or_404(ours.members.select_related("resident"), pk=member)
    if request.method == "POST":
        form = ExchangeForm(request.POST)
        people = Resident.objects.filter(address__flat__team=ours.team)
        somebody = people.filter(pk=form.cleaned_data["resident"]).first() if form.is_valid() else None
        if somebody is None:
            messages.warning(request, _("Choose somebody from the list."))
            return redirect("proposal_exchange", pk=ours.pk, member=member)
        return done(request, ours, lambda: exchanges.exchange(
            proposal=ours, member=theirs, resident=somebody, by=request.user, at=clock.now()
        ))  # fmt: skip
    proposals.opened(proposal=ours, by=request.user, at=clock.now())
    context = {
        "proposal": ours,
        "title": listing.title(ours),
        "member": theirs,
        "name": listing.name(theirs),
        "options": listing.exchanges(ours, theirs, clock.now()),
    }
    return render(request, "matching/exchange.html", context)


@allow(Permission.MATCH)
@require_POST
def outcome(request: Guarded, pk: UUID) -> HttpResponse:
    """Three weeks later: did it happen?"""
    ours = reached(request, pk)
    form = OutcomeForm(request.POST)
    if not form.is_valid():
        return page(request, ours)
    return done(request, ours, lambda: introductions.outcome(
        proposal=ours, **form.cleaned_data, by=request.user, at=clock.now()
    ))  # fmt: skip


@allow(Permission.MATCH)
@require_http_methods(["POST"])
def letter(request: Guarded, pk: UUID, member: int) -> HttpResponse:
    """The introduction letter for one of them. By POST, since a print is logged."""
    ours = reached(request, pk)
    theirs = get_object_or_404(ours.members.select_related("resident__address"), pk=member)
    printed = introductions.letter(member=theirs, by=request.user, at=clock.now())
    return _paper(printed, _("introduction") + f"-{theirs.pk}.pdf")


@allow(Permission.MATCH)
@require_http_methods(["POST"])
def slips(request: Guarded, pk: UUID) -> HttpResponse:
    """A slip for each who comes to a group, to hand over. By POST, since a print is logged."""
    printed = invitation_slips.print_slips(proposal=reached(request, pk), by=request.user, at=clock.now())
    return _paper(printed, _("invitations") + ".pdf")


@allow(Permission.MATCH)
@require_POST
def begin_activity(request: Guarded, pk: UUID) -> HttpResponse:
    """The group goes on as an activity; from here on it is kept there."""
    ours = reached(request, pk)
    try:
        activity = group_activities.begin(proposal=ours, by=request.user, at=clock.now())
    except Refused as no:
        messages.warning(request, no.sentence)
        return redirect("proposal", pk=ours.pk)
    return redirect("activity", pk=activity.pk)


def _paper(printed: bytes, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(printed, content_type="application/pdf", headers=headers)


def reached(request: Guarded, pk: UUID) -> Proposal:
    """The proposal within reach, as it was when the form that is posted was shown."""
    ours = get_object_or_404(_within_reach(request), pk=pk)
    if request.method == "POST":
        ours.version = seen(request.POST)
    return ours


def _within_reach(request: Guarded) -> Any:
    return Proposal.objects.within_reach_of(request.reach).select_related(
        "team", "interest__group", "run", "activity"
    )


def done(request: Guarded, ours: Proposal, act: Callable[[], object], *, at: str = "next") -> HttpResponse:
    """One topic call, and back to where it was done on the page; a refusal is told at its top."""
    try:
        act()
    except Refused as no:
        messages.warning(request, no.sentence)
        return redirect("proposal", pk=ours.pk)
    # Who goes by keyboard goes on from there, and a screen reader reads on.
    return redirect(f"{reverse('proposal', args=[ours.pk])}#{at}")


def page(
    request: Guarded,
    ours: Proposal,
    *,
    approve_form: ApproveForm | None = None,
    reject_form: RejectForm | None = None,
    chores_form: ChoresForm | None = None,
) -> HttpResponse:
    """The page of one proposal, with a form that came back if there is one; opening it is logged."""
    proposals.opened(proposal=ours, by=request.user, at=clock.now())
    ours.refresh_from_db(fields=["version", "state"])
    state = State(ours.state)
    people = listing.people(ours)
    standing = [person for person in people if person.is_standing]
    is_frozen = not Proposal.objects.live().filter(pk=ours.pk).exists()
    first = {"interest": ours.interest, "version": ours.version}
    context = {
        "proposal": ours,
        "title": listing.title(ours),
        "badge": wording.badge(ours),
        "points": wording.points(ours.score),
        "people": people,
        "reasons": wording.reasons(ours, [person.name for person in people]),
        "left_out": wording.left_out(),
        "actions": PROPOSAL.actions(state),
        "may_exchange": state in EXCHANGEABLE,
        "may_go_on": state == State.ASKING and all(one.member.answer == Answer.YES for one in standing),
        "is_frozen": is_frozen and state in (*OPEN, State.INTRODUCED),
        "may_reopen": asking.may_reopen(ours, clock.now()),
        "unshared": hindrances.unshared(ours, standing) if state in (*OPEN, State.INTRODUCED) else None,
        "not_shared_by_all": hindrances.not_shared_by_all(standing),
        "step_in_vain": hindrances.step_in_vain(ours, standing) if state in OPEN else [],
        "weeks": LATER_IS_AFTER_DAYS // 7,
        "may_ask_outcome": introductions.may_ask_outcome(ours, clock.now()) and not is_frozen,
        "approve_form": approve_form or ApproveForm(team=ours.team, initial=first),
        "reject_form": reject_form or RejectForm(is_group=ours.is_group, initial=first),
        "chores_form": chores_form or _chores_form(ours),
        "next_to_decide": listing.next_to_decide(ours),
    }
    return render(request, "matching/proposal.html", context)


def _chores_form(ours: Proposal) -> ChoresForm | None:
    if not ours.is_group or ours.state not in chores.MEETING or ours.activity:
        return None
    return ChoresForm(members=listing.chore_takers(ours), initial=chores.of(ours))
