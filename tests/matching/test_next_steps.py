"""What introductions ask for on the first page: counted, and only of who may decide."""

from datetime import timedelta

import pytest
from django.urls import reverse

from buurvoorbuur.access import Somebody
from buurvoorbuur.models import User
from matching import runs
from matching.models import Proposal, Run
from matching.next_steps import introductions, planned
from matching.proposal_states import State
from matching.run_states import RunState
from outreach import optouts
from outreach.flat_phases import Afterwards, Phase
from outreach.models import Consent, Flat, Resident
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


def to_look_for(flat: Flat, user: User, plan: Afterwards) -> list[str]:
    Flat.objects.filter(pk=flat.pk).update(phase=Phase.MATCHING, plan_afterwards=plan)
    return [step.text for step in planned(Somebody.known(user), make.EVENING)]


def test_a_flat_that_planned_introductions_asks_to_look_until_somebody_did(
    residents: list[Resident], cora: User, ans: User
) -> None:
    flat = residents[0].address.flat
    assert to_look_for(flat, cora, Afterwards.INTRODUCTIONS) == [str(flat)]
    assert to_look_for(flat, cora, Afterwards.GROUPS) == [str(flat)]
    assert to_look_for(flat, ans, Afterwards.GROUPS) == [], "who may not decide"
    assert to_look_for(flat, cora, Afterwards.REPORT_ONLY) == [], "promised something else"
    run = runs.start(team=flat.team, by=cora, at=make.EVENING)
    Run.objects.filter(pk=run.pk).update(state=RunState.DONE, started_at=make.EVENING + timedelta(days=1))
    assert to_look_for(flat, cora, Afterwards.GROUPS) == [], "they looked"
    Consent.objects.filter(resident=residents[0]).update(given_at=make.EVENING + timedelta(days=2))
    assert to_look_for(flat, cora, Afterwards.GROUPS) == [str(flat)], "somebody said yes since"


def test_nobody_is_looked_for_where_a_search_would_be_refused(
    residents: list[Resident], flat: Flat, cora: User
) -> None:
    for person in residents[1:]:
        optouts.record(address=person.address, channel=Channel.PHONE, by=cora, at=make.EVENING)
    assert to_look_for(flat, cora, Afterwards.INTRODUCTIONS) == [], "one alone meets nobody"
    optouts.record(address=residents[0].address, channel=Channel.PHONE, by=cora, at=make.EVENING)
    assert to_look_for(flat, cora, Afterwards.INTRODUCTIONS) == []
