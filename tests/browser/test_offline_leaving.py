"""What waits is said on every page; logging out wipes the phone and strands nothing that was finished."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from buurvoorbuur.models import User
from tests.browser.conftest import MODULES
from tests.browsing import Enter, Look, press
from tests.phone import Server

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

A, B = "10000000-2f43-4f0e-9d38-0d3a5b1f7c11", "20000000-2f43-4f0e-9d38-0d3a5b1f7c11"
FILL = """async ([id, draft]) => {
  await m.registration.register({csrf: 'x', round: ROUND});
  await m.outbox.put('1', [entry(id)]);
  await m.locked.saveDraft({person: '1', id: draft, words: 'x'});
  await m.locked.saveCard(ROUND, {doors: []});
}"""
KEPT = """async () => ({
  draft: Boolean(await m.locked.loadDraft('1')),
  card: Boolean(await m.locked.loadCard(ROUND)),
  phones: (await m.registration.registrations()).length,
  rows: (await m.outbox.rows(ROUND)).map((row) => row.state),
  cookie: document.cookie.includes('made='),
})"""


class Network:
    """Stands before the live site and answers the two addresses of the outbox from a server of Python."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.is_up = False

    def __call__(self, route: Route) -> None:
        request = route.request
        body: dict[str, Any] = request.post_data_json
        if request.url.endswith("/toestel/"):
            status, reply = self.server.register(body, "1")
        elif self.is_up:
            status, reply = self.server.answer(body, request.headers["authorization"].removeprefix("Bearer "))
        else:
            return route.abort()
        return route.fulfill(status=status, json=reply)


@pytest.fixture
def network(page: Page, server: Server) -> Iterator[Network]:
    made = Network(server)
    for address in ("**/toestel/", "**/ontvangst/"):
        page.context.route(address, made)
    yield made
    page.context.unroute_all(behavior="ignoreErrors")


@pytest.fixture
def filled(entered: Enter, live_server, ans: User, network: Network) -> Page:
    """The phone of Ans with one entry that waits, a draft and tonight's card."""
    page = entered(ans)
    page.goto(f"{live_server.url}/rondes/")
    page.evaluate(MODULES)
    page.evaluate(FILL, [A, B])
    return page


def kept(page: Page) -> dict[str, Any]:
    page.evaluate(MODULES)
    return page.evaluate(KEPT)


def log_out(page: Page, live_server) -> None:
    page.goto(f"{live_server.url}/account/logout/")
    page.locator("main form button").click()
    page.wait_for_url("**/uitgelogd/")


def test_logging_out_wipes_card_and_draft_and_says_what_waits(filled: Page, live_server, look: Look) -> None:
    log_out(filled, live_server)
    expect(filled.locator("[data-when=waiting]")).to_be_visible()
    expect(filled.locator("[data-line=waiting]")).to_contain_text("1 bezoek")
    look(filled, "logged-out-waiting")
    assert kept(filled) == {"draft": False, "card": False, "phones": 1, "rows": ["waiting"], "cookie": True}


def test_what_waits_is_sent_after_logging_out_and_then_all_is_cleared(
    filled: Page, live_server, network: Network, server: Server, look: Look
) -> None:
    log_out(filled, live_server)
    expect(filled.locator("[data-when=waiting]")).to_be_visible()
    network.is_up = True
    with filled.expect_response("**/uitgelogd/leeg/") as cleared:
        filled.evaluate("dispatchEvent(new Event('online'))")
    assert cleared.value.status == 204
    assert list(server.stored) == [A]
    expect(filled.locator("[data-when=done]")).to_be_visible()
    look(filled, "logged-out")
    assert kept(filled) == {"draft": False, "card": False, "phones": 0, "rows": [], "cookie": False}


def test_a_refused_entry_is_not_cleared_away(
    filled: Page, live_server, network: Network, server: Server
) -> None:
    server.refuses[A] = ("closed", "Deze ronde is gesloten.")
    network.is_up = True
    log_out(filled, live_server)
    expect(filled.locator("[data-line=refused]")).to_be_visible()
    assert kept(filled)["rows"] == ["refused"]


def test_logging_out_asks_first_while_somebody_talks(
    filled: Page, live_server, look: Look, ans: User
) -> None:
    filled.evaluate(
        "member => m.locked.saveDraft({person: member, id: 'x', door: '2', round: ROUND})", str(ans.pk)
    )
    filled.reload()
    expect(filled.locator("[data-line=draft]")).to_be_visible()
    filled.get_by_role("button", name="Menu").click()
    press(filled.get_by_role("button", name="Uitloggen"))
    assert filled.url == f"{live_server.url}/account/logout/"
    expect(filled.locator("[data-line=draft]")).to_contain_text("deur 2")
    expect(filled.locator("[data-others-talking]")).to_contain_text("iemand anders")
    look(filled, "logout-others-talking")
    press(filled.locator("main form button"))
    assert kept(filled)["draft"] is False


def test_a_session_that_ran_out_wipes_nothing(filled: Page, live_server) -> None:
    filled.context.clear_cookies(name="sessionid")
    filled.goto(f"{live_server.url}/rondes/")
    expect(filled).to_have_url(f"{live_server.url}/account/login/?next=/rondes/")
    assert kept(filled) == {"draft": True, "card": True, "phones": 1, "rows": ["waiting"], "cookie": True}
    filled.goto(f"{live_server.url}/uitgelogd/")
    assert kept(filled)["draft"] is True, "an address typed or followed is no logging out"


def test_who_is_logged_in_does_not_reach_the_page_of_leaving(filled: Page, live_server) -> None:
    filled.goto(f"{live_server.url}/uitgelogd/")
    expect(filled).to_have_url(f"{live_server.url}/")


def test_another_tab_leaves_too(filled: Page, live_server) -> None:
    other = filled.context.new_page()
    other.goto(f"{live_server.url}/rondes/")
    expect(other.locator("[data-line=waiting]")).to_be_visible()
    log_out(filled, live_server)
    other.wait_for_url("**/account/login/**")


def test_every_page_says_what_waits_and_since_when(
    filled: Page, live_server, look: Look, network: Network, server: Server
) -> None:
    age = """async (hours) => m.store.transact(['outbox'], 'readwrite', async ({outbox}) => {
      const [row] = await m.store.asked(outbox.getAll());
      await m.store.asked(outbox.put({...row, madeAt: Date.now() - hours * 3600000}));
    })"""
    filled.reload()
    expect(filled.locator("[data-line=waiting]")).to_contain_text("1 bezoek")
    look(filled, "outbox-waiting")
    filled.evaluate(MODULES)
    filled.evaluate(age, 25)
    filled.reload()
    expect(filled.locator("[data-line=late]")).to_be_visible()
    expect(filled.locator("[data-line=waiting]")).to_be_hidden()
    look(filled, "outbox-late")
    network.is_up = True
    filled.evaluate("dispatchEvent(new Event('online'))")
    expect(filled.locator("[data-line=late]")).to_be_hidden()
    assert list(server.stored) == [A]


def test_the_loss_of_the_storage_is_said_until_it_is_known(filled: Page, live_server, look: Look) -> None:
    filled.evaluate("m.store.destroy()")
    filled.reload()
    expect(filled.locator("[data-line=lost]")).to_contain_text("1 bezoek")
    look(filled, "outbox-lost")
    filled.locator("[data-lost-known]").click()
    expect(filled.locator("[data-line=lost]")).to_be_hidden()
    filled.reload()
    filled.wait_for_timeout(300)
    expect(filled.locator("[data-line=lost]")).to_be_hidden()


def test_where_nobody_walked_a_page_loads_nothing_more(page: Page, live_server, team) -> None:
    scripts: list[str] = []
    page.on("request", lambda request: request.resource_type == "script" and scripts.append(request.url))
    page.goto(f"{live_server.url}/wie-belt-er-aan/")
    page.wait_for_timeout(300)
    assert [url.rsplit("/", 1)[1] for url in scripts] == ["waiting.js"]


def test_only_our_own_pages_can_have_the_storage_cleared(client) -> None:
    answer = client.post("/uitgelogd/leeg/")
    assert answer["Clear-Site-Data"] == '"storage"' and answer.cookies["made"]["max-age"] == 0
    assert client.get("/uitgelogd/leeg/").status_code == 405
    strict = type(client)(enforce_csrf_checks=True)
    assert strict.post("/uitgelogd/leeg/").status_code == 403


def test_the_site_can_be_installed(page: Page, live_server, team) -> None:
    page.goto(live_server.url)
    address = page.locator("link[rel=manifest]").get_attribute("href")
    answer = page.request.get(f"{live_server.url}{address}")
    assert answer.headers["content-type"].startswith("application/manifest+json")
    manifest = answer.json()
    assert (manifest["start_url"], manifest["scope"]) == ("/rondes/", "/")
    for icon in [*manifest["icons"], {"src": "icon-apple-180.png", "sizes": "180x180"}]:
        size = page.evaluate(
            """async (src) => {
              const icon = Object.assign(new Image(), {src});
              await icon.decode();
              return `${icon.width}x${icon.height}`;
            }""",
            f"/static/{icon['src']}",
        )
        assert size == icon["sizes"]
