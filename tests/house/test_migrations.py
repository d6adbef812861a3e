"""Every migration has a way back, and takes it with a filled database."""

from typing import Any

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from matching import demo
from tests import make

OURS = ("buurvoorbuur", "outreach", "matching")


def migrate(targets: list[tuple[str, str | None]]) -> None:
    MigrationExecutor(connection).migrate(targets)


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
def filled(transactional_db: None, settings: Any, without_paper: None) -> Any:
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    demo.fill(today=make.EVENING.date())
    yield
    migrate(MigrationLoader(connection).graph.leaf_nodes())


@pytest.mark.django_db(transaction=True)
def test_back_to_nothing_leaves_no_table_of_ours(filled: None) -> None:
    migrate([(app, None) for app in reversed(OURS)])
    with connection.cursor() as cursor:
        left = connection.introspection.table_names(cursor)
    assert [table for table in left if table.startswith(OURS)] == []
