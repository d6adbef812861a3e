"""Whatever the address rules may find, there is a sentence for it."""

import re
from pathlib import Path

import pytest

import outreach
from outreach.address_key import AddressParts
from outreach.address_lists.address_rows import RowProblem, RowQuestion
from outreach.address_lists.spreadsheet_rows import Unreadable
from outreach.layout import BadPattern
from outreach.wording import address_sentences

RULES = Path(outreach.__file__).parent
READERS = "spreadsheets", "spreadsheet_rows", "delimited_text", "workbooks", "workbook_guard"
PARAMS = {"raw": "x", "other_row": 3, "limit": 9, "row": 2, "column": 4, "line": 5, "megabytes": 5}
PARAMS |= {"given": 7, "lowest": -2, "highest": 99, "last": 8}


def codes_of(what: str, *files: str) -> set[str]:
    """Every code that these rule files can raise, read from their source."""
    text = "".join(next(RULES.rglob(f"{file}.py")).read_text() for file in files)
    return set(re.findall(rf'{what}\(\s*"(\w+)"', text))


@pytest.mark.parametrize(
    "code",
    sorted(
        codes_of("BadAddress", "address_key", "address_rows")
        | {"no_headings", "missing_column", "double", "double_with_other_postcode"}
    ),
)
def test_every_problem_of_a_row_has_its_sentence(code: str) -> None:
    params = {"raw": "100% fout", "other_row": 3}
    sentence = address_sentences.numbered_problem(RowProblem(7, "postcode", code, params))
    assert "7" in sentence and len(sentence) > 15 and "%(" not in sentence


@pytest.mark.parametrize(
    "code",
    sorted(
        codes_of("Unreadable", *READERS) | {"pdf", "picture", "text_document", "old_or_protected_workbook"}
    ),
)
def test_every_file_that_is_refused_is_told_why(code: str) -> None:
    assert len(address_sentences.unreadable(Unreadable(code, **PARAMS))) > 15


@pytest.mark.parametrize("code", sorted(codes_of("BadPattern", "layout") | {"bad_postcode"}))
def test_every_impossible_flat_is_told_why(code: str) -> None:
    assert len(address_sentences.bad_pattern(BadPattern(code, **PARAMS))) > 15


@pytest.mark.parametrize("kind", ["range", "date", "line", "withdrawn", "not_a_home", "side_address"])
def test_every_question_can_be_asked(kind: str) -> None:
    assert "36-38" in address_sentences.question(RowQuestion(4, kind, "36-38", ("keep", "leave_out")))


def test_a_choice_names_the_doors_it_gives() -> None:
    doors = tuple(AddressParts("Dorpsstraat", number) for number in range(2, 22, 2))
    assert "Dorpsstraat 2" in address_sentences.choice("one_door", doors[:1])
    assert "2, 4" in address_sentences.choice("both", doors[:2])
    assert address_sentences.choice("every", doors).endswith("2, 4, … 20")
    assert "Dorpsstraat" not in address_sentences.choice("leave_out", ())


def test_a_problem_of_the_whole_list_has_no_row() -> None:
    assert "0" not in address_sentences.numbered_problem(RowProblem(0, "address", "no_headings"))
