"""The numbers of a team: short, looked up, one called first, and kept by its coordinators."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from buurvoorbuur.models import Event, Team, User
from buurvoorbuur.refusals import Refused
from outreach import referrals
from outreach.models import Referral
from outreach.referral_terms import CHECK_AGAIN, MOST, is_stale
from outreach.referrals import ReferralNotes
from tests import make

TODAY = make.EVENING.date()
NUMBER = {"name": "Wijkteam", "what_for": "Zorgen", "phone": "050-1112223", "checked_on": TODAY}


@pytest.mark.parametrize(("days", "stale"), [(0, False), (183, False), (184, True), (-1, False)])
def test_a_number_is_looked_up_again_after_half_a_year(days: int, stale: bool) -> None:
    assert is_stale(TODAY - timedelta(days=days), TODAY) is stale


def test_a_coordinator_adds_a_number_in_one_spelling_and_whoever_walks_reads_it(
    team: Team, ans: User, cora: User, as_
) -> None:
    assert as_(cora).post(reverse("referrals"), NUMBER).status_code == 302
    [line] = referrals.of(team, TODAY)
    assert (line.referral.phone, line.is_stale) == ("050 111 2223", False)
    assert "tel:0501112223" in as_(ans).get(reverse("worries")).text
    assert as_(ans).get(reverse("referrals")).status_code == 403


def test_what_was_looked_up_long_ago_says_so_until_somebody_looks(
    team: Team, ans: User, cora: User, as_
) -> None:
    old = make.referral(team, cora, checked_on=TODAY - CHECK_AGAIN - timedelta(days=1))
    assert "Langer dan een half jaar geleden" in as_(cora).get(reverse("referrals")).text
    assert "lang geleden" in as_(ans).get(reverse("worries")).text
    for _twice in range(2):
        as_(cora).post(reverse("referral_check", args=[old.pk]))
    assert "Langer dan een half jaar geleden" not in as_(cora).get(reverse("referrals")).text
    assert "lang geleden" not in as_(ans).get(reverse("worries")).text
    assert Event.objects.filter(action="referral.checked").count() == 1


def test_only_one_comes_first_and_stands_on_top(team: Team, cora: User) -> None:
    make.referral(team, cora, "Zorgteam", comes_first=True)
    make.referral(team, cora, "Buurtteam", comes_first=True)
    lines = referrals.of(team, TODAY)
    assert [line.referral.comes_first for line in lines] == [True, False]
    assert referrals.worker(lines).name == "Buurtteam"  # type: ignore[union-attr]
    with pytest.raises(IntegrityError):
        Referral.objects.update(comes_first=True)


def test_a_line_is_changed_and_taken_out(team: Team, cora: User, as_) -> None:
    line, client = make.referral(team, cora), as_(cora)
    client.post(reverse("referral", args=[line.pk]), {**NUMBER, "comes_first": "on"})
    line.refresh_from_db()
    assert (line.name, line.comes_first) == ("Wijkteam", True)
    client.post(reverse("referral_remove", args=[line.pk]))
    assert not Referral.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"phone": "bel maar"}, "phone"),
        ({"checked_on": TODAY + timedelta(days=1)}, "checked_on"),
        ({"name": ""}, "name"),
        ({"what_for": "x" * 121}, "what_for"),
    ],
)
def test_what_is_not_right_is_told_at_its_field_and_nothing_is_kept(
    team: Team, cora: User, as_, wrong: dict[str, object], field: str
) -> None:
    answer = as_(cora).post(reverse("referrals"), {**NUMBER, **wrong})
    assert list(answer.context["form"].errors) == [field]
    assert not Referral.objects.exists()
    line = make.referral(team, cora)
    answer = as_(cora).post(reverse("referral", args=[line.pk]), {**NUMBER, **wrong})
    assert list(answer.context["form"].errors) == [field]


def test_the_list_stays_short_and_no_line_stands_twice(team: Team, cora: User) -> None:
    for number in range(MOST):
        make.referral(team, cora, f"Organisatie {number}")
    for name in ("Organisatie 3", "Nog een"):
        with pytest.raises(Refused):
            make.referral(team, cora, name)
    assert Referral.objects.count() == MOST


def test_another_team_s_numbers_are_out_of_reach(team: Team, cora: User, as_) -> None:
    far = make.team("Elders")
    line = make.referral(far, make.member("Otto", "coordinator", far))
    for name in ("referral", "referral_check", "referral_remove"):
        assert as_(cora).post(reverse(name, args=[line.pk]), NUMBER).status_code == 404
    assert "Buurtteam" not in as_(cora).get(reverse("worries")).text


def test_a_long_list_takes_as_many_queries_as_a_short_one(team: Team, cora: User, as_) -> None:
    client, taken = as_(cora), []
    for count in (1, 8):
        for number in range(count):
            make.referral(team, cora, f"Organisatie {count}-{number}")
        with CaptureQueriesContext(connection) as asked:
            client.get(reverse("referrals"))
        taken.append(len(asked))
    assert taken[0] == taken[1]


def test_a_refusal_leaves_no_event(team: Team, cora: User) -> None:
    tomorrow = ReferralNotes("Wijkteam", "Zorgen", "112", date(2030, 1, 1))
    with pytest.raises(Refused):
        referrals.add(team=team, notes=tomorrow, by=cora, at=make.EVENING)
    assert not Event.objects.filter(action__startswith="referral").exists()
