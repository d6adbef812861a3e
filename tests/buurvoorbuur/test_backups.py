"""A backup made while people work holds all they were told is stored, and comes back whole or not at all."""

import sqlite3
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection

from buurvoorbuur import backups, postgres_copies, sealed_files, sqlite_copies
from buurvoorbuur.models import Event, Team, User
from outreach import optouts, residents, visits
from outreach.models import Address, Flat, Round, Visit
from outreach.opt_out_terms import Channel
from outreach.visit_states import Outcome
from tests import killed, make
from tests.key_rings import NEW, OLD, STRANGE

pytestmark = pytest.mark.django_db(transaction=True)

WRITERS = 3


class Machine:
    """Another machine with its own database and the same keys, empty at first."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.keys = OLD

    def run(self, *command: str, die: str = "", when: str = "before", after: str = "") -> Any:
        return killed.run(
            "django.core.management.call_command",
            *command,
            die=die,
            when=when,
            after=after,
            database=self.name,
            FIELD_ENCRYPTION_KEYS=self.keys,
        )

    def rows(self, question: str) -> list[tuple[Any, ...]]:
        if connection.vendor == "sqlite":
            with closing(sqlite3.connect(self.name)) as there:
                assert there.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
                return there.execute(question).fetchall()
        with postgres_copies._connected(self.name) as there:
            return there.execute(question).fetchall()

    def teams(self) -> set[str]:
        return {name for (name,) in self.rows("SELECT name FROM buurvoorbuur_team")}

    def kept_aside(self) -> list[str]:
        if connection.vendor == "sqlite":
            here = Path(self.name)
            return sorted(str(path) for path in here.parent.glob(f"{here.name}?*"))
        like = f"{self.name}\\_%"
        with postgres_copies._connected("postgres") as server:
            found = server.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", [like]).fetchall()
        return [name for (name,) in found]

    def wipe(self) -> None:
        copies = sqlite_copies if connection.vendor == "sqlite" else postgres_copies
        for name in (*self.kept_aside(), self.name):
            copies.drop(name)


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[Machine]:
    name = f"machine_{uuid4().hex[:8]}"
    made = Machine(str(tmp_path / f"{name}.sqlite3") if connection.vendor == "sqlite" else name)
    yield made
    made.wipe()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "backup.sealed"


def backed_up(file: Path) -> Path:
    backups.make(file=file, by=None, at=make.EVENING)
    return file


def test_what_was_told_to_be_stored_before_a_backup_began_is_in_it(
    team: Team, ans: User, riny: User, machine: Machine, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = make.flat(team, doors=400, per_floor=20)
    evening = make.walking_round(place, ans, riny)
    doors, told, stop = iter(list(place.addresses.all())), [], threading.Event()
    under_way = threading.Barrier(WRITERS + 1)
    _let_others_write_between_pieces(monkeypatch, told)
    with ThreadPoolExecutor(WRITERS) as pool:
        writers = [pool.submit(_note, evening, doors, told, stop, under_way) for _n in range(WRITERS)]
        under_way.wait()
        before = set(told)
        backed_up(file)
        stop.set()
        for writer in writers:
            writer.result()
    assert before and len(told) > len(before), "nobody was writing"
    assert machine.run("restore", str(file)).returncode == 0
    there = {UUID(str(id)) for (id,) in machine.rows("SELECT id FROM outreach_visit")}
    assert before <= there
    events = "SELECT object_id FROM buurvoorbuur_event WHERE object_type = 'outreach.visit'"
    assert {UUID(id) for (id,) in machine.rows(events)} == there


def _let_others_write_between_pieces(monkeypatch: pytest.MonkeyPatch, told: list[UUID]) -> None:
    """A copy takes its pieces so slowly that somebody is told of a visit between any two of them."""
    copies = backups._copies()
    dump = copies.dump

    def slowly() -> Iterator[bytes]:
        for piece in dump():
            number, until = len(told), time.monotonic() + 2
            while len(told) == number and time.monotonic() < until:
                time.sleep(0.001)
            yield piece

    monkeypatch.setattr(sqlite_copies, "PIECE", 1 << 16)
    monkeypatch.setattr(copies, "dump", slowly)


def _note(evening: Round, doors: Any, told: list[UUID], stop: Any, under_way: threading.Barrier) -> None:
    """Writes visit after visit; the first few before the backup begins."""
    try:
        for number, door in enumerate(doors):
            told.append(_visit(evening, door).pk)
            if number == 0:
                under_way.wait()
            elif stop.is_set():
                return
    finally:
        connection.close()


def _visit(evening: Round, door: Address) -> Visit:
    notes = visits.DoorNotes(outcome=Outcome.NOBODY_HOME, opened_at=make.EVENING)
    return visits.record(
        id=uuid4(), round=evening, address=door, notes=notes, by=evening.asker, at=make.EVENING
    )


def test_it_comes_back_where_nothing_was_and_all_is_read_again(
    flat: Flat, machine: Machine, file: Path
) -> None:
    said = machine.run("restore", str(backed_up(file)))
    assert said.returncode == 0, said.stderr
    assert machine.teams() == {flat.team.name}
    assert machine.run("keys", "verify").returncode == 0
    assert [name for name in machine.kept_aside() if "restoring" in name] == []


def test_over_a_database_it_asks_first_and_keeps_the_old_one(
    team: Team, machine: Machine, file: Path, tmp_path: Path
) -> None:
    machine.run("restore", str(backed_up(file)))
    make.team("Nieuw team")
    newer = backed_up(tmp_path / "newer")
    assert "--yes" in machine.run("restore", str(newer)).stderr
    assert machine.teams() == {team.name}
    assert machine.run("restore", "--yes", str(newer)).returncode == 0
    assert machine.teams() == {team.name, "Nieuw team"}
    [aside] = machine.kept_aside()
    assert Machine(aside).teams() == {team.name}


BUILT = "buurvoorbuur.backups._bring_up_to_date"
STEPS = {
    "sqlite": [
        (BUILT, "before"),
        (BUILT, "after"),
        ("buurvoorbuur.sqlite_copies._come_to_rest", "after"),
        ("os.link", "after"),
        ("os.replace", "before"),
        ("os.replace", "after"),
    ],
    "postgresql": [
        (BUILT, "before"),
        (BUILT, "after"),
        ("buurvoorbuur.postgres_copies.put_in_place", "before"),
        ("buurvoorbuur.postgres_copies.put_in_place", "after"),
    ],
}


def test_killed_at_any_step_it_leaves_the_old_or_the_new(
    team: Team, machine: Machine, file: Path, tmp_path: Path
) -> None:
    machine.run("restore", str(backed_up(file)))
    Team.objects.update(name="Nieuw team")
    newer, found = backed_up(tmp_path / "newer"), []
    for die, when in STEPS[connection.vendor]:
        assert machine.run("restore", "--yes", str(newer), die=die, when=when).returncode == -9, die
        [name] = machine.teams()
        found.append(name)
    assert set(found) == {team.name, "Nieuw team"} and found == sorted(found, reverse=found[0] > found[-1])
    assert machine.run("restore", "--yes", str(newer)).returncode == 0
    assert [name for name in machine.kept_aside() if "restoring" in name] == []


@pytest.mark.parametrize("harm", ["short", "shorter", "longer", "changed", "swapped", "no backup"])
def test_a_file_that_is_not_whole_is_refused_before_anything_is_replaced(
    harm: str, team: Team, file: Path, machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sealed_files, "PIECE", 1 << 16)
    whole = backed_up(file).read_bytes()
    head, step = len(sealed_files.MAGIC) + sealed_files.SALT + sealed_files.KEY_ID, sealed_files.PIECE + 16
    assert len(whole) > head + 3 * step
    one, two, rest = whole[head : head + step], whole[head + step : head + 2 * step], whole[head + 2 * step :]
    harmed = {
        "short": whole[:-1],
        "shorter": whole[: head + 2 * step],
        "longer": whole + whole[-step:],
        "changed": whole[: head + 99] + bytes([whole[head + 99] ^ 1]) + whole[head + 100 :],
        "swapped": whole[:head] + two + one + rest,
        "no backup": b"SQLite format 3" + whole,
    }
    file.write_bytes(harmed[harm])
    with pytest.raises(sealed_files.Damaged):
        list(sealed_files.read(file))


def test_a_damaged_backup_is_told_in_a_sentence_and_the_old_database_stays(
    team: Team, machine: Machine, file: Path
) -> None:
    machine.run("restore", str(backed_up(file)))
    file.write_bytes(file.read_bytes()[:-1])
    refused = machine.run("restore", "--yes", str(file))
    assert "not whole" in refused.stderr.splitlines()[-1]
    assert machine.teams() == {team.name} and machine.kept_aside() == []


def test_the_key_of_its_day_opens_it_and_another_says_so(team: Team, machine: Machine, file: Path) -> None:
    backed_up(file)
    machine.keys = STRANGE
    refused = machine.run("restore", str(file))
    assert "FIELD_ENCRYPTION_KEYS" in refused.stderr.splitlines()[-1]
    assert machine.kept_aside() == []
    machine.keys = f"{NEW},{OLD}"
    assert machine.run("restore", str(file)).returncode == 0
    assert machine.teams() == {team.name}


def test_what_happened_since_is_done_again_and_nobody_is_still_logged_in(
    team: Team, cora: User, as_, machine: Machine, file: Path
) -> None:
    as_(cora)
    said = machine.run("restore", str(backed_up(file)), after="tests.reached.forget_all_names")
    assert said.returncode == 0, said.stderr
    assert machine.teams() == {"forgotten"}
    assert machine.rows("SELECT count(*) FROM django_session") == [(0,)]
    assert machine.rows("SELECT action FROM buurvoorbuur_event ORDER BY id DESC LIMIT 1") == [
        ("backup.restored",)
    ]


def test_an_older_backup_brings_nobody_back_and_opens_no_door(
    flat: Flat,
    ans: User,
    riny: User,
    cora: User,
    machine: Machine,
    file: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # A list of its own: others closed doors of the same spelling.
    monkeypatch.setattr(settings, "SUPPRESSION_LIST", file.with_name("suppression.jsonl"))
    evening = make.walking_round(flat, ans, riny)
    erased, kept, closed = flat.addresses.order_by("pk")[:3]
    person = make.resident(evening, erased, "Geheim Merkteken")
    make.resident(evening, kept, "Blijvende Buur")
    backed_up(file)
    residents.erase(resident=person, by=cora, at=make.EVENING)
    optouts.record(address=closed, channel=Channel.PHONE, by=cora, at=make.EVENING)
    said = machine.run("restore", str(file), after="outreach.suppressions.apply_again")
    assert said.returncode == 0, said.stderr
    assert machine.rows("SELECT address_id FROM outreach_resident") == [(kept.pk,)]
    assert machine.rows("SELECT address_id FROM outreach_optout WHERE ended_at IS NULL") == [(closed.pk,)]


def test_nothing_in_the_file_can_be_read_and_only_its_owner_opens_it(cora: User, file: Path) -> None:
    written = backed_up(file).read_bytes()
    assert not any(plain in written for plain in (cora.email.encode(), b"CREATE TABLE", b"PGDMP"))
    assert file.stat().st_size > 1 << 16
    assert file.stat().st_mode & 0o777 == 0o600
    assert Event.objects.filter(action="backup.made").count() == 1


def test_a_full_disk_leaves_no_half_backup_and_no_copy(
    team: Team, file: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(settings, "STATE_DIR", tmp_path / "var")
    monkeypatch.setattr(sealed_files, "_write", lambda out, content: _fill(out, content))
    with pytest.raises(CommandError, match="No space left"):
        call_command("backup", str(file))
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def _fill(out: Any, content: Iterator[bytes]) -> int:
    """Takes the first line and some of the database."""
    for some in (next(content), next(content)):
        out.write(some)
    raise OSError(28, "No space left on device")


def test_a_backup_never_takes_the_place_of_another_file(team: Team, file: Path) -> None:
    file.write_text("somebody's")
    with pytest.raises(CommandError, match="is there already"):
        call_command("backup", str(file))
    assert file.read_text() == "somebody's" and [p.name for p in file.parent.glob(".*")] == []


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite does not know who has its file open")
def test_while_somebody_works_with_the_database_nothing_is_replaced(
    team: Team, machine: Machine, file: Path
) -> None:
    machine.run("restore", str(backed_up(file)))
    with postgres_copies._connected(machine.name):
        refused = machine.run("restore", "--yes", str(file))
    assert "still uses this database" in refused.stderr.splitlines()[-1]
    assert machine.teams() == {team.name} and machine.kept_aside() == []
