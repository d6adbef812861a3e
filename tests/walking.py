"""The walking page in tests: an evening on a phone that has a network, and how one finds one's way there."""

from playwright.sync_api import Locator, Page, expect

from outreach.models import Address, Round
from tests.browsing import eventually

ALL_SENT = "Verbonden. Alles is verzonden."
ALL_WENT = """async (entries) => {
  const { rows } = await import("/static/js/outbox.js");
  const all = await rows(document.querySelector("[data-walk]").dataset.round);
  return all.length === entries && all.every(({ state }) => state !== "waiting");
}"""


def settled(page: Page) -> None:
    expect(page.locator("[data-connection]")).to_have_text(ALL_SENT)


def without_network(page: Page) -> None:
    """As soon as the page says that it can do without, the network goes."""
    expect(page.locator("[data-ready]")).not_to_be_empty(timeout=15_000)
    page.context.set_offline(True)


def sent(page: Page, entries: int) -> None:
    """So many entries were made on this phone, and the server has them all."""
    eventually(page, ALL_WENT, entries, seconds=30)


def door_of(evening: Round, number: int) -> Address:
    return evening.flat.addresses.get(number=number)


def tile(page: Page, number: int) -> Locator:
    return page.locator(".door").nth(number - 1)


def toast(page: Page) -> Locator:
    return page.locator("[data-toast-text]")


def open_door(page: Page, number: int) -> None:
    # Whatever was open before is stored first, and only then are the doors there again.
    expect(tile(page, number)).to_be_visible()
    tile(page, number).focus()
    page.keyboard.press("Enter")
    expect(page.locator('[data-screen="door"]')).to_be_visible()
