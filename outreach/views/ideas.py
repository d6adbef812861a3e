"""What residents would like to see come about."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from buurvoorbuur import clock
from buurvoorbuur.access import Guarded, allow, reach_of, team_in_reach
from buurvoorbuur.models import Team
from buurvoorbuur.roles import Permission
from outreach import activity_pages, budgets, ideas
from outreach.forms.activities import IdeaForm
from outreach.models import Idea
from outreach.views.activities import flats_of, kept, money_seen_by


@allow(Permission.KEEP_ACTIVITIES)
@require_http_methods(["GET", "POST"])
def idea_new(request: Guarded) -> HttpResponse:
    """A new idea."""
    team = team_in_reach(request)
    form = _form(request, team)
    return kept(
        request,
        form,
        lambda: ideas.add(team=team, notes=form.notes, by=request.user, at=clock.now()),
        title=_("A new idea"),
    )


@allow(Permission.KEEP_ACTIVITIES)
@require_http_methods(["GET", "POST"])
def idea(request: Guarded, pk: UUID) -> HttpResponse:
    """One idea, to say how far it is."""
    one = get_object_or_404(Idea.objects.within_reach_of(request.reach).select_related("team"), pk=pk)
    form, sees_money = _form(request, one.team, one), money_seen_by(request)
    return kept(
        request,
        form,
        lambda: ideas.change(idea=one, notes=form.notes, by=request.user, at=clock.now()),
        title=one.what,
        row=one,
        accounts_of=one.team if one.team_id in sees_money else None,
        money=budgets.of_ideas(sees_money).get(one.pk),
    )


def _form(request: Guarded, team: Team, one: Idea | None = None) -> IdeaForm:
    whole_team = team.pk in request.reach.whole_teams
    residents = reach_of(request.user, Permission.SEE_RESIDENTS)
    sees_people = residents and team.pk in residents.whole_teams
    if sees_people and request.method == "GET":
        ideas.opened(team=team, by=request.user, at=clock.now())
    return IdeaForm(
        request.POST or None,
        flats=flats_of(request, team),
        people=activity_pages.in_touch(team) if sees_people else None,
        whole_team=whole_team,
        idea=one,
    )
