"""Which doors the walking page shows, what stands on them at once, and a door that answered before."""

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from buurvoorbuur.models import User
from outreach.models import Flat, Round, Visit
from outreach.visit_states import Outcome, RoundState
from tests import make
from tests.browsing import Look
from tests.walking import door_of, open_door, sent, settled, tile

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LAST_WEEK = make.EVENING - timedelta(days=7)


@pytest.fixture
def answered(tonight: Round, ans: User, riny: User) -> Round:
    """Last week door 1 said no, and at door 2 there was a talk."""
    before = make.walking_round(tonight.flat, ans, riny, LAST_WEEK)
    make.visit(before, door_of(before, 1), Outcome.DECLINED_DOOR, LAST_WEEK)
    make.visit(before, door_of(before, 2), Outcome.TALK, LAST_WEEK)
    Round.objects.filter(pk=before.pk).update(state=RoundState.CLOSED)
    return tonight


def test_first_the_doors_of_this_round_and_the_others_when_asked(stairs: Page, look: Look) -> None:
    expect(tile(stairs, 6)).to_be_hidden()
    # On the way along them stands the door that said no.
    tile(stairs, 4).focus()
    for _ in range(2):
        stairs.keyboard.press("ArrowRight")
    expect(tile(stairs, 5)).to_be_focused()
    look(stairs, "walk-this-round")
    stairs.get_by_label("Hele flat: 6").check()
    expect(tile(stairs, 6)).to_be_visible()
    tile(stairs, 5).focus()
    stairs.keyboard.press("ArrowRight")
    expect(tile(stairs, 6)).to_be_focused()
    stairs.get_by_label("Deze ronde: 4").check()
    expect(tile(stairs, 6)).to_be_hidden()


def test_a_floor_without_a_door_of_this_round_is_out_of_the_way(
    entered, ans: User, tonight: Round, live_server
) -> None:
    tonight.doors.filter(address__floor=1).delete()
    page = entered(ans)
    page.goto(f"{live_server.url}/rondes/{tonight.pk}/")
    settled(page)
    expect(page.get_by_text("Verdieping 1")).to_be_hidden()
    page.get_by_label("Hele flat: 6").check()
    expect(page.get_by_text("Verdieping 1")).to_be_visible()


def test_where_all_doors_are_of_this_round_nothing_is_to_be_chosen(
    entered, ans: User, tonight: Round, live_server
) -> None:
    for number in (5, 6):
        tonight.doors.create(address=door_of(tonight, number))
    page = entered(ans)
    page.goto(f"{live_server.url}/rondes/{tonight.pk}/")
    settled(page)
    expect(tile(page, 6)).to_be_visible()
    expect(page.get_by_text("Welke deuren zie je?")).to_be_hidden()


def test_the_day_stands_on_a_door_as_soon_as_it_is_marked(stairs: Page) -> None:
    day = tile(stairs, 1).locator(".door-date")
    expect(day).to_be_hidden()
    tile(stairs, 1).click()
    sent(stairs, 1)
    today = stairs.evaluate(
        "async () => (await (await fetch(location.pathname + 'kaart/')).json()).today", None
    )
    expect(day).to_have_text(today)
    stairs.get_by_role("button", name="Maak ongedaan").click()
    sent(stairs, 2)
    expect(day).to_be_hidden()


def test_a_door_that_answered_before_is_left_alone_unless_they_come_back_to_it(
    answered: Round, stairs: Page, look: Look
) -> None:
    again = stairs.get_by_text("Komen ze er zelf op terug?")
    for number, said in ((1, "Hier is nee gezegd"), (2, "Hier was al een gesprek")):
        # A tap leads to the door, and marks nothing.
        tile(stairs, number).click()
        expect(stairs.get_by_text(said)).to_be_visible()
        expect(stairs.get_by_role("button", name="Niemand thuis")).to_be_hidden()
        expect(stairs.get_by_role("button", name="Een gesprek, in het Nederlands")).to_be_hidden()
        look(stairs, f"walk-door-answered-{number}")
        stairs.get_by_role("link", name="Alle deuren").click()
    open_door(stairs, 1)
    again.click()
    stairs.get_by_role("button", name="Een gesprek, in het Nederlands").click()
    stairs.get_by_role("button", name="Alles tegelijk").click()
    stairs.locator("[data-finish]").click()
    sent(stairs, 1)
    assert Visit.objects.filter(round=answered, outcome=Outcome.TALK).count() == 1


def test_a_door_that_never_answered_offers_no_way_around(stairs: Page, flat: Flat) -> None:
    open_door(stairs, 3)
    expect(stairs.get_by_text("Komen ze er zelf op terug?")).to_be_hidden()
    expect(stairs.get_by_role("button", name="Een gesprek, in het Nederlands")).to_be_visible()


def test_a_slip_of_leaving_gives_the_door_back_also_once_it_was_sent(stairs: Page, tonight: Round) -> None:
    open_door(stairs, 3)
    stairs.locator('[data-screen="door"] [data-leave]').click()
    sent(stairs, 1)
    # Meanwhile the phone heard from the server that this door is paused.
    stairs.evaluate("() => dispatchEvent(new Event('online'))")
    stairs.get_by_role("button", name="Dat was een vergissing").click()
    sent(stairs, 2)
    open_door(stairs, 3)
    expect(stairs.get_by_role("button", name="Een gesprek, in het Nederlands")).to_be_visible()


def test_a_talk_without_a_yes_is_stored_at_the_second_press(stairs: Page, tonight: Round, look: Look) -> None:
    open_door(stairs, 3)
    stairs.locator("form [data-talk=nl]").click()
    stairs.get_by_role("button", name="Alles tegelijk").click()
    stairs.locator("[name=answer_joins_in]").fill("Samen koken")
    finish = stairs.get_by_role("button", name="Sla het gesprek op")
    finish.evaluate("(button) => { button.click(); button.click(); }")
    expect(stairs.get_by_text("Er is nog geen ja aangekruist")).to_be_in_viewport()
    look(stairs, "walk-talk-nothing-agreed")
    assert not Visit.objects.exists()
    expect(stairs.locator("[name=answer_joins_in]")).to_have_value("Samen koken")
    finish.click()
    sent(stairs, 1)
    assert Visit.objects.get().outcome == Outcome.TALK
