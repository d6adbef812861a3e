"""Who belongs to several teams says for which one a page is; that never opens more than their roles do."""

import pytest
from django.test import Client
from django.urls import reverse

from buurvoorbuur.models import Membership, Team, User
from buurvoorbuur.refusals import Refused
from buurvoorbuur.roles import Role
from matching import runs
from outreach import interests
from outreach.models import Flat, Interest, InterestGroup, Questionnaire
from tests import make


@pytest.fixture
def second(cora: User) -> Team:
    """A team that comes after the first by name, coordinated by Cora too."""
    made = make.team("Buur voor Buur Selwerd")
    Membership.objects.create(user=cora, team=made, role=Role.COORDINATOR)
    return made


@pytest.fixture
def client(cora: User, second: Team, as_) -> Client:
    """Cora, who works for the second team now."""
    made: Client = as_(cora)
    assert made.post(reverse("team_choose"), {"team": second.pk}).status_code == 302
    return made


def test_the_menu_offers_the_other_team_and_says_for_which_one_works(client: Client, team: Team) -> None:
    page = client.get(reverse("home"))
    assert page.context["our_team"].name == "Buur voor Buur Selwerd"
    assert f'value="{team.pk}"' in page.content.decode()


def test_who_has_one_team_is_offered_no_choice(ans: User, as_) -> None:
    assert reverse("team_choose") not in as_(ans).get(reverse("home")).content.decode()


def test_each_page_about_a_team_is_about_the_chosen_one(client: Client, second: Team) -> None:
    assert client.get(reverse("team")).context["ours"] == second
    assert client.get(reverse("questionnaire")).context["current"].team == second
    client.post(reverse("questionnaire_copy"))
    assert Questionnaire.objects.get(in_use_from=None).team == second
    interests.load_starter()
    group = InterestGroup.objects.first()
    assert group
    words = {"group": group.pk, "name_nl": "Vissen", "name_en": "Fishing", "directions": "shares"}
    client.post(reverse("interests"), words)
    assert Interest.objects.get(name_nl="Vissen").team == second


def test_a_run_of_introductions_is_for_the_chosen_team(
    client: Client, second: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Team] = []

    def run(*, team: Team, by: User, at: object) -> None:
        asked.append(team)
        raise Refused("enough seen")

    monkeypatch.setattr(runs, "start", run)
    client.post(reverse("matching_run"))
    assert asked == [second]


def test_a_new_flat_stands_with_the_chosen_team(client: Client, second: Team) -> None:
    pattern = {
        "street": "Zonnelaan", "postcode": "9742 bc", "city": "Groningen", "floors": 1, "start_floor": 0,
        "doors_per_floor": 2, "first": 1, "parity": "all", "numbering": "running", "name": "Zonneflat",
        "because": "own", "plan_afterwards": "introductions",
    }  # fmt: skip
    page = client.post(reverse("flat_new_pattern"), pattern | {"do": "show"})
    seen = page.context["form"].seen
    client.post(reverse("flat_new_pattern"), pattern | {"do": "confirm", "seen": seen})
    assert Flat.objects.get().team == second


def test_a_form_keeps_to_its_team_when_another_tab_chose_anew(client: Client, team: Team) -> None:
    page = client.get(reverse("team"))
    form = page.context["form"]
    said = {name: form[name].value() for name in form.fields}
    named = page.context["our_team"]
    client.post(reverse("team_choose"), {"team": team.pk})
    client.post(reverse("team"), said | {"team": named.pk, "neighbourhood": "Selwerd-Noord"})
    assert Team.objects.get(pk=named.pk).neighbourhood == "Selwerd-Noord"
    assert Team.objects.get(pk=team.pk).neighbourhood == "Paddepoel"


@pytest.mark.parametrize("wanted", ["", "x", None])
def test_a_team_that_is_not_ones_own_cannot_be_chosen(cora: User, as_, wanted: str | None) -> None:
    elsewhere = make.team("Elders")
    client = as_(cora)
    answer = client.post(reverse("team_choose"), {"team": elsewhere.pk if wanted is None else wanted})
    assert answer.status_code == 404
    page = client.post(reverse("team"), {"team": elsewhere.pk, "neighbourhood": "Van mij"})
    assert page.context["ours"] != elsewhere
    assert Team.objects.get(pk=elsewhere.pk).neighbourhood == "Paddepoel"


def test_choosing_a_team_in_which_one_walks_opens_none_of_its_pages(cora: User, team: Team, as_) -> None:
    other = make.team("Aanloop")
    Membership.objects.create(user=cora, team=other, role=Role.INITIATOR)
    client = as_(cora)
    client.post(reverse("team_choose"), {"team": other.pk})
    assert client.get(reverse("team")).context["ours"] == team
    Membership.objects.filter(user=cora, team=team).delete()
    assert client.get(reverse("team")).status_code == 403


def test_a_team_one_has_left_is_forgotten(client: Client, cora: User, team: Team, second: Team) -> None:
    Membership.objects.filter(user=cora, team=second).delete()
    assert client.get(reverse("team")).context["ours"] == team
