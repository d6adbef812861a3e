"""Asking blind: who asks whom how, every answer, and what a no or a later does to a pair and to a group."""

from datetime import timedelta

import pytest

from buurvoorbuur.models import User
from buurvoorbuur.refusals import Refused
from buurvoorbuur.roles import Role
from matching import asking, asking_words, candidates, introductions, proposals
from matching.asking import Asking
from matching.models import Proposal
from matching.proposal_states import LATER_IS_AFTER_DAYS, Answer, AskChannel, State
from outreach import consents, optouts
from outreach.consent_terms import How, Purpose
from outreach.models import Resident
from outreach.opt_out_terms import Channel
from tests import make
from tests.matching.conftest import Neighbour

TODAY = make.EVENING.date()


def approved(proposal: Proposal, by: User) -> Proposal:
    assert proposal.interest
    return proposals.approve(
        proposal=proposal,
        interest=proposal.interest,
        place="Plutozaal",
        first_step="Bel even",
        by=by,
        at=make.EVENING,
    )


def said(proposal: Proposal, *answers: Answer, by: User) -> Proposal:
    """What the members said, in their order."""
    for member, answer in zip(proposal.members.all(), answers, strict=False):
        proposal = asking.answer(member=member, answer=answer, by=by, at=make.EVENING)
    return proposal


@pytest.fixture
def two(pair: Proposal, cora: User) -> Proposal:
    """A pair that is being asked."""
    return make.asked(approved(pair, cora), cora)


@pytest.fixture
def four(residents: list[Resident], cora: User) -> Proposal:
    """A group of four that goes on with three, being asked."""
    return make.asked(approved(make.proposed(*residents, fewest=3), cora), cora)


def test_each_has_somebody_who_asks_a_way_and_a_day(pair: Proposal, cora: User) -> None:
    oda = make.member("Oda", Role.COORDINATOR, pair.team)
    first, second = pair.members.all()
    plan = {first.pk: Asking(oda, AskChannel.DOOR), second.pk: Asking(cora, AskChannel.DOOR)}
    before = TODAY + timedelta(days=5)
    asked = asking.ask(proposal=approved(pair, cora), askings=plan, before=before, by=cora, at=make.EVENING)
    assert (asked.state, asked.ask_before) == (State.ASKING, before)
    assert [(m.asker, m.ask_by) for m in asked.members.all()] == [(oda, "door"), (cora, "door")]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ("nobody asks one", "None"),
        ("no phone known", "asking_"),
        ("a day gone by", "before"),
        ("who never met them", "asking_"),
        ("one initiator for both", "asking_"),
        ("an initiator by letter", "asking_"),
    ],
)
def test_a_plan_that_cannot_be_is_told_at_its_field(
    pair: Proposal, cora: User, ans: User, wrong: str, field: str
) -> None:
    ours = approved(pair, cora)
    plan, before = asking.usual(ours, cora), TODAY
    member = ours.members.all()[0]
    if wrong == "nobody asks one":
        del plan[member.pk]
    elif wrong == "no phone known":
        plan[member.pk] = Asking(cora, AskChannel.PHONE)
    elif wrong == "who never met them":
        never = make.member("Piet", Role.INITIATOR, ours.team)
        make.assign(never, member.resident.address.flat)
        plan[member.pk] = Asking(never, AskChannel.DOOR)
    elif wrong == "an initiator by letter":
        plan[member.pk] = Asking(ans, AskChannel.LETTER)
    elif wrong == "one initiator for both":
        plan = {id: Asking(ans, AskChannel.DOOR) for id in plan}
    else:
        before = TODAY - timedelta(days=1)
    with pytest.raises(Refused) as refused:
        asking.ask(proposal=ours, askings=plan, before=before, by=cora, at=make.EVENING)
    assert str(refused.value.field).startswith(field)
    ours.refresh_from_db()
    assert (ours.state, ours.members.exclude(asker=None).count()) == (State.APPROVED, 0)


def test_the_easiest_way_to_reach_somebody_comes_first(neighbour: Neighbour) -> None:
    known = neighbour(0, phone="06 12345678", email="buur@example.org")
    always = [AskChannel.DOOR, AskChannel.LETTER]
    assert asking.channels(known) == [AskChannel.PHONE, AskChannel.EMAIL, *always]
    assert asking.channels(neighbour(0)) == always


def test_who_decides_and_the_two_who_talked_with_somebody_may_ask_them_as_long_as_they_are_members(
    team, neighbour: Neighbour, ans: User, riny: User, cora: User, wim: User, bea: User
) -> None:
    known = neighbour(0)
    make.member("Gerrit", Role.COORDINATOR, team, ends_on=TODAY - timedelta(days=1))
    make.assign(make.member("Piet", Role.INITIATOR, team), known.address.flat)
    assert set(asking.askers(known, TODAY)) == {ans, riny, cora}
    riny.memberships.update(ends_on=TODAY - timedelta(days=1))
    ans.assignments.all().delete()
    assert set(asking.askers(known, TODAY)) == {cora}


def test_the_words_for_asking_name_nobody_and_no_door(
    pair: Proposal, residents: list[Resident], cora: User
) -> None:
    for people in (pair, make.proposed(*residents, fewest=3)):
        ours = approved(people, cora)
        for words in asking_words.blind(ours).values():
            assert "Plutozaal" in words
            for member in ours.members.all():
                person = member.resident
                for hidden in (person.name, person.address.street, str(person.address.flat)):
                    assert hidden not in words


@pytest.mark.parametrize(
    "place",
    ["bij van der Berg", "Planetenlaan 2", "thuis bij Jo", "Bij JAN", "aan de Planetenlaan, nummer 1"],
)
def test_a_name_or_a_door_in_the_place_is_refused_since_it_is_told_before_they_agreed(
    pair: Proposal, cora: User, place: str
) -> None:
    named(pair, "Jo Li", "Jan van den Berg")
    with pytest.raises(Refused) as refused:
        proposals.approve(
            proposal=pair, interest=pair.interest, place=place, first_step="Bel", by=cora, at=make.EVENING
        )
    assert refused.value.field == "place"


@pytest.mark.parametrize("place", ["De zaal van de flat", "Planetenlaan, de zaal", "het Jongerencentrum 12"])
def test_an_ordinary_place_is_no_name(pair: Proposal, cora: User, place: str) -> None:
    named(pair, "Jo Li", "Jan van den Berg")
    proposals.approve(
        proposal=pair, interest=pair.interest, place=place, first_step="Bel Jan", by=cora, at=make.EVENING
    )


def named(pair: Proposal, *names: str) -> None:
    for member, name in zip(pair.members.all(), names, strict=True):
        member.resident.name = name
        member.resident.save(update_fields=["name"])


def test_an_answer_on_a_page_that_is_out_of_date_is_not_noted(four: Proposal, cora: User) -> None:
    seen = four.members.all()[0]
    asking.answer(member=four.members.all()[0], answer=Answer.NO, by=cora, at=make.EVENING)
    with pytest.raises(Refused, match="changed"):
        asking.answer(member=seen, answer=Answer.YES, by=cora, at=make.EVENING)
    assert four.members.all()[0].answer == Answer.NO


def test_what_was_noted_wrong_is_noted_again_and_leaves_nothing_behind(four: Proposal, cora: User) -> None:
    for answer in (Answer.LATER, Answer.YES):
        asking.answer(member=four.members.all()[0], answer=answer, by=cora, at=make.EVENING)
    first = four.members.all()[0]
    assert (first.answer, first.ask_again_on) == (Answer.YES, None)


@pytest.mark.parametrize("answer", [Answer.NO, Answer.LATER])
def test_an_ending_that_was_a_slip_is_taken_back_within_the_hour(
    two: Proposal, cora: User, answer: Answer
) -> None:
    ended = said(two, answer, by=cora)
    with pytest.raises(Refused):
        asking.reopen(proposal=ended, by=cora, at=make.EVENING + timedelta(minutes=61))
    again = asking.reopen(proposal=ended, by=cora, at=make.EVENING + timedelta(minutes=59))
    assert again.state == State.ASKING
    assert said(again, Answer.YES, Answer.YES, by=cora).state == State.AGREED


def test_the_plan_is_changed_while_they_are_asked(two: Proposal, cora: User) -> None:
    yes = said(two, Answer.YES, by=cora)
    again = make.asked(Proposal.objects.get(pk=yes.pk), cora, make.EVENING + timedelta(days=3))
    assert (again.state, again.ask_before) == (State.ASKING, TODAY + timedelta(days=10))
    assert again.members.all()[0].answer == Answer.YES


def test_two_who_are_kept_apart_meanwhile_go_no_further(two: Proposal, cora: User) -> None:
    make.kept_apart(cora, *[member.resident for member in two.members.all()])
    assert not Proposal.objects.live().filter(pk=two.pk).exists()
    with pytest.raises(Refused, match="kept_apart"):
        said(two, Answer.YES, Answer.YES, by=cora)


def test_who_stepped_out_of_a_group_may_still_meet_each_of_the_others(four: Proposal, cora: User) -> None:
    four = said(four, Answer.LATER, Answer.YES, Answer.YES, Answer.YES, by=cora)
    introductions.introduce(proposal=four, by=cora, at=make.EVENING)
    then = TODAY + timedelta(days=LATER_IS_AFTER_DAYS)
    stepped_out = four.members.all()[0].resident_id.hex
    [again] = [person for person in candidates.of(four.team, today=then) if person.id == stepped_out]
    assert again.barred == frozenset()


@pytest.mark.parametrize(
    ("answers", "state"),
    [
        ((Answer.YES,), State.ASKING),
        ((Answer.YES, Answer.YES), State.AGREED),
        ((Answer.NO,), State.DECLINED),
        ((Answer.YES, Answer.NO), State.DECLINED),
        ((Answer.LATER,), State.POSTPONED),
        ((Answer.YES, Answer.LATER), State.POSTPONED),
    ],
)
def test_what_two_say_decides(two: Proposal, cora: User, answers: tuple[Answer, ...], state: State) -> None:
    assert said(two, *answers, by=cora).state == state


@pytest.mark.parametrize(
    ("answers", "state"),
    [
        ((Answer.YES, Answer.YES, Answer.YES), State.ASKING),
        ((Answer.YES, Answer.YES, Answer.YES, Answer.YES), State.AGREED),
        ((Answer.NO, Answer.YES, Answer.YES, Answer.YES), State.AGREED),
        ((Answer.YES, Answer.YES, Answer.YES, Answer.NO), State.AGREED),
        ((Answer.LATER, Answer.YES, Answer.YES, Answer.YES), State.AGREED),
        ((Answer.NO, Answer.NO), State.DECLINED),
        ((Answer.NO, Answer.LATER), State.POSTPONED),
    ],
)
def test_a_group_goes_on_as_long_as_enough_are_left(
    four: Proposal, cora: User, answers: tuple[Answer, ...], state: State
) -> None:
    assert said(four, *answers, by=cora).state == state


def test_who_withdraws_from_a_group_is_not_waited_for_and_not_in_the_letters(
    four: Proposal, cora: User
) -> None:
    gone = four.members.all()[0].resident
    consents.withdraw(resident=gone, purpose=Purpose.MATCH, how=How.PHONE, by=cora, at=make.EVENING)
    assert Proposal.objects.live().filter(pk=four.pk).exists()
    with pytest.raises(Refused):
        asking.go_on(proposal=four, by=cora, at=make.EVENING)
    for member in four.members.all()[1:]:
        four = asking.answer(member=member, answer=Answer.YES, by=cora, at=make.EVENING)
    assert four.state == State.AGREED
    four = introductions.introduce(proposal=four, by=cora, at=make.EVENING)
    with pytest.raises(Refused):
        introductions.letter(member=four.members.all()[0], by=cora, at=make.EVENING)
    assert [person.pk for person in introductions.who_comes(four)] == [
        member.resident_id for member in four.members.all()[1:]
    ]


def test_the_others_go_on_when_the_last_to_answer_withdraws(four: Proposal, cora: User) -> None:
    four = said(four, Answer.YES, Answer.YES, Answer.YES, by=cora)
    last = four.members.all()[3].resident
    optouts.record(address=last.address, channel=Channel.CODE, by=None, at=make.EVENING)
    four.refresh_from_db()
    assert four.state == State.ASKING
    assert asking.go_on(proposal=four, by=cora, at=make.EVENING).state == State.AGREED


def test_a_group_that_becomes_too_small_stands_still(four: Proposal, cora: User) -> None:
    for member in four.members.all()[:2]:
        optouts.record(address=member.resident.address, channel=Channel.CODE, by=None, at=make.EVENING)
    assert not Proposal.objects.live().filter(pk=four.pk).exists()
    with pytest.raises(Refused, match="withdrawn"):
        asking.answer(member=four.members.all()[2], answer=Answer.YES, by=cora, at=make.EVENING)


def test_who_says_later_is_left_in_peace_for_weeks_and_may_meet_the_same_person_then(
    two: Proposal, cora: User
) -> None:
    later = said(two, Answer.LATER, by=cora).members.all()[0].resident
    soon = TODAY + timedelta(days=LATER_IS_AFTER_DAYS - 1)
    then = TODAY + timedelta(days=LATER_IS_AFTER_DAYS)
    team = later.address.flat.team
    assert later.pk.hex not in {person.id for person in candidates.of(team, today=soon)}
    again = {person.id: person for person in candidates.of(team, today=then)}
    assert again[later.pk.hex].barred == frozenset()


def test_who_said_no_to_each_other_is_not_proposed_together_again(two: Proposal, cora: User) -> None:
    first, second = (member.resident for member in said(two, Answer.NO, by=cora).members.all())
    found = {person.id: person for person in candidates.of(two.team, today=TODAY)}
    assert second.pk.hex in found[first.pk.hex].barred
