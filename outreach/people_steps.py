"""What colleagues ask of somebody next: what one who dropped out left open, and teams nobody looks after."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from buurvoorbuur.access import Somebody
from buurvoorbuur.models import Membership, RetentionRun, Team
from buurvoorbuur.roles import Permission, Role
from outreach.flat_phases import WRAPPED_UP
from outreach.models import FlatAssignment, Promise, Round
from outreach.next_steps import NextStep
from outreach.urgency import Urgency
from outreach.visit_states import OPEN_ROUNDS

# A night may be missed; two in a row say that nothing works at night.
NIGHTS = timedelta(days=2)


def left_behind(me: Somebody, at: datetime) -> Iterator[NextStep]:
    """Members whose last day came, or whose account is shut, with something still in hand."""
    reach = me.reach(Permission.MANAGE_FLATS)
    if not reach:
        return
    gone = list(_gone_with_work(reach.teams, timezone.localdate(at)).values_list("pk", flat=True))
    if gone:
        said = ngettext(
            "%(count)s who left still has work in hand",
            "%(count)s who left still have work in hand",
            len(gone),
        )
        page = reverse("member", args=[gone[0]]) if len(gone) == 1 else reverse("members")
        yield NextStep(
            "people",
            said % {"count": len(gone)},
            _("Hand it over, so that nobody waits in vain."),
            page,
            _("Hand over"),
            Urgency.LEFT_LYING,
        )


def accounts(me: Somebody, at: datetime) -> Iterator[NextStep]:
    """For who keeps the accounts: a team without a coordinator, and nights in which nothing was done."""
    reach = me.reach(Permission.KEEP_ACCOUNTS)
    if not reach:
        return
    live = Membership.objects.live(timezone.localdate(at)).filter(role=Role.COORDINATOR, team=OuterRef("pk"))
    for team in Team.objects.filter(~Exists(live), pk__in=reach.teams).order_by("name"):
        title = _("A team has no coordinator")
        yield NextStep(
            "people", title, str(team), reverse("member_invite"), _("Invite somebody"), Urgency.WAITED_FOR
        )
    last = RetentionRun.objects.order_by("-pk").first()
    if last and last.started_at < at - NIGHTS:
        yield NextStep(
            "warning",
            _("Nothing was let go for some nights"),
            _("What is past its term stays until the nightly work runs again."),
            reverse("retention"),
            _("Look"),
            Urgency.TOO_LATE,
        )


def _gone_with_work(teams: frozenset[UUID], today: date) -> QuerySet[Membership]:
    walks = FlatAssignment.objects.filter(user=OuterRef("user"), flat__team=OuterRef("team"))
    walking = walks.exclude(flat__phase__in=WRAPPED_UP)
    promised = Promise.objects.open().filter(keeper=OuterRef("user"), flat__team=OuterRef("team"))
    evenings = Round.objects.filter(
        Q(asker=OuterRef("user")) | Q(note_taker=OuterRef("user")),
        flat__team=OuterRef("team"),
        state__in=OPEN_ROUNDS,
    )
    gone = Membership.objects.filter(team__in=teams).filter(Q(ends_on__lt=today) | Q(user__is_active=False))
    has_work = Q(Exists(walking)) | Q(Exists(promised)) | Q(Exists(evenings))
    return gone.filter(has_work).order_by("ends_on", "pk")
