"""What counts is changed by people: usable points only, told at their field, from the next run on."""

from dataclasses import replace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from buurvoorbuur.models import Team, User
from buurvoorbuur.refusals import Refused
from matching import best_set, team_terms
from matching.best_set import BestSet
from matching.models import Proposal, TeamTerms
from matching.terms import Terms
from outreach.models import Resident
from tests import make

USUAL = {name: getattr(TeamTerms(), name) for name in TeamTerms.TERMS}


def test_a_team_that_changed_nothing_has_the_usual_terms(team: Team, cora: User) -> None:
    assert team_terms.of(team) == Terms()
    kept = team_terms.change(team=team, values=USUAL, by=cora, at=make.EVENING)
    assert team_terms.of(team) == kept.terms == Terms()


def test_changing_twice_keeps_one_row(team: Team, cora: User) -> None:
    for interests in (30, 20):
        team_terms.change(team=team, values={**USUAL, "interests": interests}, by=cora, at=make.EVENING)
    assert TeamTerms.objects.get().terms == team_terms.of(team)
    assert team_terms.of(team).weights.interests == 20


@pytest.mark.parametrize(
    "absurd", [{"interests": 90}, {"interests": 0, "offer_meets_wish": 0}, {"interests": -1}]
)
def test_points_that_cannot_be_used_are_refused_and_nothing_is_kept(
    team: Team, cora: User, absurd: dict[str, int]
) -> None:
    with pytest.raises(Refused):
        team_terms.change(team=team, values={**USUAL, **absurd}, by=cora, at=make.EVENING)
    assert not TeamTerms.objects.exists()


@pytest.fixture
def client(cora: User, as_) -> Client:
    made: Client = as_(cora)
    return made


def filled(**changes: object) -> dict[str, object]:
    return {name: "" if value is None else value for name, value in {**USUAL, **changes}.items()}


@pytest.mark.parametrize(
    "typed",
    [{"interests": "veel"}, {"interests": ""}, {"interests": "101"}, {"interests": "99"}, {"floor": "-3"},
     {"venue_places": "-1"}],
)  # fmt: skip
def test_what_cannot_be_is_told_at_its_field(client: Client, typed: dict[str, str]) -> None:
    page = client.post(reverse("matching_terms"), filled(**typed))
    assert page.status_code == 200
    assert page.context["form"].errors.keys() == typed.keys()
    assert not TeamTerms.objects.exists()


def test_what_would_change_is_shown_and_not_stored(client: Client, residents: list[Resident]) -> None:
    page = client.post(reverse("matching_terms"), filled(floor=99) | {"try": "yes"})
    _label, now, tried = page.context["tried"].rows[0]
    assert (now, tried) == ("2", "0")
    assert page.context["tried"].is_proven
    assert not TeamTerms.objects.exists() and not Proposal.objects.exists()


def test_what_was_not_proven_in_the_time_is_told(
    client: Client, residents: list[Resident], monkeypatch: pytest.MonkeyPatch
) -> None:
    find = best_set.find

    def without_proof(*given: Any) -> BestSet:
        found = find(*given)
        return replace(found, covered_bound=found.covered + 1, bound=found.total * 2)

    monkeypatch.setattr(best_set, "find", without_proof)
    tried = client.post(reverse("matching_terms"), filled() | {"try": "yes"}).context["tried"]
    *_others, people, points = tried.rows
    assert not tried.is_proven
    assert (people[1:], points[1:]) == (("1", "1"), ("50,0%", "50,0%"))


def test_saved_it_counts_from_the_next_search_on(client: Client, residents: list[Resident]) -> None:
    assert client.post(reverse("matching_terms"), filled(floor=99)).status_code == 302
    client.post(reverse("matching_run"))
    assert not Proposal.objects.exists()
