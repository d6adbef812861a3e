"""What residents do together: planned, begun and stopped, without reasons; `ideas` holds the rest."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from buurvoorbuur import audit, pdf
from buurvoorbuur.models import Team, User
from buurvoorbuur.refusals import Refused
from outreach.models import Activity, Flat

POSTER = "print/activity_poster.html"
# A poster with more letters than this gets smaller ones, so that all of them fit.
_WORDY = 120


@dataclass(frozen=True, slots=True)
class ActivityNotes:
    """An activity as somebody fills it in; it began once it has a first day, and goes on without a last."""

    name: str
    flats: Collection[Flat]
    began_on: date | None = None
    stopped_on: date | None = None
    next_on: date | None = None
    starts_at: time | None = None
    place: str = ""
    step_free: bool | None = None
    price: Decimal | None = None
    at_least: int | None = None
    at_most: int | None = None
    bring: str = ""


# What is kept as it was filled in.
AS_TOLD = (
    "name", "began_on", "stopped_on", "next_on", "starts_at", "place", "step_free", "price", "at_least",
    "at_most", "bring",
)  # fmt: skip


@transaction.atomic
def add(*, team: Team, notes: ActivityNotes, by: User, at: datetime) -> Activity:
    """Keeps a new activity. Raises `Refused`: no flat, one of another team, or days that cannot be."""
    _check(team, notes, at)
    told = {name: getattr(notes, name) for name in AS_TOLD}
    activity = Activity.objects.create(
        team=team, planned_at=at, began_at=at if notes.began_on else None, **told
    )
    activity.flats.set(notes.flats)
    audit.record("activity.added", by=by, about=activity, at=at, team=team.pk)
    return activity


@transaction.atomic
def change(*, activity: Activity, notes: ActivityNotes, by: User, at: datetime) -> None:
    """Keeps what has become known of an activity. Raises `Refused` as `add` does."""
    _check(activity.team, notes, at)
    locked = Activity.objects.select_for_update().get(pk=activity.pk)
    for name in AS_TOLD:
        setattr(locked, name, getattr(notes, name))
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
    if notes.stopped_on and notes.next_on:
        raise Refused(_("It has stopped, so there is no next time. Leave one empty."), field="next_on")
    if notes.starts_at and not notes.next_on:
        raise Refused(_("Fill in the day too."), field="next_on")
    if notes.at_least and notes.at_most and notes.at_most < notes.at_least:
        raise Refused(_("This is fewer than are needed."), field="at_most")


@transaction.atomic
def print_poster(*, activity: Activity, language: str, by: User, at: datetime) -> bytes:
    """A poster for the hall as PDF: what, when, where and for how much, and no name of anybody.

    Raises `Refused` for an activity without a next day or a place, one that is over or was stopped.
    """
    ours = Activity.objects.select_related("team").get(pk=activity.pk)
    if not ours.next_on or not ours.place:
        raise Refused(_("A poster says when and where. First fill in both."))
    if ours.next_on < timezone.localdate(at):
        raise Refused(_("That day is over. First fill in the next one."))
    audit.record("activity.poster_printed", by=by, about=ours, at=at, team=ours.team_id)
    told = len(ours.name) + len(ours.place) + len(ours.bring)
    context = {"activity": ours, "team": ours.team, "is_wordy": told > _WORDY}
    return pdf.render(POSTER, context, language=language, pages=1)
