"""What residents do together: planned, begun and stopped, without reasons; `ideas` holds the rest."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from buurvoorbuur import audit
from buurvoorbuur.models import Team, User
from buurvoorbuur.refusals import Refused
from outreach.models import Activity, Flat


@dataclass(frozen=True, slots=True)
class ActivityNotes:
    """An activity as somebody fills it in; it began once it has a first day, and goes on without a last."""

    name: str
    flats: Collection[Flat]
    began_on: date | None = None
    stopped_on: date | None = None


@transaction.atomic
def add(*, team: Team, notes: ActivityNotes, by: User, at: datetime) -> Activity:
    """Keeps a new activity. Raises `Refused`: no flat, one of another team, or days that cannot be."""
    _check(team, notes, at)
    activity = Activity.objects.create(
        team=team,
        name=notes.name,
        planned_at=at,
        began_on=notes.began_on,
        began_at=at if notes.began_on else None,
        stopped_on=notes.stopped_on,
    )
    activity.flats.set(notes.flats)
    audit.record("activity.added", by=by, about=activity, at=at, team=team.pk)
    return activity


@transaction.atomic
def change(*, activity: Activity, notes: ActivityNotes, by: User, at: datetime) -> None:
    """Keeps what has become known of an activity. Raises `Refused` as `add` does."""
    _check(activity.team, notes, at)
    locked = Activity.objects.select_for_update().get(pk=activity.pk)
    locked.name = notes.name
    locked.began_on, locked.stopped_on = notes.began_on, notes.stopped_on
    # A better first day is no second beginning.
    locked.began_at = (locked.began_at or at) if notes.began_on else None
    locked.save()
    locked.flats.set(notes.flats)
    audit.record("activity.changed", by=by, about=locked, at=at, team=locked.team_id)


def _check(team: Team, notes: ActivityNotes, at: datetime) -> None:
    if not notes.flats or any(flat.team_id != team.pk for flat in notes.flats):
        raise Refused(_("Choose at least one flat of this team."), field="flats")
    if notes.began_on and notes.began_on > timezone.localdate(at):
        raise Refused(_("This day is still to come. Fill it in once it has taken place."), field="began_on")
    if notes.stopped_on and not notes.began_on:
        raise Refused(_("It cannot stop before it began. Fill in the first time."), field="began_on")
    if notes.stopped_on and notes.began_on and notes.stopped_on < notes.began_on:
        raise Refused(_("This is before the first time."), field="stopped_on")
