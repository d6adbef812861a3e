"""Writes of an evening: planned, walked, on paper, and sent by a phone."""

from datetime import time, timedelta
from uuid import uuid4

from outreach import badges, call_cards, envelopes, registrations, round_sheets, rounds, visits
from outreach.models import Round
from outreach.visit_states import Outcome, RoundState
from tests import make
from tests.house.conftest import World
from tests.house.writes.table import At, simple


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
