"""No cell of a spreadsheet becomes a formula, and what is written comes back as it was."""

import csv
import io
import sys
import unicodedata

import pytest

from outreach.csv_cells import defused, sheet


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n"])
def test_what_would_be_a_formula_stays_text(start: str) -> None:
    assert defused(f"{start}1+1") == f"'{start}1+1"


@pytest.mark.parametrize("start", ["＝", "＋", "－", "＠", "﹦", "﹢", "﹣", "﹫", "⁼", "₊"])
def test_a_sign_of_another_script_that_may_be_taken_for_one_stays_text(start: str) -> None:
    assert defused(f"{start}1+1") == f"'{start}1+1"


def test_whatever_becomes_one_of_these_signs_when_it_is_made_plain_is_kept_from_it() -> None:
    every = map(chr, range(sys.maxunicode + 1))
    signs = [sign for sign in every if unicodedata.normalize("NFKC", sign)[0] in "=+-@\t\r\n"]
    assert len(signs) > 20
    assert [sign for sign in signs if defused(sign) == sign] == []


@pytest.mark.parametrize(
    "text", ["Planetenflat", "１＋１", "½ @ home", "…", "", "– Nobody home", "26,7% of 90", "5–9", "1=1"]
)
def test_other_text_stays_as_it_is(text: str) -> None:
    assert defused(text) == text


def test_a_number_is_no_formula_even_below_zero() -> None:
    assert sheet([[-5]]).decode("utf-8-sig") == "-5\r\n"


def test_semicolons_quotes_and_lines_come_back_as_they_were() -> None:
    rows = [["a;b", 'say "yes"', "two\nlines"], ["Ærø", "", "x"]]
    read = csv.reader(io.StringIO(sheet(rows).decode("utf-8-sig"), newline=""), delimiter=";")
    assert list(read) == rows


def test_the_file_opens_in_its_own_letters() -> None:
    assert sheet([["Muriël"]]).startswith(b"\xef\xbb\xbf")
