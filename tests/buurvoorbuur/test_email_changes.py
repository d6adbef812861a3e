"""Somebody logs in with another address once its mailbox was opened, and hears of it in both."""

import re
from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.core import mail
from django.test import Client
from django.urls import reverse

from buurvoorbuur import clock, email_changes, members, tasks
from buurvoorbuur.models import EmailChange, Event, Team, User
from buurvoorbuur.refusals import Refused
from buurvoorbuur.roles import Role
from tests import entrants, make, proven
from tests.buurvoorbuur.test_invitations import path_in
from tests.buurvoorbuur.test_logins import NEW as NEW_PASSWORD
from tests.buurvoorbuur.test_logins import by_password

NEW = "ans.nieuw@example.org"


def asked(client: Client, email: str = NEW) -> str:
    """Asks for an address on the page; the path of its link."""
    assert client.post(reverse("email_change"), {"email": email}).status_code == 302
    return path_in(mail.outbox[-2])


def by_address(email: str) -> bool:
    """Whether a password opens something with this address."""
    client = Client()
    client.post(reverse("account_login"), {"login": email, "password": make.PASSWORD})
    return "_auth_user_id" in client.session


def test_the_new_address_counts_from_the_link_on_and_the_old_one_until_then(team: Team, ans: User) -> None:
    old = ans.email
    here, elsewhere = by_password(ans), by_password(ans)
    path = asked(here, NEW.upper())
    link, warning = mail.outbox
    assert (link.to, warning.to) == ([NEW], [old])
    assert NEW not in warning.body and "nieuw wachtwoord" in warning.body
    assert by_address(old) and not by_address(NEW)
    assert NEW in here.get(path).text and NEW in here.get(reverse("account")).text
    ans.refresh_from_db()
    assert ans.email == old
    assert here.post(path).url == reverse("account")
    assert by_address(NEW) and not by_address(old)
    assert here.get("/").status_code == 200
    assert elsewhere.get("/").url.startswith(reverse("account_login"))
    assert mail.outbox[-1].to == [old] and "opent het niet meer" in mail.outbox[-1].body
    actions = Event.objects.filter(object_id=ans.pk, action__contains="email").order_by("pk")
    assert [one.action for one in actions] == ["account.email_change_asked", "account.email_changed"]
    assert here.get(path).status_code == 404
    assert not EmailChange.objects.exists()


def test_the_link_and_the_address_lie_nowhere_readable(team: Team, ans: User) -> None:
    made, key = entrants.email_change(ans, NEW)
    stored = str(EmailChange.objects.filter(pk=made.pk).values()[0])
    assert key and key not in stored and NEW not in stored


def test_what_the_login_library_remembers_opens_nothing_with_the_old_address(
    team: Team, ans: User, as_
) -> None:
    old = ans.email
    EmailAddress.objects.create(user=ans, email=old, verified=True, primary=True)
    client = as_(ans)
    client.post(asked(client))
    assert not by_address(old)
    Client().post(reverse("account_reset_password"), {"email": old})
    assert mail.outbox[-1].to == [old] and "opent het niet meer" in mail.outbox[-1].body


def test_a_link_to_a_new_password_that_went_to_the_old_address_is_dead(team: Team, ans: User, as_) -> None:
    Client().post(reverse("account_reset_password"), {"email": ans.email})
    reset = re.search(r"http://testserver(/\S+)", str(mail.outbox[0].body))
    assert reset
    assert Client().get(reset[1]).status_code == 302
    client = as_(ans)
    client.post(asked(client))
    assert "werkt niet meer" in Client().get(reset[1], follow=True).text


def test_an_address_of_somebody_else_is_answered_just_like_a_free_one(
    team: Team, ans: User, riny: User, as_
) -> None:
    pages = []
    for email in (NEW, riny.email):
        client = as_(ans)
        answer = client.post(reverse("email_change"), {"email": email})
        pages.append((answer.status_code, answer.url, client.get(answer.url).text.replace(email, "")))
    same = [re.sub(r'value="[^"]{60,}"', "", page) for _status, _url, page in pages]
    assert pages[0][:2] == pages[1][:2] and same[0] == same[1]
    to_new, _warning, to_taken, _also = mail.outbox
    assert "/account/adres/" in to_new.body and "/account/adres/" not in to_taken.body
    assert to_taken.to == [riny.email] and "al bij een account" in to_taken.body


def test_an_address_that_somebody_else_took_meanwhile_is_not_given(team: Team, ans: User, as_) -> None:
    client = as_(ans)
    path = asked(client)
    make.member("Snelle", Role.INITIATOR, team)
    User.objects.filter(email="snelle@example.org").update(email=NEW)
    assert client.post(path).status_code == 409
    ans.refresh_from_db()
    assert ans.email != NEW


def test_the_link_is_for_who_asked_and_for_nobody_else(team: Team, ans: User, riny: User, as_) -> None:
    path = asked(as_(ans))
    for method in ("get", "post"):
        assert getattr(as_(riny), method)(path).status_code == 404
        assert getattr(Client(), method)(path).url.startswith(reverse("account_login"))
    with pytest.raises(Refused):
        email_changes.confirm(key=path.split("/")[-2], user=riny, here=None, at=make.EVENING)
    assert by_address(ans.email)


@pytest.mark.parametrize(
    ("after", "status"), [(timedelta(hours=2, seconds=-1), 200), (timedelta(hours=2, seconds=1), 404)]
)
def test_it_ends_after_two_hours(
    team: Team, ans: User, as_, monkeypatch: pytest.MonkeyPatch, after: timedelta, status: int
) -> None:
    client = as_(ans)
    path = asked(client)
    monkeypatch.setattr(clock, "now", lambda: make.EVENING + after)
    proven.prove(client, ans, "password")
    assert client.get(path).status_code == status
    tasks.end_what_is_over.func()
    assert EmailChange.objects.exists() == (status == 200)


def test_a_second_asking_shuts_the_first_and_taking_back_shuts_it_too(team: Team, ans: User, as_) -> None:
    client = as_(ans)
    first = asked(client)
    second = asked(client, "nog.anders@example.org")
    assert (client.get(first).status_code, client.get(second).status_code) == (404, 200)
    client.post(reverse("email_change_withdraw"))
    assert client.get(second).status_code == 404
    assert Event.objects.filter(action="account.email_change_withdrawn").count() == 1


def test_a_new_password_or_a_shut_account_ends_what_a_stranger_asked(
    team: Team, ans: User, bea: User, as_
) -> None:
    asked(as_(ans))
    said = {"oldpassword": make.PASSWORD, "password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
    as_(ans).post(reverse("account_change_password"), said)
    assert not EmailChange.objects.exists()
    ans.refresh_from_db()
    asked(as_(ans))
    members.block(user=ans, by=bea, at=make.EVENING)
    assert not EmailChange.objects.exists()


def test_it_asks_for_a_fresh_proof(team: Team, ans: User, as_) -> None:
    client = as_(ans)
    proven.prove(client, ans, "password", ago=3600)
    for method in ("get", "post"):
        answer = getattr(client, method)(reverse("email_change"), {"email": NEW})
        assert answer.url.startswith(reverse("account_reauthenticate"))
    assert not mail.outbox and not EmailChange.objects.exists()


@pytest.mark.parametrize("email", ["ans@example.org", "geen adres"])
def test_what_is_no_other_address_is_told_at_the_field(team: Team, ans: User, as_, email: str) -> None:
    page = as_(ans).post(reverse("email_change"), {"email": email})
    assert page.context["form"].errors["email"] and not mail.outbox


@pytest.mark.parametrize("unreachable", [NEW, "ans@example.org"])
def test_without_either_mail_nothing_is_asked(
    team: Team, ans: User, as_, monkeypatch: pytest.MonkeyPatch, unreachable: str
) -> None:
    def down(_subject: str, _body: str, _by: None, to: list[str]) -> None:
        if to == [unreachable]:
            raise ConnectionRefusedError

    monkeypatch.setattr("buurvoorbuur.account_mails.send_mail", down)
    page = as_(ans).post(reverse("email_change"), {"email": NEW})
    assert "niet worden verstuurd" in page.context["form"].errors["email"][0]
    assert not EmailChange.objects.exists() and not Event.objects.exists()


def test_nobody_mails_many_strangers_this_way(team: Team, ans: User, as_) -> None:
    client = as_(ans)
    for number in range(5):
        asked(client, f"vreemde{number}@example.org")
    assert client.post(reverse("email_change"), {"email": NEW}).status_code == 429
    assert len(mail.outbox) == 10


def test_a_login_at_the_municipality_stays_tied(team: Team, ans: User, as_) -> None:
    SocialAccount.objects.create(user=ans, provider="municipality", uid="een vingerafdruk")
    client = as_(ans)
    client.post(asked(client))
    assert SocialAccount.objects.get().user == ans


def test_the_warning_is_in_the_language_of_the_member(team: Team, ans: User, settings: Any) -> None:
    ans.language = "en"
    ans.save()
    entrants.email_change(ans, NEW)
    assert "another e-mail address" in mail.outbox[1].body
