"""The cookie that outlives the phone's storage is one of this host alone, where there is TLS."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, Route

pytestmark = pytest.mark.browser
ROOT = Path(__file__).resolve().parents[2]
SITE = "https://buur.example"


def test_over_tls_no_other_host_can_set_one_like_it(page: Page) -> None:
    def answer(route: Route) -> None:
        path = route.request.url.removeprefix(f"{SITE}/")
        if path.startswith("static/js/"):
            route.fulfill(content_type="text/javascript", body=(ROOT / path).read_text(encoding="utf-8"))
        else:
            route.fulfill(content_type="text/html", body="<!doctype html>")

    page.route(f"{SITE}/**", answer)
    page.goto(f"{SITE}/")
    page.evaluate("""async () => {
      const made = await import("/static/js/made.js");
      made.write("een", {made: 3, waiting: 2});
    }""")
    [cookie] = page.context.cookies()
    assert (cookie["name"], cookie["value"]) == ("__Host-made", "een.3.2")
    assert (cookie["secure"], cookie["path"], cookie["sameSite"]) == (True, "/", "Strict")
    page.evaluate("""async () => (await import("/static/js/made.js")).forget(["een"])""")
    assert page.context.cookies() == []
