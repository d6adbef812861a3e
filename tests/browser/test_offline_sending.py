"""What the phone does with every answer of the server, and with answers of somebody else."""

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Phone
from tests.browsing import eventually
from tests.phone import ROUND

pytestmark = pytest.mark.browser

A, B, C = (f"{n}0000000-2f43-4f0e-9d38-0d3a5b1f7c11" for n in range(1, 4))
# A sender on a clock of its own, which meets `given.trouble` first and the server after that.
SENDER = """
  globalThis.clock = 0;
  globalThis.met = 0;
  globalThis.requests = [];
  const meet = new Function('real', 'request', given.trouble);
  m.sender = new m.sending.Sender({clock: () => clock, random: () => 1, csrf: () => given.csrf,
    fetch: async (path, request) => {
      const {headers, credentials, redirect} = request;
      requests.push({path, headers, credentials, redirect});
      const real = () => m.fetch(path, request);
      if (path === '/ontvangst/' && met++ < given.times) return meet(real, request);
      return real();
    }});
"""
HTML = "return new Response('<html>Welcome</html>', {headers: {'Content-Type': 'text/html'}})"
TROUBLES = {
    "no network": "throw new TypeError('no network')",
    "a wifi that answers for us": HTML,
    "a reply cut off": "return real().then(async (r) => new Response((await r.text()).slice(0, -5)))",
    "a reply to another request": "return new Response(JSON.stringify({batch: 'x', receipts: []}))",
    "a reply without receipts": (
        "return real().then((r) => r.json()).then(({batch}) => Response.json({batch}))"
    ),
    **{str(s): f"return new Response('', {{status: {s}}})" for s in (400, 403, 404, 409, 429, 500, 502, 503)},
    "500 after it was stored": "return real().then(() => new Response('', {status: 500}))",
}


def meet(phone: Phone, trouble: str, times: int = 1, csrf: str | None = "x") -> None:
    phone.run(SENDER, {"trouble": trouble, "times": times, "csrf": csrf})


def sends(phone: Phone, after: int = 0, pressed: bool = False) -> dict[str, int]:
    phone.run(
        "clock += given.after; await m.sender.run({pressed: given.pressed})",
        {"after": after, "pressed": pressed},
    )
    return phone.states()


@pytest.mark.parametrize("trouble", TROUBLES)
def test_nothing_goes_before_its_receipt_and_it_is_tried_again(
    telephone: Phone, server, trouble: str
) -> None:
    telephone.register()
    telephone.put(A, B)
    meet(telephone, TROUBLES[trouble])
    assert sends(telephone) == {"waiting": 2}
    assert sends(telephone, after=1_000) == {"waiting": 2}, "not at once"
    assert sends(telephone, after=10_000) == {"stored": 2}
    assert sorted(server.stored) == [A, B]


def test_pauses_grow_to_two_minutes_and_end_when_somebody_asks(telephone: Phone) -> None:
    telephone.register()
    telephone.put(A)
    meet(telephone, TROUBLES["no network"], times=8)
    for pause in (5, 10, 20, 40, 80, 120, 120):
        sends(telephone)
        tried = telephone.run("return met")
        sends(telephone, after=pause * 1000 - 1)
        assert telephone.run("return met") == tried
        telephone.run("clock += 1")
    assert sends(telephone) == {"waiting": 1}
    assert sends(telephone, pressed=True) == {"stored": 1}


def test_once_the_network_is_back_a_first_attempt_may_fail_and_the_next_follows_soon(
    telephone: Phone,
) -> None:
    telephone.register()
    telephone.put(A)
    meet(telephone, TROUBLES["no network"], times=8)
    for _attempt in range(7):
        sends(telephone, pressed=True)
    telephone.run("await m.sender.run({isBack: true})")
    assert telephone.run("return met") == 8
    assert sends(telephone, after=5_000) == {"stored": 1}


@pytest.mark.parametrize("status", [429, 503])
def test_a_server_that_asks_for_a_pause_gets_it_whoever_presses(telephone: Phone, status: int) -> None:
    telephone.register()
    telephone.put(A)
    meet(telephone, f"return new Response('', {{status: {status}, headers: {{'Retry-After': '60'}}}})")
    assert sends(telephone) == {"waiting": 1}
    assert sends(telephone, after=59_000, pressed=True) == {"waiting": 1}
    assert sends(telephone, after=2_000, pressed=True) == {"stored": 1}


def test_the_clock_of_the_phone_does_not_lengthen_a_pause(telephone: Phone) -> None:
    telephone.register()
    telephone.put(A)
    meet(telephone, TROUBLES["no network"])
    telephone.run("const real = Date.now(); Date.now = () => real + 2 * 86400000")
    assert sends(telephone) == {"waiting": 1}
    telephone.run("const real = Date.now(); Date.now = () => real - 4 * 86400000")
    assert sends(telephone, after=6_000) == {"stored": 1}


def test_an_unknown_token_is_replaced_when_somebody_is_logged_in(telephone: Phone, server) -> None:
    telephone.register()
    telephone.put(A)
    server.tokens.clear()
    meet(telephone, "", times=0)
    assert sends(telephone) == {"stored": 1}
    assert [one["path"] for one in telephone.run("return requests")] == [
        "/ontvangst/",
        "/toestel/",
        "/ontvangst/",
    ]


def test_an_unknown_token_strands_nothing_when_nobody_is_logged_in(telephone: Phone, server) -> None:
    telephone.register()
    telephone.put(A)
    server.tokens.clear()
    meet(telephone, "", times=0, csrf=None)
    assert sends(telephone) == {"waiting": 1}
    assert telephone.run("return m.sender.connection") == "logged_out"
    telephone.run("m.sender.csrf = () => 'x'")
    assert sends(telephone, pressed=True) == {"stored": 1}


def test_the_upload_takes_a_token_and_no_session(telephone: Phone) -> None:
    telephone.register()
    telephone.put(A)
    meet(telephone, "", times=0)
    sends(telephone)
    [request] = telephone.run("return requests")
    assert (request["credentials"], request["redirect"]) == ("omit", "error")
    assert request["headers"]["Authorization"] == "Bearer token-1"


def test_too_much_at_once_is_halved_until_it_goes(telephone: Phone, server) -> None:
    telephone.register()
    telephone.put(*(f"{n:08}-2f43-4f0e-9d38-0d3a5b1f7c11" for n in range(9)))
    is_big = "JSON.parse(request.body).envelopes.length > 2"
    meet(telephone, f"return {is_big} ? new Response('', {{status: 413}}) : real()", times=100)
    assert sends(telephone) == {"stored": 9}
    assert max(len(body["envelopes"]) for body in server.bodies) == 2


@pytest.mark.parametrize("status", [400, 409, 413, 500])
def test_one_entry_that_the_server_stumbles_over_holds_up_no_other(
    telephone: Phone, server, status: int
) -> None:
    telephone.register()
    ids = [f"{n:08}-2f43-4f0e-9d38-0d3a5b1f7c11" for n in range(6)]
    telephone.put(*ids)
    bad = (
        f"if (request.body.includes('{ids[1]}')) return new Response('', {{status: {status}}}); return real()"
    )
    meet(telephone, bad, times=1000)
    for _ in range(8):
        sends(telephone, pressed=True)
    assert telephone.states() == {"stored": 5, "waiting": 1}
    assert [row["counter"] for row in telephone.run("return m.outbox.waiting()")] == [2]


def test_at_most_a_hundred_go_at_once_and_at_most_a_megabyte(telephone: Phone, server) -> None:
    telephone.register()
    telephone.put(*(f"{n:08}-2f43-4f0e-9d38-0d3a5b1f7c11" for n in range(130)))
    telephone.send()
    assert [len(body["envelopes"]) for body in server.bodies] == [100, 30]
    long = "const one = entry(id); one.payload.fields = [['note', 'x'.repeat(300_000)]]; return one;"
    ids = [f"9{n:07}-2f43-4f0e-9d38-0d3a5b1f7c11" for n in range(5)]
    telephone.run(f"await m.outbox.put('1', given.map((id) => {{ {long} }}))", ids)
    telephone.send()
    assert [len(body["envelopes"]) for body in server.bodies][2:] == [2, 2, 1]


def test_each_answer_is_kept_as_the_contract_says(telephone: Phone, server) -> None:
    telephone.register()
    telephone.put(A, B, C)
    server.needs_attention.add(B)
    server.refuses[C] = ("opted_out", "Deze deur wil geen bezoek.")
    assert telephone.send() == {"stored": 1, "attention": 1, "refused": 1}
    content = """
      const {transact, asked} = m.store;
      const rows = await transact(['outbox'], 'readonly', ({outbox}) => asked(outbox.getAll()));
      return rows.filter((row) => 'sealed' in row).length
    """
    assert telephone.run(content) == 0
    by_id = {row["id"]: row for row in telephone.run("return m.outbox.rows(ROUND)")}
    assert by_id[B]["sentence"] and by_id[C]["sentence"] == "Deze deur wil geen bezoek."


def test_a_refusal_for_another_reason_keeps_its_content(telephone: Phone, server) -> None:
    telephone.register()
    telephone.put(A)
    server.refuses[A] = ("unknown_round", "Deze ronde kennen we niet.")
    assert telephone.send() == {"refused": 1}
    assert telephone.run("return m.outbox.standing()") == {"waiting": [], "refused": ["visit"], "late": False}


def test_what_was_stored_before_is_a_duplicate_and_settled(telephone: Phone, server) -> None:
    telephone.register()
    telephone.put(A)
    twenty = "return Promise.all(Array.from({length: 20}, real)).then((all) => all.at(-1))"
    meet(telephone, twenty)
    assert sends(telephone) == {"stored": 1}
    assert list(server.stored) == [A] and len(server.bodies) == 20


def test_receipts_for_what_was_not_sent_are_no_receipts(telephone: Phone) -> None:
    telephone.register()
    telephone.put(A)
    reply = (
        "const {batch} = JSON.parse(request.body); return new Response(JSON.stringify({batch, receipts: %s}))"
    )
    for receipts in (
        f"[{{id: '{B}', answer: 'stored'}}]",
        f"[{{id: '{A}', answer: 'constructor'}}]",
        "[null, 3]",
    ):
        meet(telephone, reply % receipts)
        assert sends(telephone) == {"waiting": 1}
    assert telephone.send() == {"stored": 1}


def test_one_tab_sends_at_a_time(telephone: Phone, page: Page, server) -> None:
    telephone.register()
    telephone.put(A, B, C)
    other = Phone.beside(telephone, page.context.new_page())
    for tab in (telephone, other):
        tab.run("globalThis.done = m.sender.run(); return null")
    for tab in (telephone, other):
        tab.run("await done")
    assert [len(body["envelopes"]) for body in server.bodies] == [3]


def test_it_says_how_far_the_phone_counted_and_what_it_still_holds(telephone: Phone, server) -> None:
    phone = telephone.register()
    telephone.put(A)
    telephone.send()
    telephone.put(B, C)
    telephone.send()
    last = server.bodies[-1]
    assert (last["phone"], last["made"], last["waiting"]) == (phone, 3, [2, 3])
    assert {line["round"] for line in last["envelopes"]} == {ROUND}


def test_a_page_sends_at_each_new_entry_and_tells_how_it_stands(telephone: Phone) -> None:
    telephone.register()
    telephone.run("globalThis.fetch = m.fetch; globalThis.told = []")
    telephone.run("await m.sending.startSending({onState: (state) => told.push(state)})")
    telephone.put(A)
    telephone.run("await m.sending.sendNow()")
    assert telephone.states() == {"stored": 1}
    assert telephone.run("return told.at(-1)") == {
        "connection": "online",
        "waiting": [],
        "refused": [],
        "late": False,
    }
    telephone.run("globalThis.fetch = async () => { throw new TypeError('no network') }")
    telephone.put(B)
    telephone.run("await m.sending.sendNow()")
    assert telephone.run("return told.at(-1).connection") == "offline"
    telephone.run("globalThis.fetch = m.fetch; dispatchEvent(new Event('online'))")
    heard = "() => told.at(-1).connection === 'online' && !told.at(-1).waiting.length"
    eventually(telephone.page, heard, seconds=15)
