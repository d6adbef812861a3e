"""Exchanging one person in a proposal that nobody decided on yet, and what that costs in points."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from buurvoorbuur import audit, versions
from buurvoorbuur.models import Team, User
from buurvoorbuur.refusals import Refused
from matching import best_set, candidates, proposals, team_terms
from matching.best_set import Introduction
from matching.groups import Activity
from matching.models import Proposal, ProposalMember
from matching.proposal_states import EXCHANGEABLE
from matching.scoring import rarity
from outreach.models import Interest, Resident


@dataclass(frozen=True)
class Exchange:
    """Somebody who could take a place, the introduction that it would give, and the change in tenths."""

    resident: str
    introduction: Introduction
    change: int


def possible(*, proposal: Proposal, member: ProposalMember, at: datetime) -> list[Exchange]:
    """Who could take this member's place, best first; nobody when somebody who stays may not go on."""
    found = _exchanges(proposal, member, at) if proposal.state in EXCHANGEABLE else ()
    return sorted(found, key=lambda exchange: (-exchange.change, exchange.resident))


def _exchanges(proposal: Proposal, member: ProposalMember, at: datetime) -> Iterator[Exchange]:
    today = timezone.localdate(at)
    everybody = candidates.of(proposal.team, today=today, reviewing=proposal)
    known = {person.id: person for person in everybody}
    inside = [other.resident_id.hex for other in proposal.members.all() if other.resident_id]
    staying = [id for id in inside if id != (member.resident_id.hex if member.resident_id else "")]
    if not known.keys() >= set(staying):
        return
    telling = rarity(everybody)
    interest = proposal.interest.code if proposal.interest else ""
    activity = candidates.activities(proposal.team).get(interest, Activity()) if proposal.is_group else None
    terms = proposal.run.terms if proposal.run else team_terms.of(proposal.team)
    # Both measured alike, among the same people: what is rare may have changed since it was proposed.
    as_it_is = [known[id] for id in inside if id in known]
    now = best_set.together(as_it_is, telling, terms, interest, activity)
    score = now.tenths if now else proposal.score
    for person in everybody:
        if person.id not in inside:
            people = [*(known[id] for id in staying), person]
            made = best_set.together(people, telling, terms, interest, activity)
            if made:
                yield Exchange(person.id, made, made.tenths - score)


@transaction.atomic
def exchange(
    *, proposal: Proposal, member: ProposalMember, resident: Resident, by: User, at: datetime
) -> Proposal:
    """Puts somebody else in a member's place; score and reasons are made anew.

    Raises `Refused` when the proposal changed meanwhile, or this person cannot take the place (any more).
    """
    # One at a time in a team: two at once would put the same person in two places.
    Team.objects.select_for_update().get(pk=proposal.team_id)
    ours = proposals.locked(proposal)
    if ours.version != proposal.version or ours.state not in EXCHANGEABLE:
        raise Refused(proposals.CHANGED, code="changed")
    proposals.lock_people(ours, resident)
    fits = (one for one in _exchanges(ours, member, at) if one.resident == resident.pk.hex)
    chosen = next(fits, None)
    if chosen is None:
        raise Refused(_("This person cannot take that place (any more)."))
    _rewrite(ours, chosen.introduction)
    proposals.require_standing(ours)
    audit.record("proposal.exchanged", by=by, about=ours, at=at, team=ours.team_id)
    return ours


def _rewrite(ours: Proposal, introduction: Introduction) -> None:
    members, reasons = proposals.rows(ours, introduction)
    ours.members.all().delete()
    ours.members.bulk_create(members)
    ours.reasons.all().delete()
    ours.reasons.bulk_create(reasons)
    ours.score = introduction.tenths
    ours.interest = Interest.objects.of_team(ours.team).get(code=introduction.interest)
    versions.touch(ours, "score", "interest")
