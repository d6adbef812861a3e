"""A door that answered before, on the pages without script: nobody rings, a talk stays possible."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from buurvoorbuur.models import User
from outreach.models import Flat, Round
from outreach.visit_states import Outcome, RoundState
from tests import make

pytestmark = pytest.mark.usefixtures("in_english")

LAST_WEEK = make.EVENING - timedelta(days=7)


@pytest.fixture
def tonight(flat: Flat, ans: User, riny: User) -> Round:
    return make.walking_round(flat, ans, riny)


def answered(tonight: Round, outcome: Outcome) -> int:
    """Last week the first door gave this answer; returns its key."""
    before = make.walking_round(tonight.flat, tonight.asker, tonight.note_taker, LAST_WEEK)
    door = before.flat.addresses.in_walking_order()[0]
    make.visit(before, door, outcome, LAST_WEEK)
    Round.objects.filter(pk=before.pk).update(state=RoundState.CLOSED)
    return door.pk


@pytest.mark.parametrize(
    ("outcome", "said"),
    [
        (Outcome.DECLINED_DOOR, "Somebody said no here."),
        (Outcome.DECLINED_INTERCOM, "Somebody said no here."),
        (Outcome.TALK, "There was a talk here before."),
    ],
)
def test_nobody_rings_and_only_they_come_back_to_it(
    outcome: Outcome, said: str, tonight: Round, ans: User, as_
) -> None:
    client: Client = as_(ans)
    door = answered(tonight, outcome)
    rows = client.get(reverse("round_doors", args=[tonight.pk])).content.decode()
    assert rows.count('value="nobody_home"') == 5
    html = client.get(reverse("round_door", args=[tonight.pk, door])).content.decode()
    assert said in html
    assert 'name="outcome"' not in html
    assert html.index("Do they come back to it themselves?") < html.index("A talk, in Dutch")


def test_after_nobody_was_home_a_door_is_rung_as_before(tonight: Round, ans: User, as_) -> None:
    door = answered(tonight, Outcome.NOBODY_HOME)
    html = as_(ans).get(reverse("round_door", args=[tonight.pk, door])).content.decode()
    assert html.count('value="nobody_home"') == 1
    assert "Do they come back to it themselves?" not in html
