"""Starting a run of matching, and trying other terms without storing anything."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from buurvoorbuur import audit
from buurvoorbuur.models import Team, User
from buurvoorbuur.refusals import Refused
from matching import best_set, candidates, tasks
from matching.best_set import BestSet
from matching.models import Run, TeamTerms
from matching.run_states import GIVEN_UP_AFTER_MINUTES, RUN, UNFINISHED, RunAction, RunState
from matching.terms import Terms

TOO_FEW = _("Fewer than two residents agreed to be introduced and have room for it now.")
TOO_MANY = _("With so many residents trying takes too long. Save, and look for introductions.")
# Of more residents nothing worth comparing is found in the time that somebody waits.
MOST_TRIED = 300


@transaction.atomic
def start(*, team: Team, by: User, at: datetime) -> Run:
    """Has the worker look for the best introductions among everybody who may be introduced now.

    Raises `Refused` while another run is under way, and when fewer than two residents can be introduced.
    """
    # One run at a time in a team: two at once would take the same residents twice.
    Team.objects.select_for_update().get(pk=team.pk)
    _give_up_silent_ones(team, at)
    if Run.objects.unfinished().filter(team=team).exists():
        raise Refused(_("A search is under way already. It takes a minute at most."))
    if len(candidates.of(team, today=timezone.localdate(at))) < 2:
        raise Refused(TOO_FEW)
    columns = {name: getattr(_columns(team), name) for name in TeamTerms.TERMS}
    made = Run.objects.create(team=team, started_at=at, started_by=by, **columns)
    audit.record("matching.started", by=by, about=made, at=at, team=team.pk)
    tasks.look_for_introductions.enqueue(str(made.pk))
    return made


def _columns(team: Team) -> TeamTerms:
    return TeamTerms.objects.filter(team=team).first() or TeamTerms()


def is_silent(run: Run, at: datetime) -> bool:
    """Whether nothing was heard of an unfinished run for so long that its worker must be gone."""
    return run.state in UNFINISHED and at - run.started_at > timedelta(minutes=GIVEN_UP_AFTER_MINUTES)


def _give_up_silent_ones(team: Team, at: datetime) -> None:
    for run in Run.objects.unfinished().filter(team=team):
        if is_silent(run, at):
            run.state, run.finished_at = RUN.after(RunState(run.state), RunAction.FAIL), at
            run.save(update_fields=["state", "finished_at"])


def what_if(*, team: Team, terms: Terms, at: datetime) -> tuple[BestSet, BestSet]:
    """What a run would give now, and what it would give under these terms. Stores nothing.

    Both look equally long, since somebody waits for the answer. Raises `Refused` when fewer than two
    residents can be introduced, or more than can be looked at meanwhile.
    """
    people = candidates.of(team, today=timezone.localdate(at))
    if len(people) < 2:
        raise Refused(TOO_FEW)
    if len(people) > MOST_TRIED:
        raise Refused(TOO_MANY, code="too_many")
    activities = candidates.activities(team)
    now, tried = (
        best_set.find(people, activities, each, best_set.SHORT) for each in (_columns(team).terms, terms)
    )
    return now, tried
