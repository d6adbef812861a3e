"""A round on a phone: bytes of a first and a later look, drawing 90 and 500 doors, and one tap stored."""

import os
import statistics
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import time
from typing import Any

from django.conf import settings
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.core.wsgi import get_wsgi_application
from django.test import Client
from playwright.sync_api import BrowserContext, Page, sync_playwright

from benchmarks.ratio import Amount, Row
from buurvoorbuur import clock
from outreach.models import Address, Flat, FlatAssignment, Round, RoundDoor
from outreach.visit_states import RoundState

SLOWER = 4  # times, as a phone of some years ago
TIMES = 9
BETWEEN_TAPS = 1000  # milliseconds: no two doors are nearer
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]

# Both give milliseconds: until the doors are drawn anew, and until a tap is stored and says so.
DRAW = """async () => {
  const loaded = performance.getEntriesByType("resource").map(({ name }) => name);
  const module = loaded.find((name) => /\\/js\\/grid\\b/.test(name));
  const { Grid } = await import(module);
  const { doors } = await (await fetch(location.pathname + "kaart/")).json();
  const place = document.querySelector("[data-facade]");
  place.replaceChildren();
  const begin = performance.now();
  new Grid(place, {}).show(doors);
  await new Promise((drawn) => requestAnimationFrame(() => setTimeout(drawn)));
  return performance.now() - begin;
}"""
TAP = """(number) => new Promise((stored) => {
  const toast = document.querySelector("[data-toast]");
  toast.hidden = true;
  const begin = performance.now();
  new MutationObserver((_changes, watch) => {
    if (toast.hidden) return;
    watch.disconnect();
    stored(performance.now() - begin);
  }).observe(toast, { attributes: true });
  document.querySelectorAll(".door")[number].click();
})"""


class Counted:
    """The site with its answers weighed, headers left out."""

    def __init__(self) -> None:
        self.bytes = 0
        self.site = get_wsgi_application()

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        for part in self.site(environ, start_response):
            self.bytes += len(part)
            yield part


class Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass


def rows() -> list[Row | Amount]:
    """In a real Chromium. It is seven in the evening there: at another hour nobody rings."""
    evening = clock.moment(clock.today(), time(19))
    clock.now = lambda: evening
    small, large = _evening(90), _evening(500)
    with _served() as (url, site), sync_playwright() as playwright:
        chromium = os.environ.get("CHROMIUM", "/usr/bin/chromium")
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        context = browser.new_context(viewport={"width": 360, "height": 740})
        _log_in(context, url, small)
        first, later = (_weighed(context, _page(url, small), site) for _look in range(2))
        ninety, five_hundred = (_drawn(context, _page(url, evening)) for evening in (small, large))
        tap = _tapped(context, _page(url, small))
        browser.close()
    return [
        Amount("a round of 90 doors, first look", first / 1000, 120, "KB"),
        Amount("a round of 90 doors, a later look", later / 1000, 6, "KB"),
        Amount("one tap, stored on the phone, CPU 4× slower", tap, 100, "ms"),
        Row("500 doors drawn, over 90, CPU 4× slower", five_hundred, ninety, 4.0),
    ]


def _page(url: str, evening: Round) -> str:
    return f"{url}/rondes/{evening.pk}/"


def _evening(doors: int) -> Round:
    """A flat of so many doors, ten a floor, all of them planned tonight."""
    walked = Round.objects.filter(asker__email="marrit@example.org").order_by("-planned_on").first()
    assert walked
    place = Flat.objects.create(
        team=walked.flat.team, name=f"Flat {doors}", phase=walked.flat.phase, created_at=clock.now()
    )
    made = Address.objects.bulk_create(
        Address(
            flat=place,
            key=f"proefstraat {number}",
            street="Proefstraat",
            number=number,
            postcode=f"97{doors % 100:02}ZZ",
            city="Groningen",
            floor=number // 10,
            position=number % 10,
        )
        for number in range(doors)
    )
    evening = Round.objects.create(
        flat=place,
        planned_on=clock.today(),
        starts_at=walked.starts_at,
        last_new_door=walked.last_new_door,
        asker=walked.asker,
        note_taker=walked.note_taker,
        state=RoundState.WALKING,
        started_at=clock.now(),
        asker_read_safety_at=clock.now(),
        note_taker_read_safety_at=clock.now(),
    )
    FlatAssignment.objects.create(flat=place, user=walked.asker)
    RoundDoor.objects.bulk_create(RoundDoor(round=evening, address=door) for door in made)
    return evening


@contextmanager
def _served() -> Iterator[tuple[str, Counted]]:
    """The site on a port of its own."""
    site = Counted()
    server = ThreadedWSGIServer(("127.0.0.1", 0), Quiet)
    server.set_app(site)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://localhost:{server.server_port}", site
    server.shutdown()


def _log_in(context: BrowserContext, url: str, evening: Round) -> None:
    client = Client()
    client.force_login(evening.asker)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": url}])


def _open(context: BrowserContext, address: str) -> Page:
    """The page with its doors, once it would open without a network too."""
    page = context.new_page()
    page.goto(address)
    page.locator(".door").first.wait_for()
    page.wait_for_function("navigator.serviceWorker.ready.then(() => true)")
    page.wait_for_timeout(2000)
    return page


def _slow(page: Page) -> None:
    session = page.context.new_cdp_session(page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})


def _weighed(context: BrowserContext, address: str, site: Counted) -> int:
    before = site.bytes
    _open(context, address).close()
    return site.bytes - before


def _drawn(context: BrowserContext, address: str) -> float:
    page = _open(context, address)
    _slow(page)
    return statistics.median(page.evaluate(DRAW) for _time in range(TIMES))


def _tapped(context: BrowserContext, address: str) -> float:
    page = _open(context, address)
    _slow(page)
    taps = []
    for number in range(TIMES):
        page.wait_for_timeout(BETWEEN_TAPS)
        taps.append(page.evaluate(TAP, number))
    return statistics.median(taps)
