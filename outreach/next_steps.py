"""What is next for one person: at most five things, each with one button; it reads and decides nothing."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from buurvoorbuur.access import reach_of
from buurvoorbuur.models import User
from buurvoorbuur.roles import Permission
from outreach import handing_over, phone_alarms
from outreach.flat_phases import Phase
from outreach.models import Activity, Flat, Promise, Round
from outreach.visit_states import OPEN_ROUNDS, RoundState

MOST = 5
# A promise is told of from this long before its day.
SOON = timedelta(days=3)


@dataclass(frozen=True)
class NextStep:
    icon: str
    title: str
    text: str
    url: str
    action: str


def of(user: User, *, at: datetime) -> list[NextStep]:
    """The five most pressing things for this person, most pressing first."""
    sources = (import_string(name) for name in settings.NEXT_STEPS)
    return list(islice((step for source in sources for step in source(user, at)), MOST))


def rounds(user: User, at: datetime) -> Iterator[NextStep]:
    """The rounds this person walks."""
    mine = Round.objects.walked_by(user).filter(state__in=OPEN_ROUNDS).select_related("flat")
    today = timezone.localdate(at)
    # What was missed comes after what is still to be walked.
    in_time = sorted(mine.order_by("planned_on", "starts_at"), key=lambda evening: evening.was_missed(today))
    for evening in in_time:
        icon, title, action = _round_words(evening, today)
        on = date_format(evening.planned_on, "l j F")
        where = _("%(flat)s, %(date)s") % {"flat": evening.flat, "date": on}
        yield NextStep(icon, title, where, reverse("round", args=[evening.pk]), action)


def _round_words(evening: Round, today: date) -> tuple[str, str, str]:
    if evening.state == RoundState.WALKING:
        return "bell", _("Your round is under way"), _("Go on")
    if evening.was_missed(today):
        return "warning", _("Your round was not walked"), _("Call it off")
    return "bell", _("Your next round"), _("Open the round")


def promised(user: User, at: datetime) -> Iterator[NextStep]:
    """What this person promised and is about to be waited for, or is waited for too long."""
    today = timezone.localdate(at)
    due = list(
        Promise.objects.open().filter(keeper=user, due_on__lte=today + SOON).values_list("due_on", flat=True)
    )
    if not due or not reach_of(user, Permission.KEEP_ACTIVITIES):
        return
    late = sum(day < today for day in due)
    text = ngettext("%(count)s promise of yours", "%(count)s promises of yours", late or len(due))
    yield NextStep(
        "clock",
        _("Somebody waits too long for you") if late else _("Somebody waits for you"),
        text % {"count": late or len(due)},
        reverse("follow_up"),
        _("Look"),
    )


def activities(user: User, at: datetime) -> Iterator[NextStep]:
    """Of what residents took over: ask once how it goes, and let hear of us when it is time."""
    reach = reach_of(user, Permission.SEE_RESIDENTS)
    if not reach:
        return
    ours = Activity.objects.within_reach_of(reach).order_by("ask_on", "touch_on", "pk")
    due = list(handing_over.to_ask(ours, timezone.localdate(at))[:2])
    if not due:
        return
    first = due[0]
    asks = bool(first.ask_on and first.ask_on <= timezone.localdate(at))
    yield NextStep(
        "talk" if asks else "letter",
        _("Ask once: does it go on?") if asks else _("Let them hear of you"),
        first.name if len(due) == 1 else _("%(name)s and more") % {"name": first.name},
        reverse("activity", args=[first.pk]),
        _("Ask") if asks else _("Look"),
    )


def aside(user: User, at: datetime) -> Iterator[NextStep]:
    """What phones sent and nobody could store, and what never came."""
    reach = reach_of(user, Permission.MANAGE_FLATS)
    if reach and phone_alarms.anything_waits(reach, at):
        yield NextStep(
            "phone",
            _("Something from a phone waits for you"),
            _("It was not lost, but it was not stored either."),
            reverse("envelopes_aside"),
            _("Look"),
        )


def flats(user: User, at: datetime) -> Iterator[NextStep]:
    """What each flat asks for now, besides its letter."""
    reach = reach_of(user, Permission.MANAGE_FLATS)
    if not reach:
        return
    known = list(_with_what_waits(reach, timezone.localdate(at)))
    for flat in known:
        yield from _step_of(flat)
    if not known:
        yield NextStep(
            "door",
            _("Make your first flat"),
            _("From a list of addresses, or floor by floor."),
            reverse("flat_new"),
            _("Begin"),
        )


def reports(user: User, at: datetime) -> Iterator[NextStep]:
    """Who only reads reports finds them here; the others meet them on their way."""
    if reach_of(user, Permission.REPORT_NEIGHBOURHOOD) and not reach_of(user, Permission.SEE_FLATS):
        yield NextStep(
            "report",
            _("How it goes in the neighbourhood"),
            _("What the talks brought, without anybody in it who can be recognised."),
            reverse("reports"),
            _("Read the report"),
        )


def _with_what_waits(reach: Any, today: date) -> Any:
    open_round = Round.objects.holding_doors(today).filter(flat=OuterRef("pk"))
    return (
        Flat.objects.within_reach_of(reach)
        .annotate(
            paused_doors=Count("addresses", filter=Q(addresses__paused_at__isnull=False)),
            has_open_round=Exists(open_round),
        )
        .order_by("created_at")
    )


def _step_of(flat: Any) -> Iterator[NextStep]:
    name, page = str(flat), reverse("flat", args=[flat.pk])
    if flat.paused_doors:
        waiting = ngettext(
            "%(count)s door is paused and waits for you",
            "%(count)s doors are paused and wait for you",
            flat.paused_doors,
        )
        yield NextStep("pause", waiting % {"count": flat.paused_doors}, name, page, _("Look"))
    if flat.phase == Phase.VISITS and not flat.has_open_round:
        yield NextStep(
            "bell", _("Plan a round"), name, f"{reverse('round_new')}?flat={flat.pk}", _("Plan an evening")
        )
