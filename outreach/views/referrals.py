"""The numbers of a team, kept by its coordinators."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from buurvoorbuur import clock
from buurvoorbuur.access import Guarded, allow, team_in_reach
from buurvoorbuur.refusals import Refused
from buurvoorbuur.roles import Permission
from outreach import referrals as numbers
from outreach.forms.preparations import ReferralForm
from outreach.models import Referral


@allow(Permission.EDIT_TEAM)
@require_http_methods(["GET", "POST"])
def referrals(request: Guarded) -> HttpResponse:
    """The whole list, and a form for the next line."""
    team = team_in_reach(request)
    form = ReferralForm(request.POST or None, initial={"checked_on": clock.today()})
    if request.method == "POST" and form.is_valid():
        try:
            numbers.add(team=team, notes=form.notes, by=request.user, at=clock.now())
        except Refused as no:
            form.add_error(no.field, no.sentence)
        else:
            messages.success(request, _("Saved."))
            return redirect("referrals")
    context = {"ours": team, "form": form, "lines": numbers.of(team, clock.today())}
    return render(request, "outreach/referrals.html", context)


@allow(Permission.EDIT_TEAM)
@require_http_methods(["GET", "POST"])
def referral(request: Guarded, pk: UUID) -> HttpResponse:
    """One line, to change."""
    line = _line(request, pk)
    form = ReferralForm(request.POST or None, initial=ReferralForm.initial_of(line))
    if request.method == "POST" and form.is_valid():
        try:
            numbers.change(referral=line, notes=form.notes, by=request.user, at=clock.now())
        except Refused as no:
            form.add_error(no.field, no.sentence)
        else:
            messages.success(request, _("Saved."))
            return redirect("referrals")
    return render(request, "outreach/referral.html", {"line": line, "form": form})


@allow(Permission.EDIT_TEAM)
@require_POST
def referral_check(request: Guarded, pk: UUID) -> HttpResponse:
    """Somebody looked: it is still right."""
    numbers.check(referral=_line(request, pk), by=request.user, at=clock.now())
    messages.success(request, _("Noted that this is right today."))
    return redirect("referrals")


@allow(Permission.EDIT_TEAM)
@require_POST
def referral_remove(request: Guarded, pk: UUID) -> HttpResponse:
    """The line goes."""
    numbers.remove(referral=_line(request, pk), by=request.user, at=clock.now())
    messages.success(request, _("The line is gone."))
    return redirect("referrals")


def _line(request: Guarded, pk: UUID) -> Referral:
    return get_object_or_404(Referral.objects.filter(team__in=request.reach.teams), pk=pk)
