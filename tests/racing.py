"""Acts at the same moment, each on a connection of its own, as PostgreSQL lets them."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from random import uniform
from threading import Barrier
from time import sleep
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
            # Who comes first differs from race to race, also where one act always begins sooner.
            sleep(uniform(0, 0.01))
            act()
        except Refused:
            pass
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        for done in [pool.submit(run, act) for act in acts]:
            done.result()
