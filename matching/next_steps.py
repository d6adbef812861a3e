"""What introductions ask of somebody next, for the first page; it reads and decides nothing."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice

from django.db.models import Count, Exists, F, Min, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from buurvoorbuur.access import Reach, Somebody
from buurvoorbuur.roles import Permission
from matching import candidates
from matching.models import Proposal, ProposalMember, Run
from matching.proposal_states import ASK_OUTCOME_AFTER_DAYS, Answer, State
from matching.run_states import RunState
from outreach.consent_terms import Purpose
from outreach.flat_phases import DEEDS, Deed, Phase
from outreach.models import Consent, Flat
from outreach.next_steps import NextStep, of_plan
from outreach.urgency import Urgency


def askings(me: Somebody, at: datetime) -> Iterator[NextStep]:
    """Whom this person was given to ask, counted, with the first day before which."""
    reach = me.reach(Permission.ASK_RESIDENTS)
    if not reach:
        return
    ours = ProposalMember.objects.given_to(reach).to_ask()
    told = ours.aggregate(count=Count("pk"), before=Min("proposal__ask_before"))
    if count := told["count"]:
        said = ngettext("Ask %(count)s resident a question", "Ask %(count)s residents a question", count)
        is_late = told["before"] < timezone.localdate(at)
        when = _("Should have been before %(day)s: ask now.") if is_late else _("Ask before %(day)s.")
        presses = Urgency.TOO_LATE if is_late else Urgency.WAITED_FOR
        when %= {"day": date_format(told["before"], "j F")}
        yield NextStep("talk", said % {"count": count}, when, reverse("askings"), _("See who"), presses)


def may_ask_somebody(reach: Reach) -> bool:
    """Whether the menu leads to whom they ask; who decides on introductions finds it there."""
    if not reach.assigned_teams:
        return False
    # On every page, so first what is cheap to ask and mostly a no.
    if not ProposalMember.objects.filter(asker=reach.user, answer=Answer.WAITING).exists():
        return False
    return ProposalMember.objects.given_to(reach).to_ask().exists()


def introductions(me: Somebody, at: datetime) -> Iterator[NextStep]:
    """The two most pressing of what waits here, each counted, in one query; doors wait on that page too."""
    yield from islice(_steps(me, at), 2)


def planned(me: Somebody, at: datetime) -> Iterator[NextStep]:
    """A flat whose plan is to introduce neighbours, where nobody was looked for since the last yes to it.

    Told only while somebody there may be introduced, and two in the team; one query.
    """
    reach = me.reach(Permission.MATCH)
    if not reach:
        return
    today = timezone.localdate(at)
    introduces = [plan for plan, deeds in DEEDS.items() if Deed.INTRODUCE in deeds.values()]
    may_meet = candidates.willing_anywhere(today)
    in_team = may_meet.filter(address__flat__team=OuterRef("team")).order_by().values("address__flat__team")
    looked = Run.objects.filter(team=OuterRef("team"), state=RunState.DONE).order_by("-started_at")
    agreed = Consent.objects.open().filter(resident__address__flat=OuterRef("pk"), purpose=Purpose.MATCH)
    flats = Flat.objects.within_reach_of(reach).annotate(
        in_team=Subquery(in_team.annotate(people=Count("pk")).values("people")),
        looked_at=Subquery(looked.values("started_at")[:1]),
        agreed_at=Subquery(agreed.order_by("-given_at").values("given_at")[:1]),
    )
    asks = flats.filter(
        Q(looked_at=None) | Q(looked_at__lt=F("agreed_at")),
        Exists(may_meet.filter(address__flat=OuterRef("pk"))),
        in_team__gt=1,
        phase=Phase.MATCHING,
        plan_afterwards__in=introduces,
        restarts_on=None,
    )
    for flat in asks.order_by("created_at"):
        yield from of_plan(flat)


def _steps(me: Somebody, at: datetime) -> Iterator[NextStep]:
    reach = me.reach(Permission.MATCH)
    if not reach:
        return
    page = reverse("proposals")
    waiting = _waiting(Proposal.objects.live().within_reach_of(reach), at)
    if count := waiting["agreed"]:
        said = ngettext(
            "%(count)s introduction: all said yes", "%(count)s introductions: all said yes", count
        )
        yield NextStep(
            "letter",
            said % {"count": count},
            _("Now they may hear of each other."),
            page,
            _("Introduce"),
            Urgency.WAITED_FOR,
        )
    if count := waiting["late"]:
        said = ngettext(
            "%(count)s introduction is asked late", "%(count)s introductions are asked late", count
        )
        yield NextStep(
            "talk", said % {"count": count}, _("Have them asked now."), page, _("Look"), Urgency.TOO_LATE
        )
    if count := waiting["over"]:
        said = ngettext("Ask %(count)s time: did it happen?", "Ask %(count)s times: did it happen?", count)
        yield NextStep(
            "people",
            said % {"count": count},
            _("Three weeks have gone by."),
            page,
            _("Ask"),
            Urgency.WAITED_FOR,
        )
    if count := waiting["proposed"]:
        said = ngettext("%(count)s introduction to decide on", "%(count)s introductions to decide on", count)
        yield NextStep(
            "link",
            said % {"count": count},
            _("You decide; nothing happens by itself."),
            page,
            _("Decide"),
            Urgency.NEXT,
        )


def _waiting(live: QuerySet[Proposal], at: datetime) -> dict[str, int]:
    told = at - timedelta(days=ASK_OUTCOME_AFTER_DAYS)
    counted = Proposal.objects.filter(pk__in=live.values("pk"))
    return counted.aggregate(
        agreed=Count("pk", filter=Q(state=State.AGREED)),
        late=Count("pk", filter=Q(state=State.ASKING, ask_before__lt=timezone.localdate(at))),
        over=Count("pk", filter=Q(state=State.INTRODUCED, introduced_at__lte=told, activity__let_go_at=None)),
        proposed=Count("pk", filter=Q(state=State.PROPOSED)),
    )
