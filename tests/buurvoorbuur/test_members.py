"""Roles change at once, whoever leaves hands over what is open, and an account can be shut."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from buurvoorbuur import members, open_work
from buurvoorbuur.models import Event, Membership, SignIn, Team, User
from buurvoorbuur.refusals import Refused
from buurvoorbuur.roles import Role
from outreach.models import Flat, FlatAssignment, Round
from outreach.visit_states import RoundState
from tests import entrants, make

AT = make.EVENING


def entered(user: User) -> Client:
    """A browser that logged in through the form."""
    client = Client(headers={"user-agent": "Mozilla/5.0 (Android 14; Mobile) Firefox/140.0"})
    client.post(reverse("account_login"), {"login": user.email, "password": make.PASSWORD})
    return client


def test_a_role_counts_from_the_next_request_and_ends_all_logins(
    team: Team, cora: User, ans: User, as_
) -> None:
    theirs = entered(ans)
    assert theirs.get(reverse("flats")).status_code == 200
    page = reverse("member", args=[entrants.membership_of(ans).pk])
    assert as_(cora).post(page, {"role": "welfare_worker"}).status_code == 302
    assert theirs.get(reverse("flats")).url.startswith(reverse("account_login"))
    assert as_(ans).get(reverse("flats")).status_code == 403


def test_a_last_day_ends_it_by_itself(team: Team, cora: User, ans: User, as_) -> None:
    page = reverse("member", args=[entrants.membership_of(ans).pk])
    as_(cora).post(page, {"role": "initiator", "ends_on": AT.date().isoformat()})
    assert as_(ans).get(reverse("flats")).status_code == 200
    Membership.objects.filter(user=ans).update(ends_on=AT.date() - timedelta(days=1))
    assert as_(ans).get(reverse("flats")).status_code == 403


def test_nobody_changes_a_role_they_could_not_give(team: Team, cora: User, bea: User) -> None:
    theirs = entrants.membership_of(bea)
    for change in (
        lambda: members.change(membership=theirs, role=Role.INITIATOR, ends_on=None, by=cora, at=AT),
        lambda: members.end(membership=theirs, by=cora, at=AT),
    ):
        with pytest.raises(Refused):
            change()
    assert Membership.objects.get(pk=theirs.pk).role == "administrator"


def test_the_last_coordinator_stays(team: Team, cora: User, bea: User) -> None:
    mine = entrants.membership_of(cora)
    with pytest.raises(Refused, match="refused"):
        members.end(membership=mine, by=cora, at=AT)
    with pytest.raises(Refused):
        members.change(membership=mine, role=Role.INITIATOR, ends_on=None, by=bea, at=AT)
    make.member("Coen", Role.COORDINATOR, team)
    members.end(membership=mine, by=cora, at=AT)
    assert not Membership.objects.live(AT.date()).filter(user=cora).exists()


def test_nobody_leaves_while_something_is_open(
    team: Team, flat: Flat, ans: User, riny: User, cora: User, as_
) -> None:
    evening = make.walking_round(flat, ans, riny)
    mine = entrants.membership_of(ans)
    page = as_(ans).get(reverse("account_leave", args=[team.pk]))
    assert len(page.context["in_hand"]) == 2
    assert as_(ans).post(reverse("account_leave", args=[team.pk])).status_code == 409
    given = as_(ans).post(reverse("account_leave", args=[team.pk]), {"to": cora.pk})
    assert given.status_code == 302
    evening.refresh_from_db()
    assert cora in (evening.asker, evening.note_taker) and ans not in (evening.asker, evening.note_taker)
    assert not FlatAssignment.objects.filter(user=ans).exists()
    assert as_(ans).post(reverse("account_leave", args=[team.pk])).status_code == 302
    assert not Membership.objects.live(AT.date()).filter(pk=mine.pk).exists()


def test_what_cannot_be_given_to_somebody_is_given_by_nobody(
    team: Team, flat: Flat, ans: User, riny: User, cora: User
) -> None:
    """The other of the two cannot take both places of an evening; then the flat is not handed over either."""
    make.walking_round(flat, ans, riny)
    with pytest.raises(Refused):
        members.hand_over(membership=entrants.membership_of(ans), to=riny, by=cora, at=AT)
    assert len(open_work.of(ans, team, AT)) == 2


def test_a_shut_account_opens_nothing_from_its_next_request(team: Team, ans: User, bea: User, as_) -> None:
    theirs = entered(ans)
    path = reverse("member_block", args=[entrants.membership_of(ans).pk])
    assert as_(bea).post(path).status_code == 302
    assert theirs.get(reverse("home")).url.startswith(reverse("account_login"))
    again = entered(ans).get(reverse("home"))
    assert again.status_code == 302 and again.url.startswith(reverse("account_login"))
    as_(bea).post(reverse("member_unblock", args=[entrants.membership_of(ans).pk]))
    assert entered(ans).get(reverse("home")).status_code == 200
    assert set(Event.objects.filter(object_id=str(ans.pk)).values_list("action", flat=True)) >= {
        "account.blocked", "account.unblocked",
    }  # fmt: skip


def test_nobody_shuts_themselves_out(bea: User) -> None:
    with pytest.raises(Refused):
        members.block(user=bea, by=bea, at=AT)


def test_one_sees_where_one_is_logged_in_and_ends_the_others(ans: User, team: Team) -> None:
    here, there = entered(ans), entered(ans)
    page = here.get(reverse("account"))
    assert [one.device for one in page.context["sign_ins"]] == ["Firefox, Android"] * 2
    here.post(reverse("account_end_others"))
    assert here.get(reverse("account")).status_code == 200
    assert there.get(reverse("account")).url.startswith(reverse("account_login"))
    here.post(reverse("account_logout"))
    assert not SignIn.objects.exists()


def test_the_list_of_members_asks_the_same_however_many_there_are(
    team: Team, cora: User, as_, django_assert_num_queries
) -> None:
    client = as_(cora)
    client.get(reverse("members"))
    with django_assert_num_queries(9):
        client.get(reverse("members"))
    for number in range(12):
        make.member(f"Lid{number}", Role.INITIATOR, team)
    with django_assert_num_queries(9):
        client.get(reverse("members"))


def test_a_round_that_is_closed_is_not_in_hand(team: Team, flat: Flat, ans: User, riny: User) -> None:
    make.walking_round(flat, ans, riny)
    Round.objects.update(state=RoundState.CLOSED)
    assert [work.words for work in open_work.of(ans, team, AT)] == ["Planetenflat, om te lopen"]
