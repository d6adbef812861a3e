"""Who said that they like to meet a neighbour and is in no introduction yet, the longest wish first."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from buurvoorbuur.models import Team
from matching import candidates
from matching.models import ProposalMember
from matching.proposal_states import OPEN, STILL_IN, State
from matching.scoring import Candidate, WhyNot, why_not
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
    on_their_way = ProposalMember.objects.filter(
        proposal__team=team, proposal__state__in=(*OPEN, State.INTRODUCED), answer__in=STILL_IN
    )
    busy = set(on_their_way.values_list("resident", flat=True))
    waiting = [
        _waiting(people[id], since[people[id].pk], person, everybody)
        for id, person in known.items()
        if people[id].pk not in busy
    ]
    return sorted(waiting, key=lambda one: (one.since, one.resident.pk.hex))


def _waiting(
    resident: Resident, since: datetime, person: Candidate, everybody: Sequence[Candidate]
) -> Waiting:
    blocks = [why_not(person, other) for other in everybody if other.id != person.id]
    possible = sum(not each for each in blocks)
    often = Counter(code for each in blocks for code in each)
    return Waiting(resident, since, possible, () if possible else tuple(c for c, _n in often.most_common(2)))
