"""The helper inside the fence: loads WeasyPrint, stands ready, and does each job in a copy of itself."""

import gc
import os
import pickle
import signal
import socket
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from weasyprint.text.fonts import FontConfiguration

from buurvoorbuur.press import limits, printing, typesetting
from buurvoorbuur.press.fence import say
from buurvoorbuur.press.refusals import FetchRefused, OutOfBounds, WrongPages
from buurvoorbuur.press.slots import Copy
from buurvoorbuur.press.sources import Sources

# Whoever waits wants to see that something happens, not every page.
SECONDS_BETWEEN_WORDS = 0.2
# Set once, so that every job finds the usual fonts open.
TRIAL = """<html lang="nl"><title>Proef</title><style>
html { font: 10pt "Noto Sans", sans-serif } b { font-weight: bold } i { font: bold 10pt "Noto Serif", serif }
</style><p>Dag buur 0123 <b>Dag buur 0123</b> <i>Dag buur 0123</i></html>"""


def main(line: socket.socket) -> None:
    """Takes jobs from the line until it closes."""
    # Nobody waits for a copy; the line it talks on tells how it ended.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    fonts = FontConfiguration()
    typesetting.set_document(TRIAL, Sources(Path()), None, fonts)
    gc.collect()
    gc.freeze()
    while True:
        said, files, _flags, _address = socket.recv_fds(line, 1, 3)
        if not said:
            return
        if os.fork() == 0:
            line.close()
            _work(*files, fonts=fonts)
            os._exit(0)
        for file in files:
            os.close(file)


def _work(reply: int, told: int, out: int, *, fonts: Any) -> None:
    """Does one job and says how it ended."""
    with socket.socket(fileno=reply) as line:
        say(line, process=os.getpid())
        try:
            with open(told, "rb") as asked, open(out, "wb") as file:
                _do(asked, file, line, fonts)
        except (FetchRefused, WrongPages) as no:
            say(line, failed=type(no).__name__, why=str(no))
        except (MemoryError, RecursionError) as error:
            say(line, failed=OutOfBounds.__name__, why=type(error).__name__)
        except Exception as error:  # whatever it was, somebody waits to hear it
            say(line, failed="PaperFailed", why=type(error).__name__)
        else:
            say(line, end=True)


def _do(asked: BinaryIO, out: BinaryIO, line: socket.socket, fonts: Any) -> None:
    kind, page, sources, held_to, pages = pickle.load(asked)
    copies = list(_copies(asked)) if kind == "copies" else []
    limits.impose(held_to, len(copies))
    if kind == "document":
        out.write(typesetting.set_document(page, sources, pages, fonts))
        return
    told_at = time.monotonic()

    def every(done: int) -> None:
        nonlocal told_at
        if time.monotonic() - told_at > SECONDS_BETWEEN_WORDS:
            told_at = time.monotonic()
            say(line, done=done)

    printing.print_copies(page, copies, sources, out, fonts, every)


def _copies(asked: BinaryIO) -> Iterator[Copy]:
    while True:
        try:
            yield pickle.load(asked)
        except EOFError:
            return


if __name__ == "__main__":
    main(socket.socket(fileno=int(sys.argv[1])))
