"""The login of a municipality opens an account that is there already; what it says counts once proven."""

import importlib
from collections.abc import Iterator
from datetime import timedelta
from http.client import HTTPConnection
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.socialaccount.models import SocialAccount, SocialToken
from django.core import mail
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from buurvoorbuur import municipal_logins, urls
from buurvoorbuur.models import Event, Membership, SignIn, Team, User
from buurvoorbuur.roles import Role
from tests import entrants, make, municipality
from tests.buurvoorbuur.test_logins import by_password, with_app
from tests.buurvoorbuur.test_settings import started
from tests.house.test_nothing_readable_at_rest import every_value
from tests.municipality import Municipality

HOME = "/"


@pytest.fixture
def town(settings: Any) -> Iterator[Municipality]:
    with municipality.open_for_business() as town:
        settings.OIDC_ISSUER = town.issuer
        yield town


def way_there(client: Client, **said: str) -> str:
    """Presses the button; where that leads."""
    return client.post(reverse("municipal_login"), said).headers["Refresh"].removeprefix("0; url=")


def visited(address: str) -> str:
    """Goes there as a browser does; where their login leads back to, as a path of this site."""
    place = urlsplit(address)
    line = HTTPConnection(place.netloc)
    line.request("GET", f"{place.path}?{place.query}")
    led = line.getresponse().headers["Location"]
    line.close()
    return led.removeprefix("http://testserver")


def entered(client: Client, **said: str) -> HttpResponse:
    """The whole road: the button, their login, and back."""
    return client.get(visited(way_there(client, **said)))


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_who_has_an_account_comes_in_and_is_tied_by_a_fingerprint(
    team: Team, ans: User, town: Municipality
) -> None:
    town.is_(ans.email.upper(), "nummer-van-ans", name="Ans Geheim")
    client, elsewhere = Client(), by_password(ans)
    assert entered(client).url == HOME
    assert client.get(HOME).status_code == 200
    [tied] = SocialAccount.objects.all()
    assert (tied.user, tied.extra_data, len(tied.uid)) == (ans, {}, 64)
    assert not SocialToken.objects.exists()
    assert not [word for word in (b"nummer-van-ans", b"Ans Geheim", b"van niemand") if word in every_value()]
    assert elsewhere.get(HOME).url.startswith(reverse("account_login"))
    [told] = mail.outbox
    assert told.to == [ans.email] and "wachtwoord" in told.body
    actions = list(Event.objects.filter(object_id=ans.pk).order_by("pk").values_list("action", flat=True))
    assert actions[-2:] == ["account.municipal_login_tied", "account.entered"]
    entered(Client())
    assert SocialAccount.objects.count() == 1 and len(mail.outbox) == 1


def test_the_way_there_is_sealed_and_the_visitor_changes_nothing_of_it(
    team: Team, ans: User, town: Municipality
) -> None:
    client = Client()
    page = client.post(f"{reverse('municipal_login')}?auth_params=prompt%3Dnone%26nonce%3Dmine&scope=address")
    asked = {name: value[0] for name, value in parse_qs(urlsplit(page.headers["Refresh"]).query).items()}
    assert asked["code_challenge_method"] == "S256" and len(asked["code_challenge"]) == 43
    assert len(asked["nonce"]) > 40 and len(asked["state"]) >= 16 and "prompt" not in asked
    assert set(asked["scope"].split()) == {"openid", "email"} and asked["response_type"] == "code"
    assert page.text.count(f"{town.issuer}/inloggen") == 1
    assert way_there(client) != way_there(client)


def test_it_leads_back_to_where_somebody_wanted_to_go_but_not_to_another_site(
    team: Team, ans: User, town: Municipality
) -> None:
    town.is_(ans.email)
    assert entered(Client(), next="/rondes/").url == "/rondes/"
    assert entered(Client(), next="https://evil.example/").url == HOME


OTHER_KEY = municipality.key()


@pytest.mark.parametrize(
    "wrong",
    [
        {"lies": {"nonce": "van een ander"}},
        {"lies": {"aud": "een andere site"}},
        {"lies": {"aud": ["buurvoorbuur", "een andere site"]}},
        {"lies": {"iss": "https://elders.example.org"}},
        {"lies": {"exp": 1}},
        {"lies": {"iat": 99999999999}},
        {"lies": {"sub": ""}},
        {"lacks": {"nonce"}},
        {"lacks": {"exp"}},
        {"signs_with": OTHER_KEY},
        {"signs_with": "een sleutel die beide kennen, en dus niets zegt", "algorithm": "HS256"},
        {"signs_with": "", "algorithm": "none"},
    ],
    ids=lambda wrong: " ".join(
        f"{name}={'of another' if value is OTHER_KEY else value}" for name, value in wrong.items()
    ),
)
def test_what_is_not_signed_by_them_for_us_and_for_this_login_opens_nothing(
    team: Team, ans: User, town: Municipality, wrong: dict[str, Any], log_lines: list[str]
) -> None:
    town.is_(ans.email)
    for name, value in wrong.items():
        setattr(town, name, value)
    client = Client()
    page = entered(client)
    assert page.status_code == 502 and "Je bent niet ingelogd" in page.text
    assert not is_in(client) and not SocialAccount.objects.exists()
    assert ans.email not in str(log_lines)


@pytest.fixture
def log_lines(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    lines: list[str] = []
    monkeypatch.setattr(
        "buurvoorbuur.municipal_views.log.warning", lambda line, *words: lines.append(line % words)
    )
    return lines


@pytest.mark.parametrize("verified", [False, None, "true", 1])
def test_an_address_that_they_did_not_verify_ties_nothing(
    team: Team, ans: User, town: Municipality, verified: Any
) -> None:
    town.is_(ans.email, verified=verified)
    client = Client()
    assert entered(client).status_code == 403
    assert not is_in(client) and not SocialAccount.objects.exists()


def test_who_is_not_known_here_reads_why_and_gets_no_account(
    team: Team, cora: User, town: Municipality
) -> None:
    entrants.invitation(team, cora, email="nieuw@example.org")
    for email in ("niemand@example.org", "nieuw@example.org", ""):
        town.is_(email, f"nummer van {email}")
        client, users = Client(), User.objects.count()
        page = entered(client)
        assert page.status_code == 403 and "Open dan eerst de link in die mail" in page.text
        assert not is_in(client)
        assert (User.objects.count(), SocialAccount.objects.count()) == (users, 0)


def test_letters_that_only_look_the_same_are_another_address(team: Team, town: Municipality) -> None:
    make.member("Karel", Role.INITIATOR, team)
    town.is_("\u212aarel@example.org")
    assert User.objects.filter(email="karel@example.org").exists()
    assert entered(Client()).status_code == 403


def test_once_tied_the_number_counts_and_no_address_any_more(
    team: Team, ans: User, riny: User, town: Municipality
) -> None:
    town.is_(ans.email, "nummer-1")
    entered(Client())
    town.is_(riny.email, "nummer-1")
    client = Client()
    entered(client)
    assert client.session["_auth_user_id"] == str(ans.pk)
    town.is_("", "nummer-1", verified=False)
    client = Client()
    entered(client)
    assert client.session["_auth_user_id"] == str(ans.pk)
    town.is_(ans.email, "nummer-2")
    client = Client()
    assert entered(client).status_code == 403 and not is_in(client)
    assert SocialAccount.objects.get().user == ans
    assert Event.objects.filter(action="account.refused", object_id=ans.pk).count() == 1


def test_the_same_number_of_another_municipality_is_somebody_else(
    team: Team, ans: User, town: Municipality, settings: Any
) -> None:
    town.is_(ans.email, "nummer-1")
    entered(Client())
    with municipality.open_for_business() as other:
        settings.OIDC_ISSUER = other.issuer
        other.is_("elders@example.org", "nummer-1")
        assert entered(Client()).status_code == 403


def test_a_shut_account_stays_shut_and_is_not_tied(team: Team, ans: User, town: Municipality) -> None:
    town.is_(ans.email)
    User.objects.filter(pk=ans.pk).update(is_active=False)
    client = Client()
    page = entered(client)
    assert page.status_code == 403 and "dicht" in page.text
    assert not is_in(client) and not SocialAccount.objects.exists()
    User.objects.filter(pk=ans.pk).update(is_active=True)
    entered(Client())
    User.objects.filter(pk=ans.pk).update(is_active=False)
    again = Client()
    assert entered(again).status_code == 403 and not is_in(again)


def test_a_guest_whose_day_is_over_comes_in_to_nothing(team: Team, ans: User, town: Municipality) -> None:
    Membership.objects.filter(user=ans).update(ends_on=make.EVENING.date() - timedelta(days=1))
    town.is_(ans.email)
    client = Client()
    entered(client)
    assert client.get(reverse("flats")).status_code == 403


def test_what_led_back_once_leads_back_no_more_and_never_in_another_browser(
    team: Team, ans: User, town: Municipality
) -> None:
    town.is_(ans.email)
    client, other = Client(), Client()
    path = visited(way_there(client))
    assert other.get(path).status_code == 403 and not is_in(other)
    assert client.get(path).status_code == 302 and is_in(client)
    client.post(reverse("account_logout"))
    assert client.get(path).status_code == 403 and not is_in(client)


def test_a_code_of_somebody_else_is_of_no_use_with_a_state_of_one_s_own(
    team: Team, ans: User, town: Municipality
) -> None:
    """Whoever caught the code of another way there lacks its verifier, and its nonce is another."""
    town.is_(ans.email)
    caught = parse_qs(urlsplit(visited(way_there(Client()))).query)["code"][0]
    thief = Client()
    state = parse_qs(urlsplit(way_there(thief)).query)["state"][0]
    page = thief.get(reverse("municipal_login_back"), {"code": caught, "state": state})
    assert page.status_code == 502 and not is_in(thief)


def test_who_stops_there_is_told_that_nothing_happened(team: Team, town: Municipality) -> None:
    client = Client()
    state = parse_qs(urlsplit(way_there(client)).query)["state"][0]
    page = client.get(reverse("municipal_login_back"), {"error": "access_denied", "state": state})
    assert page.status_code == 403 and "is er hier niets gebeurd" in page.text


@pytest.mark.parametrize("said", [{"issuer": "https://elders.example.org"}, {"token_endpoint": 7}, {}])
def test_one_that_says_to_be_another_or_cannot_be_reached_is_not_gone_to(
    db: None, town: Municipality, monkeypatch: pytest.MonkeyPatch, said: dict[str, Any]
) -> None:
    monkeypatch.setattr(town, "discovery", lambda: {**Municipality.discovery(town), **said} if said else None)
    assert Client().post(reverse("municipal_login")).status_code == 502


@pytest.mark.parametrize("moved", ["/.well-known/openid-configuration", "/penning", "/sleutels"])
def test_where_one_of_its_pages_leads_on_to_is_not_gone_to(
    team: Team, ans: User, town: Municipality, moved: str
) -> None:
    town.is_(ans.email)
    with municipality.open_for_business() as elsewhere:
        town.moved = {moved: f"{elsewhere.issuer}{moved}"}
        client = Client()
        start = client.post(reverse("municipal_login"))
        answer = start if start.status_code != 200 else client.get(visited(start.headers["Refresh"][7:]))
        assert answer.status_code == 502 and not is_in(client)
        assert not elsewhere.seen


def test_pages_over_there_without_tls_are_not_gone_to_from_a_server(
    db: None, town: Municipality, settings: Any
) -> None:
    settings.INSECURE_LOCALHOST = False
    assert Client().post(reverse("municipal_login")).status_code == 502


@pytest.mark.parametrize(
    ("said", "is_enough"),
    [
        ({}, False),
        ({"amr": ["pwd"]}, False),
        ({"amr": 7}, False),
        ({"amr": ["pwd", "mfa"]}, True),
        ({"acr": "hoog"}, True),
        ({"acr": "laag"}, False),
    ],
)
def test_who_proves_twice_by_duty_does_so_there_or_here(
    team: Team, cora: User, town: Municipality, said: dict[str, Any], is_enough: bool
) -> None:
    town.is_(cora.email, **said)
    client = Client()
    entered(client)
    home = client.get(HOME)
    assert (home.status_code == 200) == is_enough
    assert is_enough or home.url == reverse("mfa_index")


def test_without_the_setting_no_way_of_theirs_is_enough(
    team: Team, cora: User, town: Municipality, settings: Any
) -> None:
    settings.OIDC_PROVES_TWICE = frozenset()
    town.is_(cora.email, amr=["mfa"], acr="hoog")
    client = Client()
    entered(client)
    assert client.get(HOME).url == reverse("mfa_index")


@pytest.mark.parametrize("is_twice", [True, False])
def test_who_has_an_app_here_is_asked_its_code_unless_they_proved_twice_there(
    team: Team, cora: User, town: Municipality, is_twice: bool
) -> None:
    with_app(cora)
    town.is_(cora.email, amr=["mfa"] if is_twice else ["pwd"])
    client = Client()
    assert entered(client).url == (HOME if is_twice else reverse("mfa_authenticate"))
    assert is_in(client) == is_twice


def test_two_proofs_there_count_for_that_login_and_not_for_a_password_after_it(
    team: Team, cora: User, town: Municipality
) -> None:
    with_app(cora)
    town.is_(cora.email, amr=["mfa"])
    client = Client()
    assert entered(client).url == HOME
    session = client.session
    del session["_auth_user_id"]
    session.save()
    client.post(reverse("account_login"), {"login": cora.email, "password": make.PASSWORD})
    assert not is_in(client)


def test_what_cannot_be_taken_back_still_asks_for_a_proof_to_us(
    team: Team, cora: User, town: Municipality
) -> None:
    town.is_(cora.email, amr=["mfa"])
    client = Client()
    entered(client)
    asked = client.get(reverse("member_invite"))
    assert asked.url.startswith(reverse("account_reauthenticate"))
    assert client.post(asked.url, {"password": make.PASSWORD}).url == reverse("member_invite")
    assert client.get(reverse("member_invite")).status_code == 200


def test_a_member_undoes_the_tie_and_then_it_opens_nothing_until_it_is_tied_anew(
    team: Team, ans: User, town: Municipality, as_
) -> None:
    town.is_(ans.email)
    entered(Client())
    mine = as_(ans)
    assert reverse("municipal_login_untie") in mine.get(reverse("account")).text
    assert mine.post(reverse("municipal_login_untie")).status_code == 302
    assert not municipal_logins.is_tied(ans)
    assert reverse("municipal_login_untie") not in mine.get(reverse("account")).text
    assert Event.objects.filter(action="account.municipal_login_untied", actor_id=ans.pk).count() == 1


def test_who_is_logged_in_as_somebody_else_becomes_who_they_are_there(
    team: Team, ans: User, riny: User, town: Municipality
) -> None:
    town.is_(ans.email)
    client = Client()
    path = visited(way_there(client))
    client.post(reverse("account_login"), {"login": riny.email, "password": make.PASSWORD})
    assert client.session["_auth_user_id"] == str(riny.pk)
    assert client.get(path).url == HOME
    assert client.session["_auth_user_id"] == str(ans.pk)
    assert [one["method"] for one in client.session["account_authentication_methods"]] == ["socialaccount"]
    assert [one.user for one in SignIn.objects.all()] == [ans]


def test_without_an_issuer_there_is_no_such_url_and_no_button(db: None, settings: Any) -> None:
    assert reverse("municipal_login") in Client().get(reverse("account_login")).text
    of_the_tests, settings.OIDC_ISSUER = settings.OIDC_ISSUER, ""
    try:
        importlib.reload(urls)
        named = {page.name for page in urls.urlpatterns if hasattr(page, "name")}
        assert not [name for name in named if name and name.startswith("municipal")]
        assert "gemeente" not in Client().get(reverse("account_login")).text
    finally:
        settings.OIDC_ISSUER = of_the_tests
        importlib.reload(urls)
    assert {page.name for page in urls.urlpatterns if hasattr(page, "name")} - named == {
        "municipal_login",
        "municipal_login_back",
        "municipal_login_untie",
    }


def test_a_server_goes_to_no_login_without_tls_nor_without_a_secret() -> None:
    server = {"INSECURE_LOCALHOST": "false", "PUBLIC_URL": "https://example.org"}
    refused = started("OIDC_ISSUER", **server, OIDC_ISSUER="http://login.example.org")
    assert refused.returncode and "OIDC_ISSUER" in refused.stderr.splitlines()[-1]
    refused = started("OIDC_ISSUER", **server, OIDC_ISSUER="https://login.example.org", OIDC_CLIENT_SECRET="")
    assert refused.returncode and "OIDC_CLIENT_SECRET" in refused.stderr.splitlines()[-1]
    assert started("OIDC_ISSUER", **server, OIDC_ISSUER="").stdout.strip() == ""
