"""The outbox of the phone: one transaction, counters without holes, and nothing gone before a receipt."""

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Phone
from tests.browsing import eventually
from tests.phone import ROUND

pytestmark = pytest.mark.browser

A, B, C, D = (f"{n}0000000-2f43-4f0e-9d38-0d3a5b1f7c11" for n in range(1, 5))
FAILING = "try { %s } catch (error) { return {name: error.name, entries: error.entries?.length} }"
BROKEN_ADD = """
  const add = IDBObjectStore.prototype.add;
  IDBObjectStore.prototype.add = function (row) {
    if (row.id === given.at) { %s }
    return add.call(this, row);
  };
"""


def counters(phone: Phone) -> list[int]:
    return [row["counter"] for row in phone.run("return m.outbox.rows(ROUND)")]


def test_entries_are_counted_as_they_come(telephone: Phone) -> None:
    telephone.register()
    telephone.put(A)
    telephone.put(B, C)
    assert counters(telephone) == [1, 2, 3]
    assert telephone.states() == {"waiting": 3}


def test_a_row_says_which_door_and_nothing_of_what_was_said(telephone: Phone) -> None:
    telephone.register()
    telephone.put(A)
    [row] = telephone.run("return m.outbox.waiting()")
    assert row.keys() == {"id", "phone", "counter", "kind", "round", "address", "key", "state", "madeAt"}


def test_the_same_entry_put_twice_is_stored_once(telephone: Phone) -> None:
    telephone.register()
    telephone.put(A)
    telephone.put(A, B)
    assert counters(telephone) == [1, 2]


def test_without_a_registration_the_entry_comes_back_whole(telephone: Phone) -> None:
    said = telephone.run(FAILING % "await m.outbox.put('1', [entry('x'), entry('y')])")
    assert said == {"name": "NoRegistration", "entries": 2}


@pytest.mark.parametrize(
    ("trouble", "name"),
    [
        ("throw new DOMException('', 'QuotaExceededError');", "QuotaExceededError"),
        ("this.transaction.abort(); throw new Error('dead');", "NotStored"),
    ],
)
def test_a_full_or_broken_phone_stores_all_or_nothing(telephone: Phone, trouble: str, name: str) -> None:
    telephone.register()
    telephone.run("await m.locked.saveDraft({person: '1', id: given, words: 'x'})", B)
    put = FAILING % "await m.outbox.put('1', [entry(given.first), entry(given.at)], {dropDraft: true})"
    said = telephone.run(BROKEN_ADD % trouble + put, {"first": A, "at": B})
    assert said == {"name": name, "entries": 2}
    assert counters(telephone) == []
    assert telephone.run("return (await m.locked.loadDraft('1')).id") == B
    telephone.open()
    telephone.put(C)
    assert counters(telephone) == [1], "a failure leaves no hole"


def test_a_database_that_the_browser_closed_is_opened_again(telephone: Phone) -> None:
    telephone.register()
    close = """
      const real = IDBDatabase.prototype.transaction;
      IDBDatabase.prototype.transaction = function (...given) {
        IDBDatabase.prototype.transaction = real;
        this.close();
        return real.apply(this, given);
      };
    """
    telephone.run(close + "await m.outbox.put('1', [entry(given)])", A)
    assert counters(telephone) == [1]


def test_a_finished_talk_and_its_draft_change_places_in_one_step(telephone: Phone) -> None:
    telephone.register()
    telephone.run("await m.locked.saveDraft({person: '1', id: given, words: 'x'})", A)
    telephone.put(A, dropDraft=True)
    assert telephone.run("return m.locked.loadDraft('1')") is None
    assert (
        telephone.run("return m.locked.saveDraft({person: '1', id: given, words: 'a late one'})", A) is False
    )
    assert telephone.run("return m.locked.loadDraft('1')") is None


def test_two_tabs_count_as_one_phone(telephone: Phone) -> None:
    telephone.register()
    first = telephone.page
    second = first.context.new_page()
    other = Phone.beside(telephone, second)
    start = "globalThis.done = Promise.all(given.map((id) => m.outbox.put('1', [entry(id)])))"
    mine = [f"{n:08}-2f43-4f0e-9d38-0d3a5b1f7c11" for n in range(20)]
    telephone.run(f"{start}; return null", mine[:10])
    other.run(f"{start}; return null", mine[10:])
    for tab in (telephone, other):
        tab.run("await done")
    assert sorted(counters(telephone)) == list(range(1, 21))


def test_one_tab_hears_what_another_stores(telephone: Phone) -> None:
    telephone.register()
    telephone.run("globalThis.heard = []; m.outbox.subscribe((what) => heard.push(what))")
    other = Phone.beside(telephone, telephone.page.context.new_page())
    other.put(A)
    telephone.page.wait_for_function("heard.length === 1")
    assert telephone.run("return heard") == ["outbox"]


def test_two_accounts_on_one_phone_have_two_registrations(telephone: Phone, server) -> None:
    mine = telephone.register()
    telephone.member = "2"
    theirs = telephone.register()
    telephone.put(A, person="1")
    telephone.put(B, person="2")
    assert telephone.send() == {"stored": 2}
    assert server.stored[A]["phone"] == mine and server.stored[B]["phone"] == theirs
    assert {body["phone"]: body["made"] for body in server.bodies} == {mine: 1, theirs: 1}


def test_registering_again_keeps_the_counter_and_belongs_to_one_person(telephone: Phone) -> None:
    phone = telephone.register()
    telephone.put(A)
    again = "return m.registration.register({csrf: 'x', round: ROUND, phone: given, fetch: m.fetch})"
    renewed = telephone.run(again, phone)
    assert (renewed["counter"], renewed["token"]) == (1, "token-2")
    telephone.member = "2"
    assert telephone.run(again, phone) is None


def test_sent_rows_stay_twelve_hours_and_waiting_rows_for_ever(telephone: Phone, server) -> None:
    telephone.register()
    telephone.put(A)
    telephone.send()
    telephone.put(B)
    hour = 3_600_000
    telephone.run("await m.outbox.sweep(Date.now() + given)", 11 * hour)
    assert telephone.states() == {"stored": 1, "waiting": 1}
    telephone.run("await m.outbox.sweep(Date.now() + given)", 13 * hour)
    assert telephone.states() == {"waiting": 1}
    assert telephone.run("return m.outbox.standing()")["late"] is False
    assert telephone.run("return m.outbox.standing(Date.now() + given)", 25 * hour)["late"] is True


def test_storage_that_the_browser_threw_away_is_noticed(telephone: Phone) -> None:
    phone = telephone.register()
    telephone.put(A)
    telephone.send()
    assert telephone.run("return m.outbox.evicted()") == []
    telephone.put(B, C)
    telephone.run("await m.store.destroy()")
    telephone.open()
    losses = telephone.run("return m.outbox.evicted()")
    assert losses == [{"phone": phone, "from": 2, "to": 3}]
    telephone.run("m.outbox.forgetEvicted(given)", losses)
    assert telephone.run("return m.outbox.evicted()") == []


def test_storage_that_held_nothing_unsent_may_go(telephone: Phone) -> None:
    telephone.register()
    telephone.put(A)
    telephone.send()
    telephone.run("await m.store.destroy()")
    telephone.open()
    assert telephone.run("return m.outbox.evicted()") == []


def test_a_newer_schema_keeps_the_rows_and_the_older_page_goes_on(telephone: Phone) -> None:
    telephone.register()
    telephone.put(A)
    newer = Phone.beside(telephone, telephone.page.context.new_page())
    newer.run(
        "m.store.use('buurvoorbuur', [...m.store.STEPS, (database) => database.createObjectStore('later')])"
    )
    newer.put(B)
    telephone.put(C)
    assert sorted(counters(telephone)) == [1, 2, 3]
    assert newer.states() == {"waiting": 3}


def test_a_refused_row_stays_with_its_reason_and_can_go_back_in_line(telephone: Phone, server) -> None:
    telephone.register()
    server.refuses = {A: ("closed", "Deze ronde is gesloten."), B: ("opted_out", "Deze deur wil niet meer.")}
    telephone.put(A, B, C)
    assert telephone.send() == {"refused": 2, "stored": 1}
    first, second = telephone.run("return m.outbox.refused()")
    assert (first["code"], first["sentence"]) == ("closed", "Deze ronde is gesloten.")
    assert second["code"] == "opted_out"
    server.refuses = {}
    telephone.run("await m.outbox.again(given)", [A, B])
    assert telephone.send() == {"refused": 1, "stored": 2}, "the content of the second was wiped"
    assert server.bodies[-1]["waiting"] == [1, 2] and server.bodies[-1]["made"] == 3


def test_the_draft_is_written_by_one_tab_only(telephone: Phone, page: Page) -> None:
    save = "return m.locked.saveDraft({person: '1', id: given.id, words: given.words})"
    assert telephone.run(save, {"id": A, "words": "first"}) is True
    other = Phone.beside(telephone, page.context.new_page())
    assert other.run(save, {"id": A, "words": "second"}) is False
    assert other.run("return (await m.locked.loadDraft('1')).words") == "first"
    telephone.page.close()
    eventually(other.page, "(id) => m.locked.saveDraft({person: '1', id, words: 'third'})", A)
    assert other.run("return (await m.locked.loadDraft('1')).words") == "third"


def test_a_talk_under_way_is_not_written_over_by_another(telephone: Phone, page: Page) -> None:
    save = "return m.locked.saveDraft({person: '1', id: given})"
    telephone.register()
    assert telephone.run(save, A) is True
    other = Phone.beside(telephone, page.context.new_page())
    telephone.page.close()
    eventually(other.page, "(id) => m.locked.saveDraft({person: '1', id})", A)
    assert other.run(save, B) is False
    assert other.run("return (await m.locked.loadDraft('1')).id") == A
    other.put(A, dropDraft=True)
    assert other.run(save, B) is True


def test_two_members_on_one_phone_each_have_a_draft_of_their_own(telephone: Phone, page: Page) -> None:
    save = "return m.locked.saveDraft({person: given[0], id: given[1]})"
    assert telephone.run(save, ["1", A]) is True
    other = Phone.beside(telephone, page.context.new_page())
    assert other.run(save, ["2", B]) is True
    telephone.register()
    telephone.put(A, dropDraft=True)
    assert telephone.run("return m.locked.loadDraft('1')") is None
    assert telephone.run("return (await m.locked.loadDraft('2')).id") == B
    assert telephone.run("return m.locked.hasDraft()") is True


def test_the_last_of_many_quick_saves_is_the_draft(telephone: Phone) -> None:
    save = "m.locked.saveDraft({person: '1', id: given, n})"
    telephone.run(f"await Promise.all(Array.from({{length: 30}}, (_, n) => {save}))", A)
    assert telephone.run("return (await m.locked.loadDraft('1')).n") == 29


def test_a_card_is_kept_for_twelve_hours_whatever_the_clock_does(telephone: Phone) -> None:
    card = {"round": ROUND, "now": "2026-10-06T18:30:00+02:00", "doors": [{"id": 1}]}
    telephone.run("await m.locked.saveCard(ROUND, given)", card)
    at = "const real = Date.now(); Date.now = () => real + given * 3600000; return m.locked.loadCard(ROUND)"
    assert telephone.run(at, 11.5) == card
    telephone.run("await m.locked.saveCard(ROUND, given)", card)
    assert telephone.run(at, 0.6) is None, "saving the same card again does not make it younger"
    telephone.open()
    telephone.run("await m.locked.saveCard(ROUND, given)", card)
    assert telephone.run(at, -48) is None


def test_a_wipe_takes_card_draft_and_key_and_leaves_the_outbox(telephone: Phone) -> None:
    telephone.register()
    telephone.put(A)
    telephone.run(
        "await m.locked.saveDraft({person: '1', id: given, words: 'x'}); await m.locked.saveCard(ROUND, {})",
        B,
    )
    other = Phone.beside(telephone, telephone.page.context.new_page())
    other.run("await m.locked.wipe()")
    assert other.run("return [await m.locked.loadDraft('1'), await m.locked.loadCard(ROUND)]") == [None, None]
    assert other.states() == {"waiting": 1}
    eventually(telephone.page, "(id) => m.locked.saveDraft({person: '1', id}).then((kept) => !kept)", B)
    assert other.run("return m.locked.loadDraft('1')") is None
