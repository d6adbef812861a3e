"""What is next for one person: each thing with one button; it reads, and `urgency` says in which order."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from buurvoorbuur.access import Reach, Somebody
from buurvoorbuur.roles import Permission
from outreach import flat_rhythms, handing_over, phone_alarms, plan_pages, urgency
from outreach.flat_phases import Deed, Phase
from outreach.models import Activity, Flat, LetterBatch, NameOnPaper, Promise, Round
from outreach.urgency import Urgency
from outreach.visit_states import OPEN_ROUNDS, RoundState

# A promise is told of from this long before its day.
SOON = timedelta(days=3)


@dataclass(frozen=True)
class NextStep:
    icon: str
    title: str
    text: str
    url: str
    action: str
    urgency: Urgency


def of(me: Somebody, *, at: datetime) -> tuple[list[NextStep], int]:
    """The five most pressing things for this person, most pressing first, and how many more there are."""
    sources = (import_string(name) for name in settings.NEXT_STEPS)
    return urgency.most_pressing(step for source in sources for step in source(me, at))


def rounds(me: Somebody, at: datetime) -> Iterator[NextStep]:
    """The rounds this person walks, and those to come that somebody else called off."""
    today = timezone.localdate(at)
    called_off = Q(state=RoundState.CANCELLED, planned_on__gte=today, cancelled_by__isnull=False)
    in_sight = Q(flat__in=Flat.objects.within_reach_of(me.reach(Permission.WALK_ROUNDS)))
    wanted = Q(state__in=OPEN_ROUNDS) | called_off & in_sight & ~Q(cancelled_by=me.user)
    mine = Round.objects.walked_by(me.user).filter(wanted).select_related("flat")
    in_order = list(mine.order_by("planned_on", "starts_at"))
    yield from _called_off([evening for evening in in_order if evening.state == RoundState.CANCELLED])
    planned = [evening for evening in in_order if evening.state != RoundState.CANCELLED]
    # What was missed comes after what is still to be walked.
    for evening in sorted(planned, key=lambda evening: evening.was_missed(today)):
        icon, title, action, presses = _round_words(evening, today)
        page = reverse("round", args=[evening.pk])
        yield NextStep(icon, title, _where_and_when(evening), page, action, presses)


def _where_and_when(evening: Round) -> str:
    on = date_format(evening.planned_on, "l j F")
    return _("%(flat)s, %(date)s") % {"flat": evening.flat, "date": on}


def _called_off(gone: list[Round]) -> Iterator[NextStep]:
    """As one thing to know, however many."""
    if not gone:
        return
    where = _where_and_when(gone[0])
    if len(gone) == 1:
        title, page = _("Your round was called off"), reverse("round", args=[gone[0].pk])
    else:
        title = _("%(count)s rounds of yours were called off") % {"count": len(gone)}
        where, page = _("%(name)s and more") % {"name": where}, reverse("rounds")
    yield NextStep("cross", title, where, page, _("Look"), Urgency.WAITED_FOR)


def _round_words(evening: Round, today: date) -> tuple[str, str, str, Urgency]:
    if evening.state == RoundState.WALKING:
        return "bell", _("Your round is under way"), _("Go on"), Urgency.NOW
    if evening.was_missed(today):
        return "warning", _("Your round was not walked"), _("Call it off"), Urgency.TOO_LATE
    if evening.planned_on == today:
        return "bell", _("Your round of tonight"), _("Open the round"), Urgency.NOW
    return "bell", _("Your next round"), _("Open the round"), Urgency.PLANNED


def promised(me: Somebody, at: datetime) -> Iterator[NextStep]:
    """What this person promised and is waited for, and what others of their teams let wait too long."""
    today, reach = timezone.localdate(at), me.reach(Permission.KEEP_ACTIVITIES)
    if not reach:
        return
    theirs = Q(due_on__lt=today, flat__team__in=reach.whole_teams)
    waiting = Promise.objects.open().within_reach_of(reach)
    waiting = waiting.filter(Q(keeper=me.user, due_on__lte=today + SOON) | theirs)
    kept = list(waiting.values_list("due_on", "keeper"))
    others = sum(keeper != me.user.pk for _day, keeper in kept)
    if others:
        said = ngettext("%(count)s promise of others", "%(count)s promises of others", others)
        yield NextStep(
            "clock",
            _("Somebody waits too long for one of us"),
            said % {"count": others},
            f"{reverse('follow_up')}#late",
            _("Look"),
            Urgency.TOO_LATE,
        )
    due = [day for day, keeper in kept if keeper == me.user.pk]
    if not due:
        return
    late = sum(day < today for day in due)
    text = ngettext("%(count)s promise of yours", "%(count)s promises of yours", late or len(due))
    yield NextStep(
        "clock",
        _("Somebody waits too long for you") if late else _("Somebody waits for you"),
        text % {"count": late or len(due)},
        reverse("follow_up"),
        _("Look"),
        Urgency.TOO_LATE if late else Urgency.WAITED_FOR,
    )


def activities(me: Somebody, at: datetime) -> Iterator[NextStep]:
    """Of what residents took over: ask once how it goes, and let hear of us when it is time."""
    reach = me.reach(Permission.SEE_RESIDENTS)
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
        _("Ask once: does it go on?") if asks else _("Let them hear from you"),
        first.name if len(due) == 1 else _("%(name)s and more") % {"name": first.name},
        reverse("activity", args=[first.pk]),
        _("Ask") if asks else _("Look"),
        Urgency.WAITED_FOR,
    )


def aside(me: Somebody, at: datetime) -> Iterator[NextStep]:
    """What phones sent and nobody could store, and what never came."""
    reach = me.reach(Permission.MANAGE_FLATS)
    if reach and phone_alarms.anything_waits(reach, at):
        yield NextStep(
            "phone",
            _("Something from a phone waits for you"),
            _("It was not lost, but it was not stored either."),
            reverse("envelopes_aside"),
            _("Look"),
            Urgency.LEFT_LYING,
        )


def old_papers(me: Somebody, at: datetime) -> Iterator[NextStep]:
    """Paper at the doors with the name of a stuurbuur who stopped."""
    reach = me.reach(Permission.SEE_RESIDENTS)
    if reach and (count := NameOnPaper.objects.within_reach_of(reach).to_take_back().count()):
        said = ngettext(
            "%(count)s paper still carries a name to take back",
            "%(count)s papers still carry a name to take back",
            count,
        )
        yield NextStep(
            "report",
            said % {"count": count},
            _("A stuurbuur stopped, or their door said no."),
            f"{reverse('follow_up')}#old-papers",
            _("See which"),
            Urgency.TOO_LATE,
        )


def flats(me: Somebody, at: datetime) -> Iterator[NextStep]:
    """What each flat asks for now, besides its letter."""
    walks, manages = me.reach(Permission.WALK_ROUNDS), me.reach(Permission.MANAGE_FLATS)
    if not walks:
        return
    today = timezone.localdate(at)
    known = list(_with_what_waits(walks, today))
    yield from _paused([one for one in known if one.paused_doors and one.team_id in manages.whole_teams])
    for flat in known:
        is_managed = flat.team_id in manages.whole_teams
        if is_managed:
            yield from _step_of_manager(flat, today)
        # Who may let it go on does that first.
        rests = flat.restarts_on is not None if is_managed else flat.rests_on(today)
        if flat.phase == Phase.VISITS and not flat.has_open_round and not rests:
            page = f"{reverse('round_new')}?flat={flat.pk}"
            yield NextStep("bell", _("Plan a round"), str(flat), page, _("Plan an evening"), Urgency.NEXT)
    if manages and not known:
        yield NextStep(
            "door",
            _("Make your first flat"),
            _("From a list of addresses, or floor by floor."),
            reverse("flat_begin"),
            _("Begin"),
            Urgency.NEXT,
        )


def reports(me: Somebody, at: datetime) -> Iterator[NextStep]:
    """Who only reads reports finds them here; the others meet them on their way."""
    if me.reach(Permission.REPORT_NEIGHBOURHOOD) and not me.reach(Permission.SEE_FLATS):
        yield NextStep(
            "report",
            _("How it goes in the neighbourhood"),
            _("What the talks brought, without anybody in it who can be recognised."),
            reverse("reports"),
            _("Read the report"),
            Urgency.TO_READ,
        )


def _with_what_waits(reach: Reach, today: date) -> Any:
    open_round = Round.objects.holding_doors(today).filter(flat=OuterRef("pk"))
    delivered = LetterBatch.objects.filter(letter__flat=OuterRef("pk"), delivered_on__isnull=False)
    return (
        plan_pages.with_deeds(Flat.objects.within_reach_of(reach))
        .annotate(
            paused_doors=Count("addresses", filter=Q(addresses__paused_at__isnull=False)),
            has_open_round=Exists(open_round),
            is_announced=Exists(delivered),
        )
        .order_by("created_at")
    )


def _paused(flats: list[Any]) -> Iterator[NextStep]:
    """One thing to do, in however many flats: else they would leave no room for what else is pressing."""
    if not flats:
        return
    first = flats[0]
    if len(flats) > 1:
        title = _("Paused doors in %(count)s flats wait for you") % {"count": len(flats)}
        where = _("%(name)s and more") % {"name": first}
        page = f"{reverse('follow_up')}#paused-doors"
    else:
        waiting = ngettext(
            "%(count)s door is paused and waits for you",
            "%(count)s doors are paused and wait for you",
            first.paused_doors,
        )
        title, where = waiting % {"count": first.paused_doors}, str(first)
        page = reverse("flat", args=[first.pk])
    yield NextStep("pause", title, where, page, _("Look"), Urgency.LEFT_LYING)


def _step_of_manager(flat: Any, today: date) -> Iterator[NextStep]:
    if flat.restarts_on and not flat.rests_on(today):
        since = _("%(flat)s rested until %(day)s.") % {
            "flat": flat,
            "day": date_format(flat.restarts_on, "j F"),
        }
        page = reverse("flat_pause", args=[flat.pk])
        yield NextStep("leaf", _("A flat may go on again"), since, page, _("Look"), Urgency.WAITED_FOR)
    if flat_rhythms.is_due(flat, today):
        page = f"{reverse('flat_road', args=[flat.pk])}#touch"
        title = _("Let them hear from you")
        yield NextStep("letter", title, str(flat), page, _("Look"), Urgency.WAITED_FOR)
    # Whom to introduce is told by what looks for it, and that it is time for a card just above.
    told_elsewhere = (Deed.INTRODUCE, Deed.STAY)
    todo = plan_pages.now(flat)
    if todo and todo.deed not in told_elsewhere and plan_pages.waits(flat, today):
        yield from of_plan(flat)
    # Once the letters are delivered the step of the letter asks it.
    is_before_letters = flat.phase in (Phase.PREPARE, Phase.LETTER) and not flat.is_announced
    if is_before_letters and not flat.plan_afterwards:
        page = f"{reverse('flat_road', args=[flat.pk])}#plan"
        title = _("Choose what happens after the talks")
        yield NextStep("edit", title, str(flat), page, _("Choose"), Urgency.NEXT)


def of_plan(flat: Flat) -> Iterator[NextStep]:
    """What the plan of a flat asks in its phase of today; of the report, where the flat then goes on too."""
    if todo := plan_pages.now(flat):
        page = f"{reverse('flat_road', args=[flat.pk])}#plan" if todo.deed == Deed.REPORT else todo.url
        yield NextStep(todo.icon, str(todo.action), str(flat), page, _("Look"), Urgency.NEXT)
