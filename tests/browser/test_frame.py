"""The frame in a real browser: logging in, the language, and the pages for when it goes wrong."""

import pytest
from playwright.sync_api import Page, expect

from buurvoorbuur.models import Team, User
from tests import make
from tests.browsing import Enter, Look, press

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_member_logs_in_with_e_mail_and_password(page: Page, live_server, ans: User, look: Look) -> None:
    page.goto(live_server.url)
    look(page, "login")
    page.get_by_label("E-mail").fill(ans.email)
    page.get_by_label("Wachtwoord", exact=False).first.fill(make.PASSWORD)
    page.get_by_role("button", name="Inloggen", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Ans")
    look(page, "home")


def test_an_english_browser_gets_dutch_until_it_asks_otherwise(page: Page, live_server, team: Team) -> None:
    page.goto(live_server.url)
    assert page.locator("html").get_attribute("lang") == "nl"
    press(page.get_by_role("button", name="English"))
    assert page.locator("html").get_attribute("lang") == "en"


def test_an_unknown_page_says_so_kindly(entered: Enter, live_server, cora: User, look: Look) -> None:
    page = entered(cora)
    page.goto(f"{live_server.url}/bestaat-niet/")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    look(page, "404")


def test_the_team_page_and_the_event_log(
    entered: Enter, live_server, cora: User, bea: User, look: Look
) -> None:
    page = entered(cora)
    page.goto(f"{live_server.url}/team/")
    look(page, "team")
    page = entered(bea)
    page.goto(f"{live_server.url}/beheer/gebeurtenissen/")
    look(page, "events")
