"""Another process over a database of a test, that dies at one of its steps as by a power cut."""

import os
import subprocess
import sys
from datetime import datetime
from pathlib import Path

from django.conf import settings

from buurvoorbuur import retention
from outreach import releases, residents
from outreach.models import Resident
from tests import make
from tests.reached import database_url

ROOT = Path(__file__).resolve().parents[1]
PROGRAM = """
import os, signal, sys
from importlib import import_module
import django
django.setup()
from django.conf import settings
from django.utils.module_loading import import_string
die, when, lives, after_restore, work = sys.argv[1:6]
settings.AFTER_RESTORE = after_restore.split()
if die:
    module, _, name = die.rpartition(".")
    place = import_module(module)
    step, left = getattr(place, name), [int(lives)]
    def cut(*given, **how):
        left[0] -= 1
        if when == "before" and not left[0]:
            os.kill(os.getpid(), signal.SIGKILL)
        done = step(*given, **how)
        if not left[0]:
            os.kill(os.getpid(), signal.SIGKILL)
        return done
    setattr(place, name, cut)
import_string(work)(*sys.argv[6:])
"""
KILLED = -9


def run(
    work: str,
    *given: str,
    die: str = "",
    when: str = "before",
    lives: int = 1,
    after: str = "",
    database: str = "",
    **environment: str,
) -> subprocess.CompletedProcess[str]:
    """Calls `work` in a process of its own, which dies before or after step `die` is taken so many times.

    `database` is another one than that of the test; `after` what a restore does again.
    """
    told = {
        **os.environ,
        "DATABASE_URL": database_url(database),
        "DJANGO_SETTINGS_MODULE": "buurvoorbuur.settings",
        # The list of every no lies beside a database, never in it.
        "SUPPRESSION_LIST": str(settings.SUPPRESSION_LIST),
        **environment,
    }
    asked = [sys.executable, "-c", PROGRAM, die, when, str(lives), after, work, *given]
    return subprocess.run(asked, cwd=ROOT, env=told, capture_output=True, text=True, check=False)


def erase(resident: str) -> None:
    """As a coordinator does."""
    residents.erase(resident=Resident.objects.get(pk=resident), by=None, at=make.EVENING)


def let_go(at: str) -> None:
    """As the worker does at night."""
    retention.run(datetime.fromisoformat(at))


def freeze(at: str) -> None:
    """As the worker does at night."""
    releases.freeze_due(datetime.fromisoformat(at))
