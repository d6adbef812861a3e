"""A session begins anew with each proof, ends for good, and whoever fails to prove who they are is noted."""

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client
from django.urls import reverse

from buurvoorbuur.models import Event, SignIn, Team, User
from tests import make, proven
from tests.buurvoorbuur.test_logins import NEW, by_password, code_of, with_app

pytestmark = pytest.mark.django_db
HOME = "/"


def id_of(client: Client) -> str:
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def with_id(key: str) -> Client:
    """A browser of somebody who got hold of a session's id."""
    thief = Client()
    thief.cookies[settings.SESSION_COOKIE_NAME] = key
    return thief


def test_who_logs_in_gets_a_session_of_their_own(team: Team, ans: User) -> None:
    client = Client()
    session = client.session
    session["planted"] = True
    session.save()
    planted = id_of(client)
    client.post(reverse("account_login"), {"login": ans.email, "password": make.PASSWORD})
    assert client.get(HOME).status_code == 200 and id_of(client) != planted
    assert with_id(planted).get(HOME).status_code == 302


def test_who_proves_it_once_more_gets_a_new_one_and_the_old_one_opens_nothing(team: Team, cora: User) -> None:
    secret = with_app(cora)
    client = by_password(cora)
    client.post(reverse("mfa_authenticate"), {"code": code_of(secret)})
    old = id_of(client)
    assert with_id(old).get(HOME).status_code == 200
    proven.prove(client, cora, "password", "mfa", ago=3600)
    client.post(reverse("account_reauthenticate"), {"password": make.PASSWORD})
    assert client.get(reverse("member_invite")).status_code == 200 and id_of(client) != old
    assert with_id(old).get(HOME).status_code == 302
    assert [one.session_key for one in SignIn.objects.all()] == [id_of(client)]


def test_a_wrong_password_or_any_other_form_leaves_the_session_as_it_is(team: Team, ans: User) -> None:
    client = by_password(ans)
    old = id_of(client)
    client.post(reverse("account_reauthenticate"), {"password": "niet het goede"})
    client.post(reverse("set_language"), {"language": "en"})
    assert client.get(HOME).status_code == 200 and id_of(client) == old


def test_who_logged_out_is_out_though_somebody_kept_the_cookie(team: Team, ans: User) -> None:
    client = by_password(ans)
    kept = id_of(client)
    client.post(reverse("account_logout"))
    assert with_id(kept).get(HOME).status_code == 302


def test_a_new_password_by_mail_passes_by_no_second_step(team: Team, cora: User) -> None:
    with_app(cora)
    client = Client()
    client.post(reverse("account_reset_password"), {"email": cora.email})
    link = re.search(r"http://\S+?(/account/\S+)", str(mail.outbox[0].body))
    assert link
    page = client.get(link[1], follow=True)
    client.post(page.redirect_chain[-1][0], {"password1": NEW, "password2": NEW})
    cora.refresh_from_db()
    assert cora.check_password(NEW)
    assert client.get(HOME).url.startswith(reverse("account_login"))
    assert by_password(cora, NEW).get(HOME).url.startswith(reverse("account_login"))
    assert Client().get(link[1], follow=True).context["token_fail"], "it works once"


def test_a_wrong_second_step_stands_in_the_log(team: Team, cora: User) -> None:
    with_app(cora)
    by_password(cora).post(reverse("mfa_authenticate"), {"code": "000000"})
    by_password(cora).post(reverse("mfa_authenticate"), {"credential": "[1]"})
    inside = Client()
    inside.force_login(cora)
    inside.post(reverse("mfa_reauthenticate"), {"code": "000000"})
    told = Event.objects.filter(action="account.proof_refused", object_id=str(cora.pk), actor_id=None)
    assert told.count() == 3


def test_a_try_after_too_many_is_no_line_more(team: Team, cora: User) -> None:
    with_app(cora)
    for _try in range(12):
        by_password(cora).post(reverse("mfa_authenticate"), {"code": "000000"})
    assert Event.objects.filter(action="account.proof_refused").count() == 5


def test_a_wrong_password_of_who_is_in_already_stands_in_the_log(team: Team, ans: User) -> None:
    by_password(ans).post(reverse("account_reauthenticate"), {"password": "niet het goede"})
    assert Event.objects.filter(action="account.refused", object_id=str(ans.pk)).count() == 1


@pytest.mark.parametrize("minutes", [9, 11])
def test_who_changes_how_they_log_in_proves_first_who_they_are(team: Team, cora: User, minutes: int) -> None:
    with_app(cora)
    client = Client()
    client.force_login(cora)
    proven.prove(client, cora, "password", "mfa", ago=timedelta(minutes=minutes).total_seconds())
    for page in ("mfa_deactivate_totp", "mfa_generate_recovery_codes", "mfa_add_webauthn"):
        answer = client.get(reverse(page))
        assert (answer.status_code == 200) == (minutes < 10), page
        assert minutes < 10 or answer.url.startswith(reverse("account_reauthenticate"))


@pytest.mark.parametrize("page", ["home", "flats", "account", "team", "members"])
def test_from_every_page_one_can_log_out(team: Team, cora: User, as_, page: str) -> None:
    assert f'action="{reverse("account_logout")}"' in as_(cora).get(reverse(page)).text


def test_who_found_an_open_session_ends_no_others(team: Team, ans: User) -> None:
    here, there = by_password(ans), by_password(ans)
    proven.prove(here, ans, "password", ago=3600)
    assert here.post(reverse("account_end_others")).url.startswith(reverse("account_reauthenticate"))
    assert there.get(HOME).status_code == 200
