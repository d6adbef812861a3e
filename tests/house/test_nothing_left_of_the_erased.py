"""Promise 8: who is erased is nowhere any more, opened or sealed, and an older backup brings nothing back.

Everything that the keys open is opened; and what the erased told is looked for as it lay on disk, sealed.
"""

import logging
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cryptography.fernet import Fernet
from django.core import mail
from django.db import connection

from buurvoorbuur import backups, privacy, sealed_values, sweeping
from buurvoorbuur.crypto import EncryptedText
from buurvoorbuur.models import User
from buurvoorbuur.roles import Role
from outreach import envelopes, residents, shut_envelopes
from outreach.envelope_states import KEPT_SHUT_FOR, EnvelopeState
from outreach.models import Envelope, Resident
from tests import killed, make
from tests.buurvoorbuur.test_backups import Machine, machine
from tests.house import markers
from tests.house.markers import ENOUGH, READABLE, Markers
from tests.house.test_nothing_readable_at_rest import every_value
from tests.key_rings import OLD

__all__ = ["machine"]

Ask = Callable[[str], list[tuple[Any, ...]]]


@pytest.fixture
def beside(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where lies what the site writes beside its database: the list of every no, and what is passing."""
    place = tmp_path / "beside"
    place.mkdir()
    settings.SUPPRESSION_LIST = place / "suppression.jsonl"
    monkeypatch.setattr(tempfile, "tempdir", str(place))
    return place


def here(question: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(question)
        return cursor.fetchall()


def _bytes(value: Any) -> bytes:
    return value.encode() if isinstance(value, str) else bytes(value)


def sealed(ask: Ask) -> set[bytes]:
    """Every value under our keys, as it is stored."""
    columns = ((place.field.column, place.model._meta.db_table) for place in sealed_values.places())
    return {
        _bytes(value) for names in columns for (value,) in ask("SELECT {} FROM {}".format(*names)) if value
    }


def opened(values: set[bytes]) -> bytes:
    return b"\n".join(map(Fernet(OLD).decrypt, values))


def on_disk(ask: Ask, name: str) -> bytes:
    """The bytes of the tables about persons; of SQLite the whole file and what lies beside it."""
    if connection.vendor == "sqlite":
        return b"".join(path.read_bytes() for path in Path(name).parent.glob(f"{Path(name).name}*"))
    with connection.cursor() as cursor:
        cursor.execute("CHECKPOINT")
    read = "SELECT pg_read_binary_file(pg_relation_filepath('{}'))"
    return b"".join(bytes(ask(read.format(table))[0][0]) for table in set(sweeping._tables()))


def told_by_residents(entered: Markers) -> Markers:
    """Who they are and what they said; a text of others that may name them is not of them."""
    texts = [
        getattr(row, field.name)
        for person in Resident.objects.all()
        for entry, rows in privacy.about(person)
        if not entry.may_name
        for row in rows
        for field in entry.model._meta.concrete_fields
        if isinstance(field, EncryptedText)
    ]
    return Markers([marker for marker in entered.given if any(marker in text for text in texts)])


def named_by_others() -> set[str]:
    """Puts the name of a resident in every text of others that may hold one; says which kinds these are."""
    people, kinds = list(Resident.objects.all()), set()
    for entry in privacy.register():
        for person in people:
            row = entry.rows_that_may_name(person).first()
            if row:
                for name in entry.personal:
                    setattr(row, name, f"Gehoord van {person.name}.")
                row.save(update_fields=sorted(entry.personal))
                kinds.add(entry.model.__name__)
                break
    return kinds


def erase_everybody(by: User) -> None:
    """All residents, and what phones handed in of somebody who never became one."""
    for person in Resident.objects.all():
        residents.erase(resident=person, by=by, at=make.EVENING)
    for envelope in Envelope.objects.filter(state=EnvelopeState.SET_ASIDE):
        envelopes.destroy(envelope=envelope, by=by, at=make.EVENING)
    shut_envelopes.destroy_due(make.EVENING + KEPT_SHUT_FOR)
    sweeping.sweep()


@pytest.mark.django_db(transaction=True)
def test_who_is_erased_is_nowhere_and_does_not_come_back_with_an_older_backup(
    beside: Path, tmp_path: Path, machine: Machine, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    entered = Markers()
    markers.enter(entered)
    kinds = {entry.model.__name__ for entry in privacy.register() if entry.may_name}
    # Nobody lives in the flat that rests.
    assert named_by_others() == kinds - {"Pause"}
    gone, name = told_by_residents(entered), str(connection.settings_dict["NAME"])
    before = sealed(here)
    theirs = {token for token in before if gone.found_in(opened({token}))}
    assert len(gone.given) >= ENOUGH and len(theirs) >= ENOUGH
    assert all(token in on_disk(here, name) for token in theirs), "who looks must be able to find them"
    backups.make(file=tmp_path / "backup.sealed", by=None, at=make.EVENING)

    erase_everybody(User.objects.filter(memberships__role=Role.COORDINATOR)[0])
    assert not Resident.objects.exists() and not Envelope.objects.exclude(sealed=b"").exists()
    _assert_nowhere(gone, theirs, here, name)
    passing = b"".join(path.read_bytes() for path in beside.rglob("*") if path.is_file())
    mails = "".join(message.message().as_string() for message in mail.outbox).encode()
    assert passing and mails and caplog.text
    assert gone.found_in(every_value() + passing + mails + caplog.text.encode()) == []

    after = "outreach.suppressions.apply_again"
    assert machine.run("restore", str(tmp_path / "backup.sealed"), after=after).returncode == 0
    assert killed.run("buurvoorbuur.sweeping.sweep", database=machine.name).returncode == 0
    assert machine.rows("SELECT count(*) FROM outreach_resident") == [(0,)]
    _assert_nowhere(gone, theirs, machine.rows, machine.name)


def _assert_nowhere(gone: Markers, theirs: set[bytes], ask: Ask, name: str) -> None:
    left, files = sealed(ask), on_disk(ask, name)
    assert READABLE.encode() in files or connection.vendor == "postgresql"
    assert len(left) > 20, "what is of others is still there to be opened"
    assert not left & theirs
    assert gone.found_in(opened(left)) == [] and gone.found_in(files) == []
    assert [token for token in theirs if token in files] == []
