"""What a member did before walking along, ticked by who keeps the members; and a team's own trainings."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from buurvoorbuur import clock
from buurvoorbuur.access import Guarded, allow, reach_among, team_in_reach
from buurvoorbuur.models import Membership
from buurvoorbuur.refusals import Refused
from buurvoorbuur.roles import Permission
from outreach import preparations, step_plan
from outreach.forms.preparations import DoneForm, TrainingForm
from outreach.models import Training
from outreach.preparations import Line


@allow(Permission.KEEP_MEMBERS)
@require_GET
def member_preparation(request: Guarded, pk: int) -> HttpResponse:
    """What one member did, each with its day."""
    theirs = _within_reach(request, pk)
    standing = preparations.of(theirs, get_language() or "nl")
    context = {
        "theirs": theirs,
        "standing": standing,
        "today": clock.today(),
        "may_walk": bool(reach_among(request.memberships, request.user, Permission.WALK_ROUNDS)),
    }
    return render(request, "outreach/member_preparation.html", context)


@allow(Permission.KEEP_MEMBERS)
@require_POST
def member_prepared(request: Guarded, pk: int) -> HttpResponse:
    """Ticks one thing, on a day."""
    theirs, form = _within_reach(request, pk), DoneForm(request.POST)
    line = _line(request, theirs)
    if not form.is_valid():
        messages.warning(request, _("Fill in on which day it was."))
        return redirect("member_preparation", pk=pk)
    try:
        preparations.note(
            membership=theirs, what=line.what, **form.cleaned_data, by=request.user, at=clock.now()
        )
    except Refused as no:
        messages.warning(request, no.sentence)
    else:
        messages.success(request, _("Saved."))
    return redirect("member_preparation", pk=pk)


@allow(Permission.KEEP_MEMBERS)
@require_POST
def member_unprepared(request: Guarded, pk: int) -> HttpResponse:
    """Takes a tick back."""
    theirs = _within_reach(request, pk)
    line = _line(request, theirs)
    preparations.take_back(membership=theirs, what=line.what, by=request.user, at=clock.now())
    messages.success(request, _("Taken back."))
    return redirect("member_preparation", pk=pk)


@allow(Permission.EDIT_TEAM)
@require_http_methods(["GET", "POST"])
def trainings(request: Guarded) -> HttpResponse:
    """The trainings that every team has, those of this team, and a form for another."""
    team = team_in_reach(request)
    form = TrainingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            preparations.add_training(team=team, **form.cleaned_data, by=request.user, at=clock.now())
        except Refused as no:
            form.add_error(no.field, no.sentence)
        else:
            messages.success(request, _("Saved."))
            return redirect("trainings")
    usual = step_plan.trainings(get_language() or "nl").values()
    context = {"ours": team, "form": form, "usual": usual, "own": preparations.own_trainings(team)}
    return render(request, "outreach/trainings.html", context)


@allow(Permission.EDIT_TEAM)
@require_POST
def training_remove(request: Guarded, pk: UUID) -> HttpResponse:
    """The team has it no longer."""
    one = get_object_or_404(Training.objects.filter(team__in=request.reach.teams), pk=pk)
    preparations.remove_training(training=one, by=request.user, at=clock.now())
    messages.success(request, _("The training is gone."))
    return redirect("trainings")


def _within_reach(request: Guarded, pk: int) -> Membership:
    known = Membership.objects.filter(user__ended_at=None).select_related("user", "team")
    return get_object_or_404(known, pk=pk, team__in=request.reach.teams)


def _line(request: Guarded, theirs: Membership) -> Line:
    line = preparations.of(theirs, "nl").line(request.POST.get("what", ""))
    if line is None:
        raise Http404
    return line
