"""A door that answered before, on the pages without script: nobody rings, a talk stays possible."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from buurvoorbuur.models import User
from outreach import doors, round_cards
from outreach.ledger import DoorStanding
from outreach.models import Address, Flat, Round
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


def test_a_door_that_is_paused_after_a_talk_is_offered_to_nobody(
    tonight: Round, flat: Flat, ans: User, as_
) -> None:
    door = answered(tonight, Outcome.TALK)
    Address.objects.filter(pk=door).update(paused_at=LAST_WEEK)
    html = as_(ans).get(reverse("round_door", args=[tonight.pk, door])).content.decode()
    assert "A talk, in Dutch" not in html
    tile = next(one for one in doors.of_flat(flat) if one.address.pk == door)
    assert (tile.state, tile.standing) == (DoorStanding.PAUSED, DoorStanding.TALK)
    [on_phone] = [one for one in round_cards.card(tonight, make.EVENING)["doors"] if one["id"] == door]
    assert (on_phone["state"], on_phone["rings"]) == ("paused", False)


def test_after_nobody_was_home_a_door_is_rung_as_before(tonight: Round, ans: User, as_) -> None:
    door = answered(tonight, Outcome.NOBODY_HOME)
    html = as_(ans).get(reverse("round_door", args=[tonight.pk, door])).content.decode()
    assert html.count('value="nobody_home"') == 1
    assert "Do they come back to it themselves?" not in html
