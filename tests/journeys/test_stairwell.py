"""Ten doors without a network: the browser is killed twice, the login may end, and nothing is lost."""

import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.contrib.sessions.models import Session
from django.db import OperationalError
from playwright.sync_api import Page, Playwright, expect

from buurvoorbuur.models import User
from outreach import interests, registrations
from outreach.models import Answer, Resident, Round, Talk, Visit
from outreach.visit_states import Outcome
from tests import make
from tests.browsing import SLIP, Underway
from tests.handset import Handset

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

DOORS = 10
SAID = {
    Outcome.NOBODY_HOME: 4,
    Outcome.DECLINED_DOOR: 1,
    Outcome.DECLINED_INTERCOM: 1,
    Outcome.COME_BACK: 1,
    Outcome.LEFT: 1,
    Outcome.TALK: 2,
}


@pytest.fixture
def tonight(ans: User, riny: User, team) -> Round:
    interests.load_starter()
    place = make.flat(team, doors=DOORS, per_floor=5)
    for walker in (ans, riny):
        make.assign(walker, place)
    make.delivered_letters(place)
    return make.walking_round(place, ans, riny)


@pytest.fixture
def handset(
    playwright: Playwright,
    browser_type_launch_args,
    tmp_path: Path,
    live_server,
    underway: Underway,
    ans: User,
) -> Iterator[Handset]:
    phone = Handset(playwright, browser_type_launch_args, tmp_path / "phone", live_server.url)
    phone.log_in(ans)
    yield phone
    phone.put_away()
    underway.wait()


def tile(page: Page, number: int):
    return page.locator(".door").nth(number - 1)


def open_door(page: Page, number: int) -> None:
    expect(page.locator('[data-screen="grid"]')).to_be_visible()
    tile(page, number).focus()
    page.keyboard.press("Enter")
    expect(page.locator('[data-screen="door"]')).to_be_visible()


def outcome(page: Page, number: int, selector: str) -> None:
    open_door(page, number)
    page.locator(f'[data-screen="door"] {selector}').press("Enter")


def note_ten_doors(phone: Handset) -> None:
    """Every kind of outcome and two talks, one of them cut off half way by a phone that dies."""
    page = phone.page
    for number in (1, 2, 3):
        tile(page, number).click()
    outcome(page, 4, "[data-outcome=declined_door]")
    outcome(page, 5, "form [data-talk=nl]")
    page.get_by_role("button", name="Alles tegelijk").click()
    page.locator("[name=answer_joins_in]").fill("De moestuin.")
    expect(page.locator("[data-draft-kept]")).to_have_attribute("data-is-kept", "true")
    phone.die()
    page = phone.page
    expect(page.locator("[data-draft-text]")).to_contain_text("5")
    page.get_by_role("button", name="Verder met het gesprek").click()
    page.get_by_role("button", name="Alles tegelijk").click()
    expect(page.locator("[name=answer_joins_in]")).to_have_value("De moestuin.")
    page.get_by_text("Ja: Antwoorden bewaren").click()
    page.locator("[name=name]").fill("Samira Haddad")
    page.locator("[data-finish]").click()
    expect(page.locator("[data-toast-text]")).to_have_text(re.compile("Opgeslagen"))
    phone.die()
    page = phone.page
    outcome(page, 6, "[data-outcome=declined_intercom]")
    outcome(page, 7, "[data-outcome=come_back][data-part=morning]")
    outcome(page, 8, "form [data-talk=en]")
    for _step in range(20):
        if page.locator("[data-finish]").is_visible():
            break
        page.locator("[data-step-on]").click()
        page.wait_for_timeout(SLIP)
    page.locator("[data-finish]").click()
    expect(page.locator("[data-toast-text]")).to_have_text(re.compile("Opgeslagen"))
    outcome(page, 9, "[data-leave]")
    expect(page.locator('[data-screen="left"]')).to_be_visible()
    page.locator("[data-screen=left] a").click()
    tile(page, 10).click()
    expect(page.locator("[data-connection]")).to_contain_text("10 bezoeken wachten")


def stay() -> None:
    """Nothing happens to the login."""


def expire() -> None:
    """The session ends by itself, on the stairs."""
    Session.objects.all().delete()


@pytest.mark.parametrize("meanwhile", [pytest.param(stay, marks=pytest.mark.one_database), expire])
def test_an_evening_without_a_network_arrives_whole(
    meanwhile: Callable[[], None], tonight: Round, handset: Handset
) -> None:
    at_the_stairs(handset, tonight)
    handset.lose_network()
    note_ten_doors(handset)
    assert not Visit.objects.exists()
    meanwhile()
    handset.lose_network(False)
    expect(handset.page.locator("[data-connection]")).not_to_contain_text("wacht", timeout=30_000)
    assert_the_evening_is_stored(tonight)


def at_the_stairs(phone: Handset, tonight: Round) -> None:
    """The round is open and the phone knows what it needs without a network."""
    phone.open(f"/rondes/{tonight.pk}/")
    expect(phone.page.locator("[data-connection]")).to_have_text("Verbonden. Alles is verzonden.")
    expect(phone.page.locator("[data-ready]")).not_to_be_empty(timeout=15_000)


def assert_the_evening_is_stored(tonight: Round) -> None:
    visits = Visit.objects.filter(round=tonight)
    assert {outcome: visits.filter(outcome=outcome).count() for outcome in SAID} == SAID
    assert visits.count() == DOORS
    assert visits.values("address").distinct().count() == DOORS
    assert Talk.objects.count() == 2
    assert [answer.value for answer in Answer.objects.all()] == ["De moestuin."]
    assert [resident.name for resident in Resident.objects.all()] == ["Samira Haddad"]


def until_stored(page: Page) -> None:
    """The server has every door; a page that was just opened shows nothing that waits before it looked."""
    deadline = time.monotonic() + 75
    while Visit.objects.count() < DOORS and time.monotonic() < deadline:
        page.wait_for_timeout(SLIP)


def busy(token: str) -> None:
    raise OperationalError("database is locked")


@pytest.mark.one_database
def test_logging_out_strands_nothing(
    tonight: Round, handset: Handset, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_the_stairs(handset, tonight)
    handset.lose_network()
    note_ten_doors(handset)
    page = handset.page
    # A network that reaches the site, and a server that takes nothing in for a while.
    with monkeypatch.context() as ill:
        ill.setattr(registrations, "by_token", busy)
        with page.expect_response("**/kaart/"):
            handset.lose_network(False)
        handset.open("/")
        page.get_by_role("button", name="Menu").click()
        page.get_by_role("button", name="Uitloggen").click()
        expect(page).to_have_url(re.compile("/uitgelogd/"))
        expect(page.locator("[data-when=waiting]")).to_be_visible()
        assert not Visit.objects.exists()
        handset.open(f"/rondes/{tonight.pk}/")
        expect(page).to_have_url(re.compile("/account/login/"))
    page.reload()
    until_stored(page)
    expect(page.locator("[data-line=waiting]")).to_be_hidden()
    assert_the_evening_is_stored(tonight)
