"""The coordinator puts the team's own logo on the letters, and hears why a file is no logo."""

import pytest
from playwright.sync_api import Dialog, expect

from buurvoorbuur.models import User
from tests import make
from tests.browsing import Enter, Look, press

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_logo_is_chosen_seen_and_taken_away_again(
    entered: Enter, cora: User, live_server, look: Look
) -> None:
    page = entered(cora)
    page.goto(f"{live_server.url}/team/")
    field, shown = page.get_by_label("Afbeelding van het logo"), page.get_by_alt_text("Logo van")
    field.set_input_files({"name": "logo.png", "mimeType": "image/png", "buffer": b"no picture"})
    press(page.get_by_role("button", name="Dit logo gebruiken"))
    expect(page.get_by_text("Dit is geen PNG- of JPEG-afbeelding die we kunnen lezen.")).to_be_visible()
    look(page, "team-logo-refused")
    field.set_input_files({"name": "logo.png", "mimeType": "image/png", "buffer": make.logo()})
    press(page.get_by_role("button", name="Dit logo gebruiken"))
    expect(shown).to_be_visible()
    assert shown.evaluate("(picture) => picture.complete && picture.naturalWidth") == 600
    look(page, "team-logo")
    press(page.get_by_role("button", name="Logo weghalen"))
    expect(shown).to_be_hidden()


def test_choosing_a_logo_does_not_empty_the_form_above_without_a_question(
    entered: Enter, cora: User, live_server
) -> None:
    page = entered(cora)
    page.goto(f"{live_server.url}/team/")
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    partner = page.locator("#id_partner")
    partner.fill("WIJ Groningen")
    logo = {"name": "logo.png", "mimeType": "image/png", "buffer": make.logo()}
    page.get_by_label("Afbeelding van het logo").set_input_files(logo)
    page.get_by_role("button", name="Dit logo gebruiken").click()
    assert asked == ["confirm"]
    expect(partner).to_have_value("WIJ Groningen")
    press(page.locator("form:has(#id_partner) button"))
    expect(partner).to_have_value("WIJ Groningen")
    assert asked == ["confirm"]
