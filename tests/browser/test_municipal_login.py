"""Somebody who works for the municipality presses its button, logs in there, and is back at home here."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from buurvoorbuur.models import Team, User
from tests import municipality
from tests.browsing import Look, Underway, press
from tests.municipality import Municipality

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def town(settings: Any) -> Iterator[Municipality]:
    with municipality.open_for_business() as town:
        settings.OIDC_ISSUER = town.issuer
        yield town


def test_from_the_button_to_the_login_of_the_municipality_and_back_home(
    page: Page, live_server, team: Team, ans: User, town: Municipality, look: Look, underway: Underway
) -> None:
    town.is_("niemand@example.org", "nummer-0")
    page.goto(f"{live_server.url}{reverse('account_login')}")
    look(page, "login-municipal")
    page.get_by_role("button", name="Inloggen met de gemeente").click()
    expect(page.get_by_role("heading", name="Je bent niet ingelogd")).to_be_visible()
    look(page, "municipal-stopped")
    town.is_(ans.email)
    press(page.get_by_role("link", name="Terug naar inloggen"))
    page.get_by_role("button", name="Inloggen met de gemeente").click()
    expect(page.get_by_role("heading", name="Hallo Ans")).to_be_visible()
    assert [asked["redirect_uri"] for asked in town.asked] == [
        f"{live_server.url}{reverse('municipal_login_back')}"
    ] * 2
    page.goto(f"{live_server.url}{reverse('account')}")
    look(page, "account-tied")
    press(page.get_by_role("button", name="Ontkoppelen"))
    underway.wait()


def test_who_has_no_page_that_goes_on_by_itself_presses_once_more(
    page: Page, live_server, team: Team, ans: User, town: Municipality, look: Look, underway: Underway
) -> None:
    town.is_(ans.email)

    def stays(route: Any) -> None:
        answer = route.fetch()
        route.fulfill(
            response=answer,
            headers={name: value for name, value in answer.headers.items() if name != "refresh"},
        )

    page.route(f"**{reverse('municipal_login')}", stays)
    page.goto(f"{live_server.url}{reverse('account_login')}")
    press(page.get_by_role("button", name="Inloggen met de gemeente"))
    look(page, "municipal-going")
    press(page.get_by_role("link", name="Verder"))
    expect(page.get_by_role("heading", name="Hallo Ans")).to_be_visible()
    underway.wait()
