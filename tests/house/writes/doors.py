"""Writes about flats and doors: what they are, a no, a pause."""

from datetime import timedelta
from uuid import uuid4

from buurvoorbuur.roles import Role
from outreach import (
    addresses,
    flat_rhythms,
    flats,
    occupancies,
    optout_letters,
    optouts,
    pauses,
    welcome_cards,
    wishes,
)
from outreach.activity_terms import TouchWay
from outreach.address_key import AddressParts
from outreach.flat_phases import Afterwards, Phase, PhaseAction
from outreach.layout import Place
from outreach.opt_out_terms import Channel, EndReason
from outreach.placed_doors import PlacedDoor
from outreach.visit_states import Occupancy, OccupancySource, Wish
from tests import make
from tests.house.conftest import World
from tests.house.writes.table import At, simple


def opted_out(world: World) -> None:
    optouts.record(address=world.free_door, channel=Channel.PHONE, by=world.cora, at=At)


def paused(world: World) -> None:
    optouts.pause(address=world.free_door, by=world.cora, at=At)


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
simple("outreach.optout_letters.confirm", optout_letters.confirm, lambda w: (
    opted_out(w), {"address": w.free_door, "language": "nl"}
)[1])  # fmt: skip
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
simple("outreach.flat_rhythms.choose", flat_rhythms.choose, lambda w: {
    "flat": w.resident.address.flat, "every": 3, "way": TouchWay.CARD,
})  # fmt: skip
simple("outreach.flat_rhythms.let_hear", flat_rhythms.let_hear, lambda w: {
    "flat": make.rhythm(w.resident.address.flat, w.cora),
})  # fmt: skip
simple("outreach.flats.name_part", flats.name_part, lambda w: {"flat": w.flat, "part": "Noord"})
simple("outreach.welcome_cards.print_card", welcome_cards.print_card, lambda w: {
    "address": w.free_door, "language": "nl",
})  # fmt: skip
