"""What was erased is not in the files of the database any more either, as bytes."""

import threading
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connection, connections

from buurvoorbuur import sweeping
from buurvoorbuur.models import User
from outreach import interests, residents
from outreach.models import Address, Flat, Resident
from tests import make

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def samira(flat: Flat, ans: User, riny: User) -> Resident:
    interests.load_starter()
    door: Address = flat.addresses.in_walking_order()[0]
    return make.resident(make.walking_round(flat, ans, riny), door)


def as_stored(person: Resident) -> bytes:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM outreach_resident")
        return str(cursor.fetchone()[0]).encode()


def on_disk() -> bytes:
    """The bytes of the table of residents; of SQLite the whole file and what lies beside it."""
    if connection.vendor == "sqlite":
        main = Path(str(connection.settings_dict["NAME"]))
        return b"".join(path.read_bytes() for path in main.parent.glob(f"{main.name}*"))
    with connection.cursor() as cursor:
        cursor.execute("CHECKPOINT")
        cursor.execute("SELECT pg_read_binary_file(pg_relation_filepath('outreach_resident'))")
        return bytes(cursor.fetchone()[0])


def test_an_erased_name_is_in_no_file_after_the_night(samira: Resident, cora: User) -> None:
    token = as_stored(samira)
    assert token in on_disk()
    residents.erase(resident=samira, by=cora, at=make.EVENING)
    sweeping.sweep()
    assert token not in on_disk()


@pytest.mark.postgres
def test_a_plain_vacuum_would_not_do(samira: Resident, cora: User) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("PostgreSQL")
    token = as_stored(samira)
    Resident.objects.filter(pk=samira.pk).update(stays_until=make.EVENING.date())
    samira.name = "Anders"
    samira.save()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM outreach_resident")
    assert token in on_disk(), "if this fails, sweeping may be gentler"
    sweeping.sweep()
    assert token not in on_disk()


@pytest.mark.postgres
@pytest.mark.parametrize("stays", [False, True])
@pytest.mark.parametrize("elsewhere", [False, True])
def test_who_could_still_see_the_erased_is_waited_for(
    samira: Resident,
    cora: User,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    elsewhere: bool,
    stays: bool,
) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("PostgreSQL")
    token = as_stored(samira)
    onlooker = _onlooker("postgres" if elsewhere else str(connection.settings_dict["NAME"]))
    leaving = threading.Timer(1, onlooker.close)
    try:
        # Of another database only who writes is in the way.
        onlooker.execute("SELECT pg_current_xact_id()" if elsewhere else "SELECT 1")
        residents.erase(resident=samira, by=cora, at=make.EVENING)
        if stays:
            monkeypatch.setattr(sweeping, "UNTIL_NOBODY_SEES", 0.1)
        else:
            leaving.start()
        sweeping.sweep()
        assert (token in on_disk()) is stays
        assert ("could still see it" in caplog.text) is stays
    finally:
        leaving.cancel()
        onlooker.close()


def _onlooker(database: str) -> Any:
    """Somebody whose transaction began and goes on."""
    onlooker = psycopg.connect(**{**connection.get_connection_params(), "dbname": database})
    onlooker.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
    return onlooker


@pytest.mark.postgres
def test_a_table_that_somebody_holds_is_swept_another_night(
    samira: Resident, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("PostgreSQL")
    monkeypatch.setattr(sweeping, "PATIENCE", 0.1)
    swept: list[str] = []
    holder = connections.create_connection("default")
    try:
        holder.set_autocommit(False)
        with holder.cursor() as cursor:
            cursor.execute("SELECT 1 FROM outreach_resident")
            swept = sweeping.sweep()
        holder.rollback()
    finally:
        holder.close()
    assert "outreach_resident" not in swept and "outreach_consent" in swept
    assert "outreach_resident is swept another night" in caplog.text
