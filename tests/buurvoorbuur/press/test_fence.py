"""Paper is made behind a fence: what runs wild there ends in time, and takes nothing along."""

import os
import signal
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryFile

import pytest

from buurvoorbuur.press.fence import Fence
from buurvoorbuur.press.limits import Limits
from buurvoorbuur.press.refusals import OutOfBounds, PaperFailed, WrongPages
from buurvoorbuur.press.slots import Copy, mark
from buurvoorbuur.press.sources import Sources
from tests import paper

LIMITS = Limits(seconds=60)
SHORT = Limits(seconds=1, memory=300 << 20)
# Seconds: getting under way on a busy machine comes on top of the time the paper itself may take.
IN_TIME = 12
STATIC = Sources(Path("static"))
SOUND = '<html lang="nl"><title>Dag</title><p>Dag buur</p></html>'


def wrapped(body: str) -> str:
    return f'<html lang="nl"><title>x</title><body>{body}</body></html>'


BOMBS = {
    "tables in tables": wrapped("<table><tr><td>" * 60 + "x" * 50),
    "floats in floats": wrapped('<div style="float:left">' * 400 + "x"),
    "flexible boxes in flexible boxes": wrapped('<div style="display:flex;flex-wrap:wrap">' * 60 + "x y"),
    "deep nesting": wrapped("<div>" * 20_000 + "x"),
    "a million words": wrapped("<p>" + "woord " * 1_000_000),
    "one word of a million signs": wrapped('<p style="overflow-wrap: anywhere">' + "w" * 1_000_000),
    "a huge drawing": wrapped(f'<svg viewBox="0 0 9 9"><path d="M0 0{"l1 1" * 2_000_000}"/></svg>'),
    "drawings that use each other": wrapped(
        '<svg viewBox="0 0 9 9"><defs><g id="a0"><path d="M0 0h9"/></g>'
        + "".join(f'<g id="a{n + 1}">{f"""<use href="#a{n}"/>""" * 10}</g>' for n in range(9))
        + '</defs><use href="#a9"/></svg>'
    ),
    "a drawing within itself": wrapped('<svg viewBox="0 0 9 9"><g id="a"><use href="#a"/></g></svg>'),
    "a page of a kilometre": wrapped("<style>@page { size: 1000m 1000m }</style><p>x</p>"),
    "a million pages": wrapped('<p style="height: 1e6cm">x</p>' * 10),
    "endless counters": wrapped("<style>p::before { content: counter(a) }</style>" + "<p>x</p>" * 90_000),
    "gradients without end": wrapped(
        f'<p style="background: linear-gradient({",".join(["red", "blue"] * 90_000)})">x</p>'
    ),
    "a huge font": wrapped('<p style="font-size: 1e7px">x</p>'),
    "columns without end": wrapped(f'<div style="columns: 900">{"<p>x y z</p>" * 9_000}</div>'),
    "selectors without end": wrapped(f"<style>{'p:not(' * 900}p{')' * 900} {{ color: red }}</style><p>x"),
    "sums within sums": wrapped(f'<p style="width: {"calc(" * 5_000}1px{")" * 5_000}">x</p>'),
    "variables that grow": wrapped(
        "<style>:root { --a0: x;"
        + "".join(f"--a{n + 1}: var(--a{n}) var(--a{n}) var(--a{n}) var(--a{n});" for n in range(20))
        + "} p::before { content: var(--a20) }</style><p>x</p>"
    ),
}


@pytest.fixture(scope="module")
def fence() -> Iterator[Fence]:
    made = Fence()
    yield made
    made.close()


@pytest.mark.parametrize("bomb", BOMBS.values(), ids=BOMBS.keys())
def test_a_bomb_ends_in_time_and_the_next_paper_is_made(fence: Fence, bomb: str) -> None:
    began = time.monotonic()
    with suppress(OutOfBounds, PaperFailed):
        fence.document(bomb, STATIC, None, SHORT)
    assert time.monotonic() - began < IN_TIME
    assert paper.pages(fence.document(SOUND, STATIC, 1, LIMITS)) == ["Dag buur\n\n"]


def test_a_page_that_takes_too_long_or_too_much_memory_is_told_so(fence: Fence) -> None:
    with pytest.raises(OutOfBounds):
        fence.document(BOMBS["a million words"], STATIC, None, Limits(seconds=1))
    began = time.monotonic()
    with pytest.raises(OutOfBounds):
        fence.document(BOMBS["a million words"], STATIC, None, Limits(seconds=90, memory=30 << 20))
    assert time.monotonic() - began < 60


def test_five_thousand_words_are_no_bomb(fence: Fence) -> None:
    made = fence.document(wrapped("<p>" + "woord " * 5_000), STATIC, None, LIMITS)
    assert sum(page.count("woord") for page in paper.pages(made)) == 5_000


def test_a_job_that_dies_is_told_and_so_is_a_helper_that_died(fence: Fence) -> None:
    fence.document(SOUND, STATIC, 1, LIMITS)
    assert fence._helper
    os.kill(fence._helper.pid, signal.SIGKILL)
    fence._helper.wait()
    assert fence.document(SOUND, STATIC, 1, LIMITS)


def test_a_helper_that_stands_still_is_replaced_and_keeps_nobody_waiting(
    fence: Fence, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("buurvoorbuur.press.fence.BEGINS_WITHIN", 5)
    monkeypatch.setattr("buurvoorbuur.press.fence.GOES_WITHIN", 0.1)
    fence.document(SOUND, STATIC, 1, LIMITS)
    ill = fence._helper
    assert ill
    os.kill(ill.pid, signal.SIGSTOP)
    assert fence.document(SOUND, STATIC, 1, LIMITS)
    assert ill.wait(1) and fence._helper is not ill
    # Nor does one that will not go home.
    assert fence._helper
    os.kill(fence._helper.pid, signal.SIGSTOP)
    began = time.monotonic()
    fence.close()
    assert time.monotonic() - began < 3


def test_what_the_listener_raises_ends_the_job_and_leaves_no_process(fence: Fence) -> None:
    class Enough(Exception):
        pass

    def every(done: int) -> None:
        if done:
            raise Enough

    copies = (Copy({"a": f"{'woord ' * (number % 50)}{number}"}) for number in range(5_000))
    sheet = wrapped(f'<p style="text-align: justify">{mark("a")}</p>')
    with TemporaryFile() as out, pytest.raises(Enough):
        fence.copies([sheet], copies, STATIC, out, LIMITS, every)
    assert fence._helper
    until = time.monotonic() + 10
    children = Path(f"/proc/{fence._helper.pid}/task/{fence._helper.pid}/children")
    while children.read_text() and time.monotonic() < until:
        time.sleep(0.05)
    assert children.read_text() == ""


def test_a_full_disk_is_an_error_that_can_be_told(fence: Fence) -> None:
    with pytest.raises(PaperFailed, match="OSError"):
        fence.document(SOUND, STATIC, None, Limits(seconds=60, file=1_000))


def test_the_helper_knows_no_keys(fence: Fence) -> None:
    fence.document(SOUND, STATIC, 1, LIMITS)
    assert fence._helper
    known = Path(f"/proc/{fence._helper.pid}/environ").read_bytes()
    for name in ("SECRET_KEY", "FIELD_ENCRYPTION_KEYS", "INDEX_KEY", "DATABASE_URL"):
        assert name.encode() not in known


def test_two_helpers_make_the_same_bytes_wherever_they_run(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    made, sheet = [], wrapped(f"<h1>Dag</h1><p>{mark('a')}</p>")
    for folder in ("a", "b"):
        monkeypatch.setenv("HOME", str(tmp_path / folder))
        monkeypatch.setenv("FONTCONFIG_FILE", str(tmp_path / folder / "fonts.conf"))
        one = Fence()
        with TemporaryFile() as file:
            copies = [Copy({"a": f"straat {number}"}) for number in range(60)]
            one.copies([sheet], copies, STATIC, file, LIMITS, lambda _done: None)
            made.append((one.document(SOUND, STATIC, 1, LIMITS), file.read()))
        one.close()
    assert made[0] == made[1]


def test_a_refusal_comes_through_the_fence(fence: Fence) -> None:
    with pytest.raises(WrongPages, match="2 pages instead of 1"):
        fence.document(wrapped('<p>x</p><p style="break-before: page">y</p>'), STATIC, 1, LIMITS)
