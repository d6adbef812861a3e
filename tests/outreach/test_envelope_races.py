"""Twenty posts of one delivery apply it once, and a no wins every race against applying; on PostgreSQL."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from time import sleep
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection

from buurvoorbuur.models import Event, User
from buurvoorbuur.refusals import Refused
from outreach import optouts, reception, settling, visits
from outreach.envelope_states import EnvelopeState
from outreach.envelopes import Answer, Delivery, Sealed
from outreach.models import Address, Envelope, Flat, OptOut, Phone, Resident, Round, Visit
from outreach.opt_out_terms import Channel
from outreach.visit_states import Outcome
from tests import make

AT = make.EVENING
POSTS = 20
RACES = 50
TALK = (("outcome", "talk"), ("name", "Samira"), ("answer_joins_in", "ja"), ("consent_keep_answers", "on"))

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one writer in at a time"),
]


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Runs these at the same moment, each on a connection of its own; an expected no is fine."""
    gate = Barrier(len(acts))

    def run(act: Callable[[], Any]) -> Any:
        try:
            connection.ensure_connection()
            gate.wait()
            return act()
        except Refused as no:
            return no
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return [done.result() for done in [pool.submit(run, act) for act in acts]]


@pytest.fixture
def large(team: Any, ans: User, riny: User) -> Flat:
    made = make.flat(team, name="Zonneflat", doors=RACES, per_floor=10)
    make.assign(ans, made)
    make.assign(riny, made)
    return made


@pytest.fixture
def tonight(large: Flat, ans: User, riny: User) -> Round:
    return make.walking_round(large, ans, riny)


def delivery(*sealed: Sealed) -> Delivery:
    return Delivery(sealed, max(one.counter for one in sealed), (), 0)


def test_twenty_posts_of_one_delivery_apply_each_envelope_once(
    tonight: Round, large: Flat, phone: Phone
) -> None:
    doors = list(large.addresses.in_walking_order()[:3])
    sent = delivery(
        *[make.sealed(phone, make.entry(tonight, door, *TALK), n) for n, door in enumerate(doors, 1)]
    )
    told = at_once(*[lambda: reception.take_in(phone=phone, delivery=sent, at=AT)] * POSTS)
    for sealed in sent.envelopes:
        said = [receipts[sealed.id][0] for receipts in told]
        assert (said.count(Answer.STORED), said.count(Answer.DUPLICATE)) == (1, POSTS - 1)
    assert set(Envelope.objects.values_list("state", flat=True)) == {EnvelopeState.APPLIED}
    assert Visit.objects.count() == Resident.objects.count() == Envelope.objects.count() == 3
    assert Event.objects.filter(action="visit.recorded").count() == 3


def test_twenty_workers_settle_one_phone_once(tonight: Round, large: Flat, phone: Phone) -> None:
    doors = enumerate(large.addresses.in_walking_order()[:10], 1)
    make.received(phone, *[make.sealed(phone, make.entry(tonight, door), n) for n, door in doors])
    at_once(*[lambda: settling.settle(phone.pk, AT)] * POSTS)
    assert Visit.objects.count() == 10
    assert Event.objects.filter(action="visit.recorded").count() == 10


def test_one_id_from_two_phones_at_once_spoils_no_delivery(tonight: Round, large: Flat) -> None:
    mine, theirs = make.phone(tonight)[0], make.phone(tonight, by=tonight.note_taker)[0]
    for door in large.addresses.in_walking_order()[:10]:
        number = Envelope.objects.filter(phone=mine).count() + 1
        first = make.sealed(mine, make.entry(tonight, door), number)
        other = make.sealed(theirs, make.entry(tonight, door), number, first.id)
        told = at_once(
            lambda sent=first: reception.take_in(phone=mine, delivery=delivery(sent), at=AT),
            lambda sent=other: reception.take_in(phone=theirs, delivery=delivery(sent), at=AT),
        )
        assert {receipts[first.id][0] for receipts in told} == {Answer.STORED, Answer.ATTENTION}
    assert Envelope.objects.filter(is_double=True).count() == 10


def test_no_visit_is_applied_after_its_door_said_no(tonight: Round, large: Flat, phone: Phone) -> None:
    def says_no(door: Address, after: float) -> None:
        sleep(after)
        optouts.record(address=door, channel=Channel.CODE, by=None, at=AT)

    for number, door in enumerate(large.addresses.in_walking_order(), 1):
        sent = delivery(make.sealed(phone, make.entry(tonight, door, *TALK), number))
        at_once(
            lambda sent=sent: reception.take_in(phone=phone, delivery=sent, at=AT),
            lambda door=door, after=number % 10 / 250: says_no(door, after),
        )
        assert _noted_after_no(door) == []
    shut = Envelope.objects.filter(state=EnvelopeState.KEPT_SHUT).count()
    # A race that one side always wins would prove nothing.
    assert 0 < shut < RACES
    assert Visit.objects.count() + shut == OptOut.objects.open().count() == RACES


def _noted_after_no(door: Address) -> list[Visit]:
    """The visits whose event came after that of the opt-out: events are numbered under the door's lock."""
    said = Event.objects.get(action="optout.recorded", object_id=str(door.pk))
    later = Event.objects.filter(action="visit.recorded", pk__gt=said.pk).values_list("object_id", flat=True)
    return list(door.visits.filter(pk__in=list(later)))


def test_a_delivery_pages_and_opt_outs_never_wait_for_each_other_crosswise(
    tonight: Round, large: Flat, phone: Phone, riny: User
) -> None:
    """Many doors in one delivery, in no order, while pages log and residents say no at the same doors."""
    doors = list(large.addresses.in_walking_order())
    notes = visits.DoorNotes(outcome=Outcome.NOBODY_HOME, opened_at=AT)
    for start in range(0, RACES, 10):
        some = doors[start : start + 10]
        entries = [make.entry(tonight, door) for door in reversed(some)]
        sent = delivery(*[make.sealed(phone, entry, start + n) for n, entry in enumerate(entries, 1)])
        pages = [
            lambda door=door: visits.record(
                id=uuid4(), round=tonight, address=door, notes=notes, by=riny, at=AT
            )
            for door in some
        ]
        no = [
            lambda door=door: optouts.record(address=door, channel=Channel.CODE, by=None, at=AT)
            for door in some[::3]
        ]
        at_once(lambda sent=sent: reception.take_in(phone=phone, delivery=sent, at=AT), *pages, *no)
    assert not Envelope.objects.filter(state=EnvelopeState.RECEIVED).exists()
    assert not Envelope.objects.filter(state=EnvelopeState.SET_ASIDE).exists()
