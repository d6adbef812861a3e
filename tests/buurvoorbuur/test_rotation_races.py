"""Promise 3 under way: people go on writing while the keys change, and nobody loses what they wrote."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Event as Sign
from threading import Thread
from uuid import UUID

import pytest
from django.db import connection, transaction

from buurvoorbuur import keys, rotations, sealed_values
from buurvoorbuur.models import Event, Team, User
from buurvoorbuur.rotations import NotRotated
from tests import make
from tests.key_rings import NEW, OLD, Ring, ring, token_under

__all__ = ["ring"]

pytestmark = pytest.mark.django_db(transaction=True)

TEAMS = 10_000
# SQLite lets one writer in at a time: more of them, or faster ones, would only wait for each other.
WRITERS, BREATH = (6, 0.002) if connection.vendor == "postgresql" else (2, 0.05)
PHONE = Team._meta.get_field("phone")


def filled() -> dict[UUID, str]:
    """Two encrypted values in each of ten thousand rows, and what the first of both says."""
    rows = [Team(name="T", neighbourhood="P", phone=f"050 {n}", email="a@example.org") for n in range(TEAMS)]
    with transaction.atomic():
        Team.objects.bulk_create(rows, batch_size=1000)
    return {team.pk: f"050 {number}" for number, team in enumerate(rows)}


class Writer:
    """Writes in rows of its own in five ways, one after the other, until it is told to stop."""

    def __init__(self, number: int, mine: list[UUID]) -> None:
        self.number, self.mine, self.said = number, mine, dict[UUID, str]()

    def write(self, stop: Sign) -> None:
        ways = (self.one_field, self.whole_row, self.new_row, self.with_an_old_list, self.unread_row)
        try:
            turn = 0
            while not stop.is_set():
                pk = self.mine[turn % len(self.mine)]
                ways[turn % len(ways)](pk, f"06 {self.number} {turn}")
                turn += 1
                stop.wait(BREATH)
        finally:
            connection.close()

    def one_field(self, pk: UUID, text: str) -> None:
        team = Team.objects.get(pk=pk)
        team.phone = text
        team.save(update_fields=["phone"])
        self.said[pk] = text

    def whole_row(self, pk: UUID, text: str) -> None:
        with transaction.atomic():
            team = Team.objects.select_for_update().get(pk=pk)
            team.phone = text
            team.save()
        self.said[pk] = text

    def new_row(self, _pk: UUID, text: str) -> None:
        self.said[Team.objects.create(name="N", neighbourhood="P", phone=text).pk] = text

    def with_an_old_list(self, pk: UUID, text: str) -> None:
        """As a process does that was not started anew."""
        with connection.cursor() as cursor:
            cursor.execute(
                f"UPDATE {Team._meta.db_table} SET phone = %s WHERE id = %s",
                [token_under(OLD, PHONE, pk, text), Team._meta.pk.get_db_prep_value(pk, connection)],
            )
        self.said[pk] = text

    def unread_row(self, pk: UUID, _text: str) -> None:
        """Nothing was changed, yet the token goes back as it came."""
        with transaction.atomic():
            Team.objects.select_for_update().get(pk=pk).save()


def test_of_twenty_thousand_values_none_is_lost_while_others_write(ring: Ring) -> None:
    keys.verify()
    User.objects.create_user("ans@example.org", name="Ans")
    expected = filled()
    ring(NEW, OLD)
    stop, ids = Sign(), list(expected)
    writers = [Writer(number, ids[number::WRITERS]) for number in range(WRITERS)]
    with ThreadPoolExecutor(WRITERS) as pool:
        at_work = [pool.submit(writer.write, stop) for writer in writers]
        try:
            renewed = rotations.run(by=None, at=make.EVENING, tell=lambda progress: stop_late(progress, stop))
        finally:
            stop.set()
        for done in at_work:
            done.result()
    # An old process may have written its last word after the last look.
    rotations.run(by=None, at=make.EVENING)
    for writer in writers:
        assert len(writer.said) > 10, "a writer that never got a turn proves nothing"
        expected |= writer.said
    ring(NEW)
    assert set(rotations.count()) == {0}
    assert renewed > 1.5 * TEAMS, "what a writer saved is under the newest key already"
    assert {team.pk: team.phone for team in Team.objects.all()} == expected


def stop_late(progress: rotations.Progress, stop: Sign) -> None:
    """All writers end when every row of theirs was looked at once; until then there is always more."""
    if progress.label == "buurvoorbuur.user.name":
        stop.set()


@contextmanager
def held(team: Team) -> Iterator[None]:
    """Somebody else who writes in this row and takes their time."""
    begun, enough = Sign(), Sign()

    def hold() -> None:
        with transaction.atomic():
            Team.objects.select_for_update().get(pk=team.pk)
            begun.set()
            enough.wait(10)
        connection.close()

    thread = Thread(target=hold)
    thread.start()
    begun.wait(10)
    try:
        yield
    finally:
        enough.set()
        thread.join()


only_postgres = pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite locks no single row")


@pytest.mark.postgres
@only_postgres
def test_a_row_that_somebody_holds_is_not_waited_for_but_asked_again(
    ring: Ring, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rotations, "PAUSE", 0)
    keys.verify()
    busy, free = (Team.objects.create(name="T", neighbourhood="P", phone="050 1") for _each in range(2))
    ring(NEW, OLD)
    with held(busy), pytest.raises(NotRotated, match="1 values"):
        rotations.run(by=None, at=make.EVENING)
    assert position(free) == 0 and position(busy) == 1
    assert rotations.run(by=None, at=make.EVENING) == 2, "the row, and the canary that waited for it"
    assert position(busy) == 0


def position(team: Team) -> int | None:
    place = next(place for place in sealed_values.places() if place.field is PHONE)
    found = {pk: place.field.key_position(value, pk) for page in place.pages() for pk, value in page}
    return found[team.pk]


def test_of_two_rotations_at_once_each_value_is_moved_by_one(ring: Ring) -> None:
    keys.verify()
    User.objects.create_user("ans@example.org", name="Ans")
    Team.objects.bulk_create(Team(name="T", neighbourhood="P", phone=f"050 {n}") for n in range(600))
    total = rotations.count()[0]
    ring(NEW, OLD)

    def rotate() -> int:
        try:
            return rotations.run(by=None, at=make.EVENING)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        moved = [done.result() for done in [pool.submit(rotate), pool.submit(rotate)]]
    assert sum(moved) == total
    assert rotations.count() == {0: total}
    assert 1 <= Event.objects.filter(action="keys.rotated").count() <= 2
