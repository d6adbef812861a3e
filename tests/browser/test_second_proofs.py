"""A coordinator comes in by invitation, makes a passkey on their device, and from then on enters with it."""

import pytest
from playwright.sync_api import CDPSession, Page, expect

from buurvoorbuur.models import Team, User
from buurvoorbuur.roles import Role
from tests import entrants
from tests.browsing import Look, Underway, press

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PASSWORD = "vier gele paraplus"
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def device(page: Page) -> CDPSession:
    """A telephone whose owner always holds a finger to it."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    return session


def test_from_the_link_in_a_mail_to_logging_in_with_a_passkey(
    page: Page, live_server, device: CDPSession, team: Team, cora: User, look: Look, underway: Underway
) -> None:
    _made, key = entrants.invitation(team, cora, Role.COORDINATOR)
    site = live_server.url.replace("127.0.0.1", "localhost")
    page.goto(f"{site}/uitnodiging/{key}/")
    look(page, "invitation-open")
    page.get_by_label("Je voor- en achternaam").fill("Noor Nieuw")
    page.get_by_label("Kies een wachtwoord").fill(PASSWORD)
    press(page.get_by_role("button", name="Mijn account maken"))
    page.get_by_label("E-mailadres").fill("nieuw@example.org")
    page.get_by_label("Wachtwoord", exact=False).first.fill(PASSWORD)
    press(page.get_by_role("button", name="Inloggen", exact=True))
    expect(page.get_by_role("heading", name="Tweede stap", level=1)).to_be_visible()
    look(page, "second-step-first")
    press(page.get_by_role("link", name="Toegangssleutel maken"))
    expect(page.get_by_role("checkbox")).to_be_checked()
    look(page, "passkey-new")
    press(page.get_by_role("button", name="Toegangssleutel maken"))
    look(page, "recovery-codes-shown")
    press(page.get_by_role("link", name="Ik heb ze bewaard"))
    expect(page.get_by_role("heading", name="Hallo Noor")).to_be_visible()
    page.goto(f"{site}/account/logout/")
    press(page.locator("main").get_by_role("button", name="Uitloggen"))
    page.goto(f"{site}/account/login/")
    press(page.get_by_role("button", name="Inloggen met een toegangssleutel"))
    expect(page.get_by_role("heading", name="Hallo Noor")).to_be_visible()
    underway.wait()


def test_a_passkey_that_cannot_be_had_is_said_on_the_page(page: Page, live_server) -> None:
    page.add_init_script("navigator.credentials.get = () => Promise.reject(new Error('none here'))")
    page.goto(f"{live_server.url}/account/login/")
    page.get_by_role("button", name="Inloggen met een toegangssleutel").click()
    expect(page.get_by_role("alert")).to_be_visible()
