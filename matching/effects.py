"""What became of introductions, in counts with their uncertainty; claims nothing about why."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import Count, Q

from buurvoorbuur.access import Reach
from buurvoorbuur.intervals import wilson
from matching.models import Proposal, ProposalReason
from matching.proposal_states import INTRODUCED, State
from matching.scoring import ReasonKind

_KNOWN = (State.MET, State.NOT_MET)


@dataclass(frozen=True)
class Funnel:
    """How far introductions came. Each counts those of the one before; the last four add up to introduced."""

    proposed: int
    approved: int
    asked: int
    all_yes: int
    introduced: int
    met: int
    not_met: int
    unknown: int
    not_asked_yet: int


@dataclass(frozen=True)
class Told:
    """Of the introductions with one reason and a known outcome, how many met; an interval from 0 to 1."""

    reason: ReasonKind
    met: int
    known: int
    interval: tuple[float, float]


def funnel(reach: Reach) -> Funnel:
    """Everything ever proposed in these teams but what a later run replaced, in one query."""
    ours = Proposal.objects.within_reach_of(reach).exclude(state=State.REPLACED)
    counts = ours.aggregate(
        proposed=Count("pk"),
        approved=Count("pk", filter=Q(approved_at__isnull=False)),
        asked=Count("pk", filter=Q(asked_at__isnull=False)),
        all_yes=Count("pk", filter=Q(agreed_at__isnull=False)),
        introduced=Count("pk", filter=Q(state__in=INTRODUCED)),
        met=Count("pk", filter=Q(state=State.MET)),
        not_met=Count("pk", filter=Q(state=State.NOT_MET)),
        unknown=Count("pk", filter=Q(state=State.UNKNOWN)),
        not_asked_yet=Count("pk", filter=Q(state=State.INTRODUCED)),
    )
    return Funnel(**counts)


def by_reason(reach: Reach) -> list[Told]:
    """For each reason that counted, how often people met, most cases first; unknown outcomes are no guess."""
    ours = Proposal.objects.within_reach_of(reach).filter(state__in=_KNOWN)
    rows = ProposalReason.objects.filter(proposal__in=ours, points__gt=0)
    known: Counter[str] = Counter()
    met: Counter[str] = Counter()
    for kind, state in rows.values_list("kind", "proposal__state").order_by():
        known[kind] += 1
        met[kind] += state == State.MET
    told = [(kind, wilson(met[kind], cases)) for kind, cases in known.items()]
    found = [Told(ReasonKind(kind), met[kind], known[kind], interval) for kind, interval in told if interval]
    return sorted(found, key=lambda row: (-row.known, row.reason))
