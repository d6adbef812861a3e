"""Asking the residents of an introduction, on screen: the plan, what each said, and small jobs of a group."""

from datetime import timedelta
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from buurvoorbuur import clock
from buurvoorbuur.access import Guarded, allow
from buurvoorbuur.refusals import Refused
from buurvoorbuur.roles import Permission
from matching import asking, asking_words, listing
from matching import chores as small_jobs
from matching import proposals as decisions
from matching.forms import AnswerForm, AskForm, ChoresForm
from matching.views import proposals


@allow(Permission.MATCH)
@require_http_methods(["GET", "POST"])
def ask(request: Guarded, pk: UUID) -> HttpResponse:
    """Who asks whom, how, and before when; posting it begins the asking."""
    ours = proposals.reached(request, pk)
    initial = {"version": ours.version, "before": clock.today() + timedelta(days=asking.USUAL_DAYS)}
    members = list(ours.members.standing().select_related("resident__address__flat__team"))
    form = AskForm(
        request.POST or None,
        members=members,
        offered={one.pk: asking.offered(one.resident, clock.today()) for one in members if one.resident},
        usual=asking.usual(ours, request.user),
        initial=initial,
    )
    if request.method == "POST" and form.is_valid():
        try:
            asking.ask(
                proposal=ours, askings=form.askings, before=form.cleaned_data["before"],
                by=request.user, at=clock.now(),
            )  # fmt: skip
        except Refused as no:
            form.add_error(no.field if no.field in form.fields else None, no.sentence)
        else:
            return redirect("proposal", pk=ours.pk)
    decisions.opened(proposal=ours, by=request.user, at=clock.now())
    context = {
        "proposal": ours, "title": listing.title(ours), "form": form, "blind": asking_words.blind(ours),
    }  # fmt: skip
    return render(request, "matching/ask.html", context)


@allow(Permission.MATCH)
@require_POST
def answer(request: Guarded, pk: UUID, member: int) -> HttpResponse:
    """Notes what one resident said."""
    ours = proposals.reached(request, pk)
    theirs = get_object_or_404(ours.members, pk=member)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return proposals.page(request, ours)
    theirs.answer = form.cleaned_data.pop("seen")
    return proposals.done(request, ours, lambda: asking.answer(
        member=theirs, **form.cleaned_data, by=request.user, at=clock.now()
    ), at=f"member-{theirs.pk}")  # fmt: skip


@allow(Permission.MATCH)
@require_POST
def chores(request: Guarded, pk: UUID) -> HttpResponse:
    """Who does which small job of a group."""
    ours = proposals.reached(request, pk)
    form = ChoresForm(request.POST, members=listing.chore_takers(ours))
    if not form.is_valid():
        return proposals.page(request, ours, chores_form=form)
    return proposals.done(request, ours, lambda: small_jobs.share_out(
        proposal=ours, taken=form.taken, by=request.user, at=clock.now()
    ), at="chores")  # fmt: skip
