"""What introductions ask for on the first page: counted, and only of who may decide."""

from datetime import timedelta

import pytest
from django.urls import reverse

from buurvoorbuur.access import Somebody
from buurvoorbuur.models import User
from matching.models import Proposal
from matching.next_steps import introductions
from matching.proposal_states import State
from outreach import optouts
from outreach.models import Resident
from outreach.opt_out_terms import Channel
from tests import make


def waits(state: State, *people: Resident) -> Proposal:
    made = make.proposed(*people, state=state)
    made.members.update(answer="yes" if state in (State.AGREED, State.INTRODUCED) else "waiting")
    made.ask_before = make.EVENING.date() - timedelta(days=1)
    made.introduced_at = make.EVENING - timedelta(days=21)
    made.save()
    return made


@pytest.fixture
def waiting(residents: list[Resident]) -> None:
    for state in (State.AGREED, State.ASKING, State.INTRODUCED, State.PROPOSED, State.PROPOSED):
        waits(state, *residents[:2])


def test_each_thing_that_waits_is_counted_most_pressing_first(waiting: None, cora: User) -> None:
    assert [step.icon for step in introductions(Somebody.known(cora), make.EVENING)] == ["letter", "talk"]
    Proposal.objects.filter(state__in=[State.AGREED, State.ASKING]).delete()
    steps = list(introductions(Somebody.known(cora), make.EVENING))
    assert [(step.icon, step.title[:2]) for step in steps] == [("people", "Vr"), ("link", "2 ")]
    assert {step.url for step in steps} == {reverse("proposals")}


def test_what_stands_still_asks_nobody(waiting: None, residents: list[Resident], cora: User) -> None:
    optouts.record(address=residents[0].address, channel=Channel.PHONE, by=cora, at=make.EVENING)
    assert list(introductions(Somebody.known(cora), make.EVENING)) == []


def test_only_who_may_decide_is_told(waiting: None, ans: User, wim: User, stranger: User, as_) -> None:
    for person in (ans, wim, stranger):
        assert list(introductions(Somebody.known(person), make.EVENING)) == []


def test_it_stands_on_the_first_page(waiting: None, cora: User, as_) -> None:
    Proposal.objects.exclude(state=State.PROPOSED).delete()
    page = as_(cora).get(reverse("home"))
    assert "2 koppelingen om over te beslissen" in page.text
