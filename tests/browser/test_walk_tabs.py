"""The walking page in two tabs of one browser: one talk, written by one of them."""

import pytest
from playwright.sync_api import Page, expect

from outreach.models import Round, Visit
from tests.walking import open_door, sent, settled

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_talk_that_another_tab_finished_is_not_finished_again(
    stairs: Page, live_server, tonight: Round
) -> None:
    open_door(stairs, 2)
    stairs.locator("form [data-talk=nl]").click()
    expect(stairs.locator("[data-draft-kept]")).to_have_attribute("data-is-kept", "true")
    other = stairs.context.new_page()
    other.goto(f"{live_server.url}/rondes/{tonight.pk}/")
    other.get_by_role("button", name="Verder met het gesprek").click()
    other.get_by_role("button", name="Alles tegelijk").click()
    other.locator("[data-finish]").click()
    expect(other.locator("[data-notice-text]")).to_contain_text("ander tabblad")
    assert not Visit.objects.exists()
    stairs.get_by_role("button", name="Alles tegelijk").click()
    stairs.locator("[data-finish]").click()
    sent(stairs, 1)
    expect(other.locator('[data-screen="talk"]')).to_be_hidden()


def test_a_talk_begun_in_another_tab_is_finished_first(stairs: Page, live_server, tonight: Round) -> None:
    other = stairs.context.new_page()
    other.goto(f"{live_server.url}/rondes/{tonight.pk}/")
    settled(other)
    open_door(stairs, 2)
    stairs.locator("form [data-talk=nl]").click()
    expect(stairs.locator("[data-draft-kept]")).to_have_attribute("data-is-kept", "true")
    stairs.close()
    open_door(other, 3)
    other.locator("form [data-talk=nl]").click()
    expect(other.locator("[data-notice-text]")).to_contain_text("deur 2")
    other.get_by_role("button", name="Verder met het gesprek").click()
    other.get_by_role("button", name="Alles tegelijk").click()
    other.locator("[data-finish]").click()
    sent(other, 1)
    assert [visit.address.number for visit in Visit.objects.all()] == [2]
