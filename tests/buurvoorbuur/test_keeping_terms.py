"""A team makes its terms shorter after it saw what goes; what was foreseen is what the night lets go."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from buurvoorbuur import keeping_terms, nightly, retention
from buurvoorbuur.keeping_terms import Foreseen, Kept
from buurvoorbuur.models import Event, Team, User
from buurvoorbuur.refusals import Refused
from buurvoorbuur.retention_terms import due_on, months_before
from outreach import optouts, round_objections
from outreach.models import DoorWish, OptOut, Resident, Visit
from outreach.opt_out_terms import Channel
from outreach.visit_states import Wish
from tests import make, proven
from tests.house.conftest import World, world

__all__ = ["world"]

pytestmark = pytest.mark.django_db

TODAY = make.EVENING.date()
FOUR_MONTHS_ON = datetime.combine(TODAY + timedelta(days=120), make.EVENING.timetz())


@given(st.dates(date(2024, 1, 1), date(2028, 12, 31)), st.integers(1, 24))
def test_the_first_day_past_a_term_is_the_first_that_leads_back_far_enough(since: date, months: int) -> None:
    first = due_on(since, months)
    assert months_before(first, months) >= since > months_before(first - timedelta(days=1), months)


@pytest.fixture
def noted(world: World) -> World:
    """A talk with somebody who stays, a door where nobody was, a wish, and a no."""
    assert world.resident
    make.visit(world.round, world.doors[3])
    DoorWish.objects.create(address=world.doors[4], part=Wish.EVENING, wished_at=make.EVENING)
    optouts.record(address=world.free_door, channel=Channel.PHONE, by=world.cora, at=make.EVENING)
    return world


def kept(team: Team, **said: Any) -> Kept:
    return Kept(**{**vars(Kept.by(Team.objects.get(pk=team.pk))), **said})


def change(world: World, **said: Any) -> Team:
    return keeping_terms.change(
        team=world.team, kept=kept(world.team, **said), by=world.cora, at=make.EVENING
    )


def held() -> int:
    """All that goes some night and that a team has a say over, in every team."""
    theirs = [entry for entry in retention.with_term() if entry.term and entry.term.team]
    return sum(retention.held(entry).count() for entry in theirs)


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"visit_months": 3},
        {"contact_months": 2},
        {"visit_months": 3, "contact_months": 2, "ended_on": TODAY, "opt_out_months": 1},
        {"ended_on": TODAY, "opt_out_months": 24},
        # The very last day, and one too late.
        {"ended_on": date(2027, 1, 4), "opt_out_months": 1},
        {"ended_on": date(2027, 1, 5), "opt_out_months": 1},
    ],
)
def test_what_is_foreseen_is_what_the_night_lets_go(noted: World, said: dict[str, Any]) -> None:
    at = FOUR_MONTHS_ON
    foreseen = keeping_terms.foresee(team=noted.team, kept=kept(noted.team, **said), at=at)
    before, people = held(), Resident.objects.count()
    change(noted, **said)
    retention.run(nightly.next_night(at))
    assert sum(found.people for found in foreseen.values()) == people - Resident.objects.count()
    assert sum(found.people + found.notes for found in foreseen.values()) == before - held()
    assert sum(found.later_people + found.later_notes for found in foreseen.values()) == held()


@pytest.mark.parametrize(
    ("months", "said", "gone"),
    [
        ("visit_months", {"visit_months": 5}, lambda: not Visit.objects.filter(talk=None).exists()),
        ("contact_months", {"contact_months": 5}, lambda: not Resident.objects.exists()),
        ("opt_out_months", {"opt_out_months": 5, "ended_on": TODAY}, lambda: not OptOut.objects.exists()),
    ],
)
def test_the_rest_goes_on_the_day_that_was_named_and_not_a_night_before(
    noted: World, months: str, said: dict[str, Any], gone: Callable[[], bool]
) -> None:
    foreseen = keeping_terms.foresee(team=noted.team, kept=kept(noted.team, **said), at=make.EVENING)
    named = foreseen[months].next_on
    assert named and foreseen[months].people == foreseen[months].notes == 0
    change(noted, **said)
    assert goes_on(named, gone)


def goes_on(day: date, gone: Callable[[], bool]) -> bool:
    """Whether it is there after the night before this day, and gone after that of the day itself."""
    night = nightly.next_night(datetime.combine(day, datetime.min.time(), make.EVENING.tzinfo))
    retention.run(night - timedelta(days=1))
    was_there = not gone()
    retention.run(night)
    return was_there and gone()


def test_what_counts_from_an_evening_goes_in_the_night_after_that_day(world: World) -> None:
    DoorWish.objects.create(address=world.door, part=Wish.EVENING, wished_at=make.EVENING)
    usual = Kept.by(world.team)
    named = keeping_terms.foresee(team=world.team, kept=usual, at=make.EVENING)["visit_months"].next_on
    assert named == date(2027, 4, 7) and goes_on(named, lambda: not DoorWish.objects.exists())


def test_an_introduction_that_is_not_decided_is_not_announced(world: World) -> None:
    make.proposed(*world.residents)
    foreseen = keeping_terms.foresee(team=world.team, kept=Kept.by(world.team), at=make.EVENING)
    assert (foreseen["contact_months"].later_people, foreseen["contact_months"].later_notes) == (2, 0)


def test_what_is_of_another_team_is_not_counted(noted: World) -> None:
    other = make.team("Andere buurt")
    usual = keeping_terms.foresee(team=other, kept=Kept.by(other), at=FOUR_MONTHS_ON)
    assert set(usual.values()) == {Foreseen()}


@pytest.mark.parametrize("said", [{"visit_months": 7}, {"contact_months": 13}, {"opt_out_months": 25}])
def test_no_term_becomes_longer_nor_the_one_that_was_shortened(world: World, said: dict[str, int]) -> None:
    [(name, longer)] = said.items()
    with pytest.raises(Refused):
        change(world, **said)
    change(world, **{name: longer - 3})
    with pytest.raises(Refused) as no:
        change(world, **{name: longer - 2})
    assert no.value.field == name
    assert getattr(Team.objects.get(pk=world.team.pk), name) == longer - 3
    with pytest.raises(Refused):
        change(world, **{name: 0})


def test_a_project_did_not_end_before_its_last_round(noted: World) -> None:
    with pytest.raises(Refused) as no:
        change(noted, ended_on=TODAY - timedelta(days=1))
    assert no.value.field == "ended_on"
    change(noted, ended_on=TODAY)
    assert Team.objects.get(pk=noted.team.pk).ended_on == TODAY
    change(noted, ended_on=None)
    assert Team.objects.get(pk=noted.team.pk).ended_on is None


def test_after_its_last_day_nobody_plans_to_ring(world: World) -> None:
    evening = TODAY + timedelta(days=3)

    def fields(ended_on: date) -> list[str | None]:
        world.flat.team.ended_on = ended_on
        return [
            no.field for no in round_objections.found(flat=world.flat, at=make.EVENING, planned_on=evening)
        ]

    assert fields(evening) == []
    assert fields(evening - timedelta(days=1)) == ["planned_on"]


@pytest.fixture
def client(world: World, as_) -> Client:
    User.objects.update(language="en")
    return as_(world.cora)


def filled_in(**said: Any) -> dict[str, Any]:
    usual = {"visit_months": 6, "contact_months": 12, "opt_out_months": 24, "ended_on": ""}
    return {**usual, **said}


def test_the_screen_shows_first_and_changes_when_it_is_sure(noted: World, client: Client) -> None:
    url, asked = reverse("team_keeping"), filled_in(visit_months=1, ended_on=TODAY.isoformat())
    html = client.post(url, asked).content.decode()
    assert "If you save this" in html and "1 opt-out" in html and "October 2028" in html
    assert Team.objects.get(pk=noted.team.pk).visit_months == 6
    assert client.post(url, {**asked, "sure": "yes"}).status_code == 302
    ours = Team.objects.get(pk=noted.team.pk)
    assert (ours.visit_months, ours.ended_on) == (1, TODAY)
    event = Event.objects.get(action="keeping.changed")
    assert (event.actor_id, event.object_id) == (noted.cora.pk, str(noted.team.pk))
    assert "Now 1. It can only become shorter." in client.get(url).content.decode()


@pytest.mark.parametrize("sure", [{}, {"sure": "yes"}])
def test_a_longer_term_is_refused_at_its_field_and_nothing_is_asked(
    noted: World, client: Client, sure: dict[str, str]
) -> None:
    html = client.post(reverse("team_keeping"), filled_in(visit_months=7) | sure).content.decode()
    assert "at most 6 months" in html and "If you save this" not in html
    assert not Event.objects.filter(action="keeping.changed").exists()


def test_an_old_proof_is_asked_anew(world: World, client: Client) -> None:
    proven.prove(client, world.cora, "password", "mfa", ago=3600)
    answer = client.post(reverse("team_keeping"), filled_in(visit_months=1) | {"sure": "yes"})
    assert answer.status_code == 302 and "team/bewaren" not in answer.headers["Location"].split("?")[0]
    assert Team.objects.get(pk=world.team.pk).visit_months == 6


def test_the_screen_takes_the_same_queries_whatever_there_is(world: World, client: Client) -> None:
    counts = []
    for doors in (world.doors[:1], world.doors[1:5]):
        for door in doors:
            make.visit(world.round, door)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse("team_keeping")).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]
