"""The slot for phones while the server dies, its disk is full or its database is locked: nothing is lost.

DEATHS says how often the server is killed.
"""

import json
import os
import random
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client

from buurvoorbuur.models import User
from outreach import reception
from outreach.envelope_states import EnvelopeState
from outreach.envelopes import Sealed
from outreach.models import Envelope, Flat, Phone, Round, Visit
from tests import make
from tests.outreach.test_reception_screens import body, hand_in

pytestmark = pytest.mark.django_db(transaction=True)
only_sqlite = pytest.mark.skipif(
    connection.vendor != "sqlite", reason="fills and locks the one file that SQLite has"
)

ROOT = Path(__file__).resolve().parents[2]
DEATHS = int(os.environ.get("DEATHS", "4"))
ENTRIES = max(60, DEATHS)
A_POST = ENTRIES // (2 * DEATHS) or 1
LONGEST_LIFE = 0.12  # seconds between a post and a death: about as long as a post takes
SERVE = """
import os
import signal
import sys

from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.core.wsgi import get_wsgi_application

server = ThreadedWSGIServer(("127.0.0.1", 0), WSGIRequestHandler)
server.set_app(get_wsgi_application())
if sys.argv[1:] == ["once stored"]:
    from outreach import reception

    reception.settle = lambda *_given: os.kill(os.getpid(), signal.SIGKILL)
print(server.server_port, flush=True)
server.serve_forever()
"""


@pytest.fixture
def tonight(team: Any, ans: User, riny: User) -> Round:
    place: Flat = make.flat(team, doors=ENTRIES, per_floor=10)
    for walker in (ans, riny):
        make.assign(walker, place)
    return make.walking_round(place, ans, riny)


@pytest.fixture
def registered(tonight: Round) -> tuple[Phone, str]:
    return make.phone(tonight)


@pytest.fixture
def made(tonight: Round, registered: tuple[Phone, str]) -> list[Sealed]:
    doors = tonight.flat.addresses.in_walking_order()
    return [make.sealed(registered[0], make.entry(tonight, door), n) for n, door in enumerate(doors, 1)]


class Server:
    """A process of its own with our site over the database of this test, to be killed at any moment.

    It may be told when to die: `once stored`, before it has replied.
    """

    def __init__(self, *dies: str) -> None:
        self.start(*dies)

    def start(self, *dies: str) -> None:
        address = database_url()
        self.process = subprocess.Popen(
            [sys.executable, "-c", SERVE, *dies],
            cwd=ROOT,
            env={**os.environ, "DATABASE_URL": address, "DJANGO_SETTINGS_MODULE": "buurvoorbuur.settings"},
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        assert self.process.stdout
        self.port = int(self.process.stdout.readline())
        self.post("nobody's", {})  # the first answer of a process takes long, and nobody should die in it

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()
        if self.process.stdout:
            self.process.stdout.close()

    def post(self, token: str, said: dict[str, Any]) -> dict[str, Any] | None:
        """The reply; None when the server died before it had replied."""
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        request = Request(f"http://127.0.0.1:{self.port}/ontvangst/", json.dumps(said).encode(), headers)
        try:
            with urlopen(request, timeout=30) as answer:
                return dict(json.load(answer))
        except (URLError, OSError, ValueError):
            return None


def database_url() -> str:
    """Where this test's own database is."""
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()


@contextmanager
def serving(*dies: str) -> Iterator[Server]:
    server = Server(*dies)
    try:
        yield server
    finally:
        server.kill()


def test_a_server_that_is_killed_at_any_moment_loses_and_doubles_nothing(
    tonight: Round, registered: tuple[Phone, str], made: list[Sealed]
) -> None:
    phone, token = registered
    dice, deaths, unanswered, known = random.Random(1), 0, 0, 0
    waiting = list(made)
    with serving("once stored") as server:
        while waiting:
            sent = waiting[:A_POST]
            counters = [one.counter for one in waiting]
            dies = deaths < DEATHS
            # The first dies at a moment of our choosing, the others at any.
            if dies and deaths:
                threading.Timer(dice.uniform(0, LONGEST_LIFE), server.process.kill).start()
            said = body(phone, *sent, made=ENTRIES, waiting=counters)
            reply = server.post(token, said)
            receipts = reply["receipts"] if reply else []
            answered = {receipt["id"] for receipt in receipts}
            unanswered += reply is None
            known += any(receipt["answer"] == "duplicate" for receipt in receipts)
            waiting = [one for one in waiting if str(one.id) not in answered]
            if dies:
                deaths += 1
                server.process.wait()
                server.kill()
                server.start()
    reception.settle(phone.pk, make.EVENING)
    ids = {one.id for one in made}
    assert set(Envelope.objects.values_list("pk", flat=True)) == ids
    assert set(Envelope.objects.values_list("state", flat=True)) == {EnvelopeState.APPLIED}
    assert sorted(Visit.objects.values_list("pk", flat=True)) == sorted(ids)
    assert Visit.objects.values("address").distinct().count() == ENTRIES
    assert deaths == DEATHS and unanswered, "nobody died while something was under way"
    assert known > DEATHS / 20, "nobody died between storing and replying"


@only_sqlite
def test_a_full_disk_takes_nothing_half_and_all_once_there_is_room(
    tonight: Round, registered: tuple[Phone, str], made: list[Sealed]
) -> None:
    phone, token = registered
    said = body(phone, *made, made=ENTRIES, waiting=[one.counter for one in made])
    with connection.cursor() as cursor:
        cursor.execute("VACUUM")
        cursor.execute("PRAGMA page_count")
        [pages] = cursor.fetchone()
        cursor.execute(f"PRAGMA max_page_count = {pages}")
    try:
        answer = hand_in(token, said)
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")
        assert not Envelope.objects.exists() and not Visit.objects.exists()
        assert Phone.objects.get(pk=phone.pk).made == 0
    finally:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA max_page_count = 1073741823")
    answer = hand_in(token, said)
    assert {receipt["answer"] for receipt in answer.json()["receipts"]} == {"stored"}
    assert Visit.objects.count() == ENTRIES


@only_sqlite
def test_a_locked_database_is_told_and_takes_all_afterwards(
    tonight: Round, registered: tuple[Phone, str], made: list[Sealed]
) -> None:
    phone, token = registered
    said = body(phone, *made, made=ENTRIES, waiting=[])
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout = 100")
    try:
        with closing(sqlite3.connect(connection.settings_dict["NAME"])) as other:
            other.execute("BEGIN IMMEDIATE")
            begun = time.monotonic()
            answer = hand_in(token, said, Client(raise_request_exception=False))
            assert answer.status_code == 503 and answer.json()["code"] == "busy"
            assert time.monotonic() - begun < 5
            other.rollback()
    finally:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA busy_timeout = 20000")
    assert not Envelope.objects.exists()
    assert hand_in(token, {**said, "batch": str(uuid4())}).status_code == 200
    assert Visit.objects.count() == ENTRIES
