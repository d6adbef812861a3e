"""The cast of every test: one team, one person per role, and a stranger who may nothing."""

import tempfile
from collections.abc import Callable, Iterator
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client

from buurvoorbuur import catalog, clock, pdf
from buurvoorbuur.models import Team, User
from buurvoorbuur.roles import Role
from outreach.models import Flat
from tests import make, proven

pytest_plugins = ["tests.browsing"]

kept_in = tempfile.TemporaryDirectory(prefix="buurvoorbuur-tests-")

RELEASES_STAY = import_module("outreach.migrations.0021_releases_stay_as_written")
EVENTS_GO = import_module("buurvoorbuur.migrations.0010_events_go_by_whole_seals")
END_THE_OTHERS = """
    SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
"""


def pytest_configure() -> None:
    """The screens speak Dutch from the first test on, passwords are hashed quickly, and SQLite is a file.

    Words are read once a process, so the catalogue stands before any test module is imported. In memory
    SQLite refuses at once what it lets wait in a file, so the live server would be met as it never is.
    """
    database = settings.DATABASES["default"]
    if database["ENGINE"].endswith("sqlite3"):
        database.setdefault("TEST", {})["NAME"] = f"{kept_in.name}/site.sqlite3"
        # As the throw-away PostgreSQL: what a power cut would take may be lost.
        database["OPTIONS"]["init_command"] += "; PRAGMA synchronous=OFF"
    catalog.build()
    settings.SUPPRESSION_LIST = Path(kept_in.name) / "suppression.jsonl"
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    proven.by_default()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Ends what still holds PostgreSQL's database when it is dropped.

    The live server keeps a connection for as long as a browser keeps its own, and a moment after both closed.
    """
    if connection.vendor == "sqlite":
        _let_tests_be_emptied()
    yield
    if connection.vendor == "postgresql":
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute(END_THE_OTHERS)


def _let_tests_be_emptied() -> None:
    """Between tests with a live server SQLite empties tables row by row, which releases and events refuse."""
    operations = type(connection.ops)
    flush = operations.sql_flush

    def sql_flush(*args: Any, **how: Any) -> list[str]:
        off = [*RELEASES_STAY.OFF_SQLITE, EVENTS_GO.OFF_SQLITE]
        return [*off, *flush(*args, **how), *RELEASES_STAY.ON_SQLITE, EVENTS_GO.ON_SQLITE]

    operations.sql_flush = sql_flush  # type: ignore[method-assign]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What touches no database is not tried again on a second one: docs/decisions/0006-tested-once.md."""
    if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
        return
    again = [item for item in items if _may_differ(item)]
    config.hook.pytest_deselected(items=[item for item in items if not _may_differ(item)])
    items[:] = again


def _may_differ(item: pytest.Item) -> bool:
    """Whether another database could make it fail."""
    if item.get_closest_marker("one_database"):
        return False
    asked = {"db", "transactional_db", "live_server"}.intersection(getattr(item, "fixturenames", ()))
    return bool(asked) or item.get_closest_marker("django_db") is not None


@pytest.fixture(autouse=True)
def evening(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every test happens on the same Tuesday evening."""
    monkeypatch.setattr(clock, "now", lambda: make.EVENING)


@pytest.fixture
def now_is(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    """Lets it be another moment: `now_is(LATER)`."""
    return lambda moment: monkeypatch.setattr(clock, "now", lambda: moment)


@pytest.fixture
def without_paper(monkeypatch: pytest.MonkeyPatch) -> None:
    """No PDF is really made, where nobody reads it: that takes longer than all else."""
    for name in ("render", "print_copies"):
        monkeypatch.setattr(pdf, name, lambda *_template, **_words: b"%PDF-1.7 of a test")


@pytest.fixture
def team(db: None) -> Team:
    return make.team()


@pytest.fixture
def ans(team: Team) -> User:
    """An initiator, assigned to the flat."""
    return make.member("Ans", Role.INITIATOR, team)


@pytest.fixture
def riny(team: Team) -> User:
    """The other initiator, assigned to the flat."""
    return make.member("Riny", Role.INITIATOR, team)


@pytest.fixture
def cora(team: Team) -> User:
    """The coordinator."""
    return make.member("Cora", Role.COORDINATOR, team)


@pytest.fixture
def wim(team: Team) -> User:
    """The welfare worker."""
    return make.member("Wim", Role.WELFARE_WORKER, team)


@pytest.fixture
def bea(team: Team) -> User:
    """The administrator."""
    return make.member("Bea", Role.ADMINISTRATOR, team)


@pytest.fixture
def stranger(db: None) -> User:
    """An account without any membership."""
    return User.objects.create_user("vreemd@example.org", make.PASSWORD, name="Vreemde Vogel")


@pytest.fixture
def flat(team: Team, ans: User, riny: User) -> Flat:
    """Six doors on two floors, letters delivered, walked by Ans and Riny."""
    made = make.flat(team)
    make.assign(ans, made)
    make.assign(riny, made)
    make.delivered_letters(made)
    return made


@pytest.fixture
def as_(db: None):
    """A browser without a browser, logged in: `as_(cora).get(…)`."""

    def logged_in(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return logged_in
