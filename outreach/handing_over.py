"""An activity becomes the residents' own: our tasks end, we ask once how it goes and let hear of us."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from buurvoorbuur import audit, versions
from buurvoorbuur.models import User
from buurvoorbuur.refusals import Refused
from outreach import activities, participants, rhythms
from outreach.activity_terms import ASK_AFTER, OVER, Heard, TouchWay
from outreach.consent_terms import Purpose
from outreach.models import Activity, Gathering, Participant, Resident
from outreach.promise_terms import PromiseEnd


def refuse_over(ours: Activity) -> None:
    """Raises `Refused` when nothing more is to be done for it."""
    if ours.state in OVER:
        raise Refused(_("This is over."))


@transaction.atomic
def hand_over(*, activity: Activity, by: User, at: datetime) -> None:
    """It is theirs from now on: what we promised for it ends. Twice is once.

    Raises `Refused` when it is over, or while nobody who takes part organises it or does a small job.
    """
    ours = activities.locked(activity)
    refuse_over(ours)
    if ours.handed_over_at:
        return
    if not participants.is_carried(ours):
        raise Refused(
            _("Nobody has taken it on yet. Ask who would, share out the small jobs, or let it end.")
        )
    ours.handed_over_at = at
    if not ours.is_of_group:
        ours.ask_on = timezone.localdate(at) + timedelta(days=ASK_AFTER)
    ours.save(update_fields=["handed_over_at", "ask_on"])
    activities.end_promises(ours, PromiseEnd.HANDED, by, at)
    audit.record("activity.handed_over", by=by, about=ours, at=at, team=ours.team_id)


@transaction.atomic
def stay_in_touch(
    *, activity: Activity, every: int | None, way: TouchWay | None, by: User, at: datetime
) -> None:
    """How often and how we let hear of us, or not at all.

    Raises `Refused` for what is not offered, and for a way that nobody who takes part agreed to.
    """
    ours = activities.locked(activity)
    refuse_over(ours)
    rhythms.settle(
        ours,
        every,
        way,
        reaches=lambda way: to_reach(ours, way).exists(),
        nobody=_("Nobody who takes part agreed to this. Choose another way."),
        today=timezone.localdate(at),
    )
    audit.record("activity.rhythm_chosen", by=by, about=ours, at=at, team=ours.team_id)


def to_reach(activity: Activity, way: TouchWay) -> QuerySet[Participant]:
    """Who takes part and said that we may keep them posted; by telephone only those with a number."""
    posted = Resident.objects.consenting_to(Purpose.KEEP_POSTED)
    if way == TouchWay.PHONE:
        posted = posted.exclude(phone_index="")
    return activity.participants.standing().filter(resident__in=posted)


@transaction.atomic
def let_hear_of_us(*, activity: Activity, by: User, at: datetime) -> None:
    """A card was brought, a letter sent or a call made; the next one is a whole while later."""
    ours = activities.locked(activity)
    rhythms.move_on(ours, timezone.localdate(at))
    audit.record("activity.touched", by=by, about=ours, at=at, team=ours.team_id)


@transaction.atomic
def took_place(*, activity: Activity, on: date, people: int | None, by: User, at: datetime) -> None:
    """Notes one time, and roughly how many came; the first makes it begun.

    Raises `Refused` for a day that is still to come, or after the last time.
    """
    ours = activities.locked(activity)
    _note(ours, on, people, at)
    audit.record("activity.took_place", by=by, about=ours, at=at, team=ours.team_id)


@transaction.atomic
def heard(*, activity: Activity, answer: Heard, on: date | None, by: User, at: datetime) -> None:
    """The one question after it was handed over: does it go on? No guess is made, and it is not asked again.

    Raises `Refused` when nothing is asked, when it goes on and nobody ever said when it began, and for a last
    day that cannot be.
    """
    ours = activities.locked(activity)
    if ours.ask_on is None:
        raise Refused(_("This was answered already."))
    if answer == Heard.GOES_ON and on:
        _note(ours, on, None, at)
    if answer == Heard.GOES_ON and not ours.began_on:
        raise Refused(_("Fill in when it was."), field="on")
    ours.ask_on = None
    if answer == Heard.STOPPED:
        _end(ours, on, at)
        activities.end_promises(ours, PromiseEnd.LET_GO, by, at)
    versions.touch(ours, "ask_on", "next_on", "starts_at", "let_go_at", "stopped_on")
    audit.record("activity.heard", by=by, about=ours, at=at, team=ours.team_id)


def to_ask(activities_: QuerySet[Activity], today: date) -> QuerySet[Activity]:
    """Those of which we ask now how it goes, or let hear of us now."""
    due = Q(ask_on__lte=today) | Q(touch_on__lte=today)
    return activities_.filter(due, stopped_on=None, let_go_at=None)


def _note(ours: Activity, on: date, people: int | None, at: datetime) -> None:
    if on > timezone.localdate(at):
        raise Refused(_("This day is still to come. Fill it in once it has taken place."), field="on")
    if ours.stopped_on and on > ours.stopped_on:
        raise Refused(_("This is after the last time."), field="on")
    held, _made = Gathering.objects.get_or_create(activity=ours, held_on=on, defaults={"people": people})
    if people and held.people != people:
        held.people = people
        held.save(update_fields=["people"])
    if not ours.began_on or on < ours.began_on:
        ours.began_on, ours.began_at = on, ours.began_at or at
    if ours.next_on and ours.next_on <= on:
        ours.next_on, ours.starts_at = None, None
    ours.let_go_at = None
    versions.touch(ours, "began_on", "began_at", "next_on", "starts_at", "let_go_at")


def _end(ours: Activity, on: date | None, at: datetime) -> None:
    ours.next_on, ours.starts_at = None, None
    if not ours.began_on:
        ours.let_go_at = at
        return
    last = ours.gatherings.order_by("-held_on").values_list("held_on", flat=True).first() or ours.began_on
    if on and not last <= on <= timezone.localdate(at):
        raise Refused(_("The last time was on %s or later, and not after today.") % _day(last), field="on")
    ours.stopped_on = on or last


def _day(day: date) -> str:
    return date_format(day, "j F Y")
