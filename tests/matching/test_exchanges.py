"""Exchanging somebody: what it costs is said before, and what changed meanwhile is not overwritten."""

import pytest

from buurvoorbuur.models import Team, User
from buurvoorbuur.refusals import Refused
from matching import exchanges, exclusions, proposals, runs
from matching.models import Proposal
from matching.proposal_states import State
from outreach import consents, optouts
from outreach.consent_terms import How, Purpose
from outreach.models import Resident
from outreach.opt_out_terms import Channel
from tests import make
from tests.matching.conftest import Neighbour, together


@pytest.fixture
def third(pair: Proposal, neighbour: Neighbour) -> Resident:
    """Likes the same as the pair, and came after the run."""
    return neighbour(0)


def the_exchange(pair: Proposal) -> exchanges.Exchange:
    [only] = exchanges.possible(proposal=pair, member=pair.members.all()[1], at=make.EVENING)
    return only


def test_only_who_fits_and_is_free_is_offered_with_what_it_costs(pair: Proposal, third: Resident) -> None:
    found = the_exchange(pair)
    assert found.resident == third.pk.hex
    assert found.change == 0, "who likes exactly the same costs nothing"


def test_somebody_who_likes_more_besides_costs_points(pair: Proposal, neighbour: Neighbour) -> None:
    neighbour(0, 5)
    assert the_exchange(pair).change < 0


def test_what_only_they_like_is_no_obstacle_once_it_is_put_aside(
    neighbour: Neighbour, team: Team, cora: User
) -> None:
    for _each in range(2):
        neighbour(7)
    neighbour(3)
    runs.start(team=team, by=cora, at=make.EVENING)
    held = proposals.hold(proposal=Proposal.objects.get(), by=cora, at=make.EVENING)
    assert exchanges.possible(proposal=held, member=held.members.all()[1], at=make.EVENING) == []


def test_it_puts_somebody_in_the_place_and_makes_the_reasons_anew(
    pair: Proposal, third: Resident, cora: User
) -> None:
    expected, staying = the_exchange(pair), pair.members.all()[0].resident
    changed = exchanges.exchange(
        proposal=pair, member=pair.members.all()[1], resident=third, by=cora, at=make.EVENING
    )
    assert together([changed]) == {frozenset({staying.pk, third.pk})}
    assert changed.score == expected.introduction.tenths
    assert changed.score == sum(changed.reasons.values_list("points", flat=True))
    assert (changed.state, changed.version) == (State.PROPOSED, pair.version + 1)


def test_who_decided_on_the_page_as_it_was_is_told(pair: Proposal, third: Resident, cora: User) -> None:
    seen = Proposal.objects.get(pk=pair.pk)
    exchanges.exchange(proposal=pair, member=pair.members.all()[1], resident=third, by=cora, at=make.EVENING)
    with pytest.raises(Refused, match="changed"):
        proposals.hold(proposal=seen, by=cora, at=make.EVENING)
    with pytest.raises(Refused, match="changed"):
        exchanges.exchange(
            proposal=seen, member=seen.members.all()[1], resident=third, by=cora, at=make.EVENING
        )


@pytest.mark.parametrize("why", ["withdrew", "opted out", "kept apart", "taken", "somebody who stays left"])
def test_who_may_not_take_the_place_is_neither_offered_nor_taken(
    pair: Proposal, third: Resident, cora: User, why: str
) -> None:
    staying, leaving = (member.resident for member in pair.members.all())
    if why == "withdrew":
        consents.withdraw(resident=third, purpose=Purpose.MATCH, how=How.PHONE, by=cora, at=make.EVENING)
    elif why == "opted out":
        optouts.record(address=third.address, channel=Channel.PHONE, by=cora, at=make.EVENING)
    elif why == "kept apart":
        exclusions.keep_apart(one=third, other=staying, by=cora, at=make.EVENING)
    elif why == "taken":
        make.proposed(third, leaving)
    else:
        consents.withdraw(resident=staying, purpose=Purpose.MATCH, how=How.PHONE, by=cora, at=make.EVENING)
    member = pair.members.all()[1]
    assert exchanges.possible(proposal=pair, member=member, at=make.EVENING) == []
    with pytest.raises(Refused):
        exchanges.exchange(proposal=pair, member=member, resident=third, by=cora, at=make.EVENING)
    assert together([pair]) == {frozenset({staying.pk, leaving.pk})}


def test_nobody_is_exchanged_once_it_is_approved(pair: Proposal, third: Resident, cora: User) -> None:
    assert pair.interest
    approved = proposals.approve(
        proposal=pair, interest=pair.interest, place="Zaal", first_step="Bel", by=cora, at=make.EVENING
    )
    member = approved.members.all()[1]
    assert exchanges.possible(proposal=approved, member=member, at=make.EVENING) == []
    with pytest.raises(Refused):
        exchanges.exchange(proposal=approved, member=member, resident=third, by=cora, at=make.EVENING)


def test_a_rerun_keeps_what_was_put_aside_and_takes_nobody_of_it(
    pair: Proposal, third: Resident, cora: User
) -> None:
    held = proposals.hold(proposal=pair, by=cora, at=make.EVENING)
    runs.start(team=pair.team, by=cora, at=make.EVENING)
    taken = set(held.members.values_list("resident", flat=True))
    for people in together(Proposal.objects.filter(state=State.PROPOSED)):
        assert not people & taken
