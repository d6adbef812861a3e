"""From the register's list to a letter behind each door but those that said no."""

import re
from pathlib import Path

from playwright.sync_api import expect

from outreach import trust_checks
from outreach.models import Flat, LetterBatch, OptOut
from tests import paper
from tests.browsing import MAIN
from tests.journeys.cast import STREET, Road, in_one_line

LIST = Path(__file__).parents[1] / "data" / "bag-weesp-four-flats.csv"
BUILDING = "0457100000055338"
# Who calls before the letters are printed.
OPTED_OUT = "113"
ON_PAPER = re.compile(rf"{STREET} (\d+)")


def the_list_becomes_a_flat(road: Road) -> None:
    s = road.screens
    road.at(1, 10)
    s.become(road.cora)
    s.open("/", "journey-home-begin")
    s.open("/flats/nieuw/", "journey-list")
    s.page.locator("[name=file]").set_input_files(LIST)
    s.press(MAIN, "journey-building")
    s.tick("building", BUILDING)
    s.press(MAIN, "journey-preview")
    assert s.page.locator(".facade .door").count() == 128
    assert not Flat.objects.exists(), "a look stores nothing"
    s.fill("name", "Ingelanden")
    s.tick("because", "own")
    s.tick("plan_afterwards", "introductions")
    s.press("main button[value=confirm]", "journey-flat-new")
    road.flat = Flat.objects.get()
    assert s.page.locator(".facade .door").count() == 128


def two_initiators_get_the_flat(road: Road) -> None:
    s = road.screens
    s.open(f"/flats/{road.flat.pk}/weg/", "journey-road")
    for person in (road.ans, road.riny):
        s.press(f"form[action*='{person.pk}'] button[value=assign]")
    s.press("button[name=action][value=next]", "journey-road-letter")


def somebody_calls_to_opt_out(road: Road, door: str) -> None:
    s = road.screens
    s.open(f"/flats/{road.flat.pk}/afmelding/", "journey-optout")
    s.fill("door", door)
    s.tick("channel", "phone")
    s.press(MAIN)
    expect(s.page.locator(".door[data-state=opted_out]")).to_have_count(1)


def the_letters_are_printed(road: Road) -> bytes:
    s = road.screens
    s.open(f"/flats/{road.flat.pk}/brief/", "journey-letter")
    s.press(MAIN, "journey-letter-saved")
    _two_read_it(road)
    s.open(f"/flats/{road.flat.pk}/brief/", "journey-letter-checked")
    s.press("a[href$='/drukken/']", "journey-letter-order")
    s.choose("asker", road.ans)
    s.choose("note_taker", road.riny)
    s.fill("first_visit_on", "2026-10-15")
    s.press(MAIN, "journey-batch")
    stack = s.paper("a[href$='brieven.pdf']")
    each_page_is_for_one_door(road, paper.pages(stack))
    return stack


def _two_read_it(road: Road) -> None:
    """The coordinator from the letter, an initiator from their first page."""
    s = road.screens
    for reader in (road.cora, road.ans):
        s.become(reader)
        if reader == road.ans:
            s.open("/", "journey-letter-to-read")
        s.press("a[href$='/nakijken/']", "journey-letter-checks")
        for question in trust_checks.asked("nl"):
            s.tick("questions", question)
        s.press(MAIN)
    s.become(road.cora)


def each_page_is_for_one_door(road: Road, pages: list[str]) -> None:
    """In walking order, its own address and nobody else's, a code of its own; none for who opted out."""
    doors = [address.door for address in road.flat.addresses.in_walking_order() if address.door != OPTED_OUT]
    assert [_named_doors(page) for page in pages] == [{door} for door in doors]
    assert len(pages) == 127
    assert len({_code(page) for page in pages}) == 127


def somebody_scans_the_letter(road: Road, stack: bytes) -> None:
    s = road.screens
    road.at(2, 14)
    page = 40
    door = _named_doors(paper.pages(stack)[page - 1]).pop()
    on_the_phone = paper.scanned(stack, page)
    code = _code(paper.pages(stack)[page - 1])
    assert code.replace("-", "") in on_the_phone
    s.become_nobody()
    s.open("/afmelden/", "journey-public-code")
    s.open("/afmelden/" + on_the_phone.partition("/afmelden/")[2], "journey-public-optout")
    assert f"{STREET} {door}" in s.text
    s.press(MAIN, "journey-public-done")
    assert OptOut.objects.filter(address__number=door, channel="code").exists()


def the_letters_are_delivered(road: Road) -> None:
    s = road.screens
    s.become(road.cora)
    batch = LetterBatch.objects.get()
    s.open(f"/flats/{road.flat.pk}/brief/partij/{batch.pk}/", "journey-batch-take-out")
    s.press("form:has([name=on]) button")
    assert not LetterBatch.objects.get().delivered_on, "a letter that must come out is still in the stack"
    s.press("form[action*='/eruit/'] button")
    s.fill("on", "2026-10-02")
    s.press("form:has([name=on]) button", "journey-delivered")


def _named_doors(page: str) -> set[str]:
    return set(ON_PAPER.findall(in_one_line([page])))


def _code(page: str) -> str:
    [code] = set(re.findall(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}\b", page))
    return code
