"""A door that said no is not rung."""

import pytest

from buurvoorbuur.models import Event, User
from buurvoorbuur.refusals import Refused
from outreach import optouts, visits
from outreach.models import Address, Flat, OptOut, RoundDoor, Visit
from outreach.opt_out_terms import Channel, EndReason
from tests import make


def test_a_no_closes_the_door_and_its_planned_visits(
    flat: Flat, door: Address, ans: User, riny: User
) -> None:
    make.walking_round(flat, ans, riny)
    optouts.record(address=door, channel=Channel.PHONE, by=ans, at=make.EVENING)
    assert not RoundDoor.objects.filter(address=door).exists()
    assert door not in Address.objects.contactable()


def test_saying_no_twice_is_saying_it_once(door: Address, ans: User) -> None:
    for _ in range(2):
        optouts.record(address=door, channel=Channel.EMAIL, by=ans, at=make.EVENING)
    assert OptOut.objects.filter(address=door).count() == 1
    assert Event.objects.filter(action="optout.recorded").count() == 1


def test_a_visit_at_a_door_that_said_no_is_refused(flat: Flat, door: Address, ans: User, riny: User) -> None:
    evening = make.walking_round(flat, ans, riny)
    optouts.record(address=door, channel=Channel.CODE, by=None, at=make.EVENING)
    with pytest.raises(Refused) as no:
        make.visit(evening, door)
    assert no.value.code == "opted_out"
    assert not Visit.objects.exists()


def test_a_no_ends_only_with_a_reason(door: Address, cora: User) -> None:
    optouts.record(address=door, channel=Channel.PHONE, by=cora, at=make.EVENING)
    ended = optouts.end(address=door, reason=EndReason.RESIDENT_ASKED, by=cora, at=make.EVENING)
    assert ended.end_reason == EndReason.RESIDENT_ASKED
    assert door in Address.objects.contactable()
    with pytest.raises(Refused):
        optouts.end(address=door, reason=EndReason.NEW_HOUSEHOLD, by=cora, at=make.EVENING)


def test_a_paused_door_waits_for_a_coordinator(
    flat: Flat, door: Address, ans: User, riny: User, cora: User
) -> None:
    evening = make.walking_round(flat, ans, riny)
    optouts.pause(address=door, by=ans, at=make.EVENING)
    with pytest.raises(Refused, match="paused"):
        make.visit(evening, door)
    optouts.resume(address=door, by=cora, at=make.EVENING)
    assert isinstance(make.visit(evening, door), Visit)


def test_undo_needs_no_guard_since_nothing_is_rung(flat: Flat, door: Address, ans: User, riny: User) -> None:
    slip = make.visit(make.walking_round(flat, ans, riny), door)
    visits.undo(visit=slip, by=riny, at=make.EVENING)
    assert not Visit.objects.standing().exists()
