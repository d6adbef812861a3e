"""The back key of the phone on the walking page: it goes from question to question, and loses no talk."""

import pytest
from playwright.sync_api import Page, expect

from outreach.models import Visit
from tests.browsing import eventually
from tests.walking import open_door, sent, tile

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def on(page: Page, times: int) -> None:
    expect(page.locator('[data-screen="talk"]')).to_be_visible()
    for _step in range(times):
        page.locator("[data-step-on]").press("Enter")


def test_the_back_key_goes_from_question_to_question_and_the_talk_stays(stairs: Page) -> None:
    count, bar = stairs.locator("[data-step-count]"), stairs.locator("[data-draft-bar]")
    open_door(stairs, 2)
    stairs.locator("form [data-talk=nl]").press("Enter")
    on(stairs, 2)
    expect(count).to_have_text("3 van 10")
    stairs.go_back()
    expect(count).to_have_text("2 van 10")
    expect(stairs.locator("[data-talk-heading]")).to_be_focused()
    stairs.locator("[data-step-back]").press("Enter")
    expect(count).to_have_text("1 van 10")
    stairs.go_back()
    expect(stairs.locator('[data-screen="grid"]')).to_be_visible()
    stairs.get_by_label("Hele flat: 6").check()
    tile(stairs, 6).scroll_into_view_if_needed()
    expect(bar).to_be_in_viewport()
    assert not Visit.objects.exists()


def test_a_talk_is_found_again_at_its_question_and_once_stored_is_not_gone_back_to(stairs: Page) -> None:
    count, again = (
        stairs.locator("[data-step-count]"),
        stairs.get_by_role("button", name="Verder met het gesprek"),
    )
    open_door(stairs, 2)
    stairs.locator("form [data-talk=nl]").press("Enter")
    on(stairs, 3)
    stairs.get_by_role("link", name="Alle deuren").press("Enter")
    again.press("Enter")
    expect(count).to_have_text("4 van 10")
    stairs.go_back()
    expect(count).to_have_text("3 van 10")
    stairs.get_by_role("button", name="Alles tegelijk").press("Enter")
    stairs.locator("[data-finish]").press("Enter")
    sent(stairs, 1)
    stairs.go_back()
    eventually(stairs, "() => location.hash === ''")
    expect(stairs.locator('[data-screen="grid"]')).to_be_visible()
