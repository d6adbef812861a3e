"""Who said that they like to meet a neighbour and is in no introduction yet, the longest wish first."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from buurvoorbuur.models import Team
from matching import candidates, edges
from matching.models import Proposal, ProposalMember
from matching.proposal_states import OPEN, STILL_IN, State
from matching.scoring import Candidate, Weights, WhyNot, why_not
from outreach.consent_terms import Purpose
from outreach.models import Consent, Resident


@dataclass(frozen=True)
class Waiting:
    """One resident, since when they wish for it, and with how many others an introduction is possible.

    `in_the_way` holds what stands most often between them and the others, when none is possible.
    """

    resident: Resident
    since: datetime
    possible: int
    in_the_way: tuple[WhyNot, ...]


def of(team: Team, at: datetime) -> list[Waiting]:
    """Everybody who waits now, in a fixed number of queries."""
    today = timezone.localdate(at)
    everybody = candidates.of(team, today=today)
    known = {person.id: person for person in everybody}
    people = {who.pk.hex: who for who in candidates.willing(team, today).select_related("address__flat")}
    since = dict(
        Consent.objects.open()
        .filter(resident__address__flat__team=team, purpose=Purpose.MATCH)
        .values_list("resident", "given_at")
    )
    # What stands still takes nobody off this list: only a coordinator gets it going or ends it.
    live = Proposal.objects.live().filter(team=team, state__in=(*OPEN, State.INTRODUCED))
    on_their_way = ProposalMember.objects.filter(proposal__in=live.values("pk"), answer__in=STILL_IN)
    busy = set(on_their_way.values_list("resident", flat=True))
    possible = _possible(everybody)
    waiting = [
        _waiting(people[id], since[people[id].pk], person, everybody, possible[id])
        for id, person in known.items()
        if people[id].pk not in busy
    ]
    return sorted(waiting, key=lambda one: (one.since, one.resident.pk.hex))


def _possible(everybody: Sequence[Candidate]) -> Counter[str]:
    """With how many others each may be introduced; among very many, at least with so many."""
    graph = edges.likely_pairs(everybody, Weights(), least=0)
    return Counter(graph.residents[place] for place in (*graph.one.tolist(), *graph.other.tolist()))


def _waiting(
    resident: Resident,
    since: datetime,
    person: Candidate,
    everybody: Sequence[Candidate],
    possible: int,
) -> Waiting:
    if possible:
        return Waiting(resident, since, possible, ())
    others = (other for other in everybody if other.id != person.id)
    often = Counter(code for other in others for code in why_not(person, other))
    return Waiting(resident, since, 0, tuple(code for code, _times in often.most_common(2)))
