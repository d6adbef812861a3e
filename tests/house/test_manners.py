"""Manners of the house that no tool checks: who asks the clock, where styles stand, what each module says."""

import ast
import re
from collections.abc import Callable
from pathlib import Path

from django.http import HttpRequest

from buurvoorbuur.navigation import menu
from outreach.models import Address

ROOT = Path(__file__).resolve().parents[2]
MODULES = [
    path
    for package in ("buurvoorbuur", "outreach", "matching")
    for path in sorted((ROOT / package).rglob("*.py"))
    if "migrations" not in path.parts and path.read_text(encoding="utf-8").strip()
]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
RULES_NAMES = re.compile(r"^(utils|helpers|common|core|misc|services|managers|base)$")


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def failing(paths: list[Path], is_fine: Callable[[Path, str], bool]) -> list[str]:
    """The files that have not this manner; one test for all, as one for each costs more than it tells."""
    return [name(path) for path in paths if not is_fine(path, path.read_text(encoding="utf-8"))]


def test_every_module_opens_with_what_it_knows() -> None:
    assert failing(MODULES, lambda _path, text: bool(ast.get_docstring(ast.parse(text)))) == []
    assert [name(path) for path in MODULES if RULES_NAMES.match(path.stem)] == []


def test_only_the_clock_asks_the_time() -> None:
    asks = re.compile(r"timezone\.now\(|date\.today\(|datetime\.now\(")
    asking = failing(MODULES, lambda _path, text: not asks.search(text))
    assert asking == ["buurvoorbuur/clock.py"]


def test_no_page_takes_the_name_of_what_stands_on_every_page() -> None:
    """Then that part of the menu would be gone. A page may say which team it is about."""
    everywhere = set(menu(HttpRequest())) - {"our_team"}
    takes = re.compile(rf'"({"|".join(everywhere)})":')
    assert failing(MODULES, lambda _path, text: not takes.search(text)) == ["buurvoorbuur/navigation.py"]


def test_nobody_hides_work_in_signals_or_save() -> None:
    hides = re.compile(r"django\.dispatch|models\.signals|def save\(self")
    assert failing(MODULES, lambda _path, text: not hides.search(text)) == []


def test_no_query_and_no_command_is_put_together_from_text() -> None:
    text = re.compile(r"execute\(\s*f|\.raw\(|\.extra\(|RawSQL|shell=True|os\.system|\beval\(|\bexec\(")
    # Names of tables, quoted by Django: they cannot be a parameter.
    assert failing(MODULES, lambda _path, code: not text.search(code)) == ["buurvoorbuur/sweeping.py"]
    takes_objects = re.compile(r"\b(?:pickle|marshal|shelve)\b")
    # What we hand our own helper that makes paper.
    ours = ["buurvoorbuur/press/fence.py", "buurvoorbuur/press/inside.py"]
    assert failing(MODULES, lambda _path, code: not takes_objects.search(code)) == ours


def test_no_script_makes_a_page_or_a_program_out_of_text() -> None:
    makes = re.compile(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|__proto__"
    )
    scripts = [*(ROOT / "static" / "js").glob("*.js"), ROOT / "static" / "sw.js"]
    assert len(scripts) > 20 and failing(scripts, lambda _path, code: not makes.search(code)) == []


# A block of JSON is data that a script of ours or of a library reads; no browser runs it.
DATA = r'type="application/json"'
OWN_CODE = rf"\sstyle=|<style|\son\w+=|javascript:|<script(?![^>]*\s(?:src=|{DATA}))|\|safe"


def test_a_template_holds_no_style_and_no_script_of_its_own() -> None:
    own = re.compile(OWN_CODE)
    assert failing(TEMPLATES, lambda _path, text: not own.search(text)) == []


def test_a_postcode_is_written_alike_on_every_screen_and_paper() -> None:
    raw = re.compile(r"(?:door|address|copy)\.postcode")
    assert (
        failing(TEMPLATES, lambda _path, text: not re.search(raw, text.replace("if address.postcode", "")))
        == []
    )
    assert Address(postcode="9742ZY").written_postcode == "9742 ZY"
    assert Address().written_postcode == ""
