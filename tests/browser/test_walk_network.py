"""The network comes and goes while the walking page is open."""

import pytest
from playwright.sync_api import Page, expect

from buurvoorbuur.models import User
from outreach.models import Phone, Round
from tests.browsing import Look, eventually
from tests.walking import tile, without_network

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PAGE_IS_KEPT = "async () => Boolean(await (await caches.open('pages')).match(location.pathname))"


def test_a_page_that_needs_a_network_leads_back_to_the_round(
    stairs: Page, tonight: Round, live_server
) -> None:
    without_network(stairs)
    stairs.goto(f"{live_server.url}/rondes/")
    expect(stairs.get_by_role("heading", level=1)).to_have_text("Geen verbinding")
    stairs.get_by_role("link", name="Naar de ronde van vanavond").click()
    expect(tile(stairs, 1)).to_be_visible()
    assert stairs.url.endswith(f"/rondes/{tonight.pk}/")


def test_the_network_that_goes_is_told_at_once(stairs: Page, look: Look) -> None:
    without_network(stairs)
    expect(stairs.locator("[data-connection]")).to_contain_text("Geen verbinding")
    tile(stairs, 1).click()
    expect(tile(stairs, 1)).to_contain_text("nog niet verzonden")
    look(stairs, "walk-offline")


def test_a_phone_that_cannot_seal_yet_never_says_that_it_needs_no_network(
    entered, ans: User, tonight: Round, live_server
) -> None:
    page = entered(ans)
    page.route("**/toestel/", lambda route: route.abort())
    page.goto(f"{live_server.url}/rondes/{tonight.pk}/")
    expect(page.locator("[data-notice-text]")).to_contain_text(
        "Open deze ronde eerst één keer met verbinding"
    )
    eventually(page, PAGE_IS_KEPT)
    expect(page.locator("[data-ready]")).to_be_empty()
    page.unroute("**/toestel/")
    page.context.set_offline(True)
    expect(page.locator("[data-connection]")).to_contain_text("Geen verbinding")
    page.context.set_offline(False)
    expect(page.locator("[data-ready]")).not_to_be_empty()
    assert Phone.objects.count() == 1
