"""Which proofs a login needs: a second one by role, a fresh one for what cannot be taken back."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.core import mail
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from buurvoorbuur import clock, crypto, logins
from buurvoorbuur.models import Event, SignIn, Team, User
from buurvoorbuur.roles import PROVE_TWICE, Role
from tests import entrants, make, proven

NEW = "vijf blauwe lantaarns"


def code_of(secret: str) -> str:
    """What the app shows now."""
    return str(totp.format_hotp_value(totp.hotp_value(secret, next(totp.yield_hotp_counters_from_time()))))


def by_password(user: User, password: str = make.PASSWORD) -> Client:
    client = Client()
    client.post(reverse("account_login"), {"login": user.email, "password": password})
    return client


def led_to(answer: HttpResponse) -> str:
    """Where an answer leads; empty when it is a page."""
    return answer.headers.get("Location", "")


def with_app(user: User) -> str:
    """Gives somebody an app, and returns its secret."""
    secret = totp.generate_totp_secret()
    totp.TOTP.activate(user, secret)
    return secret


@pytest.mark.parametrize("role", list(Role))
def test_a_second_proof_is_a_duty_of_every_role_but_one(team: Team, role: Role) -> None:
    client = by_password(make.member("Iemand", role, team))
    home = client.get(reverse("home"))
    assert (home.status_code == 302 and home.url == reverse("mfa_index")) == (role in PROVE_TWICE)
    assert (role in PROVE_TWICE) == (role != Role.INITIATOR)


@pytest.mark.django_db(transaction=True)
def test_setting_the_app_opens_the_site_and_is_told_by_mail(team: Team, cora: User) -> None:
    client, elsewhere = by_password(cora), by_password(cora)
    page = client.get(reverse("mfa_activate_totp"))
    done = client.post(reverse("mfa_activate_totp"), {"code": code_of(page.context["form"].secret)})
    assert done.url == reverse("mfa_view_recovery_codes")
    shown = client.get(done.url).context["unused_codes"]
    assert len(shown) == 10 and all(code.isdigit() for code in shown)
    assert client.get(reverse("home")).status_code == 200
    assert not set(client.get(done.url).context["unused_codes"]) & set(shown), "they are shown once"
    assert mail.outbox[0].to == [cora.email]
    assert elsewhere.get(reverse("home")).url.startswith(reverse("account_login"))
    assert Event.objects.filter(action="account.totp_activated", actor_id=cora.pk).count() == 1


def test_with_an_app_a_password_alone_opens_nothing(team: Team, cora: User) -> None:
    secret = with_app(cora)
    client = by_password(cora)
    assert led_to(client.get(reverse("home"))).startswith(reverse("account_login"))
    assert client.post(reverse("mfa_authenticate"), {"code": "000000"}).status_code == 200
    assert led_to(client.get(reverse("home"))).startswith(reverse("account_login"))
    assert client.post(reverse("mfa_authenticate"), {"code": code_of(secret)}).status_code == 302
    assert client.get(reverse("home")).status_code == 200


def test_a_code_of_the_app_works_once(team: Team, cora: User) -> None:
    code = code_of(with_app(cora))
    for client, status in ((by_password(cora), 302), (by_password(cora), 200)):
        assert client.post(reverse("mfa_authenticate"), {"code": code}).status_code == status


def test_a_recovery_code_works_once(team: Team, cora: User) -> None:
    with_app(cora)
    client = Client()
    client.force_login(cora)
    client.post(reverse("mfa_generate_recovery_codes"))
    code = client.get(reverse("mfa_view_recovery_codes")).context["unused_codes"][0]
    for again, status in ((by_password(cora), 302), (by_password(cora), 200)):
        assert again.post(reverse("mfa_authenticate"), {"code": code}).status_code == status


def test_wrong_codes_are_counted_over_logins(team: Team, cora: User) -> None:
    secret = with_app(cora)
    for _try in range(10):
        by_password(cora).post(reverse("mfa_authenticate"), {"code": "000000"})
    client = by_password(cora)
    client.post(reverse("mfa_authenticate"), {"code": code_of(secret)})
    assert client.get(reverse("home")).url.startswith(reverse("account_login"))


def test_secrets_lie_encrypted_and_the_last_proof_of_a_duty_cannot_be_taken_away(
    team: Team, cora: User
) -> None:
    secret = with_app(cora)
    kept = Authenticator.objects.get(user=cora).data["secret"]
    assert secret not in kept and crypto.unseal(kept.encode()).decode() == secret
    client = Client()
    client.force_login(cora)
    page = client.post(reverse("mfa_deactivate_totp"))
    assert "tweede stap" in page.text and Authenticator.objects.filter(user=cora).exists()
    entrants.passkey(cora)
    client.post(reverse("mfa_deactivate_totp"))
    assert [one.type for one in Authenticator.objects.filter(user=cora)] == ["webauthn"]


def test_who_lost_everything_chooses_anew_after_an_administrator_said_so(
    team: Team, cora: User, bea: User, as_
) -> None:
    with_app(cora)
    as_(bea).post(reverse("member_forget_proof", args=[entrants.membership_of(cora).pk]))
    assert not Authenticator.objects.filter(user=cora).exists()
    assert by_password(cora).get(reverse("home")).url == reverse("mfa_index")


@pytest.mark.parametrize("minutes", [9, 11])
def test_what_cannot_be_taken_back_asks_for_a_proof_of_the_last_ten_minutes(
    team: Team, cora: User, minutes: int
) -> None:
    client = Client()
    client.force_login(cora)
    proven.prove(client, cora, "password", "mfa", ago=60 * minutes)
    page = client.get(reverse("member_invite"))
    if minutes < 10:
        assert page.status_code == 200
    else:
        assert page.url == f"{reverse('account_reauthenticate')}?next=%2Fteam%2Fleden%2Fuitnodigen%2F"
        back = client.post(page.url, {"password": make.PASSWORD})
        assert back.url == reverse("member_invite")


def test_what_was_typed_is_kept_nowhere_while_a_proof_is_asked(team: Team, cora: User, as_) -> None:
    client = as_(cora)
    proven.prove(client, cora, "password", "mfa", ago=3600)
    typed = {"email": "merkteken@example.org", "role": "initiator"}
    answer = client.post(
        reverse("member_invite"), typed, headers={"referer": "http://testserver/team/leden/uitnodigen/"}
    )
    assert answer.url.endswith("?next=%2Fteam%2Fleden%2Fuitnodigen%2F")
    assert "merkteken" not in str(dict(client.session)) and not mail.outbox


def test_after_twelve_hours_everybody_logs_in_anew(team: Team, ans: User) -> None:
    client = Client()
    client.force_login(ans)
    for hours, status in ((11.9, 200), (12.1, 302)):
        proven.prove(client, ans, "password", ago=3600 * hours)
        assert client.get(reverse("home")).status_code == status
    assert client.get(reverse("account_change_password")).url.startswith(reverse("account_login"))


def test_a_new_password_ends_every_login(team: Team, ans: User) -> None:
    here, there = by_password(ans), by_password(ans)
    said = {"oldpassword": make.PASSWORD, "password1": NEW, "password2": NEW}
    assert here.post(reverse("account_change_password"), said).status_code == 302
    assert there.get(reverse("home")).url.startswith(reverse("account_login"))
    assert by_password(ans, NEW).get(reverse("home")).status_code == 200
    assert mail.outbox[0].to == [ans.email]


def test_who_enters_and_who_is_refused_stands_in_the_log(team: Team, ans: User) -> None:
    by_password(ans, "niet het goede")
    by_password(ans)
    assert [event.action for event in Event.objects.order_by("pk")] == ["account.refused", "account.entered"]
    assert {event.object_id for event in Event.objects.all()} == {str(ans.pk)}


def test_sessions_that_ran_out_are_forgotten(team: Team, ans: User) -> None:
    by_password(ans)
    assert logins.forget_ended(clock.now()) == 0
    assert SignIn.objects.count() == 1
    assert logins.forget_ended(clock.now() + timedelta(days=365)) == 1


def test_a_mail_that_cannot_be_sent_undoes_no_change(
    team: Team, ans: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = by_password(ans)

    def down(*_mail: object, **_words: object) -> None:
        raise ConnectionRefusedError

    monkeypatch.setattr("django.core.mail.message.EmailMessage.send", down)
    said = {"oldpassword": make.PASSWORD, "password1": NEW, "password2": NEW}
    client.post(reverse("account_change_password"), said)
    assert by_password(ans, NEW).get(reverse("home")).status_code == 200


def refused(email: str, password: str = "niet het goede", address: str = "10.0.0.1") -> str:
    """What the page says to a wrong password, without what differs each time."""
    said = {"login": email, "password": password}
    page = Client(REMOTE_ADDR=address).post(reverse("account_login"), said)
    return re.sub(r'value="[^"]*"', "", page.text) if page.status_code == 200 else page.url


def test_a_wrong_password_says_the_same_of_a_stranger(team: Team, ans: User) -> None:
    assert refused(ans.email) == refused("niemand@example.org") != refused(ans.email, make.PASSWORD)


def test_a_forgotten_password_says_the_same_of_a_stranger_and_mails_no_one(team: Team, ans: User) -> None:
    answers = [
        led_to(Client().post(reverse("account_reset_password"), {"email": email}))
        for email in (ans.email, "niemand@example.org")
    ]
    assert answers[0] == answers[1]
    assert [sent.to for sent in mail.outbox] == [[ans.email]]


def test_guessing_at_one_account_stops_wherever_it_comes_from_and_not_for_others(
    team: Team, ans: User, riny: User
) -> None:
    for number in range(5):
        refused(ans.email, address=f"10.0.1.{number}")
    assert refused(ans.email, make.PASSWORD, "10.0.2.1") != reverse("home")
    assert refused(riny.email, make.PASSWORD, "10.0.2.1") == reverse("home")
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=6), tick=True):
        assert refused(ans.email, make.PASSWORD, "10.0.2.2") == reverse("home")


def test_guessing_shuts_nobody_out_who_is_in(team: Team, ans: User) -> None:
    inside = by_password(ans)
    for _guess in range(12):
        refused(ans.email)
    assert inside.get(reverse("home")).status_code == 200


def test_the_code_of_the_app_is_a_fresh_proof_too(team: Team, cora: User) -> None:
    code = code_of(with_app(cora))
    client = Client()
    client.force_login(cora)
    proven.prove(client, cora, "password", "mfa", ago=3600)
    page = client.get(reverse("mfa_reauthenticate"), {"next": reverse("member_invite")})
    assert f'action="{reverse("mfa_reauthenticate")}"' in page.text
    done = client.post(reverse("mfa_reauthenticate"), {"code": code, "next": reverse("member_invite")})
    assert done.url == reverse("member_invite")
