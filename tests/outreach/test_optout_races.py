"""A no wins every race: against planning a round, recording a visit and noting a talk, on PostgreSQL."""

from collections.abc import Callable
from datetime import time, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection

from buurvoorbuur.models import Event, User
from outreach import consents, follow_ups, interests, optouts, rounds, visits
from outreach.consent_terms import How, Purpose
from outreach.models import Address, Flat, FollowUpTalk, OptOut, Resident, RoundDoor, Visit
from outreach.opt_out_terms import Channel, EndReason
from outreach.visit_states import OPEN_ROUNDS, Outcome
from tests import make
from tests.racing import at_once

RACES = 100

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one writer in at a time"),
]


def says_no(door: Address) -> Callable[[], Any]:
    return lambda: optouts.record(address=door, channel=Channel.CODE, by=None, at=make.EVENING)


def planned_on_opted_out_doors() -> int:
    said_no = OptOut.objects.open().values("address")
    return RoundDoor.objects.filter(address__in=said_no, round__state__in=OPEN_ROUNDS).count()


@pytest.fixture
def large(team: Any, ans: User, riny: User) -> Flat:
    """A hundred doors whose letters were delivered."""
    made = make.flat(team, name="Zonneflat", doors=RACES, per_floor=20)
    make.assign(ans, made)
    make.assign(riny, made)
    make.delivered_letters(made)
    return made


def test_planning_a_round_never_leaves_a_door_that_said_no(
    large: Flat, ans: User, riny: User, cora: User
) -> None:
    plan = rounds.RoundPlan(make.EVENING.date() + timedelta(days=1), time(18), ans, riny)
    stood = 0
    for _ in range(RACES):
        doors = list(large.addresses.in_walking_order()[:4])
        at_once(
            lambda: rounds.plan(flat=large, plan=plan, by=ans, at=make.EVENING),
            *[says_no(door) for door in doors],
        )
        assert OptOut.objects.open().count() == len(doors)
        assert planned_on_opted_out_doors() == 0
        for evening in large.rounds.filter(state__in=OPEN_ROUNDS):
            stood += 1
            rounds.cancel(round=evening, by=ans, at=make.EVENING)
        for door in doors:
            optouts.end(address=door, reason=EndReason.RESIDENT_ASKED, by=cora, at=make.EVENING)
    # A race that one side always wins would prove nothing.
    assert stood > 0


def test_no_visit_is_recorded_after_its_door_said_no(large: Flat, ans: User, riny: User) -> None:
    evening = make.walking_round(large, ans, riny)
    notes = visits.DoorNotes(outcome=Outcome.NOBODY_HOME, opened_at=make.EVENING)

    def visit(door: Address) -> Callable[[], Any]:
        return lambda: visits.record(
            id=uuid4(), round=evening, address=door, notes=notes, by=ans, at=make.EVENING
        )

    for door in large.addresses.in_walking_order():
        at_once(visit(door), says_no(door), visit(door))
        assert planned_on_opted_out_doors() == 0
        assert _noted_after_no(door) == []
    assert OptOut.objects.open().count() == RACES
    assert 0 < Visit.objects.count() < 2 * RACES


def _noted_after_no(door: Address) -> list[Visit]:
    """The visits whose event came after that of the opt-out: events are numbered under the door's lock."""
    return list(door.visits.filter(pk__in=_events_after_no(door, "visit.recorded")))


def _events_after_no(door: Address, action: str) -> list[str]:
    said = Event.objects.get(action="optout.recorded", object_id=str(door.pk))
    return list(Event.objects.filter(action=action, pk__gt=said.pk).values_list("object_id", flat=True))


@pytest.fixture
def residents(large: Flat, ans: User, riny: User) -> list[Resident]:
    """Behind each of thirty doors somebody who said yes to everything."""
    interests.load_starter()
    walked = make.walking_round(large, ans, riny)
    doors = large.addresses.in_walking_order()[:30]
    return [make.resident(walked, door, f"Bewoner {door.number}") for door in doors]


def notes_talk(person: Resident, by: tuple[User, User]) -> Callable[[], Any]:
    notes = follow_ups.FollowUpNotes(make.EVENING.date(), *by, note="Samen eten.")
    return lambda: follow_ups.record(resident=person, notes=notes, by=by[0], at=make.EVENING)


def test_no_later_talk_is_noted_after_its_door_said_no(
    residents: list[Resident], ans: User, riny: User
) -> None:
    for person in residents:
        noted = notes_talk(person, (ans, riny))
        at_once(noted, says_no(person.address), noted)
        later = _events_after_no(person.address, "follow_up.recorded")
        assert not person.follow_up_talks.filter(pk__in=later).exists()
    assert OptOut.objects.open().count() == len(residents)
    assert 0 < FollowUpTalk.objects.count() < 2 * len(residents)


def test_no_note_stays_once_answers_may_not_be_kept(
    residents: list[Resident], ans: User, riny: User, cora: User
) -> None:
    def takes_back(person: Resident) -> Callable[[], Any]:
        return lambda: consents.withdraw(
            resident=person, purpose=Purpose.KEEP_ANSWERS, how=How.PHONE, by=cora, at=make.EVENING
        )

    for person in residents:
        at_once(notes_talk(person, (ans, riny)), takes_back(person))
    assert FollowUpTalk.objects.count() == len(residents)
    assert not [talk for talk in FollowUpTalk.objects.all() if talk.note]
