"""Acts at the same moment, each on a connection of its own, as PostgreSQL lets them."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from django.db import connection

from buurvoorbuur.refusals import Refused


def at_once(*acts: Callable[[], Any]) -> None:
    """Runs these at the same moment, each on a connection of its own; an expected no is fine."""
    gate = Barrier(len(acts))

    def run(act: Callable[[], Any]) -> None:
        try:
            connection.ensure_connection()
            gate.wait()
            act()
        except Refused:
            pass
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        for done in [pool.submit(run, act) for act in acts]:
            done.result()
