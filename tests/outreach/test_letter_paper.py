"""The printed letters: one page a door with exactly its own address and code, its address in the window."""

import re
from datetime import date

import pytest

from buurvoorbuur.models import User
from outreach import codes, letter_batches, letter_drafts, letter_pages, optouts
from outreach.flat_phases import Phase
from outreach.letter_batches import PrintOrder
from outreach.letter_drafts import LetterDraft
from outreach.letter_pages import Occasion
from outreach.models import Address, Flat, Letter
from outreach.opt_out_terms import Channel
from tests import make, paper

pytestmark = pytest.mark.one_database

CODE = re.compile(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}\b")
# Left, top, right and bottom of what the window of a DL or C5 envelope shows, in millimetres on the sheet.
WINDOW = (20, 50, 105, 85)


@pytest.fixture
def flat(flat: Flat) -> Flat:
    Flat.objects.filter(pk=flat.pk).update(phase=Phase.LETTER)
    return flat


@pytest.fixture
def text(flat: Flat) -> Letter:
    flat.letters.all()[0].batches.all().delete()
    flat.letters.all().delete()
    return make.checked_letter(flat)


@pytest.fixture
def occasion(flat: Flat) -> Occasion:
    return Occasion(flat, "Ans", "Riny", date(2026, 10, 20), date(2026, 10, 6))


@pytest.fixture
def printed(flat: Flat, text: Letter, ans: User, riny: User, cora: User) -> bytes:
    """The PDF of the flat after door 4 said no."""
    optouts.record(address=flat.addresses.get(number=4), channel=Channel.PHONE, by=cora, at=make.EVENING)
    batch = letter_batches.order(
        letter=text, order=PrintOrder(ans, riny, date(2026, 10, 20)), by=cora, at=make.EVENING
    )
    return letter_batches.download(batch=batch, by=cora, at=make.EVENING)


def test_each_page_holds_its_own_address_and_code_and_no_other(printed: bytes) -> None:
    pages = paper.pages(printed)
    assert [re.findall(r"Planetenlaan (\d+)", page) for page in pages] == [
        [door] * 2 for door in ("1", "2", "3", "5", "6")
    ]
    found = [set(CODE.findall(page)) for page in pages]
    assert [len(on_page) for on_page in found] == [1] * 5
    assert len(set.union(*found)) == 5
    for page, (code,) in zip(pages, found, strict=True):
        assert f"Planetenlaan {codes.door_of(code).door}" in page


def test_who_reads_with_difficulty_can_read_how_to_check_on_us(printed: bytes) -> None:
    words = paper.words(printed)[0]
    (asked,) = [word for word in words if word.text == "echt?"]
    (greeting,) = [word for word in words if word.text == "Beste"]
    # The greeting is 10 points high.
    assert round(10 * (asked.bottom - asked.top) / (greeting.bottom - greeting.top), 1) >= 9


def test_the_file_is_sound_tagged_and_says_its_language(printed: bytes) -> None:
    assert paper.is_sound(printed)
    inside = paper.opened(printed)
    for mark in ("/MarkInfo", "/StructTreeRoot", "/Lang (nl)", "pdfuaid:part", "/S /H1", "/S /Figure"):
        assert mark in inside
    assert inside.count("/Alt ") == inside.count("/S /Figure")


def test_the_address_stands_in_the_window_and_nothing_secret_does(printed: bytes) -> None:
    left, top, right, bottom = WINDOW
    for words in paper.words(printed):
        shown = [
            word
            for word in words
            if word.right > left and word.left < right and word.bottom > top and word.top < bottom
        ]
        inside = [
            word.text
            for word in shown
            if word.left >= left and word.right <= right and word.top >= top and word.bottom <= bottom
        ]
        assert len(inside) == len(shown)
        assert inside[-5:-4] == ["Planetenlaan"] and inside[-3:] == ["9742", "AB", "Groningen"]
        assert not CODE.search(" ".join(inside))


def test_the_letter_speaks_its_own_language(flat: Flat, occasion: Occasion) -> None:
    for language, greeting, day in (
        ("nl", "Beste buur", "dinsdag 20 oktober"),
        ("en", "Dear neighbour", "Tuesday 20 October"),
    ):
        wording = letter_pages.read(letter_drafts.default(language))
        pdf = letter_pages.paper(wording, occasion, [(flat.addresses.all()[0], codes.make())])
        (page,) = paper.pages(pdf)
        assert greeting in page and day in page
        assert f"/Lang ({language})" in paper.opened(pdf)


def test_hostile_text_comes_out_as_it_was_typed(flat: Flat, occasion: Occasion) -> None:
    typed = '<img src="http://127.0.0.1:9/x"> {{ flat }} {% now "Y" %} </p><script>'
    flat.name = "<b>Planetenflat</b> [[code]]"
    body = f"{typed}\n\n[[flat]] [[asker]] [[note_taker]] [[phone]] [[optout_url]] [[code]]"
    wording = letter_pages.read(LetterDraft("nl", "<h1>Dag</h1>", body))
    (page,) = paper.pages(letter_pages.paper(wording, occasion, [(flat.addresses.all()[0], codes.make())]))
    for sign in (typed, "<h1>Dag</h1>", "<b>Planetenflat</b> [[code]]"):
        assert sign in " ".join(page.split())


def test_a_long_address_stays_in_the_window(flat: Flat, occasion: Occasion) -> None:
    door = Address(
        flat=flat,
        street="Burgemeester van Nispen van Sevenaerstraat",
        number=1234,
        suffix="A-123",
        postcode="9742AB",
        city="Nieuwolda-Oost aan de Lange Vaart",
    )
    wording = letter_pages.read(letter_drafts.default("nl"))
    pdf = letter_pages.paper(wording, occasion, [(door, codes.make())])
    address = [word for word in paper.words(pdf)[0] if 55 < word.top < WINDOW[3] and word.left < 110]
    assert {"1234A-123", "Vaart"} <= {word.text for word in address}
    assert all(word.right <= WINDOW[2] and word.bottom <= WINDOW[3] for word in address)


def test_a_word_without_end_is_broken_and_not_cut_off(flat: Flat, occasion: Occasion) -> None:
    body = f"{'w' * 300}\n\n[[asker]] [[note_taker]] [[phone]] [[optout_url]] [[code]]"
    wording = letter_pages.read(LetterDraft("nl", "Dag", body))
    pdf = letter_pages.paper(wording, occasion, [(flat.addresses.all()[0], codes.make())])
    assert all(word.right <= 190.5 for word in paper.words(pdf)[0])
