"""Every migration has a way back and forward again, and takes both with a filled database."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.migrations import Migration
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState, StateApps

from matching import demo
from outreach import promises
from outreach.models import Resident, Round
from outreach.promise_terms import PromiseEnd
from tests import make

OURS = ("buurvoorbuur", "outreach", "matching")


def test_no_migration_is_a_way_of_no_return() -> None:
    loader = MigrationLoader(None)
    ways = [
        (key, operation)
        for key, migration in loader.disk_migrations.items()
        if key[0] in OURS
        for operation in migration.operations
    ]
    assert len(ways) > 150
    assert [(key, operation) for key, operation in ways if not operation.reversible] == []


@pytest.fixture
def evenings(transactional_db: None, settings: Any, without_paper: None) -> tuple[Round, Round]:
    """A filled database, with a promise that was handed over, and two rounds: of one nobody told anything."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    demo.fill(today=make.EVENING.date())
    told, silent = Round.objects.order_by("pk")[:2]
    told.wonder, told.worry, told.lesson = "Koffie.", "", "Eerder beginnen."
    silent.wonder = silent.worry = silent.lesson = ""
    told.save()
    silent.save()
    promise = make.promise(told.flat, told.asker)
    promises.end(promise=promise, ending=PromiseEnd.HANDED, by=told.asker, at=make.EVENING)
    return told, silent


@pytest.mark.django_db(transaction=True)
def test_each_goes_back_and_forward_again_with_data_and_nothing_is_left(
    evenings: tuple[Round, Round],
) -> None:
    looks = {
        "0008_before_and_after_a_round": _three_lines_became_the_first,
        "0030_what_is_the_same": _who_was_known_is_found,
        "0033_letting_go": _what_was_handed_over_was_let_go_of,
    }
    with _undone():
        for state, migration in reversed(_steps()):
            # Made once here, or else by each operation for itself.
            assert state.apps
            MigrationExecutor(connection).unapply_migration(state, migration)
            with transaction.atomic():
                newer = _forward(migration, state.clone())
                if migration.name in looks:
                    looks.pop(migration.name)(newer.apps, evenings)
                transaction.set_rollback(True)
        assert [table for table in _tables() if table.startswith(OURS)] == []
    assert not looks
    assert Round._meta.db_table in _tables()


def _steps() -> list[tuple[ProjectState, Migration]]:
    """Our migrations in the order in which they are applied to nothing, each with what it is applied to."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes(), clean_start=True)
    state, found = ProjectState(real_apps=executor.loader.unmigrated_apps), []
    for migration, _backwards in plan:
        if migration.app_label in OURS:
            found.append((state, migration))
        state = migration.mutate_state(state)
    return found


def _forward(migration: Migration, state: ProjectState) -> ProjectState:
    with connection.schema_editor(atomic=True) as editor:
        reached = migration.apply(state, editor)
    # What waits for the end of the transaction, which is not reached.
    connection.check_constraints()
    return reached


@contextmanager
def _undone() -> Iterator[None]:
    """Leaves every table as it was.

    SQLite takes all of it back as one transaction. In one, PostgreSQL would refuse what it takes in several:
    to change a table some rows of which were changed twice. So it goes forward once more.
    """
    if connection.vendor == "sqlite":
        with connection.constraint_checks_disabled(), transaction.atomic():
            yield
            transaction.set_rollback(True)
        return
    try:
        yield
    finally:
        executor = MigrationExecutor(connection)
        for state, migration in _steps():
            if (migration.app_label, migration.name) not in executor.loader.applied_migrations:
                executor.apply_migration(state, migration)


def _tables() -> list[str]:
    with connection.cursor() as cursor:
        return connection.introspection.table_names(cursor)


def _three_lines_became_the_first(models: StateApps, evenings: tuple[Round, Round]) -> None:
    """They were one field before, encrypted as they are."""
    told, silent = evenings
    after = models.get_model("outreach", "Round").objects
    again = after.get(pk=told.pk)
    assert (again.wonder, again.worry, again.lesson) == ("Koffie.\nEerder beginnen.", "", "")
    assert after.get(pk=silent.pk).wonder == ""
    with connection.cursor() as cursor:
        cursor.execute("SELECT wonder FROM outreach_round")
        held = [wonder for (wonder,) in cursor.fetchall()]
    assert any(held) and not [wonder for wonder in held if "Koffie" in wonder]


def _what_was_handed_over_was_let_go_of(models: StateApps, _evenings: tuple[Round, Round]) -> None:
    """Before, no promise could become the residents' own."""
    ended = models.get_model("outreach", "Promise").objects.filter(ended_at__isnull=False)
    assert [promise.ending for promise in ended] == ["let_go"]


def _who_was_known_is_found(models: StateApps, _evenings: tuple[Round, Round]) -> None:
    for of in ("phone", "email"):
        index = Resident._meta.get_field(f"{of}_index")
        held = [
            (getattr(row, index.name), index.mark(row))
            for row in models.get_model("outreach", "Resident").objects.all()
        ]
        assert any(mark for mark, _now in held)
        assert [mark for mark, now in held if mark != now] == []
