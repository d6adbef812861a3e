"""Somebody drops out: another comes instead, reads the safety card first, and nobody ever rings alone."""

from datetime import time, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from buurvoorbuur.models import Event, Membership, Team, User
from buurvoorbuur.refusals import Refused
from buurvoorbuur.roles import Role
from outreach import rounds, visits
from outreach.models import Flat, Hours, Round, Visit
from outreach.rounds import Debrief, RoundPlan
from outreach.visit_states import Outcome, RoundState
from tests import make

AT = make.EVENING


@pytest.fixture
def toos(team: Team, flat: Flat) -> User:
    """A third walker of the flat."""
    made = make.member("Toos", Role.INITIATOR, team)
    make.assign(made, flat)
    User.objects.update(language="en")
    return made


@pytest.fixture
def planned(flat: Flat, ans: User, riny: User) -> Round:
    plan = RoundPlan(AT.date(), time(18, 30), ans, riny)
    return rounds.plan(flat=flat, plan=plan, by=ans, at=AT)


def refused(evening: Round, **facts: object) -> Refused:
    before = Event.objects.count(), Round.objects.values().get(pk=evening.pk)
    with pytest.raises(Refused) as no:
        rounds.substitute(round=evening, at=AT, **facts)  # type: ignore[arg-type]
    assert (Event.objects.count(), Round.objects.values().get(pk=evening.pk)) == before
    assert not Hours.objects.exists()
    return no.value


def test_a_substitute_takes_the_place_and_reads_the_card_anew(
    planned: Round, ans: User, riny: User, toos: User
) -> None:
    for person in (ans, riny):
        rounds.read_safety_card(round=planned, by=person, at=AT)
    changed = rounds.substitute(round=planned, out=riny, new=toos, by=ans, at=AT)
    assert (changed.asker, changed.note_taker) == (ans, toos)
    assert changed.asker_read_safety_at and changed.note_taker_read_safety_at is None
    assert Event.objects.filter(action="round.substituted").count() == 1
    with pytest.raises(Refused):
        rounds.start(round=planned, by=ans, at=AT)


def test_twice_is_refused_the_second_time(planned: Round, ans: User, riny: User, toos: User) -> None:
    rounds.substitute(round=planned, out=riny, new=toos, by=riny, at=AT)
    assert refused(planned, out=riny, new=toos, by=ans).field == "out"


def test_a_coordinator_may_and_another_initiator_may_not(
    planned: Round, riny: User, toos: User, cora: User
) -> None:
    refused(planned, out=riny, new=toos, by=toos)
    rounds.substitute(round=planned, out=riny, new=toos, by=cora, at=AT)


def test_who_cannot_be_a_substitute(
    planned: Round, team: Team, ans: User, riny: User, toos: User, wim: User
) -> None:
    elsewhere = make.member("Oda", Role.INITIATOR, team)
    assert refused(planned, out=riny, new=ans, by=ans).field == "new"
    assert refused(planned, out=riny, new=riny, by=ans).field == "new"
    for person in (elsewhere, wim):
        assert refused(planned, out=riny, new=person, by=ans).field == "new"
    Membership.objects.filter(user=toos).update(ends_on=AT.date() - timedelta(days=1))
    assert refused(planned, out=riny, new=toos, by=ans).field == "new"


@pytest.mark.parametrize("state", [RoundState.CLOSED, RoundState.CANCELLED])
def test_a_round_that_is_over_takes_nobody(
    planned: Round, ans: User, riny: User, toos: User, state: RoundState
) -> None:
    Round.objects.update(state=state)
    refused(planned, out=riny, new=toos, by=ans)


def test_under_way_nobody_rings_until_the_substitute_has_read_the_card(
    tonight: Round, flat: Flat, ans: User, riny: User, toos: User
) -> None:
    doors = list(flat.addresses.in_walking_order())
    rounds.substitute(round=tonight, out=riny, new=toos, by=ans, at=AT)
    with pytest.raises(Refused) as no:
        make.visit(tonight, doors[0])
    assert no.value.code == "alone"
    assert not Visit.objects.exists()
    rounds.read_safety_card(round=tonight, by=toos, at=AT + timedelta(minutes=10))
    make.visit(Round.objects.get(), doors[0])
    with pytest.raises(Refused):
        rounds.read_safety_card(round=tonight, by=toos, at=AT)


def test_leaving_is_never_refused_also_alone(
    tonight: Round, flat: Flat, ans: User, riny: User, toos: User
) -> None:
    rounds.substitute(round=tonight, out=riny, new=toos, by=ans, at=AT)
    assert make.visit(tonight, flat.addresses.all()[0], Outcome.LEFT)


def test_who_dropped_out_logs_nothing_more(
    tonight: Round, flat: Flat, ans: User, riny: User, toos: User
) -> None:
    rounds.substitute(round=tonight, out=riny, new=toos, by=ans, at=AT)
    notes = visits.DoorNotes(outcome=Outcome.NOBODY_HOME, opened_at=AT)
    with pytest.raises(Refused) as no:
        visits.record(
            id=tonight.pk, round=tonight, address=flat.addresses.all()[0], notes=notes, by=riny, at=AT
        )
    assert no.value.code == "not_yours"


def test_everybody_gets_the_hours_they_walked(tonight: Round, ans: User, riny: User, toos: User) -> None:
    rounds.substitute(round=tonight, out=riny, new=toos, by=ans, at=AT)
    rounds.read_safety_card(round=tonight, by=toos, at=AT + timedelta(minutes=20))
    home = AT + timedelta(minutes=90)
    rounds.close(round=tonight, both_home=True, debrief=Debrief(), by=toos, at=home)
    assert dict(Hours.objects.values_list("user", "minutes")) == {ans.pk: 120, riny.pk: 30, toos.pk: 70}


def test_who_comes_back_gets_both_parts_in_one_line(
    tonight: Round, ans: User, riny: User, toos: User
) -> None:
    rounds.substitute(round=tonight, out=riny, new=toos, by=ans, at=AT)
    rounds.substitute(round=tonight, out=toos, new=riny, by=ans, at=AT + timedelta(minutes=5))
    rounds.read_safety_card(round=tonight, by=riny, at=AT + timedelta(minutes=10))
    home = AT + timedelta(minutes=70)
    rounds.close(round=tonight, both_home=True, debrief=Debrief(), by=ans, at=home)
    assert dict(Hours.objects.values_list("user", "minutes")) == {ans.pk: 100, riny.pk: 90}


def page(client: Client, evening: Round) -> str:
    return client.get(reverse("round", args=[evening.pk])).content.decode()


def test_the_screens_of_a_substitution_under_way(
    tonight: Round, ans: User, riny: User, toos: User, cora: User, as_
) -> None:
    url = reverse("round_substitute", args=[tonight.pk])
    html = as_(ans).get(url).content.decode()
    assert "Toos de Boer (walks for the first time)" in html
    assert "Choose somebody" in html
    html = as_(ans).post(url, {"out": riny.pk, "new": toos.pk}, follow=True).content.decode()
    assert "Wait for each other: nobody rings alone." in html
    assert "nobody_home" not in html
    assert "Read the safety card first" in page(as_(toos), tonight)
    as_(toos).post(reverse("round_safety", args=[tonight.pk]))
    assert 'value="nobody_home"' in page(as_(toos), tonight)
    assert as_(riny).get(url).status_code == 404


def test_a_wrong_substitute_is_told_at_the_field(
    planned: Round, ans: User, riny: User, toos: User, as_
) -> None:
    url = reverse("round_substitute", args=[planned.pk])
    for said in ({"out": riny.pk}, {"out": riny.pk, "new": ans.pk}, {"out": toos.pk, "new": toos.pk}):
        html = as_(ans).post(url, said).content.decode()
        assert "invalid-feedback" in html
    assert not Event.objects.filter(action="round.substituted").exists()


def test_a_substitute_has_no_other_round_that_day(
    planned: Round, team: Team, flat: Flat, riny: User, toos: User, cora: User
) -> None:
    other = make.flat(team, name="Zonneflat")
    make.assign(toos, other)
    make.delivered_letters(other)
    plan = RoundPlan(AT.date(), time(15), toos, cora)
    taken = rounds.plan(flat=other, plan=plan, by=cora, at=AT)
    assert refused(planned, out=riny, new=toos, by=cora).field == "new"
    rounds.cancel(round=taken, by=cora, at=AT)
    assert rounds.substitute(round=planned, out=riny, new=toos, by=cora, at=AT).note_taker == toos
