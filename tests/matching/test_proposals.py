"""From a run to an introduction: a person decides, each is asked, and any no stops it."""

import pytest

from buurvoorbuur.models import Event, User
from buurvoorbuur.refusals import Refused
from matching import asking, contacts, introductions, proposals, runs
from matching.models import Proposal, Run
from matching.proposal_states import Action, Answer, Blocks, RejectReason, State
from outreach import consents, optouts
from outreach.consent_terms import Field, How, Purpose
from outreach.models import Resident, SharedField
from outreach.opt_out_terms import Channel
from tests import make


def decided(proposal: Proposal, by: User) -> Proposal:
    interest = proposal.interest
    assert interest
    return proposals.approve(
        proposal=proposal, interest=interest, place="Plutozaal", first_step="Bel even", by=by, at=make.EVENING
    )


def agreed(proposal: Proposal, by: User) -> Proposal:
    asked = make.asked(decided(proposal, by), by)
    for member in asked.members.all():
        asked = asking.answer(member=member, answer=Answer.YES, by=by, at=make.EVENING)
    return asked


def test_a_run_pairs_who_like_the_same_and_proves_it(residents: list[Resident], cora: User) -> None:
    run = runs.start(team=residents[0].address.flat.team, by=cora, at=make.EVENING)
    together = [
        {member.resident.name for member in proposal.members.all()} for proposal in run.proposals.all()
    ]
    assert {frozenset(names) for names in together} == {
        frozenset({"Bewoner 1", "Bewoner 2"}),
        frozenset({"Bewoner 3", "Bewoner 4"}),
    }
    run.refresh_from_db()
    assert run.is_proven_best and run.covered == 4


def test_the_reasons_add_up_to_the_score(pair: Proposal) -> None:
    assert sum(reason.points for reason in pair.reasons.all()) == pair.score > 0


def test_a_second_run_takes_nobody_who_is_in_a_decided_one(pair: Proposal, cora: User) -> None:
    for proposal in list(Proposal.objects.all()):
        decided(proposal, cora)
    with pytest.raises(Refused):
        runs.start(team=pair.team, by=cora, at=make.EVENING)
    assert Run.objects.count() == 1


def test_without_consent_to_match_nobody_is_a_candidate(residents: list[Resident], cora: User) -> None:
    for resident in residents[1:]:
        consents.withdraw(resident=resident, purpose=Purpose.MATCH, how=How.PHONE, by=cora, at=make.EVENING)
    with pytest.raises(Refused):
        runs.start(team=residents[0].address.flat.team, by=cora, at=make.EVENING)


def test_everybody_says_yes_and_two_are_introduced(pair: Proposal, cora: User) -> None:
    ours = agreed(pair, cora)
    assert ours.state == State.AGREED
    ours = introductions.introduce(proposal=ours, by=cora, at=make.EVENING)
    assert ours.state == State.INTRODUCED
    done = introductions.outcome(proposal=ours, action=Action.DID_MEET, by=cora, at=make.EVENING)
    assert done.state == State.MET


def test_one_no_stops_it(pair: Proposal, cora: User) -> None:
    asked = make.asked(decided(pair, cora), cora)
    member = asked.members.first()
    assert asking.answer(member=member, answer=Answer.NO, by=cora, at=make.EVENING).state == State.DECLINED
    with pytest.raises(Refused):
        introductions.introduce(proposal=asked, by=cora, at=make.EVENING)


@pytest.mark.parametrize("step", ["approve", "ask", "last_yes", "introduce", "letter"])
def test_a_withdrawal_stops_every_step_that_leads_to_contact(pair: Proposal, cora: User, step: str) -> None:
    ours = pair
    if step != "approve":
        ours = decided(ours, cora)
    if step in ("last_yes", "introduce", "letter"):
        ours = make.asked(ours, cora)
        first, last = ours.members.all()
        asking.answer(member=first, answer=Answer.YES, by=cora, at=make.EVENING)
    if step in ("introduce", "letter"):
        ours = asking.answer(member=last, answer=Answer.YES, by=cora, at=make.EVENING)
    if step == "letter":
        ours = introductions.introduce(proposal=ours, by=cora, at=make.EVENING)
    gone = ours.members.first().resident
    consents.withdraw(resident=gone, purpose=Purpose.MATCH, how=How.PHONE, by=cora, at=make.EVENING)
    assert not Proposal.objects.live().filter(pk=ours.pk).exists()
    acts = {
        "approve": lambda: decided(ours, cora),
        "ask": lambda: make.asked(ours, cora),
        "last_yes": lambda: asking.answer(member=last, answer=Answer.YES, by=cora, at=make.EVENING),
        "introduce": lambda: introductions.introduce(proposal=ours, by=cora, at=make.EVENING),
        "letter": lambda: introductions.letter(member=ours.members.last(), by=cora, at=make.EVENING),
    }
    before = Event.objects.count()
    with pytest.raises(Refused):
        acts[step]()
    assert Event.objects.count() == before


def test_an_opt_out_stops_it_too(pair: Proposal, cora: User) -> None:
    door = pair.members.first().resident.address
    optouts.record(address=door, channel=Channel.CODE, by=None, at=make.EVENING)
    with pytest.raises(Refused, match="withdrawn"):
        decided(pair, cora)


def test_two_coordinators_do_not_overwrite_each_other(pair: Proposal, cora: User) -> None:
    stale = Proposal.objects.get(pk=pair.pk)
    proposals.reject(
        proposal=pair, reason=RejectReason.NOT_A_FIT, blocks=Blocks.PEOPLE, by=cora, at=make.EVENING
    )
    with pytest.raises(Refused):
        decided(stale, cora)


def test_a_rejected_pair_is_not_proposed_again_but_a_waiting_one_is(pair: Proposal, cora: User) -> None:
    other = Proposal.objects.exclude(pk=pair.pk).get()
    proposals.reject(
        proposal=pair, reason=RejectReason.NOT_A_FIT, blocks=Blocks.PEOPLE, by=cora, at=make.EVENING
    )
    proposals.reject(
        proposal=other, reason=RejectReason.ASKED_TO_WAIT, blocks=Blocks.NOTHING, by=cora, at=make.EVENING
    )
    runs.start(team=pair.team, by=cora, at=make.EVENING)
    again = Proposal.objects.get(state=State.PROPOSED)
    members = {member.resident_id for member in other.members.all()}
    assert {member.resident_id for member in again.members.all()} == members


def test_only_agreed_fields_travel(pair: Proposal) -> None:
    resident = pair.members.first().resident
    contact = contacts.of([resident])[resident.pk]
    assert contact.name == resident.name
    assert contact.lines == (str(resident.address),)


def test_nobody_is_introduced_without_a_name_to_give(pair: Proposal, cora: User) -> None:
    ours = agreed(pair, cora)
    silent = ours.members.first().resident
    consents.withdraw(resident=silent, purpose=Purpose.SHARE_FIELDS, how=How.PHONE, by=cora, at=make.EVENING)
    with pytest.raises(Refused, match="nothing_shared"):
        introductions.introduce(proposal=ours, by=cora, at=make.EVENING)


def test_nobody_is_introduced_when_nobody_can_be_reached(pair: Proposal, cora: User) -> None:
    ours = agreed(pair, cora)
    SharedField.objects.exclude(field=Field.NAME).delete()
    with pytest.raises(Refused, match="nothing_shared"):
        introductions.introduce(proposal=ours, by=cora, at=make.EVENING)


def test_one_way_to_reach_each_other_is_enough(pair: Proposal, cora: User) -> None:
    ours = agreed(pair, cora)
    shy = ours.members.first().resident
    SharedField.objects.exclude(field=Field.NAME).filter(consent__resident=shy).delete()
    assert introductions.introduce(proposal=ours, by=cora, at=make.EVENING).state == State.INTRODUCED
