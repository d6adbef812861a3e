"""Takes a guard out of a copy of the program and hears whether its test notices; the original stays."""

import os
import re
import shutil
import signal
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LIST = Path(__file__).with_name("guards.toml")
# A test without its guard may hang, which is no proof of harm.
LONGEST = 900
FAILED = 1
# Where it went wrong, when the program itself no longer runs: a test may stumble over what it finds.
BROKEN = re.compile(
    r"^(?!tests/)\S+\.py:\d+: (Attribute|Import|ModuleNotFound|Name|Syntax|Type)Error$", re.MULTILINE
)


@dataclass(frozen=True)
class Place:
    """Where a guard stands, and what the program would do without it."""

    file: str
    guard: str
    instead: str


@dataclass(frozen=True)
class Guard:
    """What stops one harm, and the test that must notice when it is gone.

    More than one place when each of them alone would still stop it.
    """

    item: str
    test: str
    places: tuple[Place, ...]
    on: str


@dataclass(frozen=True)
class Verdict:
    """Whether a test noticed that its guard was gone, and by what."""

    noticed: bool
    words: str


def known() -> list[Guard]:
    """All guards of the list, in its order."""
    return [_guard(**said) for said in tomllib.loads(LIST.read_text(encoding="utf-8"))["guard"]]


def _guard(
    *, item: str, test: str, on: str = "sqlite", also: Sequence[dict[str, str]] = (), **first: str
) -> Guard:
    return Guard(item, test, tuple(Place(**said) for said in (first, *also)), on)


class Copy:
    """The program as it stands in the working tree, in a folder where it may be broken."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
        names = subprocess.run(listed, cwd=ROOT, check=True, capture_output=True, text=True).stdout
        for name in filter(None, names.split("\0")):
            if (ROOT / name).is_file():
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(ROOT / name, folder / name)
        (folder / "var").mkdir()

    def passing(self, guards: list[Guard]) -> set[str]:
        """Which of their tests pass while every guard is in place, each on its own database."""
        return {
            test
            for on in {guard.on for guard in guards}
            for test in self._passing(sorted({guard.test for guard in guards if guard.on == on}), on)
        }

    def _passing(self, tests: list[str], on: str) -> list[str]:
        _code, said = self._pytest(on, None, "-r", "pfEs", *tests)
        # Of what is skipped it says how many times.
        line = r"^(PASSED|FAILED|ERROR|SKIPPED)(?: \[\d+\])? (tests/[\w/]+\.py::\w+)"
        told = re.findall(line, said, re.MULTILINE)
        passed = {test for word, test in told if word == "PASSED"}
        return [test for test in tests if test in passed - {test for word, test in told if word != "PASSED"}]

    def verdict(self, guard: Guard) -> Verdict:
        """What the test says while its guard is out."""
        try:
            with self._without(guard):
                return _judged(*self._pytest(guard.on, LONGEST, "-x", guard.test))
        except subprocess.TimeoutExpired:
            return Verdict(False, f"did not run: not done after {LONGEST} seconds")

    @contextmanager
    def _without(self, guard: Guard) -> Iterator[None]:
        whole = {place.file: self._read(place.file) for place in guard.places}
        try:
            for place in guard.places:
                said = self._read(place.file)
                if said.count(place.guard) != 1:
                    raise ValueError(
                        f"{place.file} holds this {said.count(place.guard)} times: {place.guard}"
                    )
                self._write(place.file, said.replace(place.guard, place.instead))
            yield
        finally:
            for file, said in whole.items():
                self._write(file, said)

    def _read(self, file: str) -> str:
        return (self.folder / file).read_text(encoding="utf-8")

    def _write(self, file: str, said: str) -> None:
        (self.folder / file).write_text(said, encoding="utf-8")

    def _pytest(self, on: str, seconds: float | None, *asked: str) -> tuple[int, str]:
        command = [sys.executable, "-m", "pytest", "-n", "0", "-q", "-p", "no:cacheprovider", *asked]
        told = {**os.environ, "COLUMNS": "160"}
        if on == "sqlite":
            told["DATABASE_URL"] = f"sqlite:///{self.folder}/var/tests.sqlite3"
        # A group of its own, so that no browser or server which the test began outlives it.
        with subprocess.Popen(
            command, cwd=self.folder, env=told, start_new_session=True, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        ) as running:  # fmt: skip
            try:
                said, _ = running.communicate(timeout=seconds)
            finally:
                _end_group(running.pid)
        return running.returncode, said


def _end_group(leader: int) -> None:
    try:
        os.killpg(leader, signal.SIGKILL)
    except ProcessLookupError:
        return


def _judged(code: int, said: str) -> Verdict:
    """Only a test that failed by itself has noticed: no error on the way to it, no program that is broken."""
    if code == 0:
        return Verdict(False, "STILL PASSED")
    why = re.search(r"^E +(\S.*)$", said, re.MULTILINE)
    line = why[1] if why else said.strip().splitlines()[-1]
    if code != FAILED or not re.search("^FAILED ", said, re.MULTILINE):
        return Verdict(False, f"did not run: {line}")
    if BROKEN.search(said) or line.startswith("Failed: Timeout"):
        return Verdict(False, f"did not run to its end: {line}")
    return Verdict(True, f"failed without its guard: {line}")
