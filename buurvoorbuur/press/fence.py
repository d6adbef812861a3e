"""Has paper made by a process of its own, which knows no secret, fetches nothing and is held to limits.

A helper of this process loads WeasyPrint once and stands ready; for each job it makes a copy of itself that
does the job and ends. So a job that runs wild takes nothing along, and none waits for WeasyPrint to load.
"""

import atexit
import json
import os
import pickle
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any, BinaryIO

from buurvoorbuur.press.limits import Limits
from buurvoorbuur.press.refusals import FetchRefused, OutOfBounds, PaperFailed, WrongPages
from buurvoorbuur.press.slots import Copy
from buurvoorbuur.press.sources import Sources

# All that the helper hears of where it runs: programs and libraries, no keys.
PASSED_ON = ("PATH", "LD_LIBRARY_PATH", "HOME", "XDG_CACHE_HOME", "FONTCONFIG_FILE")
ROOT = Path(__file__).parent.parent.parent
FONTS = Path(__file__).parent / "fonts.conf"
FONT_FOLDERS = (Path("/usr/share/fonts"), ROOT / ".tools/root/usr/share/fonts")
_SAYS: dict[str, type[Exception]] = {
    kind.__name__: kind for kind in (FetchRefused, OutOfBounds, PaperFailed, WrongPages)
}
# In seconds: a helper that is well begins a job within this, also when it must load WeasyPrint first.
BEGINS_WITHIN = 30
# In seconds: how long a helper that was sent home may take.
GOES_WITHIN = 5
Every = Callable[[int], None]


class _NotBegun(Exception):
    """The helper never took up the job."""


class Fence:
    """Where paper is made. Each process has its own helper, which begins at the first job."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._owner = 0
        self._helper: subprocess.Popen[bytes] | None = None
        self._line: socket.socket | None = None
        atexit.register(self.close)

    def document(self, page: str, sources: Sources, pages: int | None, limits: Limits) -> bytes:
        """The PDF of a whole document. Raises what `press.refusals` holds."""
        with TemporaryFile() as told, TemporaryFile() as out:
            pickle.dump(("document", page, sources, limits, pages), told)
            self._run(told, out, limits, lambda _done: None)
            return out.read()

    def copies(
        self,
        sides: Sequence[str],
        copies: Iterable[Copy],
        sources: Sources,
        out: BinaryIO,
        limits: Limits,
        every: Every,
    ) -> None:
        """Writes the PDF of the sides of a sheet, printed for many copies; `every` hears how many are done.

        What `every` raises ends the job and comes back. Else as `document`.
        """
        with TemporaryFile() as told:
            pickle.dump(("copies", tuple(sides), sources, limits, None), told)
            for copy in copies:
                pickle.dump(copy, told)
            self._run(told, out, limits, every)

    def close(self) -> None:
        """Sends the helper home."""
        if self._line:
            self._line.close()
        if self._helper and self._owner == os.getpid():
            _see_off(self._helper)
        self._line = self._helper = None

    def _run(self, told: BinaryIO, out: BinaryIO, limits: Limits, every: Every) -> None:
        try:
            self._try(told, out, limits, every)
        except _NotBegun:
            # Nothing of it was done yet, so another helper may do it.
            try:
                self._try(told, out, limits, every)
            except _NotBegun:
                raise PaperFailed("no helper takes up a job") from None
        out.seek(0)

    def _try(self, told: BinaryIO, out: BinaryIO, limits: Limits, every: Every) -> None:
        told.seek(0)
        ours, theirs = socket.socketpair()
        with ours:
            with theirs:
                helper = self._send(theirs.fileno(), told.fileno(), out.fileno())
            try:
                _watch(ours, limits, every)
            except _NotBegun:
                self._replace(helper)
                raise

    def _send(self, *files: int) -> "subprocess.Popen[bytes] | None":
        with self._lock:
            try:
                socket.send_fds(self._ready(), [b"j"], files)
            except OSError:
                # The helper has gone, say for want of memory: another takes its place.
                self.close()
                socket.send_fds(self._ready(), [b"j"], files)
            return self._helper

    def _replace(self, helper: "subprocess.Popen[bytes] | None") -> None:
        """Ends a helper that is ill, unless somebody else did."""
        with self._lock:
            if helper and helper is self._helper:
                helper.kill()
                self.close()

    def _ready(self) -> socket.socket:
        if self._line and self._owner == os.getpid():
            return self._line
        ours, theirs = socket.socketpair()
        with theirs:
            self._helper = subprocess.Popen(
                [sys.executable, "-m", "buurvoorbuur.press.inside", str(theirs.fileno())],
                cwd=ROOT,
                env=_surroundings(),
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
        ours.settimeout(BEGINS_WITHIN)
        self._line, self._owner = ours, os.getpid()
        return ours


def _see_off(helper: "subprocess.Popen[bytes]") -> None:
    """Waits for it to go, but not for ever."""
    try:
        helper.wait(GOES_WITHIN)
    except subprocess.TimeoutExpired:
        helper.kill()
        with suppress(subprocess.TimeoutExpired):
            helper.wait(GOES_WITHIN)


def _surroundings() -> dict[str, str]:
    """The helper's environment. Where the project's own fonts are at hand it sees no others."""
    passed = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    if any(next(folder.rglob("NotoSans-Regular.*"), None) for folder in FONT_FOLDERS):
        passed["FONTCONFIG_FILE"] = str(FONTS)
    return {**passed, "LANG": "C.UTF-8", "OPENBLAS_NUM_THREADS": "1"}


def _watch(line: socket.socket, limits: Limits, every: Every) -> None:
    """Listens to a job until it ends, or ends it. Raises `_NotBegun` when it never began."""
    line.settimeout(BEGINS_WITHIN)
    heard, process = b"", 0
    try:
        while True:
            try:
                *messages, heard = (heard + _heard(line)).split(b"\n")
            except OutOfBounds as told:
                raise told if process else _NotBegun from None
            line.settimeout(limits.seconds)
            for message in map(json.loads, messages):
                if "end" in message:
                    return
                if "failed" in message:
                    raise _SAYS[message["failed"]](message["why"])
                process = message.get("process", process)
                every(message.get("done", 0))
    finally:
        # As long as the line is open the process is there, so its number is its own.
        if process:
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)


def _heard(line: socket.socket) -> bytes:
    try:
        said = line.recv(65536)
    except TimeoutError:
        raise OutOfBounds("it took too long") from None
    if not said:
        raise OutOfBounds("it took more time or memory than it may")
    return said


def say(line: socket.socket, **message: Any) -> None:
    """One message from a job."""
    line.sendall(json.dumps(message).encode() + b"\n")
