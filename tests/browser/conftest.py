"""A phone for every test: its modules with a server of Python, or the walking page of an evening."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page

from buurvoorbuur.models import User
from outreach import interests, optouts
from outreach.models import Flat, Round
from outreach.opt_out_terms import Channel
from tests import make
from tests.phone import ROUND, Server, static_site
from tests.walking import settled


@pytest.fixture(scope="session")
def module_site() -> Iterator[str]:
    with static_site() as address:
        yield address


@pytest.fixture
def server() -> Server:
    return Server()


class Phone:
    """A page with the modules as `m.outbox`, `m.locked` and so on, whose posts come to a server of Python."""

    def __init__(self, page: Page, site: str, server: Server) -> None:
        self.page = page
        self.site = site
        self.server = server
        self.member = "1"

    @classmethod
    def beside(cls, other: "Phone", page: Page) -> "Phone":
        """Another tab on the same phone."""
        return cls(page, other.site, other.server).open()

    def open(self) -> "Phone":
        self.page.goto(f"{self.site}/phone/")
        self.page.evaluate(MODULES)
        return self

    def answer(self) -> None:
        """Every tab of this phone reaches the server through here."""
        self.page.context.expose_binding("posted", lambda _source, *request: self.posted(*request))

    def posted(self, path: str, body: dict[str, Any], token: str) -> list[Any]:
        if path == "/toestel/":
            return list(self.server.register(body, self.member))
        return list(self.server.answer(body, token))

    def run(self, script: str, argument: Any = None) -> Any:
        return self.page.evaluate(f"async (given) => {{ {script} }}", argument)

    def register(self) -> str:
        return self.run(
            "return (await m.registration.register({csrf: 'x', round: ROUND, fetch: m.fetch})).phone"
        )

    def put(self, *ids: str, person: str = "1", **options: Any) -> None:
        self.run(
            "await m.outbox.put(given.person, given.ids.map((id) => entry(id)), given.options)",
            {"ids": ids, "person": person, "options": options},
        )

    def send(self) -> dict[str, int]:
        """Sends what waits, and says how many rows are in each state."""
        self.run("await m.sender.run({pressed: true})")
        return self.states()

    def states(self) -> dict[str, int]:
        states: dict[str, int] = {}
        for row in self.run("return m.outbox.rows(ROUND)"):
            states[row["state"]] = states.get(row["state"], 0) + 1
        return states


MODULES = (
    f"const ROUND_OF_TESTS = '{ROUND}';"
    + """
  const names = [
    'store', 'changes', 'made', 'registration', 'outbox', 'locked', 'sending', 'hpke', 'bytes', 'shell'
  ];
  globalThis.ROUND = ROUND_OF_TESTS;
  globalThis.m = {};
  for (const name of names) m[name] = await import(`/static/js/${name}.js`);
  m.fetch = async (path, {headers, body}) => {
    const token = (headers.Authorization ?? '').replace('Bearer ', '');
    const [status, reply] = await posted(path, JSON.parse(body), token);
    return new Response(JSON.stringify(reply), {status, headers: {'Content-Type': 'application/json'}});
  };
  m.sender = new m.sending.Sender({fetch: m.fetch, csrf: () => 'x'});
  globalThis.entry = (id, address = 12) => ({id, kind: 'visit', round: ROUND, address,
    payload: {kind: 'visit', round: ROUND, address, fields: [['outcome', 'nobody_home']]}});
"""
)
MODULES = f"async () => {{ {MODULES} }}"


@pytest.fixture
def telephone(page: Page, module_site: str, server: Server) -> Phone:
    phone = Phone(page, module_site, server)
    phone.answer()
    return phone.open()


@pytest.fixture
def tonight(flat: Flat, ans: User, riny: User) -> Round:
    """Six doors: one said no, one was not home before, the others are new."""
    interests.load_starter()
    evening = make.walking_round(flat, ans, riny)
    doors = list(flat.addresses.in_walking_order())
    evening.doors.filter(address=doors[5]).delete()
    optouts.record(address=doors[4], channel=Channel.PHONE, by=riny, at=make.EVENING)
    return evening


@pytest.fixture
def stairs(entered, ans: User, tonight: Round, live_server) -> Page:
    page = entered(ans)
    page.goto(f"{live_server.url}/rondes/{tonight.pk}/")
    settled(page)
    return page
