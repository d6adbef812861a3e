"""Hands over on paper, ends accounts, and gives what is held about oneself."""

from django.contrib import messages
from django.contrib.auth import logout
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from buurvoorbuur import clock, departures, hand_over_papers, own_data
from buurvoorbuur.access import Guarded, allow, memberships_of
from buurvoorbuur.models import Membership
from buurvoorbuur.retention_terms import ACCOUNTS
from buurvoorbuur.roles import Permission


@allow(None, fresh=True)
@require_http_methods(["GET", "POST"])
def account_end(request: Guarded) -> HttpResponse:
    """Ends one's own account, once one has left every team."""
    if request.method == "POST":
        departures.end(user=request.user, by=request.user, at=clock.now())
        logout(request)
        messages.success(request, _("Your account is ended. Thank you for all you did."))
        return redirect("logged_out")
    context = {"memberships": memberships_of(request.user), "months": ACCOUNTS}
    return render(request, "account_end.html", context)


@allow(None, fresh=True)
@require_GET
def account_held(request: Guarded) -> HttpResponse:
    """All that is held about oneself, to take along."""
    told = own_data.as_file(user=request.user, at=clock.now())
    name = _("my-account") + f"-{clock.today():%Y-%m-%d}.json"
    return HttpResponse(
        told,
        content_type="application/json",
        headers={"Content-Disposition": content_disposition_header(True, name)},
    )


@allow(Permission.SEE_FLATS)
@require_POST
def member_hand_over_paper(request: Guarded, pk: int) -> HttpResponse:
    """What somebody has in hand, on paper: one's own, or that of a member of a team one coordinates."""
    known = Membership.objects.filter(Q(user=request.user) | Q(team__in=request.reach.whole_teams))
    theirs = get_object_or_404(known.select_related("user", "team"), pk=pk, team__in=request.reach.teams)
    paper = hand_over_papers.print_paper(
        membership=theirs, language=get_language() or "nl", by=request.user, at=clock.now()
    )
    disposition = content_disposition_header(True, _("hand-over") + ".pdf")
    return HttpResponse(paper, content_type="application/pdf", headers={"Content-Disposition": disposition})


@allow(Permission.KEEP_ACCOUNTS, fresh=True)
@require_POST
def member_end_account(request: Guarded, pk: int) -> HttpResponse:
    """Ends the account of somebody who left every team."""
    theirs = get_object_or_404(
        Membership.objects.select_related("user"), pk=pk, team__in=request.reach.teams, user__ended_at=None
    )
    departures.end(user=theirs.user, by=request.user, at=clock.now())
    messages.success(request, _("The account is ended. What they did stays, without their name."))
    return redirect("members")
