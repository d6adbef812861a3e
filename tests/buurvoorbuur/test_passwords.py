"""A password is whatever somebody types, letter by letter, and a new one asks for the old one."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from buurvoorbuur.models import Team, User
from tests import entrants, make
from tests.buurvoorbuur.test_logins import NEW, by_password

ODD = "  Vijf  Ünsichtbare Spaties " + "é\u0301x" * 40 + " "


def opens(email: str, password: str) -> bool:
    client = Client()
    client.post(reverse("account_login"), {"login": email, "password": password})
    return client.get("/").status_code == 200


def is_taken_as_typed(email: str) -> bool:
    others = (ODD.strip(), ODD.lower(), ODD[:72], re.sub(" +", " ", ODD))
    return opens(email, ODD) and not [other for other in others if opens(email, other)]


def test_whoever_joins_may_choose_anything_and_it_is_taken_as_typed(team: Team, cora: User) -> None:
    _made, key = entrants.invitation(team, cora)
    Client().post(reverse("invitation", args=[key]), {"name": "Noor", "password": ODD})
    assert is_taken_as_typed("nieuw@example.org")


def test_a_new_one_is_taken_as_typed(team: Team, ans: User) -> None:
    given = {"oldpassword": make.PASSWORD, "password1": ODD, "password2": ODD}
    by_password(ans).post(reverse("account_change_password"), given)
    assert is_taken_as_typed(ans.email)


def test_without_the_old_one_there_is_no_new_one(team: Team, ans: User) -> None:
    given = {"oldpassword": "niet het goede", "password1": NEW, "password2": NEW}
    by_password(ans).post(reverse("account_change_password"), given)
    assert not opens(ans.email, NEW) and opens(ans.email, make.PASSWORD)


@pytest.mark.parametrize("common", ["megaparol12345", "qwertyuiopas"])
def test_what_many_others_have_is_refused(team: Team, ans: User, common: str) -> None:
    given = {"oldpassword": make.PASSWORD, "password1": common, "password2": common}
    by_password(ans).post(reverse("account_change_password"), given)
    assert opens(ans.email, make.PASSWORD) and not opens(ans.email, common)


@pytest.mark.parametrize(
    "page", ["account_login", "account_change_password", "account_reauthenticate", "invitation"]
)
def test_a_field_for_a_password_hides_it_and_lets_a_password_manager_fill_it(
    team: Team, cora: User, ans: User, as_, page: str
) -> None:
    _made, key = entrants.invitation(team, cora)
    client = as_(ans) if page in ("account_change_password", "account_reauthenticate") else Client()
    shown = client.get(reverse(page, args=[key] if page == "invitation" else []))
    fields = re.findall(r"<input[^>]*name=\"[^\"]*password[^\"]*\"[^>]*>", shown.text)
    assert fields and all('type="password"' in field for field in fields)
    assert all(re.search(r'autocomplete="(current|new)-password"', field) for field in fields)
    assert not re.search(r"onpaste|readonly", " ".join(fields))
