"""A coordinator keeps a budget, values hours, and estimates what an activity brought."""

import pytest
from playwright.sync_api import Page, expect

from buurvoorbuur.models import Team, User
from tests.browsing import Enter, Look, press

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def fill(page: Page, **fields: str) -> None:
    for name, value in fields.items():
        page.locator(f"[name={name}]").fill(value)


def test_money_is_kept_with_where_it_came_from(
    team: Team, cora: User, entered: Enter, look: Look, live_server
) -> None:
    page = entered(cora)
    page.goto(f"{live_server.url}/rapporten/")
    press(page.get_by_role("link", name="Begroting"))
    fill(page, year="2017", what="Activiteiten", payer="Monitorgroep", asked="650,00", asked_on="2016-11-01")
    press(page.get_by_role("button", name="Toevoegen"))
    fill(page, year="2017", what="Borrel op Burendag", granted="100", spent="98,50")
    page.locator("[name=origin]").select_option("gift")
    press(page.get_by_role("button", name="Toevoegen"))
    expect(page.get_by_role("table")).to_contain_text("€ 650,00")
    look(page, "budget")
    press(page.get_by_role("link", name="Invullen: Activiteiten"))
    look(page, "budget-line")
    page.goto(f"{live_server.url}/rapporten/opbrengst/{team.pk}/")
    for side, what, euros in (
        ("cost", "Lunch", "206"),
        ("benefit", "Deelnemers", "370"),
        ("benefit", "Vrijwilligers", "144"),
    ):
        page.locator(f"[name=side][value={side}]").check()
        fill(page, activity="Wijklunch", what=what, euros=euros, source="Context (2013)")
        press(page.get_by_role("button", name="Toevoegen"))
    expect(page.get_by_role("main")).to_contain_text("circa € 2,50")
    look(page, "returns")
    page.goto(f"{live_server.url}/rapporten/waarde/{team.pk}/")
    look(page, "value-three-ways")
