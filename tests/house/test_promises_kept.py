"""What the pages on security say is tested is tested: every test and file they name exists."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LIST = ROOT / "docs" / "adversarial.md"
SHEET = ROOT / "docs" / "asvs.md"
NAMED_TEST = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")
NAMED_FILE = re.compile(r"`((?:buurvoorbuur|outreach|matching|tests|docs|deploy|templates|static)/[\w./-]+)`")
# Written elsewhere at this moment; a new item may not join them.
MAY_BE_AWAITED = {
    "lockout and enumeration",
    "MFA duty",
    "kill -9 during import, freeze",
    "kill -9 during erasure",
    "erasure then restore of an older backup",
    "each migration forward again with data",
    "retention at the limit, a second before and after",
}
STANDS = {"held", "deviation", "not applicable"}


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


def test_every_item_of_the_list_has_a_test_or_is_known_to_be_awaited() -> None:
    items = rows(LIST)
    assert len(items) > 35
    waiting = {item for item, held in items if held.startswith("awaited")}
    assert waiting <= MAY_BE_AWAITED
    assert [item for item, held in items if item not in waiting and not NAMED_TEST.search(held)] == []


def test_every_line_of_the_sheet_says_where_we_stand_and_by_what() -> None:
    sheet = rows(SHEET)
    assert len({row[0] for row in sheet}) == len(sheet) > 150
    assert [row for row in sheet if row[2] not in STANDS] == []
    assert [row for row in sheet if not row[3]] == []
    assert [row for row in sheet if row[2] == "held" and "`" not in row[3]] == []
