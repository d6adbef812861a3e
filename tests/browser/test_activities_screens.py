"""Whoever walks a flat writes down what residents do together and what they would like."""

import pytest
from playwright.sync_api import Page, expect

from buurvoorbuur.models import User
from outreach import activities
from outreach.activities import ActivityNotes
from outreach.models import Flat
from tests import make
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
    page.get_by_label("Wat zou het kosten (€)?").fill("480,50")
    look(page, "idea")
    press(page.get_by_role("button", name="Opslaan"))
    main = page.get_by_role("main")
    expect(main).to_contain_text("Sinds 30 september 2026")
    expect(main).to_contain_text("Een bankje bij de ingang")
    expect(main).to_contain_text("geschat op € 480,50")
    look(page, "activities-kept")


def test_a_coordinator_puts_money_to_an_idea_and_reads_it_there(
    flat: Flat, cora: User, entered: Enter, look: Look, live_server
) -> None:
    make.idea(flat, cora)
    page: Page = entered(cora)
    page.goto(f"{live_server.url}/activiteiten/")
    press(page.get_by_role("link", name="Een bankje"))
    press(page.get_by_role("link", name="Wat ervoor is gevraagd en toegekend"))
    page.get_by_label("Waarvoor").fill("Bankje")
    page.get_by_label("Toegekend (€)").fill("300")
    page.get_by_label("Voor welk idee?").select_option(label="Een bankje")
    look(page, "budget-for-an-idea")
    press(page.get_by_role("button", name="Toevoegen"))
    page.goto(f"{live_server.url}/activiteiten/")
    expect(page.get_by_role("main")).to_contain_text("Toegekend: € 300,00.")
    look(page, "activities-with-money")
    press(page.get_by_role("link", name="Een bankje"))
    expect(page.get_by_role("main")).to_contain_text("Toegekend: € 300,00.")
    look(page, "idea-with-money")


def test_who_comes_second_sees_what_stands_there_and_keeps_what_they_typed(
    flat: Flat, ans: User, cora: User, entered: Enter, look: Look, live_server
) -> None:
    one = make.announced(flat, cora)
    page: Page = entered(ans)
    page.goto(f"{live_server.url}/activiteiten/{one.pk}/wijzigen/")
    page.get_by_label("Wat nemen mensen mee?").fill("soep")
    hers = ActivityNotes("Samen eten", [flat], place="Zonzaal, naast de fietsenstalling")
    activities.change(activity=one, notes=hers, by=cora, at=make.EVENING)
    press(page.get_by_role("button", name="Opslaan"))
    there = page.get_by_role("region", name="Wat er nu staat")
    expect(there).to_contain_text("Zonzaal, naast de fietsenstalling")
    expect(page.get_by_label("Wat nemen mensen mee?")).to_have_value("soep")
    look(page, "activity-changed-meanwhile")
    press(page.get_by_role("button", name="Opslaan"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("Samen eten")
    expect(page.get_by_role("main")).to_contain_text("soep")
