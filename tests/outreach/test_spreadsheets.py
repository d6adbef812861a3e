"""The rule of `spreadsheets`: which files are a table, and which are refused before they do harm."""

import io
import random
import tracemalloc
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outreach.address_lists import spreadsheets, workbook_guard
from outreach.address_lists.spreadsheet_rows import MOST_BYTES, MOST_ROWS, Unreadable

WEESP = Path(__file__).parents[1] / "data" / "bag-weesp-four-flats.csv"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
SHEET = "xl/worksheets/sheet1.xml"


def cells(data: bytes, name: str = "lijst.csv") -> list[tuple[str, ...]]:
    return [row.cells for row in spreadsheets.read(name, data).rows]


def refusal(data: bytes, name: str = "lijst.csv") -> Unreadable:
    with pytest.raises(Unreadable) as refused:
        spreadsheets.read(name, data)
    return refused.value


def workbook(*rows: Sequence[object]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.worksheets[0].append(list(row))
    return saved(book)


def saved(book: openpyxl.Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


PLAIN = workbook(["straat"])


def with_part(name: str, chunks: Iterable[bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A plain workbook in which one part is replaced or added."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(PLAIN)) as plain,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made,
    ):
        for part in plain.namelist():
            if part != name:
                made.writestr(part, plain.read(part))
        info = zipfile.ZipInfo(name)
        info.compress_type = method
        with made.open(info, "w") as part_file:
            for chunk in chunks:
                part_file.write(chunk)
    return out.getvalue()


def with_rows(xml: str, before: str = "") -> bytes:
    sheet = f'<worksheet xmlns="{MAIN}">{before}<sheetData>{xml}</sheetData></worksheet>'
    return with_part(SHEET, [sheet.encode()])


def peak_while_refused(data: bytes) -> tuple[str, int]:
    """The code of the refusal, and how many bytes it took at most."""
    tracemalloc.start()
    try:
        code = refusal(data).code
        return code, tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


# Text files

TABLE = [("straat", "nr", "plaats"), ("Coördinatieweg", "1", "Één, bij Cuÿk"), ("Daniëlstraat", "2-A", "Zoë")]


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"]
)
def test_a_list_reads_the_same_in_every_dress(encoding: str, separator: str, newline: str) -> None:
    text = newline.join(separator.join(f'"{cell}"' for cell in row) for row in TABLE)
    assert cells(text.encode(encoding)) == TABLE


def test_the_real_register_list_is_read_whole() -> None:
    rows = spreadsheets.read("bag.csv", WEESP.read_bytes()).rows
    assert len(rows) == 359
    assert rows[0].cells[:3] == ("straat", "huisnummer", "huisletter")
    assert rows[1].cells[4:8] == ("1382KV", "hoofd", "0457200000199707", "0457010000058011")


def test_a_quoted_line_break_stays_in_its_cell() -> None:
    assert cells(b'straat;nr\r\n"Lange\r\nVoorhout";1\r\n') == [("straat", "nr"), ("Lange Voorhout", "1")]


def test_rows_keep_the_numbers_a_spreadsheet_shows() -> None:
    table = spreadsheets.read("x.csv", b"Bewoners\n\nstraat;nr\n;;\nKade;1\n")
    assert [(row.number, row.cells[0]) for row in table.rows] == [(1, "Bewoners"), (3, "straat"), (5, "Kade")]


def test_cells_lose_spaces_and_marks_without_width() -> None:
    assert cells("straat;nr\n\u00a0 Lange\u00a0 Kade \u200b;1\n".encode())[1] == ("Lange Kade", "1")


def test_accents_made_of_two_characters_become_one() -> None:
    assert cells("straat\nDanie\u0308lkade\n".encode())[1] == ("Daniëlkade",)


def test_a_comma_inside_one_column_of_addresses_is_no_separator() -> None:
    data = b"adres\nPlanetenlaan 1, Groningen\nPlanetenlaan 2, Groningen\n"
    assert cells(data)[1] == ("Planetenlaan 1, Groningen",)


def test_commas_in_a_title_or_in_numbers_do_not_make_columns() -> None:
    data = b"Lijst, versie 3\nstraat;nr;m2\nKade;1;70,5\nKade;2;71,5\n"
    assert cells(data)[2] == ("Kade", "1", "70,5")


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b"  \r\n\t\n", "empty"),
        (b";;;\n;;\n", "empty"),
        (b"\xff\xfe", "empty"),
        (b"\x00" * 100, "empty"),
        (b"%PDF-1.7 ...", "pdf"),
        (b"\x89PNG\r\n\x1a\n....", "picture"),
        (b"\xff\xd8\xff\xe0....", "picture"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1....", "old_or_protected_workbook"),
        (b"{\\rtf1 straat}", "text_document"),
        (b"<html><table><tr><td>straat</td></tr></table></html>", "markup"),
        (b"straat;nr\nKade;\x00\x01\x02\n", "binary"),
        (b"\x7fELF\x02\x01\x01\x00\x00\x00", "binary"),
        (b"\x1f\x8b\x08\x00\x12\x34\x00\x03", "binary"),
        (b"straat\n\x81\x8d\n", "encoding"),
        (b"\xff\xfes\x00t\x00r", "encoding"),
        (b'straat;nr\n"Kade;1\nKade;2\n', "open_quote"),
        (b'straat;nr\n"Ka"de;1\n', "open_quote"),
    ],
)
def test_what_is_no_list_is_refused_by_name(data: bytes, code: str) -> None:
    assert refusal(data).code == code


def test_a_list_of_the_largest_size_is_read_and_one_row_more_refused() -> None:
    data = b"straat;nr\n" + b"Kade;1\n" * MOST_ROWS
    assert len(cells(data)) == MOST_ROWS + 1
    assert refusal(data + b"Kade;1\n").code == "too_many_rows"


@pytest.mark.parametrize(
    ("data", "code", "params"),
    [
        (b"a;" * 60 + b"b\n", "too_many_columns", {"row": 1, "limit": 60}),
        (b"straat;nr\nKade;" + b"1" * 501, "cell_too_long", {"row": 2, "column": 2, "limit": 500}),
        (b"x" * (MOST_BYTES + 1), "too_large", {"megabytes": 5}),
    ],
)
def test_a_limit_names_its_place(data: bytes, code: str, params: dict[str, int]) -> None:
    refused = refusal(data)
    assert (refused.code, refused.params) == (code, params)


def test_sixty_columns_and_five_hundred_characters_are_allowed() -> None:
    assert len(cells(b";".join([b"x" * 500] * 60))[0]) == 60


def test_one_huge_line_is_refused_before_it_becomes_cells() -> None:
    code, peak = peak_while_refused(b";" * MOST_BYTES)
    assert code == "line_too_long"
    assert peak < 8 * MOST_BYTES  # the text and a stream over it, not five million cells


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        table = spreadsheets.read("x", data)
    except Unreadable:
        return
    assert table.rows


# Workbooks


def test_a_workbook_reads_as_the_same_list_in_text() -> None:
    assert cells(workbook(*TABLE)) == TABLE


def test_numbers_come_as_people_write_them() -> None:
    row = [12, 12.0, "12", "2-A", 70.5, True, None, "x"]
    assert cells(workbook(row)) == [("12", "12", "12", "2-A", "70.5", "True", "", "x")]


def test_a_date_stays_recognisable_as_a_date() -> None:
    row = [date(2024, 3, 2), datetime(2024, 3, 2), datetime(2024, 3, 2, 10, 30), time(2, 3)]
    assert cells(workbook(row)) == [("2024-03-02", "2024-03-02", "2024-03-02T10:30:00", "02:03:00")]


def test_the_stored_result_of_a_formula_is_read_and_nothing_computed() -> None:
    xml = '<row><c t="str"><f>A1&amp;"x"</f><v>Kade</v></c><c><f>1+1</f></c><c><v>3</v></c></row>'
    assert cells(with_rows(xml)) == [("Kade", "", "3")]


def test_the_first_visible_sheet_with_rows_is_read() -> None:
    book = openpyxl.Workbook()
    book.worksheets[0].title = "leeg"
    hidden = book.create_sheet("verborgen")
    hidden.append(["geheim"])
    hidden.sheet_state = "hidden"
    book.create_sheet("lijst").append(["straat"])
    assert cells(saved(book)) == [("straat",)]


def test_a_workbook_without_rows_is_empty() -> None:
    assert refusal(workbook()).code == "empty"


def test_rows_outside_the_size_that_a_sheet_claims_are_read_too() -> None:
    rows = '<row r="1"><c r="A1"><v>1</v></c></row><row r="3"><c r="C3"><v>2</v></c></row>'
    assert cells(with_rows(rows, before='<dimension ref="A1:A1"/>')) == [("1",), ("", "", "2")]


def test_a_formatted_row_at_the_end_of_the_sheet_is_no_row() -> None:
    rows = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="A1048576" s="0"/></row>'
    assert cells(with_rows(rows)) == [("1",)]


def test_a_made_up_row_number_does_not_count_for_ever() -> None:
    rows = '<row r="1"><c><v>1</v></c></row><row r="99999999999"><c><v>2</v></c></row>'
    assert refusal(with_rows(rows)).code == "damaged"


@pytest.mark.parametrize(
    ("xml", "code"),
    [
        ('<row r="1"><c r="XFD1"><v>1</v></c></row>', "too_many_columns"),
        ('<row r="1"><c r="ZZZZZZZ1"><v>1</v></c></row>', "damaged"),
        ('<row r="1"><c r="A1" t="s"><v>999</v></c></row>', "damaged"),
        ('<row r="1"><c r="A1"><v>niet een getal</v></c></row>', "damaged"),
        ('<row r="1"><c r="A1"><v>' + "9" * 5000 + "</v></c></row>", "damaged"),
        ('<row r="1"><c r="A1"><v>1</c></row>', "damaged"),
        ("<row>" + "<c/>" * 60_000 + "</row>", "too_complex"),
        ("<c/>" * 60_000, "too_complex"),
        ("<row>" + "<c>" * 60_000 + "</c>" * 60_000 + "</row>", "too_complex"),
        ('<row><c t="str"><v>' + "x" * 1_200_000 + "</v></c></row>", "bomb"),
    ],
)
def test_a_crooked_sheet_is_refused(xml: str, code: str) -> None:
    assert refusal(with_rows(xml)).code == code


def test_more_elements_than_any_list_holds_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook_guard, "MOST_ELEMENTS", 1_000)
    assert refusal(with_rows("<row/>" * 1_000)).code == "too_complex"


def test_elements_of_rows_that_ended_are_not_counted_as_held(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook_guard, "MOST_HELD", 200)
    assert len(cells(with_rows("<row><c><v>1</v></c><c><v>2</v></c></row>" * 500))) == 500


def test_more_than_a_workbook_may_unpack_to_is_refused_at_any_ratio(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook_guard, "MOST_UNPACKED", 5_000)
    assert refusal(PLAIN).code == "bomb"


def test_a_part_that_hides_its_size_in_noise_is_refused_while_it_is_counted() -> None:
    noise = random.Random(1).randbytes(600_000).hex()
    xml = f'<row><c t="str"><v>{noise}</v></c></row>'
    assert refusal(with_rows(xml)).code == "too_complex"


def test_a_zip_of_200_kb_that_unpacks_to_200_mb_is_refused_without_unpacking() -> None:
    zeros = b"0" * 1_000_000
    bomb = with_part(SHEET, (zeros for _ in range(200)))
    assert len(bomb) < 250_000
    code, peak = peak_while_refused(bomb)
    assert code == "bomb"
    assert peak < 1_000_000


def test_a_bomb_in_a_part_that_no_sheet_uses_is_refused_too() -> None:
    assert refusal(with_part("xl/media/image1.png", [b"\0" * 20_000_000])).code == "bomb"


def test_a_bomb_that_lies_about_its_size_is_refused() -> None:
    honest = with_part("xl/media/x.bin", [b"\0" * 20_000_000])
    lying = honest.replace((20_000_000).to_bytes(4, "little"), (900).to_bytes(4, "little"))
    assert lying != honest
    assert refusal(lying).code == "damaged"


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_method_that_unpacks_without_limit_is_refused(method: int) -> None:
    assert refusal(with_part(SHEET, [b"<worksheet/>"], method)).code == "bomb"


def test_a_zip_of_a_thousand_parts_is_refused() -> None:
    out = io.BytesIO(PLAIN)
    with zipfile.ZipFile(out, "a") as archive:
        for number in range(1_000):
            archive.writestr(f"xl/media/{number}", b"")
    assert refusal(out.getvalue()).code == "bomb"


def test_entities_are_refused_before_they_grow() -> None:
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    xml = f'<!DOCTYPE w [<!ENTITY l0 "ha">{laughs}]><worksheet xmlns="{MAIN}">&l9;</worksheet>'
    code, peak = peak_while_refused(with_part(SHEET, [xml.encode()]))
    assert code == "bomb"
    assert peak < 1_000_000


def test_the_library_reads_xml_through_defusedxml() -> None:
    assert openpyxl.DEFUSEDXML


def test_macros_are_refused_by_name_by_part_and_by_kind() -> None:
    with zipfile.ZipFile(io.BytesIO(PLAIN)) as archive:
        manifest = archive.read("[Content_Types].xml")
    kind = manifest.replace(b"spreadsheetml.sheet.main", b"sheet.macroEnabled.main")
    kind = kind.replace(b"openxmlformats-officedocument.sheet.macro", b"ms-excel.sheet.macro")
    assert refusal(PLAIN, "lijst.XLSM").code == "macros"
    assert refusal(with_part("xl/vbaProject.bin", [b"x"])).code == "macros"
    assert refusal(with_part("[Content_Types].xml", [kind])).code == "macros"


@pytest.mark.parametrize(
    ("part", "code"),
    [("mimetype", "opendocument"), ("word/document.xml", "no_list"), ("foto.jpg", "no_list")],
)
def test_another_kind_of_zip_is_refused_by_name(part: str, code: str) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(part, b"x")
        archive.writestr("[Content_Types].xml", b"<Types/>")
    assert refusal(out.getvalue()).code == code


def test_a_zip_that_is_cut_off_is_damaged() -> None:
    data = workbook(*TABLE)
    assert {refusal(data[:cut]).code for cut in (10, len(data) // 2, len(data) - 10)} == {"damaged"}


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_a_workbook_with_wrong_bytes_is_read_or_refused(data: st.DataObject) -> None:
    raw = bytearray(PLAIN)
    for _ in range(data.draw(st.integers(1, 8))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    try:
        table = spreadsheets.read("x.xlsx", bytes(raw))
    except Unreadable:
        return
    assert table.rows


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet='<>/rowcvts="1A ', max_size=80))
def test_a_sheet_of_scrambled_xml_is_read_or_refused(xml: str) -> None:
    try:
        table = spreadsheets.read("x.xlsx", with_rows(xml))
    except Unreadable:
        return
    assert table.rows
