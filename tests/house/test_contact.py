"""Promise 1: every write that leads to contact refuses a door that said no."""

from collections.abc import Callable
from datetime import time
from uuid import uuid4

import pytest

from buurvoorbuur.models import Event
from buurvoorbuur.refusals import Refused
from matching import (
    asking,
    asking_letters,
    exchanges,
    group_activities,
    introductions,
    invitation_slips,
    own_answers,
    runs,
)
from matching.models import Proposal, ProposalMember, Run
from matching.proposal_states import Answer
from outreach import (
    activity_slips,
    call_cards,
    flat_rhythms,
    follow_ups,
    letter_batches,
    letter_printing,
    letter_remarks,
    optouts,
    participants,
    promises,
    residents,
    rounds,
    visits,
    welcome_cards,
)
from outreach.activity_terms import TouchWay
from outreach.letter_batches import PrintOrder
from outreach.models import DoorCode, LetterBatch, LetterCopy, OptOut, RoundDoor, Visit
from outreach.opt_out_terms import Channel
from outreach.promise_terms import PromiseEnd
from outreach.visit_states import OPEN_ROUNDS, Outcome
from tests import make, together
from tests.house import contact_functions
from tests.house.conftest import World

At = make.EVENING
Act = Callable[[], object]


def say_no(world: World) -> None:
    for door in world.doors:
        optouts.record(address=door, channel=Channel.PHONE, by=world.cora, at=At)


def plan_round(world: World) -> Act:
    plan = rounds.RoundPlan(At.date(), time(18, 30), world.ans, world.riny)
    return lambda: rounds.plan(flat=world.flat, plan=plan, by=world.cora, at=At)


def promise_at_a_door(world: World) -> Act:
    notes = promises.PromiseNotes("Het formulier brengen", world.ans, At.date(), world.door)
    return lambda: promises.make(flat=world.flat, notes=notes, by=world.ans, at=At)


def promise_again(world: World) -> Act:
    promise = make.promise(world.flat, world.ans, address=world.door)
    promises.end(promise=promise, ending=PromiseEnd.KEPT, by=world.ans, at=At)
    return lambda: promises.reopen(promise=promise, by=world.ans, at=At)


def record_visit(world: World) -> Act:
    evening = world.round
    notes = visits.DoorNotes(outcome=Outcome.NOBODY_HOME, opened_at=At)
    return lambda: visits.record(
        id=uuid4(), round=evening, address=world.door, notes=notes, by=world.ans, at=At
    )


def record_visit_later(world: World) -> Act:
    evening = world.round
    notes = visits.DoorNotes(outcome=Outcome.NOBODY_HOME, opened_at=At)
    return lambda: visits.record(
        id=uuid4(), round=evening, address=world.door, notes=notes, by=world.ans, at=At, sent_later=True
    )


def add_resident_later(world: World) -> Act:
    talk = world.resident.talk
    assert talk
    notes = make.resident_notes("Tweede")
    return lambda: residents.add(talk=talk, notes=notes, by=world.ans, at=At, sent_later=True)


def add_resident(world: World) -> Act:
    talk = world.resident.talk
    assert talk
    return lambda: residents.add(talk=talk, notes=make.resident_notes("Tweede"), by=world.ans, at=At)


def note_follow_up(world: World) -> Act:
    person = world.resident
    notes = follow_ups.FollowUpNotes(At.date(), world.ans, world.riny)
    return lambda: follow_ups.record(resident=person, notes=notes, by=world.cora, at=At)


def note_remark(world: World) -> Act:
    letter, person = world.letter(), world.resident
    return lambda: letter_remarks.note(letter=letter, resident=person, text="Te lang", by=world.cora, at=At)


def order_letters(world: World) -> Act:
    letter = world.checked_letter()
    order = PrintOrder(world.ans, world.riny, At.date().replace(day=20))
    return lambda: letter_batches.order(letter=letter, order=order, by=world.cora, at=At)


def deliver_letters(world: World) -> Act:
    batch = world.batch()
    return lambda: letter_batches.deliver(
        batch=LetterBatch.objects.get(pk=batch.pk), on=At.date(), by=world.cora, at=At
    )


def run_matching(world: World) -> Act:
    assert world.residents
    return lambda: runs.start(team=world.team, by=world.cora, at=At)


def approve(world: World) -> Act:
    assert world.proposal
    return world.approved


def ask(world: World) -> Act:
    ours = world.approved()
    return lambda: make.asked(ours, world.cora)


def print_question(world: World) -> Act:
    member = world.by_letter()
    return lambda: asking_letters.printed(member=member, by=world.cora, at=At)


def last_yes(world: World) -> Act:
    first, last = world.asking().members.all()
    asking.answer(member=first, answer=Answer.YES, by=world.cora, at=At)
    return lambda: asking.answer(member=last, answer=Answer.YES, by=world.cora, at=At)


def last_yes_to_who_asks(world: World) -> Act:
    first, last = world.asking().members.all()
    asking.answer(member=first, answer=Answer.YES, by=world.cora, at=At)
    return lambda: own_answers.note(
        member=last, answer=Answer.YES, shared=frozenset(), language="nl", by=world.cora, at=At
    )


def take_back(world: World) -> Act:
    member = world.asking().members.all()[0]
    asking.answer(member=member, answer=Answer.NO, by=world.cora, at=At)
    return lambda: own_answers.take_back(member=member, by=world.cora, at=At)


def go_on(world: World) -> Act:
    ours = world.all_but_moved()
    return lambda: asking.go_on(proposal=ours, by=world.cora, at=At)


def reopen(world: World) -> Act:
    ours = world.declined()
    return lambda: asking.reopen(proposal=ours, by=world.cora, at=At)


def exchange(world: World) -> Act:
    change = world.somebody_else()
    return lambda: exchanges.exchange(**change, by=world.cora, at=At)  # type: ignore[arg-type]


def introduce(world: World) -> Act:
    ours = world.agreed()
    return lambda: introductions.introduce(proposal=ours, by=world.cora, at=At)


def print_introduction(world: World) -> Act:
    member = world.introduced().members.all()[0]
    return lambda: introductions.letter(member=member, by=world.cora, at=At)


def print_slips(world: World) -> Act:
    third = make.resident(world.round, world.doors[2], "Derde")
    ours = make.meeting_group([*world.residents, third])
    return lambda: invitation_slips.print_slips(proposal=ours, by=world.cora, at=At)


def join_in(world: World) -> Act:
    ours, person = make.activity(world.flat, world.cora), world.resident
    return lambda: participants.join(activity=ours, resident=person, by=world.cora, at=At)


def print_activity_slips(world: World) -> Act:
    ours = together.carried(world.resident, world.cora)
    return lambda: activity_slips.print_slips(activity=ours, by=world.cora, at=At)


def print_welcome(world: World) -> Act:
    return lambda: welcome_cards.print_card(address=world.doors[5], language="nl", by=world.cora, at=At)


def begin_activity(world: World) -> Act:
    third = make.resident(world.round, world.doors[2], "Derde")
    ours = make.meeting_group([*world.residents, third])
    return lambda: group_activities.begin(proposal=ours, by=world.cora, at=At)


def start_round(world: World) -> Act:
    plan = rounds.RoundPlan(At.date(), time(18, 30), world.ans, world.riny)
    evening = rounds.plan(flat=world.flat, plan=plan, by=world.cora, at=At)
    for person in (world.ans, world.riny):
        rounds.read_safety_card(round=evening, by=person, at=At)
    return lambda: rounds.start(round=evening, by=world.ans, at=At)


def render_letters(world: World) -> Act:
    batch = world.failed_batch()
    return lambda: letter_printing.render_batch(batch=LetterBatch.objects.get(pk=batch.pk), at=At)


def print_letters_again(world: World) -> Act:
    batch = world.failed_batch()
    return lambda: letter_batches.print_again(batch=batch, by=world.cora, at=At)


def print_call_cards(world: World) -> Act:
    evening = world.round
    return lambda: call_cards.print_cards(
        round=evening, doors=call_cards.For.TO_RING, language="nl", by=world.ans, at=At
    )


def choose_rhythm(world: World) -> Act:
    assert world.resident
    return lambda: flat_rhythms.choose(flat=world.flat, every=3, way=TouchWay.CARD, by=world.cora, at=At)


# Each way to try it, with the function it tries.
CONTACTS: dict[Callable[[World], Act], str] = {
    plan_round: "rounds.plan",
    promise_at_a_door: "promises.make",
    promise_again: "promises.reopen",
    record_visit: "visits.record",
    record_visit_later: "visits.record",
    add_resident_later: "residents.add",
    add_resident: "residents.add",
    note_follow_up: "follow_ups.record",
    note_remark: "letter_remarks.note",
    order_letters: "letter_batches.order",
    deliver_letters: "letter_batches.deliver",
    run_matching: "runs.start",
    approve: "proposals.approve",
    exchange: "exchanges.exchange",
    ask: "asking.ask",
    print_question: "asking_letters.printed",
    last_yes: "asking.answer",
    last_yes_to_who_asks: "own_answers.note",
    take_back: "own_answers.take_back",
    go_on: "asking.go_on",
    reopen: "asking.reopen",
    introduce: "introductions.introduce",
    print_introduction: "introductions.letter",
    print_slips: "invitation_slips.print_slips",
    join_in: "participants.join",
    print_activity_slips: "activity_slips.print_slips",
    print_welcome: "welcome_cards.print_card",
    begin_activity: "group_activities.begin",
    print_call_cards: "call_cards.print_cards",
    choose_rhythm: "flat_rhythms.choose",
}

# Between two doors: one of them that said no is enough.
PAIRS = [
    approve,
    ask,
    print_question,
    last_yes,
    last_yes_to_who_asks,
    go_on,
    reopen,
    introduce,
    print_introduction,
]

# Leads to many doors at once, and passes by those that said no.
PASSES_BY: dict[Callable[[World], Act], str] = {
    plan_round: "rounds.plan",
    start_round: "rounds.start",
    order_letters: "letter_batches.order",
    render_letters: "letter_printing.render_batch",
    print_letters_again: "letter_batches.print_again",
    print_call_cards: "call_cards.print_cards",
}

# Reaches a guard or a row of contact and leads to no contact of its own.
NO_CONTACT = {
    "exchanges.possible": "shows who could take a place; taking it asks anew",
    "introductions.outcome": "notes what two neighbours did by themselves",
    "letter_batches.take_out": "takes the letter of a closed door out of the stack",
    "participants.organise": "notes what somebody said by themselves",
    "participants.share_out": "notes who does what by their own wish",
    "proposals.hold": "puts a proposal aside",
    "proposals.reject": "ends a proposal",
    "proposals.release": "takes a proposal up again, which is asked anew before anybody hears of it",
    "proposals.stop": "ends a proposal",
    "reception.take_in": "passes what a phone sent on to `sync.apply`",
    "research.export": "hands over rows without names or doors; nobody is contacted",
    "residents.store": "a part of `visits.record` and `residents.add`, which asked the door",
    "runs.what_if": "counts what a run would give and stores nothing",
    "searching.carry_out": "passes what was found on to `searching.store`",
    "searching.store": "leaves out who may not be introduced by then: tests/matching/test_runs.py",
    "sync.apply": "passes what a phone sent on to `visits.record` and `residents.add`",
    "trust_checks.check": "keeps what a member found while reading, and names no resident",
}


def test_no_function_that_leads_to_contact_is_missing_here() -> None:
    tried = {*CONTACTS.values(), *PASSES_BY.values()}
    assert contact_functions.found() - tried == set(NO_CONTACT)


@pytest.mark.parametrize("contact", CONTACTS, ids=lambda contact: contact.__name__)
def test_it_refuses_a_door_that_said_no(world: World, contact: Callable[[World], Act]) -> None:
    act = contact(world)
    say_no(world)
    before = Event.objects.count(), Visit.objects.count(), LetterCopy.objects.count(), Run.objects.count()
    with pytest.raises(Refused):
        act()
    after = Event.objects.count(), Visit.objects.count(), LetterCopy.objects.count(), Run.objects.count()
    assert after == before
    assert not RoundDoor.objects.filter(
        address__in=OptOut.objects.open().values("address"), round__state__in=["planned", "walking"]
    ).exists()


@pytest.mark.parametrize("contact", CONTACTS, ids=lambda contact: contact.__name__)
def test_it_goes_on_when_nobody_said_no(world: World, contact: Callable[[World], Act]) -> None:
    contact(world)()


@pytest.mark.parametrize("closed", [0, 1])
@pytest.mark.parametrize("contact", PAIRS, ids=lambda contact: contact.__name__)
def test_one_closed_door_of_two_is_enough(world: World, contact: Callable[[World], Act], closed: int) -> None:
    act = contact(world)
    state = Proposal.objects.get().state
    optouts.record(address=world.doors[closed], channel=Channel.PHONE, by=world.cora, at=At)
    with pytest.raises(Refused):
        act()
    assert Proposal.objects.get().state == state


def reached(world: World) -> dict[int, int]:
    """For each door of the flat: its rounds, its letters and cards, and proposals about who lives there."""
    return {
        door.pk: RoundDoor.objects.filter(address=door, round__state__in=OPEN_ROUNDS).count()
        + LetterCopy.objects.filter(address=door).count()
        + DoorCode.objects.filter(address=door).count()
        + ProposalMember.objects.filter(resident__address=door).count()
        for door in world.doors
    }


@pytest.mark.parametrize("contact", PASSES_BY, ids=lambda contact: contact.__name__)
def test_one_closed_door_among_open_ones_is_passed_by(world: World, contact: Callable[[World], Act]) -> None:
    act = contact(world)
    optouts.record(address=world.door, channel=Channel.PHONE, by=world.cora, at=At)
    before = reached(world)
    act()
    after = reached(world)
    assert after[world.door.pk] <= before[world.door.pk]
    assert all(after[door.pk] >= 1 for door in world.doors[1:])
    printed = LetterBatch.objects.exclude(printed_at=None).filter(ordered_at=At)
    assert not LetterCopy.objects.filter(batch__in=printed, address=world.door).exists()


def test_matching_passes_by_the_one_who_said_no(world: World) -> None:
    interests = frozenset({world.residents[0].interest_choices.all()[0].interest.code})
    for door in world.doors[2:4]:
        make.resident(world.round, door, f"Bewoner {door.number}", shares=interests)
    optouts.record(address=world.door, channel=Channel.PHONE, by=world.cora, at=At)
    runs.start(team=world.team, by=world.cora, at=At)
    assert ProposalMember.objects.exists()
    assert not ProposalMember.objects.filter(resident__address=world.door).exists()


def test_a_stack_with_one_letter_for_a_closed_door_is_not_delivered(world: World) -> None:
    act = deliver_letters(world)
    optouts.record(address=world.doors[2], channel=Channel.PHONE, by=world.cora, at=At)
    with pytest.raises(Refused):
        act()


def test_a_proposal_with_a_closed_door_is_not_live(world: World) -> None:
    assert Proposal.objects.live().filter(pk=world.proposal.pk).exists()
    say_no(world)
    assert not Proposal.objects.live().exists()
