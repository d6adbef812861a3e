"""The coordinator puts the team's own logo on the letters, and hears why a file is no logo."""

import pytest
from playwright.sync_api import expect

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
