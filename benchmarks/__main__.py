"""`./run bench [NAME]`, a name of PARTS: fills a demo of its own, measures, prints one table."""

import atexit
import os
import secrets
import shutil
import sys
import tempfile
from base64 import urlsafe_b64encode
from pathlib import Path

# A database on disk that goes with the run, since a write is only real once it is durable.
FOLDER = tempfile.mkdtemp(prefix="bench-")
atexit.register(shutil.rmtree, FOLDER)
os.environ["DATABASE_URL"] = f"sqlite:///{FOLDER}/bench.sqlite3"
# Keys of the run's own: it measures, and keeps nothing.
os.environ["SECRET_KEY"] = os.environ["INDEX_KEY"] = secrets.token_urlsafe(40)
os.environ["FIELD_ENCRYPTION_KEYS"] = urlsafe_b64encode(secrets.token_bytes(32)).decode()
os.environ["INSECURE_LOCALHOST"] = "true"
# Playwright runs a loop of its own beside ours.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
os.environ["TASKS_BACKEND"] = "django_tasks.backends.dummy.DummyBackend"
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "buurvoorbuur.settings")

import django

django.setup()

from django.conf import settings
from django.core.management import call_command

from benchmarks import door, groups, letters, matching, pages, reports, stairs, sync
from benchmarks.ratio import Amount, Row
from buurvoorbuur import clock
from matching import demo

PARTS = {
    "door": door.rows,
    "groups": groups.rows,
    "letters": letters.rows,
    "matching": matching.rows,
    "pages": pages.rows,
    "reports": reports.rows,
    "stairs": stairs.rows,
    "sync": sync.rows,
}


def main(wanted: list[str]) -> int:
    """Measures what was asked, or everything; 1 when a ratio is over its budget, 2 for an unknown name."""
    unknown = [name for name in wanted if name not in PARTS and name != "all"]
    if unknown:
        print(f"There is no bench '{unknown[0]}'. There are: {', '.join(PARTS)}, all.")
        return 2
    settings.ALLOWED_HOSTS.append("testserver")
    # As a server sends them: under names with a hash, and compressed.
    settings.STATIC_ROOT = Path(FOLDER, "static")
    call_command("collectstatic", interactive=False, verbosity=0)
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    demo.fill(today=clock.today())
    chosen = [name for name in PARTS if name in wanted or not wanted or "all" in wanted]
    found: list[Row | Amount] = [row for name in chosen for row in PARTS[name]()]
    print(Row.HEAD)
    for row in found:
        print(row)
    return int(any(row.is_over for row in found))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
