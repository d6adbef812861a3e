"""Whoever is new finds the step plan from the first page, agrees, and knows whom to call."""

import re
from datetime import date

import pytest
from playwright.sync_api import Locator, Page, expect

from buurvoorbuur.models import Team, User
from buurvoorbuur.roles import Role
from outreach.models import Flat, Preparation, Referral, Visit
from outreach.visit_states import Outcome
from tests import entrants, make
from tests.browsing import Enter, Look, press
from tests.walking import sent, settled, tile

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def row(page: Page, words: str) -> Locator:
    return page.get_by_role("main").get_by_role("listitem").filter(has_text=words)


def test_a_newcomer_reads_every_step_and_agrees(
    flat: Flat, ans: User, entered: Enter, look: Look, live_server
) -> None:
    page: Page = entered(ans)
    page.goto(live_server.url)
    look(page, "step-home")
    press(page.get_by_role("main").get_by_role("link", name="Stappenplan"))
    look(page, "step-plan")
    press(page.get_by_role("link", name="Voordat je begint"))
    look(page, "step-before")
    on = page.get_by_label("Andere stappen").get_by_role("link").last
    for number in range(1, 7):
        press(on)
        expect(page.get_by_role("main")).to_contain_text(f"Stap {number} van 6.")
        look(page, f"step-{number}")
    press(on)
    expect(page.get_by_role("heading", level=1)).to_have_text("Pauze")
    expect(page.get_by_role("main")).not_to_contain_text(re.compile(r"Stap \d"))
    look(page, "step-pause")
    page.goto(f"{live_server.url}/stappenplan/meedoen/")
    look(page, "joining")
    press(page.get_by_role("button", name="Hier houd ik mij aan"))
    expect(page.get_by_role("main")).to_contain_text("Je ging akkoord op 6 oktober 2026")
    look(page, "joining-agreed")
    assert Preparation.objects.get().membership.user == ans


def test_a_coordinator_begins_in_their_own_street(
    cora: User, entered: Enter, look: Look, live_server
) -> None:
    page: Page = entered(cora)
    page.goto(f"{live_server.url}/flats/")
    press(page.get_by_role("main").get_by_role("link", name="Maak een flat"))
    look(page, "flat-begin")
    page.get_by_label("In welke straat woon je?").fill("Plutolaan")
    press(page.get_by_role("button", name="Ga verder"))
    look(page, "flat-begin-own")
    press(page.get_by_role("link", name="Beschrijf de flat"))
    expect(page.locator("main [name=street]")).to_have_value("Plutolaan")
    expect(page.locator("main [name=because]:checked")).to_have_value("own")


def test_a_coordinator_keeps_numbers_and_ticks_trainings(
    team: Team, ans: User, cora: User, entered: Enter, look: Look, live_server
) -> None:
    page: Page = entered(cora)
    page.goto(f"{live_server.url}/team/")
    look(page, "step-team")
    press(page.get_by_role("link", name="Nummers om te bellen"))
    look(page, "referrals-none")
    page.get_by_label("Organisatie").fill("Buurtteam Paddepoel")
    page.get_by_label("Waarvoor bellen we hen?").fill("Meedenken, zorgen, trainingen")
    page.get_by_label("Telefoonnummer").fill("0507654321")
    page.get_by_label("Dit is de buurtwerker die we eerst bellen").check()
    press(page.get_by_role("button", name="Opslaan"))
    make.referral(team, cora, "Wijkagent", checked_on=date(2026, 1, 5), hours="op werkdagen")
    page.reload()
    look(page, "referrals")
    press(row(page, "Wijkagent").get_by_role("button", name="Klopt vandaag"))
    assert {one.checked_on for one in Referral.objects.all()} == {make.EVENING.date()}
    press(page.get_by_role("link", name="Wijkagent"))
    look(page, "referral")
    page.goto(f"{live_server.url}/team/trainingen/")
    page.get_by_label("Naam van de training").fill("Reanimeren")
    press(page.get_by_role("button", name="Opslaan"))
    look(page, "trainings")
    page.goto(f"{live_server.url}/team/leden/{entrants.membership_of(ans).pk}/")
    look(page, "step-member")
    press(page.get_by_role("link", name="Voor het meelopen"))
    press(row(page, "Veilig op pad").get_by_role("button", name="Afvinken"))
    look(page, "member-preparation")
    press(row(page, "Veilig op pad").get_by_role("button", name="Vinkje weg"))
    assert not Preparation.objects.exists()


def test_help_with_worries_is_two_taps_from_the_first_page_a_door_and_a_round(
    tonight, team: Team, ans: User, cora: User, entered: Enter, look: Look, live_server
) -> None:
    make.referral(team, cora, "Buurtteam Paddepoel", comes_first=True)
    make.referral(team, cora, "Wijkagent", checked_on=date(2026, 1, 5), hours="op werkdagen")
    page: Page = entered(ans)
    door = tonight.flat.addresses.in_walking_order()[0]
    for start in (
        "/",
        f"/flats/{tonight.flat_id}/deur/{door.pk}/",
        f"/rondes/{tonight.pk}/deur/{door.pk}/",
    ):
        page.goto(f"{live_server.url}{start}")
        press(page.get_by_role("main").get_by_role("link", name="Zorgen om een bewoner"))
        expect(page.get_by_role("link", name="Bel 112")).to_have_attribute("href", "tel:112")
    look(page, "worries")
    page.goto(f"{live_server.url}/rondes/{tonight.pk}/")
    page.get_by_text("Zorgen om een bewoner").click()
    look(page, "step-walk")
    press(page.get_by_role("link", name="Wie je belt en wat je zegt"))
    expect(page.get_by_role("main")).to_contain_text("Buurtteam Paddepoel")


def test_a_newcomer_comes_from_the_first_page_and_the_step_plan_to_a_first_logged_visit(
    flat: Flat, team: Team, riny: User, entered: Enter, look: Look, live_server
) -> None:
    """No address is typed after the first page: everything is found where the step plan says it is."""
    noor = make.member("Noor", Role.INITIATOR, team)
    make.assign(noor, flat)
    make.delivered_letters(flat)
    page: Page = entered(noor)
    page.goto(live_server.url)
    main = page.get_by_role("main")
    press(main.get_by_role("link", name="Stappenplan"))
    press(main.get_by_role("link", name="Meedoen"))
    press(main.get_by_role("button", name="Hier houd ik mij aan"))
    press(main.get_by_role("link", name="Stappenplan"))
    press(main.get_by_role("link", name="Bezoeken"))
    expect(main).to_contain_text("Plan een avond voor twee")
    press(main.get_by_role("link", name="Rondes: plannen, lopen en afsluiten"))
    press(main.get_by_role("link", name="Plan een ronde").first)
    look(page, "newcomer-round-new")
    page.get_by_label("Datum").fill("2026-10-06")
    page.locator("main [name=starts_at]").fill("18:30")
    page.locator("main select[name=asker]").select_option(str(noor.pk))
    page.locator("main select[name=note_taker]").select_option(str(riny.pk))
    press(page.locator("main button[value=plan]"))
    press(page.locator("form[action$='/veiligheid/'] button"))
    entered(riny)
    page.goto(live_server.url)
    press(main.get_by_role("link", name="Open de ronde"))
    press(page.locator("form[action$='/veiligheid/'] button"))
    entered(noor)
    page.goto(live_server.url)
    press(main.get_by_role("link", name="Open de ronde"))
    press(page.locator("form[action$='/begin/'] button"))
    settled(page)
    tile(page, 1).click()
    sent(page, 1)
    logged = Visit.objects.get()
    assert (logged.outcome, logged.recorded_by) == (Outcome.NOBODY_HOME, noor)
    look(page, "newcomer-first-visit")


def test_how_a_described_flat_would_stand_comes_into_sight(
    entered: Enter, live_server, cora: User, team: Team, look: Look
) -> None:
    page = entered(cora)
    page.goto(f"{live_server.url}/flats/nieuw/patroon/")
    show = page.get_by_role("button", name="Laat zien hoe het staat")
    press(show)
    expect(page.get_by_role("alert")).to_contain_text("Postcode")
    look(page, "pattern-wrong")
    for field, typed in {
        "name": "Zonneflat", "street": "Zonnelaan", "postcode": "9741 AB", "city": "Groningen",
        "floors": "9", "doors_per_floor": "10",
    }.items():  # fmt: skip
        page.locator(f"#id_{field}").fill(typed)
    for choice in ("parity][value=all", "numbering][value=hundreds", "because][value=own"):
        page.locator(f"[name={choice}]").check()
    press(show)
    expect(page.get_by_role("heading", name="Hoe het eruit zou zien")).to_be_in_viewport()
    expect(page.get_by_role("button", name="Maak deze flat met 90 deuren")).to_be_in_viewport()
    look(page, "pattern-shown")
