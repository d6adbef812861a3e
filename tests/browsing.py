"""A real Chromium against a live server, and one look that every screen must pass."""

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.signals import request_finished, request_started
from django.db import connection
from django.test import Client
from playwright.sync_api import Download, Locator, Page

from buurvoorbuur.models import User
from tests import paper

PHONE = {"width": 360, "height": 740}
LAPTOP = {"width": 1280, "height": 800}
# Milliseconds after which a press at the same place is no longer a slip of the thumb.
SLIP = 650
# The one button a screen is about.
MAIN = "main form button.btn-primary"
WCAG_22_AA = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

Enter = Callable[[User], Page]
Look = Callable[[Page, str], None]


def eventually(page: Page, script: str, argument: object = None, *, seconds: int = 5) -> None:
    """Asks until the answer is yes; Playwright's own waiting takes a promise for a yes."""
    for _ask in range(20 * seconds):
        if page.evaluate(script, argument):
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"not within {seconds} seconds: {script}")


def press(place: Locator) -> None:
    """Presses what leads to another page, and is there when this returns: a click alone does not wait."""
    with place.page.expect_navigation():
        place.click()


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, object]:
    chromium = os.environ.get("CHROMIUM", "/usr/bin/chromium")
    return {
        "executable_path": chromium,
        "args": ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
    }


@pytest.fixture
def browser_context_args() -> dict[str, object]:
    return {"viewport": PHONE, "locale": "en-GB"}


class Underway:
    """How many requests the server is answering now."""

    def __init__(self) -> None:
        self.count = 0

    def begin(self, **_signal: object) -> None:
        self.count += 1

    def end(self, **_signal: object) -> None:
        self.count -= 1

    def wait(self) -> None:
        """Until all are answered: what still writes would meet a database that is being emptied."""
        until = time.monotonic() + 2
        while self.count > 0 and time.monotonic() < until:
            time.sleep(0.01)


@pytest.fixture
def underway() -> Iterator[Underway]:
    counted = Underway()
    request_started.connect(counted.begin)
    request_finished.connect(counted.end)
    yield counted
    request_started.disconnect(counted.begin)
    request_finished.disconnect(counted.end)


@pytest.fixture
def entered(page: Page, live_server, underway: Underway) -> Iterator[Enter]:
    """The same browser, logged in as somebody without typing a password each time."""

    def enter(user: User) -> Page:
        client = Client()
        client.force_login(user)
        cookie = client.cookies["session" if "session" in client.cookies else "sessionid"]
        page.context.clear_cookies()
        page.context.add_cookies(
            [{"name": cookie.key, "value": cookie.value, "url": live_server.url, "httpOnly": True}]
        )
        return page

    yield enter
    page.context.close()
    underway.wait()


@pytest.fixture
def look() -> Look:
    """Looks at a screen as a stranger would: axe finds nothing, nothing hangs out sideways at 360 px.

    With SCREENS set to a folder it also leaves pictures at 360 and 1280 px there.
    """
    folder = os.environ.get("SCREENS")

    def look_at(page: Page, name: str) -> None:
        page.wait_for_load_state()
        page.locator("[data-walk][hidden]").wait_for(state="detached")
        page.set_viewport_size(PHONE)
        if connection.vendor != "sqlite":
            return  # How a screen looks cannot differ between databases: docs/decisions/0006-tested-once.md
        found = Axe().run(page, options={"runOnly": WCAG_22_AA})
        problems = [f"{v['id']}: {v['nodes'][0]['html'][:160]}" for v in found.response["violations"]]
        assert not problems, f"{name}: {problems}"
        width = page.evaluate("document.documentElement.scrollWidth")
        assert width <= PHONE["width"], f"{name} is {width} px wide on a phone of {PHONE['width']} px"
        if folder:
            Path(folder).mkdir(parents=True, exist_ok=True)
            page.screenshot(path=f"{folder}/{name}-360.png", full_page=True)
            page.set_viewport_size(LAPTOP)
            page.screenshot(path=f"{folder}/{name}-1280.png", full_page=True)
            page.set_viewport_size(PHONE)

    return look_at


def printed(page: Page, button: Locator) -> str:
    """The text of the paper that this button gives."""
    with page.expect_download() as coming:
        button.click()
    download: Download = coming.value
    return " ".join(" ".join(paper.pages(download.path().read_bytes())).split())
