"""Hours are booked once, for members and days that were, and are worth nothing that is not known."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from buurvoorbuur.models import Event, Team, User
from buurvoorbuur.refusals import Refused
from outreach import hours, rounds
from outreach.models import Flat, HourRate, Hours
from outreach.money_terms import Method
from tests import make

TODAY = timezone.localdate(make.EVENING)


def book(team: Team, user: User, by: User, minutes: int = 90, **fields: object) -> Hours:
    line = {"worked_on": TODAY, **fields}
    return hours.book(team=team, user=user, minutes=minutes, by=by, at=make.EVENING, **line)  # type: ignore[arg-type]


def settle(team: Team, by: User, method: Method, euros: Decimal | None, source: str) -> None:
    hours.settle_rate(team=team, method=method, euros=euros, source=source, by=by, at=make.EVENING)


def worth(team: Team) -> dict[Method, Decimal | None]:
    return {one.method: one.value for one in hours.given(team).worth}


def test_booked_hours_stand_there_with_one_event(team: Team, ans: User, cora: User) -> None:
    booked = book(team, ans, cora)
    assert (booked.minutes, booked.worked_on, booked.round) == (90, TODAY, None)
    assert Event.objects.get().action == "hours.booked"


@pytest.mark.parametrize(
    ("fields", "at_field"),
    [
        ({"worked_on": TODAY + timedelta(days=1)}, "worked_on"),
        ({"minutes": 0}, "minutes"),
        ({"minutes": -5}, "minutes"),
        ({"minutes": 24 * 60 + 1}, "minutes"),
    ],
)
def test_what_cannot_be_is_refused_and_leaves_nothing(
    team: Team, ans: User, cora: User, fields: dict[str, object], at_field: str
) -> None:
    with pytest.raises(Refused) as no:
        book(team, ans, cora, **fields)  # type: ignore[arg-type]
    assert no.value.field == at_field
    assert not Hours.objects.exists() and not Event.objects.exists()


def test_somebody_outside_the_team_gives_it_no_hours(team: Team, stranger: User, cora: User) -> None:
    with pytest.raises(Refused) as no:
        book(team, stranger, cora)
    assert no.value.field == "user"


def test_the_button_pressed_twice_books_once(team: Team, ans: User, cora: User) -> None:
    book(team, ans, cora)
    with pytest.raises(Refused):
        book(team, ans, cora)
    assert book(team, ans, cora, minutes=30)
    assert Hours.objects.count() == 2


def test_hours_by_hand_stand_beside_those_of_a_round(flat: Flat, ans: User, riny: User, cora: User) -> None:
    evening = make.walking_round(flat, ans, riny)
    rounds.close(
        round=evening,
        both_home=True,
        debrief=rounds.Debrief(),
        by=ans,
        at=make.EVENING + timedelta(minutes=30),
    )
    book(flat.team, ans, cora, minutes=60)
    given = hours.given(flat.team)
    assert [(person.name, person.minutes) for person in given.people] == [
        ("Ans de Boer", 120),
        ("Riny de Boer", 60),
    ]


def test_two_people_of_two_hundred_hours_are_worth_two_thousand_euros(
    team: Team, ans: User, riny: User, cora: User
) -> None:
    for person in (ans, riny):
        for day in range(20):
            book(team, person, cora, minutes=600, worked_on=TODAY - timedelta(days=day))
    given = hours.given(team)
    assert given.minutes == 400 * 60
    assert worth(team) == {Method.REPLACEMENT: 2000, Method.INVESTMENT: None, Method.MARKET: None}


def test_without_hours_or_without_a_rate_the_value_is_not_known(team: Team, ans: User, cora: User) -> None:
    assert worth(team)[Method.REPLACEMENT] is None
    book(team, ans, cora)
    assert worth(team)[Method.REPLACEMENT] == Decimal("7.5")
    settle(team, cora, Method.REPLACEMENT, None, "")
    assert worth(team)[Method.REPLACEMENT] is None


def test_each_method_has_its_own_rate_and_source(team: Team, ans: User, cora: User) -> None:
    book(team, ans, cora, minutes=120)
    settle(team, cora, Method.INVESTMENT, Decimal("14.71"), "Wettelijk minimumloon 2026")
    settle(team, cora, Method.MARKET, Decimal("65"), "Tarief wijkprofessional")
    settle(team, cora, Method.MARKET, Decimal("70"), "Tarief wijkprofessional 2027")
    assert worth(team) == {
        Method.REPLACEMENT: 10, Method.INVESTMENT: Decimal("29.42"), Method.MARKET: 140
    }  # fmt: skip
    sources = [one.source for one in hours.given(team).worth]
    assert sources[1:] == ["Wettelijk minimumloon 2026", "Tarief wijkprofessional 2027"]


def test_a_rate_that_nobody_vouches_for_is_refused(team: Team, cora: User) -> None:
    with pytest.raises(Refused) as no:
        settle(team, cora, Method.MARKET, Decimal(65), "")
    assert no.value.field == "source"
    assert HourRate.objects.count() == 1


def test_another_team_s_hours_are_not_counted(team: Team, ans: User, cora: User) -> None:
    other = make.team("Andere buren")
    Hours.objects.create(team=other, user=ans, worked_on=TODAY, minutes=500)
    book(team, ans, cora)
    assert hours.given(team).minutes == 90
    assert [person.minutes for person in hours.given(other).people] == [500]


def test_given_hours_take_two_queries_whatever_the_number(
    team: Team, ans: User, riny: User, cora: User, django_assert_num_queries: object
) -> None:
    for people in ([ans], [ans, riny, cora]):
        for minutes, person in enumerate(people, start=1 + len(people) * 10):
            book(team, person, cora, minutes=minutes)
        with django_assert_num_queries(2):  # type: ignore[operator]
            hours.given(team)
