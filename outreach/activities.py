"""What residents do together: planned, begun and stopped, without reasons."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from decimal import Decimal

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from buurvoorbuur import audit, pdf, versions
from buurvoorbuur.models import Team, User
from buurvoorbuur.refusals import Refused
from outreach import promises
from outreach.models import Activity, Flat, Promise, Resident, Venue
from outreach.promise_terms import PromiseEnd
from outreach.traces.names import names_in

POSTER = "print/activity_poster.html"
# A poster with more letters than this, in its name or in all, is set smaller, so that all of them fit.
_LARGE_NAME, _LARGE, _WORDY = 20, 55, 200


@dataclass(frozen=True, slots=True)
class ActivityNotes:
    """An activity as somebody fills it in; it began once it has a first day, and goes on without a last."""

    name: str
    flats: Collection[Flat]
    began_on: date | None = None
    stopped_on: date | None = None
    next_on: date | None = None
    starts_at: time | None = None
    venue: Venue | None = None
    place: str = ""
    step_free: bool | None = None
    price: Decimal | None = None
    at_least: int | None = None
    at_most: int | None = None
    bring: str = ""


# What is kept as it was filled in.
AS_TOLD = (
    "name", "began_on", "stopped_on", "next_on", "starts_at", "venue", "place", "step_free", "price",
    "at_least", "at_most", "bring",
)  # fmt: skip


@transaction.atomic
def add(*, team: Team, notes: ActivityNotes, by: User, at: datetime) -> Activity:
    """Keeps a new activity.

    Raises `Refused`: no flat, one of another team, days that cannot be, or more people than there is room.
    """
    activity = store(team, notes, at)
    audit.record("activity.added", by=by, about=activity, at=at, team=team.pk)
    return activity


def store(team: Team, notes: ActivityNotes, at: datetime, *, is_of_group: bool = False) -> Activity:
    """A part of `add` and of what a group becomes, whose introduction asks how it went. Raises as `add`."""
    _check(team, notes, at)
    told = {name: getattr(notes, name) for name in AS_TOLD}
    activity = Activity.objects.create(
        team=team,
        planned_at=at,
        began_at=at if notes.began_on else None,
        is_of_group=is_of_group,
        **told,
    )
    activity.flats.set(notes.flats)
    return activity


@transaction.atomic
def change(
    *, activity: Activity, notes: ActivityNotes, by: User, at: datetime, among: Collection[Flat] | None = None
) -> None:
    """Keeps what has become known of an activity as somebody saw it, by its version.

    Of which flats it is changes only `among` these, if given. Raises `Refused` as `add` does, for days that
    the times it took place speak against, and when it changed meanwhile.
    """
    ours = locked(activity)
    versions.refuse_unseen(ours, activity, versions.COMPARE)
    if among is not None:
        others = ours.flats.exclude(pk__in=[flat.pk for flat in among])
        notes = replace(notes, flats=[*notes.flats, *others])
    _check(ours.team, notes, at)
    _check_times(ours, notes)
    for name in AS_TOLD:
        setattr(ours, name, getattr(notes, name))
    # A better first day is no second beginning.
    ours.began_at = (ours.began_at or at) if notes.began_on else None
    if notes.began_on or notes.next_on:
        ours.let_go_at = None
    versions.touch(ours, *AS_TOLD, "began_at", "let_go_at")
    ours.flats.set(notes.flats)
    if ours.stopped_on:
        end_promises(ours, PromiseEnd.LET_GO, by, at)
    audit.record("activity.changed", by=by, about=ours, at=at, team=ours.team_id)


@transaction.atomic
def let_go(*, activity: Activity, by: User, at: datetime) -> None:
    """Nobody took it on, and that is fine: it ends here, and so does what we promised for it.

    A first or next day that somebody fills in later takes it up again. Raises `Refused` once it has begun.
    """
    ours = locked(activity)
    if ours.began_on:
        raise Refused(_("It has begun, so it can stop: fill in the last time."))
    if ours.let_go_at:
        return
    ours.let_go_at, ours.next_on, ours.starts_at = at, None, None
    versions.touch(ours, "let_go_at", "next_on", "starts_at")
    end_promises(ours, PromiseEnd.LET_GO, by, at)
    audit.record("activity.let_go", by=by, about=ours, at=at, team=ours.team_id)


def locked(activity: Activity) -> Activity:
    """The row as it is now, locked until the transaction ends."""
    # Rows that link here ask for a weaker lock when they are stored; without `no_key` two could wait for
    # each other.
    known = Activity.objects.select_for_update(of=("self",), no_key=True).select_related("team", "venue")
    return known.get(pk=activity.pk)


def end_promises(activity: Activity, ending: PromiseEnd, by: User, at: datetime) -> None:
    """Ends what is still open of what we promised for an activity."""
    for promise in Promise.objects.open().filter(activity=activity).order_by("pk"):
        promises.end(promise=promise, ending=ending, by=by, at=at)


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
    if notes.venue:
        _check_venue(team, notes.venue, notes.at_least, notes.at_most)


def _check_times(ours: Activity, notes: ActivityNotes) -> None:
    """What was noted of evenings stays true: it began with the first and did not stop before the last."""
    held = list(ours.gatherings.order_by("held_on").values_list("held_on", flat=True))
    if held and (not notes.began_on or notes.began_on > held[0]):
        first = date_format(held[0], "j F Y")
        raise Refused(
            _("It took place on %s already. Fill in that day or an earlier one.") % first, field="began_on"
        )
    if held and notes.stopped_on and notes.stopped_on < held[-1]:
        said = _("It still took place on %s.")
        raise Refused(said % date_format(held[-1], "j F Y"), field="stopped_on")


def _check_venue(team: Team, venue: Venue, at_least: int | None, at_most: int | None) -> None:
    # Locked, so that it is not taken off the list meanwhile.
    if not Venue.objects.select_for_update().filter(pk=venue.pk, team=team).exists():
        raise Refused(_("Choose a place of this team."), field="venue")
    wanted = at_most or at_least
    if venue.holds and wanted and wanted > venue.holds:
        field = "at_most" if at_most else "at_least"
        raise Refused(_("There is room for %s there.") % venue.holds, field=field)


@transaction.atomic
def print_poster(*, activity: Activity, language: str, by: User, at: datetime) -> bytes:
    """A poster for the hall as PDF: what, when, where and for how much, and no name of anybody.

    Raises `Refused` for an activity without a next day or a place, one that is over or was stopped, and for
    one whose words hold the name of a resident.
    """
    ours = Activity.objects.select_related("team", "venue").get(pk=activity.pk)
    refuse_unsettled(ours, at)
    refuse_names(ours)
    audit.record("activity.poster_printed", by=by, about=ours, at=at, team=ours.team_id)
    context = {"activity": ours, "team": ours.team, "size": _size(ours)}
    return pdf.render(POSTER, context, language=language, pages=1)


def refuse_names(activity: Activity) -> None:
    """Raises `Refused` while paper about an activity would name somebody who lives there or takes part."""
    if names_somebody(activity):
        raise Refused(_("The name of a resident stands in it, and everybody may read it. Leave names out."))


def names_somebody(activity: Activity) -> bool:
    """Whether what is printed names a resident of its flats, or somebody who takes part from elsewhere."""
    people = Resident.objects.filter(
        Q(address__flat__in=activity.flats.all()) | Q(pk__in=activity.participants.values("resident"))
    )
    directions = activity.venue.directions if activity.venue else ""
    told = ". ".join((activity.name, activity.where, directions, activity.bring))
    return next(names_in(told, [person.name for person in people.only("name")], []), None) is not None


def _size(activity: Activity) -> str:
    """How large the words of a poster are set, as its style sheet calls it."""
    directions = activity.venue.directions if activity.venue else ""
    told = sum(len(words) for words in (activity.name, activity.where, directions, activity.bring))
    if told > _WORDY:
        return "is-full"
    return "is-wordy" if told > _LARGE or len(activity.name) > _LARGE_NAME else ""


def refuse_unsettled(activity: Activity, at: datetime) -> None:
    """Raises `Refused` while paper could not say when and where it is, or would say a day that is over."""
    if not activity.next_on or not activity.where:
        raise Refused(_("Paper says when and where. First fill in both."))
    if activity.next_on < timezone.localdate(at):
        raise Refused(_("That day is over. First fill in the next one."))
