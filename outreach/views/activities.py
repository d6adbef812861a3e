"""What residents do together: the list, and the page of each."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from buurvoorbuur import clock
from buurvoorbuur.access import Guarded, allow, reach_of, team_in_reach
from buurvoorbuur.models import Team
from buurvoorbuur.roles import Permission
from outreach import activities as doing
from outreach import activity_pages, budgets, participants, proud
from outreach.activity_terms import ActivityState, IdeaState
from outreach.forms.activities import ActivityForm, IdeaForm
from outreach.forms.activity_steps import (
    GatheringForm,
    HandOverForm,
    HeardForm,
    JobsForm,
    JoinForm,
    RhythmForm,
)
from outreach.models import Activity, Flat, Idea
from outreach.views.keeping import keep
from outreach.views.letters import pdf_answer
from outreach.wording.activity_words import IDEA_STATES, state_of


@allow(Permission.KEEP_ACTIVITIES)
@require_GET
def activities(request: Guarded) -> HttpResponse:
    """Everything within reach: what goes on, what is planned, what stopped, and every idea."""
    every = Activity.objects.within_reach_of(request.reach).prefetch_related("flats")
    rows = [(one, ", ".join(flat.name for flat in one.flats.all()), state_of(one)) for one in every]
    thoughts = Idea.objects.within_reach_of(request.reach).select_related("flat")
    money = budgets.of_ideas(money_seen_by(request))
    stopped, let_go = ActivityState.STOPPED, ActivityState.LET_GO
    context = {
        "going_on": [row for row in rows if row[0].state not in (stopped, let_go)],
        "stopped": [row for row in rows if row[0].state == stopped],
        "let_go": [row for row in rows if row[0].state == let_go],
        "ideas": [(idea, IDEA_STATES[IdeaState(idea.state)], money.get(idea.pk)) for idea in thoughts],
        "has_flats": Flat.objects.within_reach_of(request.reach).exists(),
    }
    return render(request, "outreach/activities.html", context)


@allow(Permission.KEEP_ACTIVITIES)
@require_GET
def to_be_proud_of(request: Guarded) -> HttpResponse:
    """What neighbours carry themselves, and which ideas came about."""
    context = {"carried": proud.carried(request.reach), "ideas": proud.came_about(request.reach)}
    return render(request, "outreach/proud.html", context)


@allow(Permission.KEEP_ACTIVITIES)
@require_http_methods(["GET", "POST"])
def activity_new(request: Guarded) -> HttpResponse:
    """A new activity, perhaps of the flat one comes from."""
    team = team_in_reach(request)
    flat, place = request.GET.get("flat", ""), None
    if request.method == "GET" and flat.isdecimal() and len(flat) < 10:
        within_reach = Flat.objects.within_reach_of(request.reach).select_related("team")
        place = get_object_or_404(within_reach, pk=int(flat))
        team = request.our_team = place.team
    known = {"flats": [place]} if place else None
    form = ActivityForm(request.POST or None, team=team, flats=flats_of(request, team), initial=known)
    return kept(
        request,
        form,
        lambda: doing.add(team=team, notes=form.notes, by=request.user, at=clock.now()),
        title=_("A new activity"),
    )


@allow(Permission.KEEP_ACTIVITIES)
@require_GET
def activity(request: Guarded, pk: UUID) -> HttpResponse:
    """One activity: what is known of it and what can be done; who takes part only for who sees residents."""
    return page(request, reached(request, pk))


@allow(Permission.KEEP_ACTIVITIES)
@require_http_methods(["GET", "POST"])
def activity_change(request: Guarded, pk: UUID) -> HttpResponse:
    """What has become known of an activity."""
    one = reached(request, pk)
    flats = flats_of(request, one.team)
    form = ActivityForm(request.POST or None, team=one.team, flats=flats, activity=one)
    return kept(
        request,
        form,
        lambda: doing.change(activity=one, notes=form.notes, among=flats, by=request.user, at=clock.now()),
        title=one.name,
        row=one,
    )


@allow(Permission.KEEP_ACTIVITIES)
@require_POST
def activity_poster(request: Guarded, pk: UUID) -> HttpResponse:
    """A poster for the hall, in the language of who prints it."""
    one = reached(request, pk)
    poster = doing.print_poster(activity=one, language=get_language(), by=request.user, at=clock.now())
    return pdf_answer(poster, _("poster") + ".pdf", as_attachment=True)


@allow(Permission.KEEP_ACTIVITIES)
@require_POST
def activity_cards(request: Guarded, pk: UUID) -> HttpResponse:
    """Cards that say how good it is that they do this."""
    one = reached(request, pk)
    cards = proud.print_cards(activity=one, language=get_language(), by=request.user, at=clock.now())
    return pdf_answer(cards, _("cards") + ".pdf", as_attachment=True)


def reached(request: Guarded, pk: UUID) -> Activity:
    """The activity within reach."""
    known = Activity.objects.within_reach_of(request.reach).select_related("team", "venue")
    return get_object_or_404(known, pk=pk)


def page(request: Guarded, one: Activity, **returned: Any) -> HttpResponse:
    """The page of one activity, with forms that came back if there are any."""
    residents = reach_of(request.user, Permission.SEE_RESIDENTS)
    sees_people = one.team_id in residents.whole_teams if residents else False
    sees_money = one.team_id in money_seen_by(request)
    shown = activity_pages.of(
        one, request.reach, sees_people=sees_people, sees_money=sees_money, today=clock.today()
    )
    context: dict[str, Any] = {"activity": one, "page": shown, "state": state_of(one)}
    context |= {"gathering_form": GatheringForm(), "heard_form": HeardForm()}
    if sees_people:
        participants.opened(activity=one, by=request.user, at=clock.now())
        rhythm = {"every": one.touch_every or "", "way": one.touch_way or "card"}
        context |= {
            "join_form": JoinForm(people=activity_pages.may_join(one)),
            "jobs_form": JobsForm(activity=one),
            "rhythm_form": RhythmForm(initial=rhythm),
            "hand_over_form": HandOverForm(),
        }
    return render(request, "outreach/activity.html", context | returned)


def money_seen_by(request: Guarded) -> frozenset[UUID]:
    """The teams whose money this person sees."""
    return reach_of(request.user, Permission.REPORT_FLATS).whole_teams


def kept(
    request: Guarded,
    form: ActivityForm | IdeaForm,
    write: Callable[[], Any],
    *,
    title: str,
    row: Activity | Idea | None = None,
    **more: Any,
) -> HttpResponse:
    """The form of an activity or an idea, of a `row` that is kept already or a new one.

    Until what is in it can be kept; if somebody changed the row meanwhile, with what stands there now.
    """
    made: list[Any] = []
    is_kept, said = keep(request, form, lambda: made.append(write()), row)
    if is_kept:
        return _saved(request, row or made[0])
    context = {"form": form, "title": title, "is_idea": isinstance(form, IdeaForm), "row": row, **more}
    return render(request, "outreach/activity_form.html", context | said)


def _saved(request: Guarded, row: Any) -> HttpResponse:
    messages.success(request, _("Saved."))
    return redirect("activity", pk=row.pk) if isinstance(row, Activity) else redirect("activities")


def flats_of(request: Guarded, team: Team) -> QuerySet[Flat]:
    """The flats of a team within reach, by name."""
    return Flat.objects.within_reach_of(request.reach).filter(team=team).order_by("name")
