"""The page of given hours: what it tells, what it books, and what it says to a slip of the pen."""

from collections.abc import Callable

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from buurvoorbuur.models import Event, Team, User
from outreach.models import HourRate, Hours
from tests import make

As = Callable[[User], Client]


def line(who: User, **fields: object) -> dict[str, object]:
    return {"user": who.pk, "worked_on": "2026-10-05", "hours": 2, "minutes": 30, **fields}


def english(client: Client) -> Client:
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return client


def test_booked_time_stands_on_the_page_with_its_value_and_source(
    team: Team, ans: User, cora: User, as_: As
) -> None:
    client, path = english(as_(cora)), reverse("value", args=[team.pk])
    assert client.post(path, line(ans)).status_code == 302
    page = client.get(path).content.decode()
    for said in ("Ans de Boer", "2 h 30 min", "€ 12.50", "€ 5.00", "CBS, via Buur voor Buur (2016)"):
        assert said in page


def test_without_a_rate_the_value_is_not_known(team: Team, ans: User, cora: User, as_: As) -> None:
    HourRate.objects.all().delete()
    client, path = english(as_(cora)), reverse("value", args=[team.pk])
    client.post(path, line(ans))
    assert client.get(path).content.decode().count("not known") == 6


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"hours": 0, "minutes": 0}, "more than nothing"),
        ({"worked_on": "2026-10-07"}, "still to come"),
        ({"worked_on": "eergisteren"}, "valid date"),
        ({"hours": 25}, "24"),
        ({"minutes": ""}, "required"),
        ({"user": "x' OR 1=1"}, "valid"),
    ],
)
def test_a_slip_of_the_pen_gets_a_sentence_and_books_nothing(
    team: Team, ans: User, cora: User, as_: As, fields: dict[str, object], said: str
) -> None:
    answer = english(as_(cora)).post(reverse("value", args=[team.pk]), line(ans, **fields))
    assert answer.status_code == 200
    assert said in answer.content.decode()
    assert not Hours.objects.exists() and not Event.objects.exists()


def test_somebody_of_another_team_cannot_be_chosen(team: Team, stranger: User, cora: User, as_: As) -> None:
    assert as_(cora).post(reverse("value", args=[team.pk]), line(stranger)).status_code == 200
    assert not Hours.objects.exists()


def test_the_button_pressed_twice_books_once_and_says_so(team: Team, ans: User, cora: User, as_: As) -> None:
    client, path = english(as_(cora)), reverse("value", args=[team.pk])
    client.post(path, line(ans))
    assert "booked already" in client.post(path, line(ans)).content.decode()
    assert Hours.objects.count() == 1


def test_hours_are_for_the_team_s_coordinator(
    team: Team, ans: User, cora: User, wim: User, bea: User, as_: As
) -> None:
    path = reverse("value", args=[team.pk])
    for user in (ans, wim, bea):
        assert as_(user).get(path).status_code == 403
        assert as_(user).post(path, line(ans)).status_code == 403
    assert Client().get(path).status_code == 302
    other = make.team("Andere buren")
    assert as_(cora).post(reverse("value", args=[other.pk]), line(ans)).status_code == 404
    assert not Hours.objects.exists()


def test_the_value_of_an_hour_is_settled_by_each_method_with_its_source(
    team: Team, ans: User, cora: User, as_: As
) -> None:
    client, path = english(as_(cora)), reverse("value", args=[team.pk])
    client.post(path, line(ans))
    rate = {"which": "market", "market-method": "market", "market-euros": "65", "market-source": "Own quote"}
    assert client.post(reverse("value_rate", args=[team.pk]), rate).status_code == 302
    page = client.get(path).text
    for said in ("€ 65.00", "Own quote", "€ 162.50"):
        assert said in page


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"market-source": ""}, "Say who says so"),
        ({"market-euros": "-1"}, "greater than or equal to 0"),
        ({"market-euros": "veel"}, "Enter a number"),
        ({"which": "guess"}, "Value of"),
    ],
)
def test_a_rate_that_cannot_be_is_told_and_changes_nothing(
    team: Team, cora: User, as_: As, fields: dict[str, str], said: str
) -> None:
    rate = {"which": "market", "market-method": "market", "market-euros": "65", "market-source": "Own quote"}
    answer = english(as_(cora)).post(reverse("value_rate", args=[team.pk]), {**rate, **fields})
    assert answer.status_code == 200
    assert said in answer.text or fields.get("which")
    assert HourRate.objects.get().method == "replacement"
