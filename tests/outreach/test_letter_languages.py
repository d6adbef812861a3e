"""Letters in other languages: whole, on one page, in their own script and direction."""

import re
import subprocess
from datetime import date
from tempfile import NamedTemporaryFile

import pytest

from buurvoorbuur.models import Team
from outreach import letter_drafts, letter_pages, letter_words
from outreach.letter_pages import Occasion
from outreach.models import Flat
from tests import make, paper

pytestmark = pytest.mark.one_database

LANGUAGES = list(letter_words.languages())
ARABIC = re.compile("[\u0621-\u064a]")
# A word of the letter's fixed part and one of its text, as they must come out of the PDF.
SAID = {
    "nl": ("Betreft:", "kennismaking,"),
    "en": ("Subject:", "neighbourhood,"),
    "tr": ("Konu:", "saklarız."),
    "pl": ("Temat:", "pieniądze."),
    "uk": ("Тема:", "сусідами"),
    "ar": ("سكان", "فراغنا"),
    "ti": ("ጉዳይ:", "ጎረባብቲ"),
}


@pytest.fixture
def flat(team: Team) -> Flat:
    return make.flat(team)


@pytest.fixture
def occasion(flat: Flat) -> Occasion:
    return Occasion(flat, "Ans", "Riny", date(2026, 10, 20), date(2026, 10, 6))


def printed(language: str, occasion: Occasion, code: str = "7K3M9TPC") -> bytes:
    wording = letter_pages.read(letter_drafts.default(language))
    return letter_pages.paper(wording, occasion, [(occasion.flat.addresses.all()[0], code)])


def fonts(pdf: bytes) -> list[str]:
    """A line a font, as poppler tells it: name, kind, and whether it is embedded."""
    with NamedTemporaryFile() as file:
        file.write(pdf)
        file.flush()
        told = subprocess.run(["pdffonts", file.name], capture_output=True, check=True, text=True).stdout
    return told.splitlines()[2:]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_letter_comes_out_in_its_own_script(occasion: Occasion, language: str) -> None:
    pdf = printed(language, occasion)
    (page,) = paper.pages(pdf)
    for word in SAID[language]:
        assert word in page
    assert "7K3M-9TPC" in page and "050 123 4567" in page
    assert f"/Lang ({language})" in paper.opened(pdf)
    assert paper.is_sound(pdf) and paper.is_tagged(pdf)
    assert all(re.search(r" yes yes yes ", line) for line in fonts(pdf)), "every font is embedded"


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sign_of_a_letter_is_missing_from_the_fonts(occasion: Occasion, language: str) -> None:
    # A sign that no font has is set as an empty box of a font of last resort, or as glyph 0 without text.
    draft = letter_drafts.default(language)
    (page,) = paper.pages(printed(language, occasion))
    typed = {sign for sign in draft.body if sign.isalpha() and not sign.isascii()}
    # Poppler gives some Arabic signs with a mark as the sign and the mark.
    assert len(typed - set(page)) <= (4 if language == "ar" else 0), sorted(typed - set(page))


def test_arabic_runs_from_right_to_left_and_the_address_stays_in_the_window(occasion: Occasion) -> None:
    words = paper.words(printed("ar", occasion))[0]
    text = [word for word in words if word.top > 90 and ARABIC.search(word.text)]
    assert max(word.right for word in text) > 188, "it begins at the right margin"
    (door,) = [word for word in words if "Planetenlaan" in word.text and word.top < 80]
    assert door.left < 35


def test_a_number_is_not_turned_round(occasion: Occasion) -> None:
    words = paper.words(printed("ar", occasion))[0]
    lines: dict[int, dict[str, float]] = {}
    for word in words:
        for part in ("050", "123", "4567"):
            if part in word.text:
                lines.setdefault(round(word.top), {})[part] = word.left
    assert len(lines) == 2, "in the text and in the box"
    assert all(parts["050"] < parts["123"] < parts["4567"] for parts in lines.values())


def test_a_day_is_written_as_each_language_does() -> None:
    day = date(2026, 10, 20)
    written = {
        language: letter_words.of(language).weekday_of(day) for language in ("nl", "en", "tr", "pl", "ti")
    }
    assert written == {
        "nl": "dinsdag 20 oktober",
        "en": "Tuesday 20 October",
        "tr": "20 Ekim Salı",
        "pl": "wtorek 20 października",
        "ti": "ሰሉስ 20 ጥቅምቲ",
    }
    assert letter_words.of("nl").day(day) == "20 oktober 2026"
