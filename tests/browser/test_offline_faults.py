"""Seeded evenings on which everything goes wrong, on the phone, on the way and on the server.

Afterwards each finished entry is in exactly one place: in the outbox, applied, laid aside or kept shut.
RUNS says how many evenings are played, SEED where they begin.
"""

import os
from pathlib import Path
from typing import Any

import pytest
from django.db import connections, transaction
from playwright.sync_api import Page

from buurvoorbuur.models import User
from outreach import interests
from outreach.envelope_states import EnvelopeState
from outreach.models import Flat, Round
from tests import make
from tests.slot import Slot

pytestmark = pytest.mark.browser

RUNS = int(os.environ.get("RUNS", "30"))
SEED = int(os.environ.get("SEED", "1"))
FAULTS = Path(__file__).with_name("faults.js").read_text(encoding="utf-8")
A_PAGE_LASTS = 100  # evenings; frames that were removed stay in memory until their page goes
# What many evenings must have met, or they prove nothing.
MET = {
    "late", "cut", "portal", "repeated", "revoke", "both", "evict", "statusAfterwards", "setClock", "fallIll",
    "rotate", "elsewhere",
}  # fmt: skip


class Rewind(Exception):
    """Ends an evening and takes everything back."""


@pytest.fixture
def tonight(flat: Flat, ans: User, riny: User) -> Round:
    interests.load_starter()
    return make.walking_round(flat, ans, riny)


def wrong(told: dict[str, Any], slot: Slot) -> list[str]:
    """What is wrong at the end of one evening; nothing, one hopes."""
    rows = {row["id"]: row for row in told["rows"]}
    found = list(told["problems"]) + slot.problems(told["lost"])
    for entry in told["entries"]:
        found += misplaced(entry, rows.get(entry["id"]), slot)
    found += [f"{row['id']} lost its content unsent" for row in rows.values() if lost_content(row)]
    found += holes(told, slot)
    places = {*rows, *slot.stored}
    found += [f"{id} is finished and still a draft" for id in told["drafts"] if id in places]
    gone = set(told["begunDrafts"]) - places - set(told["drafts"])
    found += [f"{id} was begun, and is nowhere" for id in gone]
    return found


def misplaced(entry: dict[str, Any], row: dict[str, Any] | None, slot: Slot) -> list[str]:
    is_here = entry["id"] in slot.stored
    places = int(is_here) + int(row is not None and row["state"] in ("waiting", "refused"))
    wanted = {"finished": (1,), "unknown": (0, 1), "not stored": (0,), "begun": (0,), "evicted": (0, 1)}
    may_be_gone = entry.get("wasEvicted") and entry["id"] in slot.refuses
    if places not in wanted[entry["state"]] and not (may_be_gone and not places):
        return [f"{entry['id']}, {entry['state']}, is in {places} places"]
    if row is None and places == 0:
        return []
    if is_here and not slot.says(entry["id"], entry["payload"]):
        return [f"{entry['id']} says something else"]
    if row is not None and row["state"] in ("stored", "attention") and not is_here:
        return [f"{entry['id']} says it was sent"]
    return [f"{entry['id']} still waits"] if row is not None and row["state"] == "waiting" else []


def lost_content(row: dict[str, Any]) -> bool:
    keeps = row["state"] == "waiting" or (row["state"] == "refused" and row["code"] != "opted_out")
    return keeps != row["hasContent"]


def holes(told: dict[str, Any], slot: Slot) -> list[str]:
    """Counters that neither the server nor the phone knows, on phones that kept their storage."""
    seen: dict[str, list[int]] = {}
    for one in slot.stored.values():
        seen.setdefault(str(one.phone_id), []).append(one.counter)
    for row in told["rows"]:
        if row["id"] not in slot.stored:
            seen.setdefault(row["phone"], []).append(row["counter"])
    if any(entry.get("wasEvicted") for entry in told["entries"]):
        return [f"{phone} counted double" for phone, all_ in seen.items() if len(all_) != len(set(all_))]
    return [
        f"{phone} has a hole" for phone, all_ in seen.items() if sorted(all_) != [*range(1, len(all_) + 1)]
    ]


def test_whatever_goes_wrong_each_finished_entry_is_in_exactly_one_place(
    page: Page, module_site: str, tonight: Round, ans: User, riny: User, cora: User, as_
) -> None:
    members = {str(user.pk): as_(user) for user in (ans, riny)}
    doors = list(tonight.flat.addresses.values_list("pk", flat=True))
    place = {"round": str(tonight.pk), "doors": doors, "people": list(members)}
    line: list[Slot] = []
    ours = connections["default"]

    def posted(_source: object, *asked: Any) -> list[Any]:
        # Playwright calls from a context of its own, in which Django would open another connection.
        connections["default"] = ours
        return line[-1](*asked)

    page.context.expose_binding("posted", posted)
    problems, met, finished, ends = {}, set(), 0, dict.fromkeys(EnvelopeState, 0)
    for n, seed in enumerate(range(SEED, SEED + RUNS)):
        if n % A_PAGE_LASTS == 0:
            page.goto(f"{module_site}/phone/")
            page.evaluate(f"() => {{ {FAULTS} }}")
        with pytest.raises(Rewind), transaction.atomic(), pytest.MonkeyPatch.context() as patch:
            slot = Slot(tonight, members, cora, patch)
            line.append(slot)
            told = page.evaluate("(given) => evening(given)", {"seed": seed, "place": place})
            slot.come_to_rest()
            if found := wrong(told, slot):
                problems[seed] = found
            met |= set(told["met"])
            finished += sum(entry["state"] == "finished" for entry in told["entries"])
            for one in slot.stored.values():
                ends[one.state] += 1
            raise Rewind
    assert not problems
    assert finished > RUNS * 5, "the evenings were too quiet to prove anything"
    assert ends[EnvelopeState.APPLIED] > RUNS and ends[EnvelopeState.SET_ASIDE] > RUNS / 2, ends
    assert RUNS < 300 or (met >= MET and ends[EnvelopeState.KEPT_SHUT] > RUNS / 30), (met, ends)
