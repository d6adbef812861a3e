"""Nothing that somebody said can be read on the phone: not in its database, caches, storage or cookies."""

import json
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserType

from tests.browser.conftest import Phone
from tests.house.markers import ENOUGH, Markers
from tests.phone import ROUND, Server

pytestmark = pytest.mark.browser

DUMP = """
  const found = {};
  for (const {name, version} of await indexedDB.databases()) {
    const database = await m.store.asked(indexedDB.open(name, version));
    for (const store of database.objectStoreNames) {
      const all = await m.store.asked(database.transaction(store).objectStore(store).getAll());
      found[`${name}/${store}`] = JSON.stringify(all, (key, value) =>
        value instanceof ArrayBuffer ? [...new Uint8Array(value)] : value?.buffer ? [...value] : value);
    }
  }
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) found[request.url] = await (await cache.match(request)).text();
  }
  return {...found, local: JSON.stringify(localStorage), session: JSON.stringify(sessionStorage),
    cookie: document.cookie};
"""


def recognisable(markers: Markers) -> list[str]:
    """Words, numbers and addresses of which none may be found again."""
    makers = (markers.word, markers.phone, markers.email)
    return [makers[n % len(makers)]() for n in range(ENOUGH)]


def fill(phone: Phone, said: list[str]) -> None:
    """An outbox with every kind of entry, a card and a draft, each full of what people say."""
    third = len(said) // 3
    fields = [[f"answer_{n}", words] for n, words in enumerate(said)]
    entries = [
        {"id": f"{n}0000000-2f43-4f0e-9d38-0d3a5b1f7c11", "kind": kind, "round": ROUND, "address": n}
        for n, kind in enumerate(("visit", "resident", "undo", "optout"))
    ]
    given = {"entries": entries, "fields": fields, "words": said[third:], "round": ROUND}
    phone.register()
    phone.run(
        """
        const {fields} = given;
        for (const one of given.entries) await m.outbox.put('1', [{...one, payload: {...one, fields}}]);
        await m.locked.saveCard(given.round, {round: given.round, doors: given.words});
        await m.locked.saveDraft({person: '1', id: 'a', round: given.round, fields: given.fields});
        """,
        given,
    )


def test_nothing_that_was_said_can_be_read_by_any_script(telephone: Phone) -> None:
    markers = Markers()
    said = recognisable(markers)
    fill(telephone, said)
    dump: dict[str, Any] = telephone.run(DUMP)
    assert {"buurvoorbuur/outbox", "buurvoorbuur/drafts", "buurvoorbuur/cards"} <= dump.keys()
    assert telephone.run("return (await m.locked.loadDraft('1')).fields.length") == ENOUGH
    text = json.dumps(dump).encode()
    assert len(set(said)) == ENOUGH and markers.found_in(text) == []
    assert markers.found_in(bytes(numbers_in(dump))) == []
    assert ROUND.encode() in text, "who looks well finds what may be read"


def numbers_in(dump: dict[str, str]) -> list[int]:
    """All bytes of every store, one after the other: sealed content is dumped as numbers."""
    found: list[int] = []

    def walk(value: Any) -> None:
        if (
            isinstance(value, list)
            and value
            and all(isinstance(one, int) and 0 <= one < 256 for one in value)
        ):
            found.extend(value)
        elif isinstance(value, list | dict):
            for one in value.values() if isinstance(value, dict) else value:
                walk(one)

    for name, text in dump.items():
        if name.startswith("buurvoorbuur/"):
            walk(json.loads(text))
    return found


def test_nothing_that_was_said_can_be_read_in_the_files_of_the_browser(
    browser_type: BrowserType,
    browser_type_launch_args: dict[str, Any],
    module_site: str,
    tmp_path: Path,
) -> None:
    """The files on the disk of the phone, as somebody finds them who takes it apart."""
    markers = Markers()
    said = recognisable(markers)
    context = browser_type.launch_persistent_context(str(tmp_path), **browser_type_launch_args)
    phone = Phone(context.new_page(), module_site, Server())
    phone.answer()
    fill(phone.open(), said)
    context.close()
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    database = [path for path in files if "IndexedDB" in path.as_posix()]
    assert database and any(ROUND.encode() in path.read_bytes() for path in database)
    assert [path.name for path in files if markers.found_in(path.read_bytes())] == []
