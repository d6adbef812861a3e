"""A team beside others, made by who keeps the accounts."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from buurvoorbuur import clock
from buurvoorbuur.access import CHOSEN_TEAM, Guarded, allow
from buurvoorbuur.refusals import Refused
from buurvoorbuur.roles import Permission
from outreach import starting
from outreach.forms.teams import NewTeamForm


@allow(Permission.KEEP_ACCOUNTS, fresh=True)
@require_http_methods(["GET", "POST"])
def team_new(request: Guarded) -> HttpResponse:
    """Makes a team, and invites its first coordinator."""
    form = NewTeamForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = starting.add(**form.cleaned_data, by=request.user, at=clock.now())
        except Refused as no:
            form.add_error(no.field, no.sentence)
        else:
            request.session[CHOSEN_TEAM] = str(made.pk)
            messages.success(request, _("The team is there; its first coordinator got a mail."))
            return redirect("members")
    return render(request, "outreach/team_new.html", {"form": form})
