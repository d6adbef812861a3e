"""Hours are booked once, for members and days that were, and are worth nothing that is not known."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from buurvoorbuur.models import Event, Team, User
from buurvoorbuur.refusals import Refused
from outreach import hours, rounds
from outreach.models import Flat, Hours
from tests import make

TODAY = timezone.localdate(make.EVENING)


def book(team: Team, user: User, by: User, minutes: int = 90, **fields: object) -> Hours:
    line = {"worked_on": TODAY, **fields}
    return hours.book(team=team, user=user, minutes=minutes, by=by, at=make.EVENING, **line)  # type: ignore[arg-type]


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
    assert (given.minutes, given.value) == (400 * 60, Decimal(2000))


def test_without_hours_or_without_a_rate_the_value_is_not_known(team: Team, ans: User, cora: User) -> None:
    assert hours.given(team).value is None
    book(team, ans, cora)
    assert hours.given(team).value == Decimal("7.5")
    team.hourly_rate = Decimal(0)
    assert hours.given(team).value is None


def test_another_team_s_hours_are_not_counted(team: Team, ans: User, cora: User) -> None:
    other = make.team("Andere buren")
    Hours.objects.create(team=other, user=ans, worked_on=TODAY, minutes=500)
    book(team, ans, cora)
    assert hours.given(team).minutes == 90
    assert [person.minutes for person in hours.given(other).people] == [500]


def test_given_hours_take_one_query_whatever_the_number(
    team: Team, ans: User, riny: User, cora: User, django_assert_num_queries: object
) -> None:
    for people in ([ans], [ans, riny, cora]):
        for minutes, person in enumerate(people, start=1 + len(people) * 10):
            book(team, person, cora, minutes=minutes)
        with django_assert_num_queries(1):  # type: ignore[operator]
            hours.given(team)
