"""Ruling out: these two, or this interest for them, and nothing more than was chosen."""

import pytest

from buurvoorbuur.models import Event, User
from buurvoorbuur.refusals import Refused
from matching import candidates, exclusions, proposals
from matching.models import KeptApart, Proposal, UnusedInterest
from matching.proposal_states import Blocks, RejectReason
from outreach.models import Resident
from tests import make

TODAY = make.EVENING.date()


def reject(proposal: Proposal, blocks: Blocks, by: User) -> None:
    proposals.reject(proposal=proposal, reason=RejectReason.OTHER, blocks=blocks, by=by, at=make.EVENING)


def known(proposal: Proposal) -> list[candidates.Candidate]:
    """Both of a pair, as the next run sees them."""
    inside = {member.resident_id.hex for member in proposal.members.all()}
    return [person for person in candidates.of(proposal.team, today=TODAY) if person.id in inside]


def test_nothing_chosen_rules_out_nothing(pair: Proposal, cora: User) -> None:
    before = known(pair)
    reject(pair, Blocks.NOTHING, cora)
    assert known(pair) == before


def test_two_people_are_kept_apart_from_each_other_only(pair: Proposal, cora: User) -> None:
    reject(pair, Blocks.PEOPLE, cora)
    one, other = known(pair)
    assert (one.barred, other.barred) == (frozenset({other.id}), frozenset({one.id}))


def test_a_reason_is_ruled_out_for_these_people_only(
    pair: Proposal, residents: list[Resident], cora: User
) -> None:
    assert pair.interest
    reject(pair, Blocks.REASON, cora)
    for person in candidates.of(pair.team, today=TODAY):
        is_ruled_out = pair.interest.code not in person.interests
        assert is_ruled_out or person.id not in {one.id for one in known(pair)}
    assert all(person.barred == frozenset() for person in known(pair))


def test_what_is_left_out_and_used_again_stands_in_the_log_once_for_each(pair: Proposal, cora: User) -> None:
    first, second = (member.resident for member in pair.members.all())
    exclusions.leave_out(resident=first, interest=pair.interest, by=cora, at=make.EVENING)
    reject(pair, Blocks.REASON, cora)
    left_out = {str(row.pk) for row in UnusedInterest.objects.all()}
    told = Event.objects.filter(action="interest.left_out").values_list("object_id", flat=True)
    assert sorted(told) == sorted(left_out) and len(left_out) == 2
    unused = UnusedInterest.objects.get(resident=second)
    exclusions.use_again(unused=unused, by=cora, at=make.EVENING)
    assert Event.objects.get(action="interest.used_again").object_id == str(unused.pk)


def test_of_a_group_two_are_chosen_elsewhere(residents: list[Resident], cora: User) -> None:
    group = make.proposed(*residents, fewest=3)
    with pytest.raises(Refused) as refused:
        reject(group, Blocks.PEOPLE, cora)
    assert refused.value.field == "blocks"
    assert not KeptApart.objects.exists()


def test_kept_apart_twice_and_the_other_way_round_is_once(residents: list[Resident], cora: User) -> None:
    one, other, *_others = residents
    first = exclusions.keep_apart(one=one, other=other, by=cora, at=make.EVENING)
    assert exclusions.keep_apart(one=other, other=one, by=cora, at=make.EVENING) == first
    assert Event.objects.filter(action="pair.kept_apart").count() == 1
    exclusions.let_meet(apart=first, by=cora, at=make.EVENING)
    with pytest.raises(Refused):
        exclusions.let_meet(apart=first, by=cora, at=make.EVENING)
    assert all(person.barred == frozenset() for person in candidates.of(one.address.flat.team, today=TODAY))


def test_nobody_is_kept_apart_from_themselves(residents: list[Resident], cora: User) -> None:
    with pytest.raises(Refused):
        exclusions.keep_apart(one=residents[0], other=residents[0], by=cora, at=make.EVENING)
