"""What a resident does with the code on their paper, on a phone: scan, press, done; also without script."""

from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

from buurvoorbuur.models import Team, User
from buurvoorbuur.roles import Role
from outreach import consent_cards, letter_batches
from outreach.consent_terms import Purpose
from outreach.letter_batches import PrintOrder
from outreach.models import Consent, DoorWish, Flat, OptOut, Resident, Round
from outreach.visit_states import RoundState, Wish
from tests import make, paper
from tests.browsing import MAIN, PHONE, Look, press

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


class Taps:
    """Counts what a thumb does; holding the camera before a code and opening it is the first tap."""

    def __init__(self, page: Page, site: str) -> None:
        self.page, self.site, self.count = page, site, 0

    def scan(self, sheet: bytes, number: int = 1) -> None:
        self.count = 1
        self.page.goto(self.site + urlsplit(paper.scanned(sheet, number)).path)

    def tap(self, place: Locator) -> None:
        self.count += 1
        press(place)


@pytest.fixture(params=[True, False], ids=["script", "no-script"])
def taps(request, browser, live_server, underway) -> Iterator[Taps]:
    """A phone with a camera, with and without script."""
    context = browser.new_context(viewport=PHONE, locale="nl-NL", java_script_enabled=request.param)
    yield Taps(context.new_page(), live_server.url)
    context.close()
    underway.wait()


@pytest.fixture
def letter(flat: Flat, cora: User, ans: User, riny: User) -> bytes:
    """The letters of the flat, as they come out of the printer."""
    letter = make.checked_letter(make.flat(flat.team, name="Sterrenflat", doors=1))
    kees = make.member("Kees", Role.COORDINATOR, flat.team)
    order = PrintOrder(cora, kees, make.EVENING.date().replace(day=20))
    batch = letter_batches.order(letter=letter, order=order, by=cora, at=make.EVENING)
    return letter_batches.download(batch=batch, by=cora, at=make.EVENING)


def test_two_taps_from_the_letter_to_never_being_rung(taps: Taps, letter: bytes) -> None:
    taps.scan(letter)
    taps.tap(taps.page.locator(MAIN))
    expect(taps.page.locator("h1")).to_have_text("Dank u wel dat u het laat weten")
    assert taps.count == 2
    assert OptOut.objects.get().channel == "code"


def test_two_taps_from_the_letter_to_another_moment(taps: Taps, letter: bytes) -> None:
    taps.scan(letter)
    taps.tap(taps.page.get_by_role("button", name="’s Middags"))
    expect(taps.page.locator(".message-success")).to_contain_text("genoteerd")
    assert taps.count == 2
    assert DoorWish.objects.get().part == Wish.AFTERNOON


def test_the_page_of_a_code_is_fit_for_a_phone_before_and_after(
    page: Page, live_server, letter: bytes, look: Look, underway
) -> None:
    taps = Taps(page, live_server.url)
    taps.scan(letter)
    address = page.url
    look(page, "code")
    # Saying no stands out, another moment is quieter.
    assert page.locator("main form .btn-primary").count() == 1
    press(page.get_by_role("button", name="Het maakt niet uit"))
    look(page, "code-wished")
    press(page.locator(MAIN))
    look(page, "code-done")
    page.goto(address)
    expect(page.locator("main")).to_contain_text("050 123 4567")
    look(page, "code-again")
    underway.wait()


@pytest.fixture
def card(flat: Flat, cora: User, ans: User, riny: User) -> bytes:
    """The card of a resident who said yes to everything."""
    door = flat.addresses.in_walking_order()[0]
    person = make.resident(make.walking_round(flat, ans, riny), door)
    return consent_cards.print_card(resident=person, by=cora, at=make.EVENING)


def test_two_taps_from_the_card_to_a_yes_that_is_taken_back(taps: Taps, card: bytes) -> None:
    taps.scan(card)
    taps.tap(taps.page.locator("button[value=match]"))
    assert taps.count == 2
    assert not Consent.objects.open().filter(purpose=Purpose.MATCH).exists()
    assert Consent.objects.open().count() == len(Purpose) - 1


def test_after_one_question_nothing_is_held_any_more(taps: Taps, card: bytes) -> None:
    taps.scan(card)
    taps.page.locator("summary", has_text="Stop met alles").click()
    taps.page.get_by_role("link", name="Nee, ga terug").click()
    yes = taps.page.get_by_role("button", name="Ja, wis alles")
    expect(yes).to_be_hidden()
    taps.page.locator("summary", has_text="Stop met alles").click()
    taps.tap(yes)
    expect(taps.page.locator("h1")).to_have_text("Alles is ingetrokken")
    assert not Resident.objects.exists()


def test_the_pages_of_consents_are_fit_for_a_phone(
    page: Page, live_server, card: bytes, look: Look, underway
) -> None:
    page.goto(f"{live_server.url}/toestemming/")
    look(page, "consent-typing")
    taps = Taps(page, live_server.url)
    taps.scan(card)
    look(page, "consents")
    page.locator("summary", has_text="Stop met alles").click()
    look(page, "consents-everything")
    press(page.get_by_role("button", name="Ja, wis alles"))
    look(page, "consents-done")
    underway.wait()


def test_the_page_about_who_is_at_the_door_is_fit_for_a_phone(
    page: Page, live_server, flat: Flat, team: Team, ans: User, riny: User, look: Look, underway
) -> None:
    make.walking_round(flat, ans, riny)
    make.walking_round(make.flat(team, name="Sterrenflat"), ans, riny, make.EVENING + timedelta(days=3))
    Round.objects.exclude(flat=flat).update(state=RoundState.PLANNED)
    make.delivered_letters(make.flat(team, name="Burgemeester van Nispen van Sevenaerflat"))
    page.goto(f"{live_server.url}/account/login/")
    press(page.locator("a[href='/wie-belt-er-aan/']"))
    look(page, "who-rings")
    assert page.locator(".row-item").count() == 3
    underway.wait()
