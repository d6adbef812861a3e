"""Promise 7: every public write of a topic leaves exactly one event, and no write escapes this table."""

import importlib
import inspect
import pkgutil
from collections.abc import Callable
from datetime import date, time, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest

import matching
import outreach
from buurvoorbuur import accounts, hand_over_papers, invitations, keeping_terms, logos, members
from buurvoorbuur.forms import FIELDS
from buurvoorbuur.keeping_terms import Kept
from buurvoorbuur.models import Event, Membership, User
from buurvoorbuur.roles import Role
from matching import (
    asking,
    asking_letters,
    chores,
    exchanges,
    exclusions,
    group_activities,
    introductions,
    invitation_slips,
    own_answers,
    proposals,
    runs,
    team_terms,
)
from matching.models import TeamTerms
from matching.proposal_states import Action, Answer, Blocks, RejectReason
from outreach import (
    access_requests,
    activities,
    activity_slips,
    addresses,
    after_tallies,
    badges,
    budgets,
    call_cards,
    coaching,
    consent_cards,
    consents,
    envelopes,
    flats,
    follow_ups,
    handing_over,
    hours,
    ideas,
    interests,
    letter_batches,
    letter_drafts,
    letter_remarks,
    letters,
    named_papers,
    occupancies,
    optout_letters,
    optouts,
    own_words,
    participants,
    pauses,
    preparations,
    print_packs,
    promises,
    proud,
    questionnaires,
    referrals,
    registrations,
    reports,
    research,
    residents,
    returns,
    round_sheets,
    rounds,
    starting,
    step_booklets,
    trust_checks,
    venues,
    visits,
    welcome_cards,
    wishes,
)
from outreach.activity_terms import Heard, IdeaState
from outreach.address_key import AddressParts
from outreach.after_terms import AfterAnswer, AfterQuestion
from outreach.budgets import LineNotes
from outreach.coach_terms import NoteKind
from outreach.consent_terms import Direction, Field, How, Purpose
from outreach.flat_phases import Afterwards, Phase, PhaseAction
from outreach.layout import Place
from outreach.letter_batches import PrintOrder
from outreach.models import LetterBatch, Promise, Round
from outreach.money_terms import Method, Origin, Side
from outreach.opt_out_terms import Channel, EndReason
from outreach.placed_doors import PlacedDoor
from outreach.preparation_terms import Prepared
from outreach.promise_terms import PromiseEnd
from outreach.promises import PromiseNotes
from outreach.referrals import ReferralNotes
from outreach.research import Handover
from outreach.visit_states import Occupancy, OccupancySource, Outcome, RoundState, Wish
from tests import entrants, make, researched, together
from tests.house.conftest import World

At = make.EVENING
Act = Callable[[], object]

# Parts of a larger write, called inside its transaction; the caller leaves the event.
INNER = {
    "outreach.residents.store",
    "outreach.activities.store",
    "outreach.activities.end_promises",
    "outreach.participants.store_jobs",
    "matching.proposals.moved_on",
    "matching.proposals.move",
    "matching.exclusions.rule_out_pair",
    "outreach.open_work.hand_over",
    "matching.open_work.hand_over",
}


def newcomer(world: World) -> User:
    """Somebody of the team with nothing in hand."""
    return make.member("Noor", Role.INITIATOR, world.team)


def opted_out(world: World) -> None:
    optouts.record(address=world.free_door, channel=Channel.PHONE, by=world.cora, at=At)


def ended_promise(world: World) -> Promise:
    promise = make.promise(world.flat, world.ans, address=world.door)
    promises.end(promise=promise, ending=PromiseEnd.LET_GO, by=world.ans, at=At)
    return promise


def paused(world: World) -> None:
    optouts.pause(address=world.free_door, by=world.cora, at=At)


def planned(world: World) -> Round:
    plan = rounds.RoundPlan(At.date(), time(18, 30), world.ans, world.riny)
    return rounds.plan(flat=world.flat, plan=plan, by=world.cora, at=At)


def ready(world: World) -> Round:
    evening = planned(world)
    for person in (world.ans, world.riny):
        rounds.read_safety_card(round=evening, by=person, at=At)
    return evening


def visit(world: World) -> visits.DoorNotes:
    assert world.round.state == RoundState.WALKING
    return visits.DoorNotes(outcome=Outcome.NOBODY_HOME, opened_at=At)


WORDS = {"label_nl": "Kort", "label_en": "Short", "text_nl": "Hoe is het?", "text_en": "How are you?"}

# name of the write → what must stand before it, given the world → the write itself, given what was prepared
NUMBER = ReferralNotes("Wijkteam", "Vragen over zorg", "050 1112223", At.date())
BUDGET_NOTES = LineNotes(2027, "Bankje", "Fonds", Origin.GIFT, granted=Decimal(100))
WRITES: dict[str, Callable[[World], Act]] = {}


def write(name: str) -> Callable[[Callable[[World], Act]], Callable[[World], Act]]:
    def keep(prepare: Callable[[World], Act]) -> Callable[[World], Act]:
        WRITES[name] = prepare
        return prepare

    return keep


def simple(name: str, act: Callable[..., object], prepare: Callable[[World], dict[str, object]]) -> None:
    """A write by the coordinator whose arguments `prepare` makes."""

    def prepared(world: World) -> Act:
        arguments = {"by": world.cora, "at": At, **prepare(world)}
        return lambda: act(**arguments)

    WRITES[name] = prepared


simple("buurvoorbuur.accounts.change_team", accounts.change_team, lambda w: {
    "team": w.team, **{name: getattr(w.team, name) for name in FIELDS},
})  # fmt: skip
simple("buurvoorbuur.keeping_terms.change", keeping_terms.change, lambda w: {
    "team": w.team, "kept": Kept.by(w.team),
})  # fmt: skip
simple("buurvoorbuur.logos.change", logos.change, lambda w: {"team": w.team, "file": make.logo()})
simple("buurvoorbuur.logos.remove", logos.remove, lambda w: (
    logos.change(team=w.team, file=make.logo(), by=w.cora, at=At), {"team": w.team}
)[1])  # fmt: skip
simple("buurvoorbuur.invitations.invite", invitations.invite, lambda w: {
    "team": w.team, "email": "nieuw@example.org", "role": Role.INITIATOR,
})  # fmt: skip
simple("buurvoorbuur.invitations.prepare", invitations.prepare, lambda w: {
    "team": w.team, "email": "nieuw@example.org", "role": Role.INITIATOR,
})  # fmt: skip
simple("buurvoorbuur.invitations.withdraw", invitations.withdraw, lambda w: {
    "invitation": entrants.invitation(w.team, w.cora)[0],
})  # fmt: skip
simple("buurvoorbuur.members.change", members.change, lambda w: {
    "membership": entrants.membership_of(newcomer(w)), "role": Role.WELFARE_WORKER, "ends_on": None,
})  # fmt: skip
simple("buurvoorbuur.hand_over_papers.print_paper", hand_over_papers.print_paper, lambda w: {
    "membership": entrants.membership_of(make.promise(w.flat, w.ans).keeper), "language": "nl",
})  # fmt: skip
simple("buurvoorbuur.members.hand_over", members.hand_over, lambda w: {
    "membership": entrants.membership_of(newcomer(w)), "to": w.riny,
})  # fmt: skip
simple("buurvoorbuur.members.end", members.end, lambda w: {
    "membership": entrants.membership_of(newcomer(w)),
})  # fmt: skip
simple("buurvoorbuur.members.block", members.block, lambda w: {"user": w.ans})
simple("buurvoorbuur.members.unblock", members.unblock, lambda w: (
    members.block(user=w.ans, by=w.cora, at=At), {"user": w.ans}
)[1])  # fmt: skip
simple("buurvoorbuur.members.forget_second_proof", members.forget_second_proof, lambda w: {"user": w.ans})
simple("matching.asking.give_on", asking.give_on, lambda w: {
    "member": w.member(), "to": make.member("Coen", Role.COORDINATOR, w.team), "today": At.date(),
})  # fmt: skip
simple("outreach.starting.add", starting.add, lambda w: (
    Membership.objects.update(role=Role.ADMINISTRATOR),
    {"name": "Selwerd", "neighbourhood": "Selwerd", "email": "nieuw@example.org"},
)[1])  # fmt: skip
simple("outreach.optouts.record", optouts.record, lambda w: {"address": w.door, "channel": Channel.PHONE})
simple("outreach.optouts.end", optouts.end, lambda w: (
    opted_out(w), {"address": w.free_door, "reason": EndReason.RESIDENT_ASKED}
)[1])  # fmt: skip
simple("outreach.optouts.pause", optouts.pause, lambda w: {"address": w.door})
simple("outreach.optouts.resume", optouts.resume, lambda w: (paused(w), {"address": w.free_door})[1])
simple("outreach.wishes.record", wishes.record, lambda w: {"address": w.free_door, "wish": Wish.ANY})
simple("outreach.occupancies.note", occupancies.note, lambda w: {
    "id": uuid4(), "address": w.door, "occupancy": Occupancy.CONFIRMED_EMPTY,
    "source": OccupancySource.LANDLORD,
})  # fmt: skip
simple("outreach.rounds.plan", rounds.plan, lambda w: {
    "flat": w.flat, "plan": rounds.RoundPlan(At.date(), time(18, 30), w.ans, w.riny),
})  # fmt: skip
simple("outreach.rounds.read_safety_card", rounds.read_safety_card, lambda w: {
    "round": planned(w), "by": w.ans,
})  # fmt: skip
simple("outreach.rounds.start", rounds.start, lambda w: {"round": ready(w), "by": w.ans})
simple("outreach.rounds.close", rounds.close, lambda w: {
    "round": w.round, "both_home": True, "debrief": rounds.Debrief("Mooi"), "by": w.ans,
})  # fmt: skip
simple("outreach.rounds.cancel", rounds.cancel, lambda w: {"round": planned(w)})
simple("outreach.rounds.substitute", rounds.substitute, lambda w: {
    "round": planned(w), "out": w.riny, "new": w.cora,
})  # fmt: skip
simple("outreach.round_sheets.print_sheet", round_sheets.print_sheet, lambda w: {
    "round": w.round, "language": "nl",
})  # fmt: skip
simple("outreach.call_cards.print_cards", call_cards.print_cards, lambda w: {
    "round": w.round, "doors": call_cards.For.TO_RING, "language": "nl",
})  # fmt: skip
simple("outreach.badges.of_round", badges.of_round, lambda w: {"round": w.round, "language": "nl"})
simple("outreach.badges.of_flat", badges.of_flat, lambda w: {"flat": w.flat, "language": "nl"})
simple("outreach.optout_letters.confirm", optout_letters.confirm, lambda w: (
    opted_out(w), {"address": w.free_door, "language": "nl"}
)[1])  # fmt: skip
simple("outreach.visits.record", visits.record, lambda w: {
    "id": uuid4(), "round": w.round, "address": w.door, "notes": visit(w), "by": w.ans,
})  # fmt: skip
simple("outreach.visits.undo", visits.undo, lambda w: {
    "visit": make.visit(w.round, w.door), "by": w.ans, "at": At + timedelta(minutes=1),
})  # fmt: skip
simple("outreach.registrations.register", registrations.register, lambda w: {
    "id": uuid4(), "round": w.round, "by": w.ans,
})  # fmt: skip
simple("outreach.registrations.talk_over", registrations.talk_over, lambda w: {
    "phone": make.phone(w.round)[0],
})  # fmt: skip
simple("outreach.envelopes.try_again", envelopes.try_again, lambda w: {"envelope": make.aside(w.round)})
simple("outreach.envelopes.destroy", envelopes.destroy, lambda w: {"envelope": make.aside(w.round)})
simple("outreach.residents.add", residents.add, lambda w: {
    "talk": w.resident.talk, "notes": make.resident_notes("Tweede"),
})  # fmt: skip
simple("outreach.residents.correct", residents.correct, lambda w: {
    "resident": w.resident, "notes": make.resident_notes("Anders"),
})  # fmt: skip
simple("outreach.access_requests.as_paper", access_requests.as_paper, lambda w: {
    "resident": w.resident, "language": "nl",
})  # fmt: skip
simple("outreach.access_requests.as_file", access_requests.as_file, lambda w: {"resident": w.resident})
simple("outreach.residents.erase", residents.erase, lambda w: {"resident": w.resident})
simple("outreach.residents.opened", residents.opened, lambda w: {"resident": w.resident})
simple("outreach.follow_ups.record", follow_ups.record, lambda w: {
    "resident": w.resident, "notes": follow_ups.FollowUpNotes(At.date(), w.ans, w.riny),
})  # fmt: skip
simple("outreach.consent_cards.print_card", consent_cards.print_card, lambda w: {"resident": w.resident})
simple("outreach.consents.withdraw", consents.withdraw, lambda w: {
    "resident": w.resident, "purpose": Purpose.MATCH, "how": How.PHONE,
})  # fmt: skip
simple("outreach.questionnaires.copy", questionnaires.copy, lambda w: {"questionnaire": w.questionnaire()})
simple(
    "outreach.questionnaires.put_in_use", questionnaires.put_in_use, lambda w: {"questionnaire": w.draft()}
)
simple("outreach.letters.write", letters.write, lambda w: {
    "flat": w.flat, "draft": letter_drafts.default("nl"),
})  # fmt: skip
simple("outreach.letter_remarks.note", letter_remarks.note, lambda w: {
    "letter": w.letter(), "resident": None, "text": "Te lang",
})  # fmt: skip
simple("outreach.trust_checks.check", trust_checks.check, lambda w: {
    "letter": w.letter(), "questions": ["clear"], "seen": make.EVENING,
})  # fmt: skip
simple("outreach.questionnaires.add_question", questionnaires.add_question, lambda w: {
    "questionnaire": w.draft(without=1), **WORDS,
})  # fmt: skip
simple("outreach.questionnaires.change_question", questionnaires.change_question, lambda w: {
    "question": w.draft().questions.all()[0], "position": 1, **WORDS,
})  # fmt: skip
simple("outreach.questionnaires.remove_question", questionnaires.remove_question, lambda w: {
    "question": w.draft().questions.all()[0],
})  # fmt: skip
simple("outreach.interests.add", interests.add, lambda w: {
    "team": w.team, "group": w.interest_group(), "name_nl": "Duiven", "name_en": "Pigeons",
    "directions": frozenset(Direction),
})  # fmt: skip
simple("outreach.addresses.store", addresses.store, lambda w: {
    "team": w.team, "name": "Maanflat",
    "doors": [PlacedDoor(AddressParts("Maanlaan", 1), Place(floor=0, position=1))],
})  # fmt: skip
simple("outreach.flats.move", flats.move, lambda w: {"flat": w.flat, "action": PhaseAction.NEXT})
simple("outreach.flats.choose_plan", flats.choose_plan, lambda w: {
    "flat": make.flat(w.team, name="Maanflat", phase=Phase.PREPARE), "plan_afterwards": Afterwards.GROUPS,
})  # fmt: skip
simple("outreach.pauses.pause", pauses.pause, lambda w: {
    "flat": w.flat, "restarts_on": At.date() + timedelta(days=30), "message": "Even rust.",
})  # fmt: skip
simple("outreach.pauses.restart", pauses.restart, lambda w: {"flat": w.paused_flat()})
simple("outreach.pauses.print_note", pauses.print_note, lambda w: {
    "flat": w.paused_flat(), "language": "nl",
})  # fmt: skip
simple("outreach.flats.assign", flats.assign, lambda w: {
    "flat": w.flat, "user": make.member("Oda", Role.INITIATOR, w.team),
})  # fmt: skip
simple("outreach.flats.unassign", flats.unassign, lambda w: {"flat": w.flat, "user": w.ans})
simple("outreach.hours.book", hours.book, lambda w: {
    "team": w.team, "user": w.ans, "worked_on": At.date(), "minutes": 90,
})  # fmt: skip
simple("outreach.hours.settle_rate", hours.settle_rate, lambda w: {
    "team": w.team, "method": Method.MARKET, "euros": Decimal(65), "source": "Offerte",
})  # fmt: skip
simple(
    "outreach.activities.add",
    activities.add,
    lambda w: {"team": w.team, "notes": activities.ActivityNotes("Samen koken", [w.flat])},
)
simple(
    "outreach.activities.print_poster",
    activities.print_poster,
    lambda w: {"activity": make.announced(w.flat, w.cora), "language": "nl"},
)
simple(
    "outreach.activities.change",
    activities.change,
    lambda w: {
        "activity": make.activity(w.flat, w.cora),
        "notes": activities.ActivityNotes("Samen eten", [w.flat]),
    },
)
simple("outreach.activities.let_go", activities.let_go, lambda w: {
    "activity": make.activity(w.flat, w.cora, None),
})  # fmt: skip
simple("outreach.activity_slips.print_slips", activity_slips.print_slips, lambda w: {
    "activity": together.carried(w.resident, w.cora),
})  # fmt: skip
simple("outreach.participants.join", participants.join, lambda w: {
    "activity": make.activity(w.flat, w.cora), "resident": w.resident,
})  # fmt: skip
simple("outreach.participants.opened", participants.opened, lambda w: {
    "activity": make.activity(w.flat, w.cora),
})  # fmt: skip
simple("outreach.ideas.opened", ideas.opened, lambda w: {"team": w.team})
simple("outreach.participants.leave", participants.leave, lambda w: {
    "participant": together.participant(w.resident, w.cora),
})  # fmt: skip
simple("outreach.participants.organise", participants.organise, lambda w: {
    "participant": together.participant(w.resident, w.cora), "organises": True,
})  # fmt: skip
simple("outreach.participants.share_out", participants.share_out, lambda w: {
    "activity": make.activity(w.flat, w.cora), "jobs": [participants.JobNotes("Koffie zetten")],
})  # fmt: skip
simple("outreach.handing_over.hand_over", handing_over.hand_over, lambda w: {
    "activity": together.carried(w.resident, w.cora),
})  # fmt: skip
simple("outreach.flats.name_part", flats.name_part, lambda w: {"flat": w.flat, "part": "Noord"})
simple("outreach.proud.print_cards", proud.print_cards, lambda w: {
    "activity": make.activity(w.flat, w.cora), "language": "nl",
})  # fmt: skip
simple("outreach.handing_over.stay_in_touch", handing_over.stay_in_touch, lambda w: {
    "activity": together.carried(w.resident, w.cora), "every": None, "way": None,
})  # fmt: skip
simple("outreach.handing_over.let_hear_of_us", handing_over.let_hear_of_us, lambda w: {
    "activity": together.in_touch_with(w.resident, w.cora),
})  # fmt: skip
simple("outreach.handing_over.took_place", handing_over.took_place, lambda w: {
    "activity": make.activity(w.flat, w.cora), "on": At.date(), "people": 12,
})  # fmt: skip
simple("outreach.handing_over.heard", handing_over.heard, lambda w: {
    "activity": together.in_touch_with(w.resident, w.cora), "answer": Heard.UNKNOWN, "on": None,
})  # fmt: skip
simple("outreach.welcome_cards.print_card", welcome_cards.print_card, lambda w: {
    "address": w.free_door, "language": "nl",
})  # fmt: skip
simple("outreach.venues.add", venues.add, lambda w: {"team": w.team, "notes": venues.VenueNotes("Plutozaal")})
simple("outreach.venues.change", venues.change, lambda w: {
    "venue": together.venue(w.team, w.cora), "notes": venues.VenueNotes("Marszaal"),
})  # fmt: skip
simple("outreach.venues.remove", venues.remove, lambda w: {"venue": together.venue(w.team, w.cora)})
simple("outreach.ideas.add", ideas.add, lambda w: {"team": w.team, "notes": ideas.IdeaNotes("Een bankje")})
simple(
    "outreach.ideas.change",
    ideas.change,
    lambda w: {
        "idea": make.idea(w.flat, w.cora),
        "notes": ideas.IdeaNotes("Een bankje", state=IdeaState.HELPED),
    },
)
simple(
    "outreach.after_tallies.settle",
    after_tallies.settle,
    lambda w: {"flat": w.flat, "counts": {(AfterQuestion.SAFER, AfterAnswer.YES): 3}},
)
simple(
    "outreach.coaching.write",
    coaching.write,
    lambda w: {"team": w.team, "kind": NoteKind.REMARK, "text": "Mooi verslag.", "knows_residents": False},
)
simple("outreach.coaching.settle", coaching.settle, lambda w: {"note": make.coach_note(w.team, w.cora)})
simple("outreach.promises.make", promises.make, lambda w: {
    "flat": w.flat, "notes": PromiseNotes("Formulier brengen", w.ans, At.date(), w.door),
})  # fmt: skip
simple("outreach.promises.change", promises.change, lambda w: {
    "promise": make.promise(w.flat, w.ans), "notes": PromiseNotes("Formulier sturen", w.riny, At.date()),
})  # fmt: skip
simple("outreach.promises.end", promises.end, lambda w: {
    "promise": make.promise(w.flat, w.ans), "ending": PromiseEnd.KEPT,
})  # fmt: skip
simple("outreach.promises.reopen", promises.reopen, lambda w: {"promise": ended_promise(w)})
simple("outreach.promises.give_on", promises.give_on, lambda w: {
    "promise": make.promise(w.flat, w.ans), "to": w.riny,
})  # fmt: skip
simple("outreach.referrals.add", referrals.add, lambda w: {"team": w.team, "notes": NUMBER})
simple("outreach.referrals.change", referrals.change, lambda w: {
    "referral": make.referral(w.team, w.cora), "notes": NUMBER,
})  # fmt: skip
simple("outreach.referrals.check", referrals.check, lambda w: {
    "referral": make.referral(w.team, w.cora, checked_on=date(2026, 1, 5)),
})  # fmt: skip
simple("outreach.referrals.remove", referrals.remove, lambda w: {"referral": make.referral(w.team, w.cora)})
simple("outreach.preparations.note", preparations.note, lambda w: {
    "membership": entrants.membership_of(w.ans), "what": Prepared.INTAKE, "done_on": At.date(),
})  # fmt: skip
simple("outreach.preparations.take_back", preparations.take_back, lambda w: {
    "membership": preparations.note(
        membership=entrants.membership_of(w.ans), what=Prepared.SAFETY, done_on=At.date(), by=w.cora, at=At
    ).membership,
    "what": Prepared.SAFETY,
})  # fmt: skip
simple("outreach.preparations.agree", preparations.agree, lambda w: {
    "membership": entrants.membership_of(w.ans), "by": w.ans,
})  # fmt: skip
simple("outreach.preparations.add_training", preparations.add_training, lambda w: {
    "team": w.team, "name": "Reanimeren",
})  # fmt: skip
simple("outreach.preparations.remove_training", preparations.remove_training, lambda w: {
    "training": make.training(w.team, w.cora),
})  # fmt: skip
simple("outreach.step_booklets.print_booklet", step_booklets.print_booklet, lambda w: {
    "team": w.team, "language": "nl",
})  # fmt: skip
simple("outreach.budgets.add", budgets.add, lambda w: {"team": w.team, "notes": BUDGET_NOTES})
simple("outreach.budgets.change", budgets.change, lambda w: {
    "line": make.budget_line(w.team, w.cora), "notes": BUDGET_NOTES,
})  # fmt: skip
simple("outreach.budgets.remove", budgets.remove, lambda w: {"line": make.budget_line(w.team, w.cora)})
simple("outreach.returns.add", returns.add, lambda w: {
    "team": w.team, "activity": "Lunch", "side": Side.COST, "what": "Soep", "euros": Decimal(9), "source": "",
})  # fmt: skip
simple("outreach.returns.remove", returns.remove, lambda w: {"line": make.return_line(w.team, w.cora)})
simple("outreach.reports.exported", reports.exported, lambda w: {
    "about": w.flat, "export": next(iter(reports.Export)),
})  # fmt: skip
simple("outreach.own_words.write", own_words.write, lambda w: {
    "flat": w.flat, "text": "Veel bewoners missen een bankje.",
})  # fmt: skip
simple("outreach.named_papers.report_to_print", named_papers.report_to_print, lambda w: {
    "flat": w.resident.address.flat,
})  # fmt: skip
simple("outreach.named_papers.deliver", named_papers.deliver, lambda w: {
    "flat": w.flat, "printed_on": make.name_on_paper(w.resident, w.cora).paper.printed_on,
    "delivered_on": At.date(),
})  # fmt: skip
simple("outreach.named_papers.settle", named_papers.settle, lambda w: {
    "name": make.name_on_paper(w.resident, w.cora),
})  # fmt: skip
simple("outreach.research.export", research.export, lambda w: {
    "team": researched.flat(w.team, w.ans, w.riny, talks=12, name="Maanflat").team,
    "handover": Handover("Universiteit", "Wat mensen thuis doet voelen"),
})  # fmt: skip
simple("outreach.letter_batches.order", letter_batches.order, lambda w: {
    "letter": w.checked_letter(), "order": PrintOrder(w.ans, w.riny, At.date() + timedelta(days=14)),
})  # fmt: skip
simple("outreach.print_packs.cover_sheet", print_packs.cover_sheet, lambda w: {
    "batch": LetterBatch.objects.get(pk=w.batch().pk), "language": "nl",
})  # fmt: skip
simple("matching.group_activities.begin", group_activities.begin, lambda w: {
    "proposal": make.meeting_group([*w.residents, make.resident(w.round, w.doors[2], "Derde")]),
})  # fmt: skip
simple("matching.invitation_slips.print_slips", invitation_slips.print_slips, lambda w: {
    "proposal": make.meeting_group([*w.residents, make.resident(w.round, w.doors[2], "Derde")]),
})  # fmt: skip
simple(
    "outreach.letter_batches.print_again", letter_batches.print_again, lambda w: {"batch": w.failed_batch()}
)
simple("outreach.letter_batches.stop", letter_batches.stop, lambda w: {"batch": w.failed_batch()})
simple("outreach.letter_batches.download", letter_batches.download, lambda w: {"batch": w.batch()})
simple("outreach.letter_batches.take_out", letter_batches.take_out, lambda w: w.letter_to_take_out())
simple(
    "outreach.letter_batches.deliver", letter_batches.deliver, lambda w: {"batch": w.batch(), "on": At.date()}
)
simple("matching.runs.start", runs.start, lambda w: (w.residents, {"team": w.team})[1])
simple("matching.proposals.opened", proposals.opened, lambda w: {"proposal": w.proposal})
simple("matching.proposals.reject", proposals.reject, lambda w: {
    "proposal": w.proposal, "reason": RejectReason.OTHER, "blocks": Blocks.PEOPLE,
})  # fmt: skip
simple("matching.proposals.hold", proposals.hold, lambda w: {"proposal": w.proposal})
simple("matching.proposals.release", proposals.release, lambda w: {"proposal": w.held()})
simple("matching.asking.ask", asking.ask, lambda w: {
    "proposal": w.approved(), "askings": asking.usual(w.proposal, w.cora), "before": At.date(),
})  # fmt: skip
simple("matching.asking_letters.printed", asking_letters.printed, lambda w: {"member": w.by_letter()})
simple("matching.asking.opened", asking.opened, lambda w: {"member": w.member()})
simple("matching.asking.go_on", asking.go_on, lambda w: {"proposal": w.all_but_moved()})
simple("matching.exchanges.exchange", exchanges.exchange, lambda w: w.somebody_else())
simple("matching.exclusions.keep_apart", exclusions.keep_apart, lambda w: {
    "one": w.residents[0], "other": w.residents[1],
})  # fmt: skip
simple("matching.exclusions.let_meet", exclusions.let_meet, lambda w: {
    "apart": exclusions.keep_apart(one=w.residents[0], other=w.residents[1], by=w.cora, at=At),
})  # fmt: skip
simple("matching.chores.share_out", chores.share_out, lambda w: {
    "proposal": make.meeting_group(w.residents), "taken": {},
})  # fmt: skip
simple("matching.exclusions.leave_out", exclusions.leave_out, lambda w: {
    "resident": w.resident, "interest": w.resident.interest_choices.all()[0].interest,
})  # fmt: skip
simple("matching.exclusions.use_again", exclusions.use_again, lambda w: {
    "unused": make.unused_interest(w.resident, w.cora),
})  # fmt: skip
simple("matching.asking.reopen", asking.reopen, lambda w: {"proposal": w.declined()})
simple("matching.team_terms.change", team_terms.change, lambda w: {
    "team": w.team, "values": {name: getattr(TeamTerms(), name) for name in TeamTerms.TERMS},
})  # fmt: skip
simple("matching.proposals.stop", proposals.stop, lambda w: {"proposal": w.asking()})
simple("matching.asking.answer", asking.answer, lambda w: {"member": w.member(), "answer": Answer.YES})
simple("matching.own_answers.note", own_answers.note, lambda w: {
    "member": w.member(), "answer": Answer.YES, "shared": frozenset[Field](), "language": "nl",
})  # fmt: skip
simple("matching.own_answers.take_back", own_answers.take_back, lambda w: {"member": w.answered()})
simple("matching.introductions.introduce", introductions.introduce, lambda w: {"proposal": w.agreed()})
simple("matching.introductions.letter", introductions.letter, lambda w: {
    "member": w.introduced().members.all()[0],
})  # fmt: skip
simple("matching.introductions.outcome", introductions.outcome, lambda w: {
    "proposal": w.introduced(), "action": Action.DID_MEET,
})  # fmt: skip


@write("matching.proposals.approve")
def _approve(world: World) -> Act:
    assert world.proposal
    return world.approved


@write("outreach.consents.give")
def _give(world: World) -> Act:
    consents.withdraw(resident=world.resident, purpose=Purpose.MATCH, how=How.PHONE, by=world.cora, at=At)
    return lambda: consents.give(
        resident=world.resident,
        purpose=Purpose.MATCH,
        how=How.PHONE,
        language="nl",
        by=world.cora,
        at=At,
    )


@pytest.mark.parametrize("name", WRITES)
def test_a_write_leaves_exactly_one_event(world: World, name: str) -> None:
    act = WRITES[name](world)
    # The worker prints at once in tests; that is a write of its own.
    ours = Event.objects.exclude(action__in=["letter_batch.printed", "matching.finished"])
    before = ours.count()
    act()
    assert ours.count() == before + 1


def public_writes() -> set[str]:
    """Every public function of a topic that is told who acts (`by`) and when (`at`)."""
    modules = [accounts, hand_over_papers, invitations, keeping_terms, logos, members]
    for package in (outreach, matching):
        for found in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
            if not found.ispkg:
                modules.append(importlib.import_module(found.name))
    return {
        f"{module.__name__}.{name}"
        for module in modules
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if not name.startswith("_")
        and function.__module__ == module.__name__
        and {"by", "at"} <= set(inspect.signature(function).parameters)
    }


def test_no_public_write_is_missing_from_this_table() -> None:
    assert public_writes() - INNER == set(WRITES)
