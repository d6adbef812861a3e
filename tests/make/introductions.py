"""Introductions on their way, and what a search leaves out."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.utils import timezone

from buurvoorbuur.models import Team, User
from matching import asking, exclusions, team_terms
from matching.models import KeptApart, Proposal, TeamTerms, UnusedInterest
from matching.proposal_states import State
from outreach.models import Interest, Resident
from tests.make.cast import EVENING


def proposed(*people: Resident, state: State = State.PROPOSED, fewest: int = 2, score: int = 300) -> Proposal:
    """These residents in a proposal that no run made."""
    made = Proposal.objects.create(
        team=people[0].address.flat.team,
        interest=Interest.objects.first(),
        state=state,
        fewest=fewest,
        score=score,
        proposed_at=EVENING,
    )
    for person in people:
        made.members.create(resident=person)
    return made


def meeting_group(people: Sequence[Resident]) -> Proposal:
    """A group of these that got its letters."""
    made = proposed(*people, state=State.INTRODUCED)
    made.members.update(answer="yes")
    Proposal.objects.filter(pk=made.pk).update(fewest=max(3, len(people)))
    made.refresh_from_db()
    return made


def asked(proposal: Proposal, by: User, at: datetime = EVENING) -> Proposal:
    """Everybody in it is asked by one member of the team, within a week."""
    before = timezone.localdate(at) + timedelta(days=asking.USUAL_DAYS)
    return asking.ask(proposal=proposal, askings=asking.usual(proposal, by), before=before, by=by, at=at)


def settled_terms(team: Team, by: User, **changes: int | None) -> TeamTerms:
    """The usual terms of matching but for these."""
    values = {name: getattr(TeamTerms(), name) for name in TeamTerms.TERMS} | changes
    return team_terms.change(team=team, values=values, by=by, at=EVENING)


def unused_interest(person: Resident, by: User) -> UnusedInterest:
    """Something that matching leaves out for this resident."""
    return UnusedInterest.objects.create(
        resident=person, interest=Interest.objects.all()[0], since=EVENING, decided_by=by
    )


def kept_apart(by: User, one: Resident, other: Resident) -> KeptApart:
    """Two residents of a team who are never proposed to each other."""
    return exclusions.keep_apart(one=one, other=other, by=by, at=EVENING)
