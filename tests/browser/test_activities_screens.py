"""Whoever walks a flat writes down what residents do together and what they would like."""

import pytest
from playwright.sync_api import Page, expect

from buurvoorbuur.models import User
from outreach.models import Flat
from tests.browsing import Enter, Look, press

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_an_activity_and_an_idea_are_kept_and_found_again(
    flat: Flat, ans: User, entered: Enter, look: Look, live_server
) -> None:
    page: Page = entered(ans)
    page.goto(f"{live_server.url}/activiteiten/")
    look(page, "activities-none")
    press(page.get_by_role("link", name="Nieuwe activiteit"))
    page.get_by_label("Wat doen ze samen?").fill("Samen koken")
    page.get_by_label("Planetenflat").check()
    page.get_by_label("Wanneer was de laatste keer?").fill("2026-10-01")
    press(page.get_by_role("button", name="Opslaan"))
    expect(page.get_by_role("main")).to_contain_text("Het kan niet stoppen voordat het begon.")
    look(page, "activity-refused")
    page.get_by_label("Wanneer was de eerste keer?").fill("2026-09-30")
    page.get_by_label("Wanneer was de laatste keer?").fill("")
    press(page.get_by_role("button", name="Opslaan"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("Samen koken")
    press(page.get_by_role("link", name="Activiteiten").first)
    press(page.get_by_role("link", name="Nieuw idee"))
    page.get_by_label("Wat zouden ze graag willen?").fill("Een bankje bij de ingang")
    page.get_by_label("Van welke flat?").select_option(label="Planetenflat")
    page.get_by_label("Krijgt hulp").check()
    look(page, "idea")
    press(page.get_by_role("button", name="Opslaan"))
    main = page.get_by_role("main")
    expect(main).to_contain_text("Sinds 30 september 2026")
    expect(main).to_contain_text("Een bankje bij de ingang")
    look(page, "activities-kept")
