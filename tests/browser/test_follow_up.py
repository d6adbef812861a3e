"""Whoever promised something at a door finds it again, does it, and is told what waits too long."""

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from buurvoorbuur.models import User
from outreach.models import Flat, Promise, Resident
from outreach.visit_states import Outcome
from tests import make
from tests.browsing import Enter, Look, press

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_promise_is_written_down_waits_too_long_and_is_done(
    flat: Flat, ans: User, cora: User, riny: User, entered: Enter, look: Look, live_server
) -> None:
    page: Page = entered(ans)
    page.goto(f"{live_server.url}/opvolging/")
    look(page, "follow-up-none")
    press(page.get_by_role("link", name="Een belofte in Planetenflat"))
    page.get_by_label("Wat hebben we beloofd?").fill("Het formulier voor een bankje brengen")
    page.get_by_label("Bij welke deur?").select_option(index=2)
    page.get_by_label("Uiterlijk op welke dag?").fill("2026-10-01")
    press(page.get_by_role("button", name="Opslaan"))
    expect(page.get_by_role("main")).to_contain_text("Deze dag is voorbij.")
    look(page, "promise-refused")
    page.get_by_label("Uiterlijk op welke dag?").fill("2026-10-09")
    press(page.get_by_role("button", name="Opslaan"))
    expect(page.get_by_role("main")).to_contain_text("uiterlijk 9 oktober")

    Promise.objects.update(due_on=make.EVENING.date() - timedelta(days=2))
    page.goto(live_server.url)
    expect(page.get_by_role("main")).to_contain_text("Iemand wacht te lang op je")
    press(page.get_by_role("link", name="1 belofte van jou"))
    expect(page.get_by_role("main")).to_contain_text("Wacht te lang")
    evening = make.walking_round(flat, ans, riny)
    make.resident(evening, flat.addresses.all()[4])
    for door in flat.addresses.all()[2:4]:
        make.visit(evening, door, Outcome.COME_BACK)
    Resident.objects.update(last_contact_on="2026-05-01")
    make.promise(flat, riny)
    for place in (flat, make.flat(flat.team, name="Zonneflat")):
        place.addresses.filter(number=2).update(paused_at=make.EVENING)
    entered(cora)
    page.goto(live_server.url)
    look(page, "home-paused-doors")
    press(page.get_by_role("link", name="Planetenflat en meer"))
    expect(page.get_by_role("region", name="Gepauzeerde deuren")).to_contain_text("Zonneflat, nummer 2")
    page.get_by_text("Welke deuren").click()
    expect(page.get_by_role("region", name="Om terug te komen")).to_contain_text("vroeg het op 6 oktober")
    look(page, "follow-up")
    entered(ans)
    page.goto(f"{live_server.url}/opvolging/")
    press(page.get_by_role("link", name="Het formulier voor een bankje brengen").first)
    look(page, "promise")
    theirs = Promise.objects.order_by("made_at")[0]
    theirs.what, theirs.version = "Het formulier sturen", theirs.version + 1
    theirs.save()
    page.get_by_label("Wat hebben we beloofd?").fill("Het formulier zelf brengen")
    press(page.get_by_role("button", name="Opslaan"))
    expect(page.get_by_role("main")).to_contain_text("Het formulier sturen")
    look(page, "promise-changed-meanwhile")
    page.get_by_label("Uiterlijk op welke dag?").fill("2026-10-09")
    press(page.get_by_role("button", name="Opslaan"))
    expect(page.get_by_role("main")).to_contain_text("Het formulier zelf brengen")
    press(page.get_by_role("button", name="Gedaan").first)
    expect(page.get_by_role("main")).to_contain_text("Pas afgerond")
    look(page, "follow-up-done")
