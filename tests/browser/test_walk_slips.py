"""Slips of a cold thumb on the walking page: a second press marks nothing, and a wrong one is taken back."""

import pytest
from playwright.sync_api import Locator, Page, expect

from outreach.models import Address, Round, Visit
from outreach.visit_states import Outcome, RoundState
from tests.browsing import SLIP
from tests.walking import open_door, sent, tile, toast

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TWICE_APART = 120  # milliseconds


def press_twice(place: Locator) -> None:
    """At the same spot of the glass, whatever lies there the second time."""
    place.scroll_into_view_if_needed()
    box = place.bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    place.page.mouse.click(x, y)
    place.page.wait_for_timeout(TWICE_APART)
    place.page.mouse.click(x, y)


def noted() -> list[tuple[int, str]]:
    return list(Visit.objects.standing().values_list("address__number", "outcome"))


def test_pressing_an_outcome_twice_marks_no_other_door(stairs: Page) -> None:
    open_door(stairs, 1)
    press_twice(stairs.locator("[data-outcome=declined_door]"))
    sent(stairs, 1)
    stairs.wait_for_timeout(SLIP)
    assert noted() == [(1, Outcome.DECLINED_DOOR)]
    expect(stairs.locator('[data-screen="grid"]')).to_be_visible()


def test_pressing_on_twice_in_a_talk_neither_leaves_nor_stores_it(stairs: Page) -> None:
    open_door(stairs, 2)
    stairs.locator("form [data-talk=nl]").click()
    on, last = stairs.locator("[data-step-on]"), stairs.locator("[data-finish]")
    for _press in range(12):
        if last.is_visible():
            break
        press_twice(on)
        stairs.wait_for_timeout(SLIP)
    expect(last).to_be_visible()
    expect(stairs.locator('[data-screen="talk"]')).to_be_visible()
    assert noted() == []


def test_pressing_a_door_twice_marks_it_once_and_the_way_back_stays(stairs: Page) -> None:
    press_twice(tile(stairs, 1))
    sent(stairs, 1)
    expect(stairs.locator('[data-screen="door"]')).to_be_hidden()
    expect(stairs.get_by_role("button", name="Maak ongedaan")).to_be_visible()
    assert noted() == [(1, Outcome.NOBODY_HOME)]


def test_every_step_of_a_talk_has_its_buttons_in_the_same_place(stairs: Page) -> None:
    open_door(stairs, 2)
    stairs.locator("form [data-talk=nl]").click()
    expect(stairs.locator('[data-screen="talk"]')).to_be_visible()
    places = set()
    for _step in range(9):
        box = stairs.locator("[data-step-on]").bounding_box()
        leave = stairs.locator('[data-screen="talk"] [data-leave]').bounding_box()
        assert box and leave
        places.add((round(box["x"]), round(leave["x"])))
        assert leave["y"] >= box["y"] + box["height"], "leaving is never where going on was"
        stairs.locator("[data-step-on]").press("Enter")
    assert len(places) == 1


def test_what_was_wrong_is_taken_back_at_the_door_all_evening(stairs: Page) -> None:
    open_door(stairs, 1)
    stairs.locator("[data-outcome=declined_door]").click()
    sent(stairs, 1)
    stairs.wait_for_timeout(SLIP)
    tile(stairs, 2).click()
    sent(stairs, 2)
    open_door(stairs, 1)
    expect(stairs.locator('[data-screen="door"] [data-leave]')).to_be_hidden()
    stairs.get_by_role("button", name="Dat klopt niet").click()
    expect(stairs.locator("[data-door-form]")).to_be_visible()
    # Said where one is: a live region on a screen that is hidden is silent.
    expect(stairs.get_by_role("status").get_by_text("Teruggedraaid.")).to_be_visible()
    sent(stairs, 3)
    assert noted() == [(2, Outcome.NOBODY_HOME)]


def test_leaving_by_a_slip_is_taken_back_where_it_brought_one(stairs: Page, tonight: Round) -> None:
    open_door(stairs, 2)
    stairs.locator('[data-screen="door"] [data-leave]').click()
    sent(stairs, 1)
    expect(toast(stairs)).to_be_hidden()
    stairs.get_by_role("button", name="Dat was een vergissing").click()
    expect(stairs.locator('[data-screen="grid"]')).to_be_visible()
    sent(stairs, 2)
    assert noted() == []
    assert not Address.objects.filter(paused_at__isnull=False).exists()


def test_a_round_that_the_other_one_closes_says_so_and_takes_the_buttons_away(stairs: Page) -> None:
    open_door(stairs, 2)
    Round.objects.update(state=RoundState.CLOSED)
    stairs.evaluate("dispatchEvent(new Event('online'))")
    expect(stairs.locator("[data-door-form]")).to_be_hidden()
    expect(stairs.locator("[data-door-closed-text]")).to_contain_text("niet bezig")
    expect(stairs.locator('[data-screen="door"] [data-leave]')).to_be_hidden()
    stairs.get_by_role("link", name="Alle deuren").click()
    expect(stairs.locator("[data-standing-text]")).to_contain_text("niet bezig")
    tile(stairs, 1).click()
    expect(toast(stairs)).to_contain_text("niet bezig")
    assert noted() == []


def test_the_grid_is_found_again_as_it_was_left(stairs: Page) -> None:
    tile(stairs, 4).scroll_into_view_if_needed()
    tile(stairs, 4).focus()
    before = stairs.evaluate("scrollY")
    assert before > 0
    open_door(stairs, 4)
    stairs.get_by_role("link", name="Alle deuren").click()
    expect(tile(stairs, 4)).to_be_focused()
    assert abs(stairs.evaluate("scrollY") - before) < 5
