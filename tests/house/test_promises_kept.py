"""What the pages on security say is tested is tested: every test and file they name exists."""

import ast
import re
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LIST = ROOT / "docs" / "adversarial.md"
SHEET = ROOT / "docs" / "asvs.md"
NAMED_TEST = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")
NAMED_FILE = re.compile(r"`((?:buurvoorbuur|outreach|matching|tests|docs|deploy|templates|static)/[\w./-]+)`")
STANDS = {"held", "deviation", "not applicable"}
# Of the standard only its numbers: a section, and the level of each requirement in it.
LEVELS = Path(__file__).with_name("asvs_levels.txt")
# What holds without a test of ours: a page that says it, or what `./run check` and installing refuse.
HELD_BY = re.compile(r"`(?:docs/[\w./-]+\.md|\./run check|deploy/python\.sh)`")


def rows(page: Path) -> list[list[str]]:
    lines = [line for line in page.read_text(encoding="utf-8").splitlines() if line.startswith("|")]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return [row for row in cells if not set(row[0]) <= {"-", ":"} and row[0] not in ("what is tried", "id")]


def written_in(file: str) -> set[str]:
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


@pytest.mark.parametrize("sheet", [LIST, SHEET], ids=lambda sheet: sheet.stem)
def test_every_test_and_file_that_is_named_exists(sheet: Path) -> None:
    said = sheet.read_text(encoding="utf-8")
    named = NAMED_TEST.findall(said)
    assert named
    assert [f"{file}::{name}" for file, name in named if name not in written_in(file)] == []
    assert [file for file in NAMED_FILE.findall(said) if not (ROOT / file).exists()] == []


def test_every_item_of_the_list_has_a_test() -> None:
    items = rows(LIST)
    assert len(items) > 35
    assert [item for item, held in items if not NAMED_TEST.search(held)] == []


def levels() -> dict[str, str]:
    """Each requirement of the standard by its number, in its order, with its level."""
    lines = [line.split() for line in LEVELS.read_text(encoding="utf-8").splitlines()]
    return {f"{part}.{n}": level for part, *each in lines for n, level in enumerate(each, start=1)}


def meant(row: list[str], known: dict[str, str]) -> list[str]:
    """The requirements that a line of the sheet speaks of; a line of several speaks of levels 1 and 2."""
    first, _to, last = row[0].partition("–")
    if not last:
        return [first]
    numbers = list(known)
    between = numbers[numbers.index(first) : numbers.index(last) + 1]
    return [number for number in between if known[number] != "3"]


def test_every_requirement_stands_once_in_its_order_and_with_its_level() -> None:
    known, sheet = levels(), rows(SHEET)
    assert Counter(known.values()) == {"1": 70, "2": 183, "3": 92}
    said = [number for row in sheet for number in meant(row, known)]
    assert [number for number in said if number not in known] == []
    order = list(known)
    assert said == sorted(set(said), key=order.index)
    assert {number for number, level in known.items() if level != "3"} - set(said) == set()
    wrong = [row[0] for row in sheet if set(row[1].split(", ")) != {known[n] for n in meant(row, known)}]
    assert wrong == []


def test_every_line_of_the_sheet_says_where_we_stand_and_by_what() -> None:
    sheet = rows(SHEET)
    assert {len(row) for row in sheet} == {5}
    assert [row for row in sheet if row[3] not in STANDS or not row[4]] == []
    held = [row for row in sheet if row[3] == "held"]
    assert [row for row in held if not NAMED_TEST.search(row[4]) and not HELD_BY.search(row[4])] == []
    # Level 3 stands there only where it is more than promised.
    assert {row[3] for row in sheet if row[1] == "3"} <= {"held"}
