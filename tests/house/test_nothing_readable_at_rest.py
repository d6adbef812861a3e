"""Promise 3: what is about a person is readable in no file of the database, no log and no error page."""

import io
import logging
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client

from buurvoorbuur import privacy
from buurvoorbuur.models import User
from outreach import interests, optouts, visits
from outreach.models import Flat, Visit
from outreach.opt_out_terms import Channel
from tests import make
from tests.house import markers
from tests.house.markers import ENOUGH, READABLE, Markers

ROOT = Path(__file__).resolve().parents[2]


def every_value() -> bytes:
    """All that stands in the database, with what sessions hold unpacked."""
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        found = []
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {quote(table)}")
            found += [_plain(value) for row in cursor.fetchall() for value in row]
    sessions = [str(session.get_decoded()).encode() for session in Session.objects.all()]
    return b"\n".join(found + sessions)


def _plain(value: object) -> bytes:
    return bytes(value) if isinstance(value, (bytes, memoryview)) else str(value).encode()


@pytest.mark.django_db(transaction=True)
def test_no_marker_stands_readable_in_any_value_of_the_database() -> None:
    entered = Markers()
    markers.enter(entered)
    assert len(set(entered.given)) >= ENOUGH
    assert _unmarked(entered) == []
    values = every_value()
    assert READABLE.encode() in values
    assert entered.found_in(values) == []


def _unmarked(entered: Markers) -> list[str]:
    """The fields declared personal in which no marker was entered: a new one has to be added here."""
    missing = []
    for entry in privacy.register():
        rows = list(entry.model._default_manager.all())
        for name in sorted(entry.personal):
            held = "\n".join(getattr(row, name) for row in rows)
            if not any(marker in held for marker in entered.given):
                missing.append(f"{entry.model.__name__}.{name}")
    return missing


@pytest.fixture
def copies(tmp_path: Path) -> Path:
    """A database filled by a process of its own, copied while it was open."""
    folder = tmp_path / "copies"
    folder.mkdir()
    env = {**os.environ, "DATABASE_URL": f"sqlite:///{tmp_path / 'marked.sqlite3'}", "LOG_LEVEL": "DEBUG"}
    program = [sys.executable, "-m", "tests.house.markers", str(folder)]
    ran = subprocess.run(program, cwd=ROOT, env=env, capture_output=True, check=False)
    (folder / "log.txt").write_bytes(ran.stdout + ran.stderr)
    assert ran.returncode == 0, ran.stderr.decode()[-2000:]
    return folder


def test_no_marker_stands_readable_in_the_file_its_journal_or_what_was_logged(copies: Path) -> None:
    entered = Markers((copies / "markers.txt").read_text().split("\n"))
    assert len(set(entered.given)) >= ENOUGH
    files = {path.name: path.read_bytes() for path in copies.iterdir() if path.name != "markers.txt"}
    assert len(files) >= 3, "the file, its journal and the log"
    assert READABLE.encode() in files["marked.sqlite3"]
    assert {name: entered.found_in(data) for name, data in files.items() if entered.found_in(data)} == {}


def test_who_looks_finds_what_is_readable(team: object) -> None:
    entered = Markers()
    flat = make.flat(team, name=entered.word())  # type: ignore[arg-type]
    assert entered.found_in(every_value()) == [flat.name]
    assert Markers(["06 55500001"]).found_in(b"..0655500001..") == ["06 55500001"]


@pytest.fixture
def log() -> io.StringIO:
    """What the log of the site prints, in its own form."""
    printed = io.StringIO()
    handlers = [h for name in ("", "django") for h in logging.getLogger(name).handlers]
    for handler in handlers:
        if type(handler) is logging.StreamHandler:
            handler.setStream(printed)
    return printed


@pytest.fixture
def broken(ans: User, as_) -> Client:
    client: Client = as_(ans)
    client.raise_request_exception = False
    return client


def test_a_page_that_breaks_shows_and_logs_a_reference_and_no_marker(
    flat: Flat, ans: User, riny: User, broken: Client, log: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    def burst(**facts: object) -> None:
        raise ValueError(f"could not store {facts}")

    monkeypatch.setattr(visits, "record", burst)
    interests.load_starter()
    evening, entered = make.walking_round(flat, ans, riny), Markers()
    assert markers.talk(broken, evening, flat.addresses.all()[0], entered) == 500
    assert "ValueError" in log.getvalue()
    assert "server error" in log.getvalue()
    assert entered.found_in(log.getvalue().encode()) == []


def test_the_pages_for_errors_hold_no_marker(
    flat: Flat, ans: User, riny: User, broken: Client, log: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    interests.load_starter()
    evening, entered = make.walking_round(flat, ans, riny), Markers()
    door = flat.addresses.in_walking_order()[0]
    pages: dict[int, bytes] = {}

    def keep(response: object) -> None:
        pages[response.status_code] = response.content  # type: ignore[attr-defined]

    seen = broken.post
    monkeypatch.setattr(broken, "post", lambda *a, **k: (keep(answer := seen(*a, **k)), answer)[1])
    optouts.record(address=door, channel=Channel.CODE, by=None, at=make.EVENING)
    assert markers.talk(broken, evening, door, entered) == 409
    elsewhere = make.walking_round(make.flat(make.team("Andere buurt"), name="Ver"), ans, riny)
    assert markers.talk(broken, elsewhere, door, entered) == 404
    monkeypatch.setattr(visits, "record", lambda **facts: 1 / 0)
    assert markers.talk(broken, evening, flat.addresses.in_walking_order()[1], entered) == 500
    assert set(pages) == {404, 409, 500}
    assert not Visit.objects.exists()
    assert {status: entered.found_in(page) for status, page in pages.items() if entered.found_in(page)} == {}
    assert entered.found_in(log.getvalue().encode()) == []
