"""Letters with logo, address, code and QR: ours, against WeasyPrint, ReportLab and Typst on the same text."""

import gc
import pickle
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from unittest.mock import patch

from benchmarks.letter_peers import Stack, TypstPress, reportlab, weasyprint
from benchmarks.ratio import Amount, Row
from buurvoorbuur import pdf
from buurvoorbuur.models import Team
from outreach import codes, letter_drafts, letter_pages
from outreach.letter_pages import Occasion
from outreach.models import Address, Flat

MANY, VERY_MANY, A_FLAT = 1_000, 10_000, 90
# The slow peers are measured on fewer: what they take for each letter only grows with more.
FEW = 60
TIMES = 5


def rows() -> list[Row | Amount]:
    """Milliseconds a letter; the peers take turns with ours, so that a busy machine troubles them alike."""
    few, many = _stack(FEW), _stack(MANY)
    with tempfile.TemporaryDirectory() as folder:
        typst = TypstPress(many, folder)
        measures: list[tuple[str, Callable[[], float], int]] = [
            ("ours", lambda: _milliseconds(lambda: _ours(many)), MANY),
            ("typst", typst.milliseconds, MANY),
            ("weasyprint", lambda: _milliseconds(lambda: weasyprint(few)), FEW),
            ("reportlab", lambda: _milliseconds(lambda: reportlab(few)), FEW),
        ]
        taken: dict[str, list[float]] = {name: [] for name, _measure, _count in measures}
        for _turn in range(TIMES):
            for name, measure, count in measures:
                taken[name].append(measure() / count)
    best = {name: min(each) for name, each in taken.items()}
    for name, each in best.items():
        print(f"{name}: {1000 / each:.0f} letters a second")
    a_flat = _stack(A_FLAT)
    return [
        Row("a letter of 1,000, over one WeasyPrint document", best["ours"], best["weasyprint"], 1 / 40),
        Row("a letter of 1,000, over Typst, tuned", best["ours"], best["typst"], 1 / 1.5),
        Row("a letter of 1,000, over ReportLab", best["ours"], best["reportlab"], 1),
        Amount("a letter of 1,000", len(_ours(many)) / MANY, 2048, "bytes"),
        Amount("90 letters", min(_milliseconds(lambda: _ours(a_flat)) for _ in range(TIMES)), 600, "ms"),
        Amount("10,000 letters, memory of the job", _memory(_stack(VERY_MANY)), 256, "MB"),
    ]


def _ours(stack: Stack) -> bytes:
    return letter_pages.paper(stack.wording, stack.occasion, stack.doors)


def _memory(stack: Stack) -> float:
    """The most megabytes of a process that prints these letters and does nothing else."""
    kept: list[bytes] = []
    with patch.object(
        pdf.FENCE,
        "copies",
        lambda sides, copies, sources, *_rest: kept.append(pickle.dumps((sides, sources, list(copies)))),
    ):
        _ours(stack)
    command = [sys.executable, "-m", "benchmarks.letter_memory"]
    return float(subprocess.run(command, input=kept[0], capture_output=True, check=True).stdout)


def _stack(count: int) -> Stack:
    team = Team(
        name="Buren van de Planetenlaan",
        neighbourhood="Paddepoel",
        phone="050 123 45 67",
        email="buren@planetenlaan.example.org",
    )
    flat = Flat(team=team, name="Planetenflat")
    occasion = Occasion(flat, "Ans", "Riny", date(2026, 10, 20), date(2026, 10, 6))
    wording = letter_pages.read(letter_drafts.default("nl"))
    doors = [
        Address(
            flat=flat, street="Planetenlaan", number=n, postcode="9742AB", city="Groningen", floor=n // 20
        )
        for n in range(1, count + 1)
    ]
    return Stack(wording, occasion, [(door, codes.make()) for door in doors])


def _milliseconds(act: Callable[[], object]) -> float:
    gc.collect()
    begin = time.perf_counter()
    act()
    return 1000 * (time.perf_counter() - begin)
