"""Letters stamped for many doors at once: each as WeasyPrint would set it, with its own door's QR code."""

import re
import subprocess
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
import segno
from PIL import Image

from buurvoorbuur import logos, pdf
from buurvoorbuur.models import User
from outreach import codes, letter_drafts, letter_pages, qr_codes
from outreach.letter_pages import Occasion
from outreach.models import Address, Flat
from tests import make, paper

pytestmark = pytest.mark.one_database

CODE = re.compile(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}\b")
DPI = 150
# Left, top, right and bottom of the QR code in millimetres: drawn otherwise, it is compared by reading it.
QR = (26, 255, 58, 289)


@pytest.fixture
def occasion(flat: Flat) -> Occasion:
    return Occasion(flat, "Ans", "Riny", date(2026, 10, 20), date(2026, 10, 6))


@pytest.fixture
def wording() -> letter_pages.Wording:
    return letter_pages.read(letter_drafts.default("nl"))


def doors(flat: Flat, streets: Sequence[str], count: int) -> list[tuple[Address, str]]:
    """So many doors with addresses of all sorts, and a code each."""
    suffixes, cities = ("", "A", "-3", "bis"), ("Groningen", "'s-Hertogenbosch", "Nieuwolda-Oost", "")
    return [
        (
            Address(
                flat=flat,
                street=streets[number % len(streets)],
                number=number * 7 % 1500 + 1,
                suffix=suffixes[number % 4],
                postcode="9742AB" if number % 5 else "",
                city=cities[number // 5 % 4],
                floor=number // 10,
            ),
            codes.make(),
        )
        for number in range(count)
    ]


def set_whole(wording: letter_pages.Wording, occasion: Occasion, door: tuple[Address, str]) -> bytes:
    """The letter of one door, all WeasyPrint's."""
    (copy,) = letter_pages.copies([door])
    qr = qr_codes.draw(letter_pages.optout_url(door[1]))
    given = letter_pages.pictures(occasion)
    page = letter_pages.context(wording, occasion, [(copy.texts, qr)], given)
    return pdf.render(letter_pages.TEMPLATE, page, language=wording.language, pages=1, given=given)


def pictures(paper_bytes: bytes) -> list[np.ndarray]:
    """Each page in grey, with the place of its QR code left out."""
    with TemporaryDirectory() as folder:
        file = Path(folder, "letters.pdf")
        file.write_bytes(paper_bytes)
        subprocess.run(["pdftoppm", "-r", str(DPI), "-gray", file, f"{folder}/page"], check=True)
        shown = [np.array(Image.open(picture), dtype=int) for picture in sorted(Path(folder).glob("page*"))]
    left, top, right, bottom = (round(side / 25.4 * DPI) for side in QR)
    for page in shown:
        page[top:bottom, left:right] = 255
    return shown


def test_a_stamped_letter_equals_one_that_weasyprint_set_by_itself(
    flat: Flat, occasion: Occasion, wording: letter_pages.Wording
) -> None:
    streets = (
        "Planetenlaan",
        "Burgemeester van Nispen van Sevenaerstraat",
        "'s-Gravenweg",
        "Ğürçük & Straße",
    )
    some = doors(flat, streets, 9)
    stamped = letter_pages.paper(wording, occasion, some)
    whole = [set_whole(wording, occasion, door) for door in some]
    assert paper.pages(stamped) == [page for letter in whole for page in paper.pages(letter)]
    assert paper.structure(stamped) == [page for letter in whole for page in paper.structure(letter)]
    for ours, theirs in zip(
        pictures(stamped), [page for letter in whole for page in pictures(letter)], strict=True
    ):
        assert np.abs(ours - theirs).max() <= 8


def test_a_teams_own_logo_stands_on_every_letter_with_words_for_who_cannot_see_it(
    flat: Flat, occasion: Occasion, wording: letter_pages.Wording, cora: User
) -> None:
    logos.change(team=flat.team, file=make.logo(40), by=cora, at=make.EVENING)
    some = doors(flat, ("Dam", "Zonnelaan"), 3)
    stamped = letter_pages.paper(wording, occasion, some)
    whole = [set_whole(wording, occasion, door) for door in some]
    assert paper.structure(stamped) == [page for letter in whole for page in paper.structure(letter)]
    assert paper.opened(stamped).count(f"/Alt ({flat.team})") == len(some)
    top_right = [page[: round(29 / 25.4 * DPI), -round(22 / 25.4 * DPI) :] for page in pictures(stamped)]
    for ours, theirs in zip(pictures(stamped), [pictures(letter)[0] for letter in whole], strict=True):
        assert np.abs(ours - theirs).max() <= 8
    assert all((corner == 40).any() for corner in top_right)
    # The picture is in the file once, and not at all on a letter without a drawing.
    bare = letter_pages.paper(replace(wording, shows_logo=False), occasion, some)
    assert paper.opened(stamped).count("/Subtype /Image") == 1
    assert paper.opened(bare).count("/Subtype /Image") == 0


def test_a_thousand_letters_each_hold_their_own_address_and_code_and_no_other(
    flat: Flat, occasion: Occasion, wording: letter_pages.Wording
) -> None:
    some = doors(flat, ("Planetenlaan",), 1000)
    printed = letter_pages.paper(wording, occasion, some)
    assert paper.is_sound(printed)
    assert len(printed) <= 2048 * len(some)
    pages = paper.pages(printed)
    assert len(pages) == len(some)
    for page, (address, code) in zip(pages, some, strict=True):
        assert set(CODE.findall(page)) == {codes.written(code)}
        assert set(re.findall(r"Planetenlaan (\S+?)[.\s]", page)) == {address.door}


def test_a_telephone_reads_each_letters_own_code(
    flat: Flat, occasion: Occasion, wording: letter_pages.Wording, settings
) -> None:
    some = doors(flat, ("Planetenlaan",), 12)
    printed = letter_pages.paper(wording, occasion, some)
    for page in (1, 2, 7, 12):
        assert paper.scanned(printed, page) == f"{settings.PUBLIC_URL}/afmelden/{some[page - 1][1]}/"


def test_many_qr_codes_drawn_at_once_are_those_drawn_one_by_one() -> None:
    texts = [f"https://buren.example.org/afmelden/{codes.make()}/" for _ in range(50)]
    for text, drawn in zip(texts, qr_codes.draw_all(texts), strict=True):
        alone = segno.make_qr(text, error="m", mode="byte", mask=2, boost_error=False)
        assert drawn.rows == np.packbits(np.array(alone.matrix, dtype=np.uint8), axis=1).tobytes()
    assert qr_codes.draw_all([]) == []
    with pytest.raises(ValueError):
        qr_codes.draw_all(["kort", "langer"])


def test_floors_are_bookmarks_and_doors_stand_under_them(
    flat: Flat, occasion: Occasion, wording: letter_pages.Wording
) -> None:
    inside = paper.opened(letter_pages.paper(wording, occasion, doors(flat, ("Dam",), 12)))
    assert inside.count("/Title (Begane grond)") == inside.count("/Title (Verdieping 1)") == 1
    assert inside.count("/Title (Dam ") == 12


def test_a_flat_without_doors_has_no_letters(occasion: Occasion, wording: letter_pages.Wording) -> None:
    with pytest.raises(pdf.WrongPages):
        letter_pages.paper(wording, occasion, [])
