"""Approving, asking and introducing while people withdraw: nothing of it happens after a withdrawal."""

from collections import Counter
from collections.abc import Callable
from enum import StrEnum
from typing import Any

import pytest
from django.db import connection

from buurvoorbuur.models import Event, Team, User
from matching import asking, introductions, proposals
from matching.models import Proposal
from matching.proposal_states import Answer, State
from outreach import consents, interests, optouts, residents
from outreach.consent_terms import How, Purpose
from outreach.models import Flat, Interest, Resident, Round
from outreach.opt_out_terms import Channel, EndReason
from tests import make
from tests.racing import at_once

RACES = 200

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one writer in at a time"),
]

Act = Callable[[], Any]
NO = ("consent.withdrawn", "optout.recorded", "resident.erased")


class Way(StrEnum):
    """How somebody says no."""

    WITHDRAWAL = "withdrawal"
    OPT_OUT = "opt_out"
    ERASURE = "erasure"


@pytest.fixture
def evening(team: Team, flat: Flat, ans: User, riny: User) -> Round:
    interests.load_starter()
    return make.walking_round(flat, ans, riny)


@pytest.fixture
def two(evening: Round) -> list[Resident]:
    doors = evening.flat.addresses.in_walking_order()
    return [make.resident(evening, door, f"Bewoner {door.number}") for door in doors[:2]]


def approve(proposal: Proposal, by: User) -> Any:
    interest = Interest.objects.all()[0]
    return proposals.approve(
        proposal=proposal, interest=interest, place="Zaal", first_step="Bel", by=by, at=make.EVENING
    )


# What is tried, from which state, and the event that it leaves.
STEPS: list[tuple[State, str, Callable[[Proposal, User], Any]]] = [
    (State.PROPOSED, "proposal.approved", approve),
    (State.APPROVED, "proposal.asked", make.asked),
    (
        State.ASKING,
        "proposal.answered",
        lambda proposal, by: asking.answer(
            member=proposal.members.all()[1], answer=Answer.YES, by=by, at=make.EVENING
        ),
    ),
    (
        State.AGREED,
        "proposal.introduced",
        lambda proposal, by: introductions.introduce(proposal=proposal, by=by, at=make.EVENING),
    ),
]


def test_nothing_leads_to_contact_after_a_withdrawal_or_an_opt_out(
    evening: Round, two: list[Resident], cora: User
) -> None:
    won: Counter[bool] = Counter()
    for number in range(RACES):
        state, action, step = STEPS[number % len(STEPS)]
        way = list(Way)[number // len(STEPS) % len(Way)]
        proposal = make.proposed(*two, state=state)
        proposal.members.update(answer=Answer.YES if state in (State.ASKING, State.AGREED) else "waiting")
        at_once(
            lambda proposal=proposal, step=step: step(proposal, cora),
            stops(two[number % 2], way, cora),
        )
        won[took_no_step_after_the_no(proposal, action)] += 1
        two[number % 2] = begin_again(two[number % 2], way, evening, cora)
        proposal.delete()
    # A race that one side always wins would prove nothing.
    assert won[True] > 0 and won[False] > 0


def stops(person: Resident, way: Way, by: User) -> Act:
    if way == Way.OPT_OUT:
        return lambda: optouts.record(address=person.address, channel=Channel.CODE, by=None, at=make.EVENING)
    if way == Way.ERASURE:
        return lambda: residents.erase(resident=person, by=by, at=make.EVENING)
    return lambda: consents.withdraw(
        resident=person, purpose=Purpose.MATCH, how=How.PHONE, by=by, at=make.EVENING
    )


def took_no_step_after_the_no(proposal: Proposal, action: str) -> bool:
    """Whether the step was taken, if so before the no: events are numbered under the locks."""
    no = Event.objects.filter(action__in=NO).latest("pk")
    taken = Event.objects.filter(action=action, object_id=str(proposal.pk)).first()
    assert taken is None or taken.pk < no.pk
    assert not Proposal.objects.live().filter(pk=proposal.pk).exists()
    return taken is not None


def begin_again(person: Resident, way: Way, evening: Round, by: User) -> Resident:
    """The same person as before their no; after an erasure somebody new behind the same door."""
    if way == Way.ERASURE:
        return make.resident(evening, person.address, person.name)
    if way == Way.OPT_OUT:
        optouts.end(address=person.address, reason=EndReason.RESIDENT_ASKED, by=by, at=make.EVENING)
    else:
        consents.give(
            resident=person, purpose=Purpose.MATCH, how=How.PHONE, language="nl", by=by, at=make.EVENING
        )
    return person


def test_of_two_coordinators_at_once_one_decides(two: list[Resident], cora: User, ans: User) -> None:
    for _number in range(40):
        proposal = make.proposed(*two)
        one, other = (Proposal.objects.get(pk=proposal.pk) for _each in range(2))
        at_once(
            lambda one=one: approve(one, cora),
            lambda other=other: proposals.hold(proposal=other, by=ans, at=make.EVENING),
        )
        proposal.refresh_from_db()
        assert proposal.version == 2
        decided = Event.objects.filter(object_id=str(proposal.pk))
        assert [event.action for event in decided] == [
            "proposal.approved" if proposal.state == State.APPROVED else "proposal.held"
        ]
        proposal.delete()
