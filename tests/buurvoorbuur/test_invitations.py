"""Somebody comes into a team by a link to their own mailbox: once, for a week, with the role it carries."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from buurvoorbuur import clock, invitations
from buurvoorbuur.models import Event, Invitation, Membership, Team, User
from buurvoorbuur.refusals import Refused
from buurvoorbuur.roles import Role
from tests import entrants, make

JOINING = {"name": "Noor Nieuw", "password": "vier gele paraplus"}


def path_in(sent: mail.EmailMessage) -> str:
    """The link of a mail, as a path of this site."""
    found = re.search(r"http://localhost:8000(/\S+)", str(sent.body))
    assert found
    return found[1]


def test_a_mail_leads_into_the_team_and_only_once(cora: User, team: Team, as_) -> None:
    asked = {"email": "Noor@Example.org", "role": "initiator", "ends_on": "2026-12-01"}
    assert as_(cora).post(reverse("member_invite"), asked).status_code == 302
    [sent] = mail.outbox
    path = path_in(sent)
    assert sent.to == ["noor@example.org"] and "Cora de Boer" in sent.body
    page = Client().get(path)
    assert "Buur voor Buur Paddepoel" in page.text and "1 december 2026" in page.text
    assert Client().post(path, JOINING).status_code == 302
    made = Membership.objects.get(user__email="noor@example.org")
    assert (made.team, made.role, str(made.ends_on)) == (team, "initiator", "2026-12-01")
    assert Client().get(path).status_code == 404
    assert Client().post(path, JOINING).status_code == 404
    newcomer = Client()
    entered = {"login": "noor@example.org", "password": JOINING["password"]}
    assert newcomer.post(reverse("account_login"), entered).url == reverse("home")
    assert newcomer.get(reverse("home")).status_code == 200


def test_the_link_lies_nowhere_readable(cora: User, team: Team) -> None:
    made, key = entrants.invitation(team, cora)
    stored = Invitation.objects.filter(pk=made.pk).values()[0]
    assert key not in str(stored) and "nieuw@example.org" not in str(stored)


@pytest.mark.parametrize(
    ("after", "status"), [(timedelta(days=7, seconds=-1), 200), (timedelta(days=7, seconds=1), 404)]
)
def test_it_ends_after_a_week(
    cora: User, team: Team, monkeypatch: pytest.MonkeyPatch, after: timedelta, status: int
) -> None:
    _made, key = entrants.invitation(team, cora)
    monkeypatch.setattr(clock, "now", lambda: make.EVENING + after)
    assert Client().get(reverse("invitation", args=[key])).status_code == status


def test_a_new_one_shuts_the_one_before_and_taking_back_shuts_it_too(cora: User, team: Team, as_) -> None:
    _first, old = entrants.invitation(team, cora)
    second, new = entrants.invitation(team, cora)
    assert invitations.by_key(old, make.EVENING) is None
    assert invitations.by_key(new, make.EVENING) == second
    as_(cora).post(reverse("invitation_withdraw", args=[second.pk]))
    assert invitations.by_key(new, make.EVENING) is None


def test_who_has_an_account_joins_by_it_and_by_no_other(
    cora: User, team: Team, stranger: User, ans: User, as_
) -> None:
    _made, key = entrants.invitation(team, cora, email=stranger.email)
    path = reverse("invitation", args=[key])
    assert reverse("account_login") in Client().get(path).text
    assert Client().post(path, JOINING).status_code == 200
    assert User.objects.get(email=stranger.email).check_password(make.PASSWORD)
    assert as_(ans).post(path).status_code == 409
    assert not Membership.objects.filter(user=stranger).exists()
    assert as_(stranger).post(path).status_code == 302
    assert Membership.objects.get(user=stranger).team == team


def test_who_left_comes_back_by_an_invitation(cora: User, team: Team, as_) -> None:
    gone = make.member("Gijs", Role.INITIATOR, team, ends_on=make.EVENING.date() - timedelta(days=1))
    _made, key = entrants.invitation(team, cora, Role.COORDINATOR, gone.email)
    invitations.join_as(key=key, user=gone, at=make.EVENING)
    back = Membership.objects.get(user=gone)
    assert (back.role, back.ends_on) == ("coordinator", None)


@pytest.mark.parametrize(
    ("person", "role", "may"),
    [
        ("cora", Role.COORDINATOR, True),
        ("cora", Role.ADMINISTRATOR, False),
        ("bea", Role.ADMINISTRATOR, True),
        ("ans", Role.INITIATOR, False),
        ("wim", Role.INITIATOR, False),
    ],
)
def test_nobody_gives_a_role_beyond_their_own(
    request: pytest.FixtureRequest, team: Team, person: str, role: Role, may: bool
) -> None:
    by = request.getfixturevalue(person)
    asked = {"team": team, "email": "noor@example.org", "role": role, "by": by, "at": make.EVENING}
    if may:
        assert invitations.invite(**asked).role == role
    else:
        with pytest.raises(Refused):
            invitations.invite(**asked)
        assert not mail.outbox and not Invitation.objects.exists()


def test_a_role_that_is_not_offered_is_refused_at_its_field(cora: User, as_) -> None:
    page = as_(cora).post(reverse("member_invite"), {"email": "x@example.org", "role": "administrator"})
    assert page.context["form"].errors["role"] and not mail.outbox


def test_a_member_is_not_invited_again(cora: User, ans: User, as_) -> None:
    page = as_(cora).post(reverse("member_invite"), {"email": ans.email, "role": "initiator"})
    assert page.context["form"].errors["email"] == ["Deze persoon zit al in het team."]


def test_without_mail_nobody_is_invited(cora: User, as_, monkeypatch: pytest.MonkeyPatch) -> None:
    def down(*_mail: object) -> None:
        raise ConnectionRefusedError

    monkeypatch.setattr(invitations, "send_mail", down)
    page = as_(cora).post(reverse("member_invite"), {"email": "noor@example.org", "role": "initiator"})
    assert "niet worden verstuurd" in page.context["form"].errors["email"][0]
    assert not Invitation.objects.exists() and not Event.objects.exists()


def test_a_weak_password_is_told_and_nothing_is_made(cora: User, team: Team) -> None:
    _made, key = entrants.invitation(team, cora)
    page = Client().post(reverse("invitation", args=[key]), {"name": "Noor", "password": "kort"})
    assert page.context["form"].errors["password"] and not User.objects.filter(email="nieuw@example.org")


def test_an_invitation_of_another_team_is_not_taken_back(cora: User, as_) -> None:
    elsewhere = make.team("Elders")
    made, _key = entrants.invitation(elsewhere, make.member("Otto", Role.COORDINATOR, elsewhere))
    assert as_(cora).post(reverse("invitation_withdraw", args=[made.pk])).status_code == 404


def test_an_invitation_is_forgotten_a_month_after_it_ended(cora: User, team: Team) -> None:
    made, _key = entrants.invitation(team, cora)
    ends = made.expires_at + invitations.REMEMBERED
    assert invitations.forget_ended(ends) == 0
    assert invitations.forget_ended(ends + timedelta(seconds=1)) == 1


def test_a_line_end_in_the_name_of_a_team_adds_nothing_to_a_mail(cora: User, team: Team, as_) -> None:
    Team.objects.filter(pk=team.pk).update(name="Wijk\nBcc: ander@example.org")
    as_(cora).post(reverse("member_invite"), {"email": "noor@example.org", "role": "initiator"})
    [sent] = mail.outbox
    assert sent.subject.endswith("Wijk Bcc: ander@example.org")
    assert sent.recipients() == ["noor@example.org"] and "Bcc" not in sent.message()
