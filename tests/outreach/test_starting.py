"""How an installation gets its first team, and an administrator further ones."""

import re
from io import StringIO

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from buurvoorbuur.models import Membership, Team, User

pytestmark = pytest.mark.django_db
SAID = {"name": "Bea Beheer", "password": "vier gele paraplus"}


def begun(email: str = "bea@example.org", **options: str) -> str:
    out = StringIO()
    call_command("begin", email, team="Selwerd", stdout=out, **options)
    found = re.search(r"http://localhost:8000(/\S+)", out.getvalue())
    assert found
    return found[1]


def test_the_command_prints_a_link_by_which_the_first_person_comes_in() -> None:
    assert Client().post(begun(), SAID).status_code == 302
    first = Membership.objects.get()
    assert (first.user.email, first.role, first.team.name) == ("bea@example.org", "administrator", "Selwerd")
    assert first.team.questionnaires.exists()


def test_a_second_time_it_is_the_same_team() -> None:
    begun()
    begun("coen@example.org", role="coordinator")
    assert Team.objects.count() == 1


def test_what_is_no_address_is_told() -> None:
    with pytest.raises(CommandError):
        begun("geen adres")
    assert not Team.objects.exists()


def test_an_administrator_makes_a_team_and_its_coordinator_gets_a_mail(bea: User, as_) -> None:
    wanted = {"name": "Selwerd", "neighbourhood": "Selwerd", "email": "coen@example.org"}
    assert as_(bea).post(reverse("team_new"), wanted).url == reverse("members")
    made = Team.objects.get(name="Selwerd")
    assert Membership.objects.get(team=made).user == bea and mail.outbox[0].to == ["coen@example.org"]
    again = as_(bea).post(reverse("team_new"), wanted)
    assert again.context["form"].errors["name"] and Team.objects.filter(name="Selwerd").count() == 1


def test_a_coordinator_makes_none(cora: User, as_) -> None:
    assert as_(cora).get(reverse("team_new")).status_code == 403
