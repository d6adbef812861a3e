"""Proves of every test behind docs/adversarial.md that it fails once the guard it holds is taken out.

`./run guards [WORDS]`; with words only the rows and tests that hold one of them.
"""

import signal
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.guards.taking_out import Copy, Guard, Verdict, known

# Of what a test says, so much is shown.
WIDTH = 150


def asked_for(words: list[str]) -> list[Guard]:
    """The guards whose row or test holds one of these words; all of them without words."""
    return [
        guard
        for guard in known()
        if not words or any(word.lower() in f"{guard.item} {guard.test}".lower() for word in words)
    ]


def main(words: list[str]) -> int:
    """Prints a line per guard and a count; 0 when every test noticed."""
    # Also then nothing is left behind.
    signal.signal(signal.SIGTERM, lambda *_signal: sys.exit(1))
    guards = asked_for(words)
    print(f"{len({guard.test for guard in guards})} tests, first with every guard in place.", flush=True)
    with TemporaryDirectory(prefix="buurvoorbuur-guards-") as folder:
        copy = Copy(Path(folder))
        passing = copy.passing(guards)
        noticed = [said(copy, guard, passing).noticed for guard in guards]
    print(f"{sum(noticed)} of {len(guards)} guards: their test fails once they are taken out.")
    return 0 if guards and all(noticed) else 1


def said(copy: Copy, guard: Guard, passing: set[str]) -> Verdict:
    """Tries one guard and prints its line."""
    untouched = Verdict(False, "did not pass untouched")
    verdict = copy.verdict(guard) if guard.test in passing else untouched
    words = verdict.words if len(verdict.words) <= WIDTH else f"{verdict.words[:WIDTH]}…"
    print(f"{guard.item} | {guard.test.rpartition('/')[2]} | {words}", flush=True)
    return verdict


sys.exit(main(sys.argv[1:]))
