"""What residents do together and what they would like to see come about."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from buurvoorbuur import clock
from buurvoorbuur.access import Guarded, allow, team_in_reach
from buurvoorbuur.models import Team
from buurvoorbuur.refusals import Refused
from buurvoorbuur.roles import Permission
from outreach import activities as doing
from outreach import ideas
from outreach.activity_terms import IdeaState
from outreach.forms.activities import ActivityForm, IdeaForm
from outreach.models import Activity, Flat, Idea
from outreach.views.letters import pdf_answer
from outreach.wording.activity_words import IDEA_STATES, state_of


@allow(Permission.KEEP_ACTIVITIES)
@require_GET
def activities(request: Guarded) -> HttpResponse:
    """Everything within reach: what goes on, what is planned, what stopped, and every idea."""
    every = Activity.objects.within_reach_of(request.reach).prefetch_related("flats")
    rows = [(one, ", ".join(flat.name for flat in one.flats.all()), state_of(one)) for one in every]
    thoughts = Idea.objects.within_reach_of(request.reach).select_related("flat")
    context = {
        "going_on": [row for row in rows if not row[0].stopped_on],
        "stopped": [row for row in rows if row[0].stopped_on],
        "ideas": [(idea, IDEA_STATES[IdeaState(idea.state)]) for idea in thoughts],
        "has_flats": Flat.objects.within_reach_of(request.reach).exists(),
    }
    return render(request, "outreach/activities.html", context)


@allow(Permission.KEEP_ACTIVITIES)
@require_http_methods(["GET", "POST"])
def activity_new(request: Guarded) -> HttpResponse:
    """A new activity."""
    team = team_in_reach(request)
    form = ActivityForm(request.POST or None, flats=_flats(request, team))
    return _kept(
        request, form, lambda: doing.add(team=team, notes=form.notes, by=request.user, at=clock.now())
    )


@allow(Permission.KEEP_ACTIVITIES)
@require_http_methods(["GET", "POST"])
def activity(request: Guarded, pk: UUID) -> HttpResponse:
    """One activity, to fill in what has become known."""
    one = get_object_or_404(Activity.objects.within_reach_of(request.reach).select_related("team"), pk=pk)
    form = ActivityForm(request.POST or None, flats=_flats(request, one.team), activity=one)
    return _kept(
        request,
        form,
        lambda: doing.change(activity=one, notes=form.notes, by=request.user, at=clock.now()),
        kept=one.name,
        activity=one,
    )


@allow(Permission.KEEP_ACTIVITIES)
@require_POST
def activity_poster(request: Guarded, pk: UUID) -> HttpResponse:
    """A poster for the hall, in the language of who prints it."""
    one = get_object_or_404(Activity.objects.within_reach_of(request.reach), pk=pk)
    poster = doing.print_poster(activity=one, language=get_language(), by=request.user, at=clock.now())
    return pdf_answer(poster, _("poster") + ".pdf")


@allow(Permission.KEEP_ACTIVITIES)
@require_http_methods(["GET", "POST"])
def idea_new(request: Guarded) -> HttpResponse:
    """A new idea."""
    team = team_in_reach(request)
    form = _idea_form(request, team)
    return _kept(
        request, form, lambda: ideas.add(team=team, notes=form.notes, by=request.user, at=clock.now())
    )


@allow(Permission.KEEP_ACTIVITIES)
@require_http_methods(["GET", "POST"])
def idea(request: Guarded, pk: UUID) -> HttpResponse:
    """One idea, to say how far it is."""
    one = get_object_or_404(Idea.objects.within_reach_of(request.reach).select_related("team"), pk=pk)
    form = _idea_form(request, one.team, one)
    return _kept(
        request,
        form,
        lambda: ideas.change(idea=one, notes=form.notes, by=request.user, at=clock.now()),
        kept=one.what,
    )


def _kept(
    request: Guarded,
    form: forms.Form,
    keep: Callable[[], Any],
    *,
    kept: str = "",
    activity: Activity | None = None,
) -> HttpResponse:
    """The form, until what is in it can be kept."""
    if request.method == "POST" and form.is_valid():
        try:
            keep()
        except Refused as no:
            form.add_error(no.field, no.sentence)
        else:
            messages.success(request, _("Saved."))
            return redirect("activities")
    is_idea = isinstance(form, IdeaForm)
    title = kept or (_("A new idea") if is_idea else _("A new activity"))
    context = {"form": form, "title": title, "is_idea": is_idea, "activity": activity}
    return render(request, "outreach/activity.html", context)


def _idea_form(request: Guarded, team: Team, one: Idea | None = None) -> IdeaForm:
    whole_team = team.pk in request.reach.whole_teams
    return IdeaForm(request.POST or None, flats=_flats(request, team), whole_team=whole_team, idea=one)


def _flats(request: Guarded, team: Team) -> QuerySet[Flat]:
    return Flat.objects.within_reach_of(request.reach).filter(team=team).order_by("name")
