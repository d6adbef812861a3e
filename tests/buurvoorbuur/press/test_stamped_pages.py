"""A stamped page is the page WeasyPrint would have made: the same words in the same places."""

import io
import random
from collections.abc import Sequence
from pathlib import Path

import pytest
from weasyprint.text.fonts import FontConfiguration

from buurvoorbuur.press import printing, slots, typesetting
from buurvoorbuur.press.refusals import WrongPages
from buurvoorbuur.press.slots import Bitmap, Copy, mark
from buurvoorbuur.press.sources import Sources
from tests import paper

STYLE = """
@page { size: 100mm 150mm; margin: 10mm }
body { margin: 0; font: 11pt/1.4 "Noto Sans", sans-serif; overflow-wrap: break-word }
.sheet { break-before: page; position: relative }
"""
FONTS = FontConfiguration()
WORDS = ["de", "buren", "koken", "samen", "en", "wandelen", "graag", "(of", "niet)", "naar-huis"]
STREETS = ["Dam", "Planetenlaan", "Burgemeester van Nispen van Sevenaerstraat", "'s-Gravenweg", "Van-Wou-pad"]


def page(*sheets: str) -> str:
    """A document with so many sheets."""
    body = "".join(f'<article class="sheet">{sheet}</article>' for sheet in sheets)
    head = f"<title>Proef</title><style>{STYLE}</style>"
    return f'<!doctype html><html lang="nl"><head>{head}</head><body>{body}</body></html>'


def stamped(sheet: str, copies: Sequence[Copy]) -> tuple[bytes, int]:
    """The copies as one PDF, and how many plates they took."""
    out, plates = io.BytesIO(), 0
    job = printing.Job([page(sheet)], Sources(Path("static")), out, FONTS)
    for copy in copies:
        plates += job.print(copy)
    job.finish()
    return out.getvalue(), plates


def set_whole(sheet: str, copies: Sequence[Copy]) -> bytes:
    """The same pages, each all WeasyPrint's."""
    sheets = [
        slots.fill_page(sheet, {slot: slots.tidy(text) for slot, text in copy.texts.items()})
        for copy in copies
    ]
    return typesetting.set_document(page(*sheets), Sources(Path("static")), None, FONTS)


def placed(pdf: bytes) -> list[list[paper.Word]]:
    """The words of each page with their places, to a tenth of a millimetre, in the order of the place."""
    return [
        sorted((round(word.top, 1), round(word.left, 1), round(word.right, 1), word.text) for word in words)
        for words in paper.words(pdf)
    ]  # type: ignore[misc]


def doors(count: int, chance: random.Random) -> list[Copy]:
    return [
        Copy(
            {
                "street": chance.choice(STREETS),
                "door": str(chance.choice([1, 9, 10, 98, 111, 2345])),
                "code": code,
            }
        )
        for code in (
            "".join(chance.choices("0123456789ABCDEFGHJKMNPRSTVWXYZ", k=4)) + "-7K3M" for _ in range(count)
        )
    ]


def test_a_stamped_page_has_the_same_words_in_the_same_places() -> None:
    said = f"Wij bellen aan op {mark('street')} {mark('door')}. Is dat goed?"
    sheet = f"<h1>Dag</h1><p>{said}</p><p>{mark('code')}</p>"
    copies = doors(30, random.Random(1))
    pdf, plates = stamped(sheet, copies)
    assert placed(pdf) == placed(set_whole(sheet, copies))
    assert plates < 15


def test_a_line_before_a_slot_may_get_room_for_it() -> None:
    copies = [Copy({"street": street}) for street in (STREETS[2], "Dam", "Planetenlaan", "A")]
    for words in range(14):
        sheet = f"<p>{'buren ' * words}{mark('street')} en nog meer</p>"
        assert placed(stamped(sheet, copies)[0]) == placed(set_whole(sheet, copies))


@pytest.mark.parametrize("seed", range(12))
def test_lines_break_as_weasyprint_breaks_them_wherever_the_slots_stand(seed: int) -> None:
    chance = random.Random(seed)
    said = [
        chance.choice([*WORDS * 2, mark("street"), mark("door"), f"({mark('door')})", f"{mark('code')},"])
        for _ in range(70)
    ]
    said[chance.randrange(70)] = "<br>"
    said[chance.randrange(70)] = f"<strong>{mark('code')}</strong>"
    said[chance.randrange(70)] = "<em>met nadruk gezegd</em>"
    sheet, copies = f"<p>{' '.join(said)}</p><p>Slot {mark('door')}</p>", doors(12, chance)
    assert placed(stamped(sheet, copies)[0]) == placed(set_whole(sheet, copies))


@pytest.mark.parametrize(
    "style",
    [
        "text-align: right",
        "text-align: center",
        "text-align: justify",
        "direction: rtl",
        "float: left",
        "display: inline-block",
        "position: absolute; right: 0",
        "text-decoration: underline",
        "letter-spacing: 0.1em",
        "word-spacing: 0.2em",
        "white-space: pre-wrap",
        "white-space: nowrap",
        "text-indent: 3em",
        "hyphens: auto",
        "font-variant-numeric: oldstyle-nums",
        "display: table-cell",
    ],
)
def test_however_a_text_is_styled_it_comes_out_as_weasyprint_sets_it(style: str) -> None:
    place = f"Op {mark('street')} {mark('door')}"
    sheet = (
        f'<p style="{style}">{place}</p><p style="{style}">{place} bellen wij graag een keer bij u aan</p>'
    )
    copies = doors(8, random.Random(2))
    assert placed(stamped(sheet, copies)[0]) == placed(set_whole(sheet, copies))


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "a  b\tc\nd",
        "<b>vet</b> &amp; {{ flat }} [[code]] %s %d",
        "שלום",
        "مرحبا بكم",
        "ሰላም",
        "漢字かな交じり文がここにある",
        "e\u0301e\u0323\u0302",
        "fi ffi \u00ad zacht af\u00adbreken",
        "\u200d\u200b\ufeff",
        "w" * 90,
        "👨‍👩‍👧 thuis",
        "(a\\b)",
        "\U0010ffff\U000f0000\ue000",
        "x\x00\x07\x1b\u202e y",
        "\ud800",
    ],
)
def test_any_text_is_printed_as_typed_beside_ordinary_ones(text: str) -> None:
    sheet = f"<p>Op {mark('street')} {mark('door')} bellen wij aan, als u dat goedvindt.</p><p>Dag</p>"
    own = Copy({"street": text, "door": "1", "code": "x"})
    ordinary = doors(3, random.Random(3))
    copies = [ordinary[0], own, ordinary[1], own, ordinary[2]]
    assert placed(stamped(sheet, copies)[0]) == placed(set_whole(sheet, copies))


def test_a_copy_that_needs_two_pages_stops_the_printing() -> None:
    sheet = f"<p>{mark('street')}</p>"
    with pytest.raises(WrongPages):
        stamped(sheet, [Copy({"street": "kort"}), Copy({"street": "lang " * 5_000})])


def test_the_same_input_gives_the_same_bytes() -> None:
    sheet = f"<p>{mark('street')} {mark('door')}</p>"
    copies = doors(45, random.Random(4))
    assert stamped(sheet, copies) == stamped(sheet, copies)


def test_each_page_has_tags_of_its_own_and_bookmarks_stand_in_groups() -> None:
    sheet = (
        f"<h1>Brief</h1><p>{mark('street')}</p>"
        f'<div><svg viewBox="0 0 8 8"><title>Code van {mark("street")}</title>'
        f'<path stroke="#000" d="{mark("qr")}"/></svg></div>'
    )
    names = [("Begane grond", "Dam 1"), ("Begane grond", "Dam 2"), ("1 hoog", "Dam 3")]
    bitmap = Bitmap(8, bytes([0b10101010, 0b01010101] * 4))
    copies = [Copy({"street": name}, {"qr": bitmap}, (floor, name)) for floor, name in names]
    pdf, plates = stamped(sheet, copies)
    assert paper.is_sound(pdf) and plates == 1
    inside = paper.opened(pdf)
    for _floor, name in names:
        assert f"/Alt (Code van {name})" in inside
    assert inside.count("/S /H1") == inside.count("/S /Figure") == inside.count("/S /Art") == 3
    assert inside.count("/Title (Begane grond)") == inside.count("/Title (1 hoog)") == 1
    assert paper.structure(pdf) == [["Brief", name] for _floor, name in names]
