"""Acts at the same moment, each on a connection of its own, as PostgreSQL lets them."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from random import choice
from threading import Barrier
from time import sleep
from typing import Any

from django.db import connection

from buurvoorbuur.refusals import Refused

# In seconds; the longest is more than any act takes, on a busy machine too.
HEAD_STARTS = (0, 0, 0.005, 0.05)


def at_once(*acts: Callable[[], Any]) -> None:
    """Runs these at the same moment, each on a connection of its own; an expected no is fine."""
    # Who cannot come to the start keeps the others no longer than this, in seconds.
    gate = Barrier(len(acts), timeout=30)

    def run(act: Callable[[], Any]) -> None:
        try:
            connection.ensure_connection()
            gate.wait()
            # Who comes first differs from race to race, also where one act always begins sooner.
            sleep(choice(HEAD_STARTS))
            act()
        except Refused:
            pass
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        for done in [pool.submit(run, act) for act in acts]:
            done.result()
