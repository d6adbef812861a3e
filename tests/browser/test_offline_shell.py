"""A page that may be kept opens without network; no other is kept, and nothing longer than an evening."""

from collections.abc import Iterator

import pytest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from playwright.sync_api import Page, expect

from buurvoorbuur.access import public
from buurvoorbuur.urls import urlpatterns as ours
from tests.browsing import eventually

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.urls(__name__)]

version = {"now": "one"}


@public
def shell(request: HttpRequest) -> HttpResponse:
    """A page that may be kept; it loads the modules of the outbox too."""
    answer = render(request, "offline.html")
    if version["now"] == "gone":
        return HttpResponse("<p>Not here", status=404)
    answer["BvB-Shell"] = "1"
    answer.content += f"<p id=version>{version['now']}</p>".encode()
    return answer


@public
def other(request: HttpRequest) -> HttpResponse:
    return HttpResponse("<!doctype html><title>other</title><p id=version>other</p>")


urlpatterns = [path("schil/", shell), path("anders/", other), *ours]
START = """async () => {
  const {startShell} = await import('/static/js/shell.js');
  await import('/static/js/locked.js');
  return new Promise((resolve) => startShell({onReady: () => resolve(true)}));
}"""
CACHED = """async () => {
  const found = [];
  for (const name of await caches.keys())
    for (const request of await (await caches.open(name)).keys()) found.push(new URL(request.url).pathname);
  return found;
}"""


@pytest.fixture(autouse=True)
def first_version() -> Iterator[None]:
    version["now"] = "one"
    yield


@pytest.fixture
def kept(page: Page, live_server) -> Page:
    """A phone that has seen the page once with network."""
    page.goto(f"{live_server.url}/schil/")
    assert page.evaluate(START)
    return page


def shown(page: Page) -> str | None:
    return page.locator("#version").text_content()


def test_the_page_opens_without_network_with_all_its_files(kept: Page) -> None:
    kept.context.set_offline(True)
    failed: list[str] = []
    kept.on("requestfailed", lambda request: failed.append(request.url))
    kept.reload()
    assert shown(kept) == "one"
    assert kept.evaluate("getComputedStyle(document.body).backgroundColor") != "rgba(0, 0, 0, 0)"
    assert kept.evaluate("import('/static/js/locked.js').then((locked) => typeof locked.wipe)") == "function"
    assert [url for url in failed if "/static/" in url and not url.endswith((".png", ".webmanifest"))] == []


def test_other_pages_are_not_kept_and_say_that_there_is_no_network(kept: Page, live_server) -> None:
    kept.goto(f"{live_server.url}/anders/")
    assert shown(kept) == "other"
    assert not [path for path in kept.evaluate(CACHED) if "anders" in path]
    kept.context.set_offline(True)
    kept.goto(f"{live_server.url}/anders/")
    expect(kept.locator("h1")).to_have_text("Geen verbinding")
    expect(kept.locator("h2")).to_have_text("No network")


def test_with_network_the_newest_page_is_shown_and_kept(kept: Page) -> None:
    version["now"] = "two"
    kept.reload()
    assert shown(kept) == "two"
    kept.context.set_offline(True)
    kept.reload()
    assert shown(kept) == "two"


def test_a_page_is_kept_for_one_evening(kept: Page) -> None:
    age = """async (hours) => {
      const pages = await caches.open('pages');
      const kept = await pages.match('/schil/', {ignoreVary: true});
      const headers = new Headers(kept.headers);
      headers.set('BvB-Kept', new Date(Date.now() - hours * 3600000).toUTCString());
      await pages.put('/schil/', new Response(await kept.text(), {headers}));
    }"""
    kept.context.set_offline(True)
    kept.evaluate(age, 11.9)
    kept.reload()
    assert shown(kept) == "one"
    kept.evaluate(age, 12.1)
    kept.reload()
    expect(kept.locator("h1")).to_have_text("Geen verbinding")
    assert "/schil/" not in kept.evaluate(CACHED)


def test_a_page_that_is_no_longer_ours_is_dropped(kept: Page) -> None:
    version["now"] = "gone"
    kept.reload()
    eventually(kept, "async () => !(await (await caches.open('pages')).match('/schil/'))")


def test_a_slow_network_does_not_keep_a_volunteer_waiting(kept: Page) -> None:
    version["now"] = "two"
    kept.context.route("**/schil/", lambda route: None)
    kept.reload(wait_until="domcontentloaded", timeout=15_000)
    assert shown(kept) == "one"
    kept.context.unroute_all(behavior="ignoreErrors")


def test_logging_out_takes_the_pages_and_leaves_the_offline_page(kept: Page, live_server) -> None:
    kept.evaluate("import('/static/js/shell.js').then((shell) => shell.wipePages())")
    assert "/schil/" not in kept.evaluate(CACHED)
    kept.context.set_offline(True)
    kept.reload()
    expect(kept.locator("h1")).to_have_text("Geen verbinding")


def test_a_new_worker_waits_until_no_page_needs_the_old_one(kept: Page, settings, tmp_path) -> None:
    old = (settings.BASE_DIR / "static" / "sw.js").read_text(encoding="utf-8")
    (tmp_path / "static").mkdir()
    (tmp_path / "static" / "sw.js").write_text(f"{old}\n// another version\n", encoding="utf-8")
    settings.BASE_DIR = tmp_path
    kept.reload()
    kept.evaluate("navigator.serviceWorker.getRegistration().then((one) => one.update())")
    eventually(kept, "navigator.serviceWorker.getRegistration().then((one) => Boolean(one.waiting))")
    kept.context.set_offline(True)
    kept.reload()
    assert shown(kept) == "one", "the old page and its files are still there"
    kept.context.set_offline(False)
    context, address = kept.context, kept.url
    kept.close()
    fresh = context.new_page()
    fresh.goto(address)
    eventually(fresh, "navigator.serviceWorker.getRegistration().then((one) => one.active && !one.waiting)")
    context.set_offline(True)
    fresh.reload()
    assert shown(fresh) == "one"
    assert fresh.evaluate("import('/static/js/locked.js').then((locked) => typeof locked.wipe)") == "function"


def test_the_worker_is_served_at_the_root_and_asked_for_anew(client) -> None:
    answer = client.get("/sw.js")
    assert (
        answer["Content-Type"] == "text/javascript; charset=utf-8" and answer["Cache-Control"] == "no-cache"
    )
    again = client.get("/sw.js", headers={"If-None-Match": answer["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_the_browser_is_asked_to_keep_the_storage(kept: Page) -> None:
    ask = "({startShell}) => new Promise((onPersist) => startShell({onPersist}))"
    assert kept.evaluate(f"import('/static/js/shell.js').then({ask})") in (True, False)
