"""Whoever changes, adds or takes away a line of the event log is found out by its seals."""

from collections.abc import Callable
from datetime import timedelta
from importlib import import_module

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.urls import reverse

from buurvoorbuur import event_seals, tasks
from buurvoorbuur.models import Event, EventSeal, User
from tests import make

GUARD = import_module("buurvoorbuur.migrations.0010_events_go_by_whole_seals")


def line(number: int, action: str = "visit.recorded", **said: object) -> Event:
    return Event.objects.create(
        id=number, at=make.EVENING, action=action, object_type="outreach.visit", object_id=str(number), **said
    )


@pytest.fixture
def sealed(db: None) -> EventSeal:
    """Three lines, sealed the night after."""
    for number in (1001, 1002, 1003):
        line(number)
    event_seals.seal(make.EVENING)
    return event_seals.seal(make.EVENING + timedelta(days=1))


def test_a_line_is_sealed_the_night_after_it_was_seen(db: None) -> None:
    line(1001)
    assert event_seals.seal(make.EVENING).lines == 0
    line(1002)
    second = event_seals.seal(make.EVENING)
    assert (second.lines, second.last_event, second.seen_to) == (1, 1001, 1002)
    assert event_seals.check() == event_seals.Checked(1, None)


def test_a_line_that_ends_after_a_later_one_still_finds_its_place(db: None) -> None:
    line(1001)
    line(1003)
    event_seals.seal(make.EVENING)
    line(1002)
    event_seals.seal(make.EVENING)
    assert event_seals.check() == event_seals.Checked(3, None)


def delete(number: int) -> None:
    """As somebody does who can write in the database, and so can take off the trigger first."""
    on_sqlite = connection.vendor == "sqlite"
    with connection.cursor() as cursor:
        cursor.execute(GUARD.OFF_SQLITE if on_sqlite else GUARD.OFF_POSTGRES)
        cursor.execute("DELETE FROM buurvoorbuur_event WHERE id = %s", [number])
        cursor.execute(GUARD.ON_SQLITE if on_sqlite else GUARD.ON_POSTGRES)


def changed() -> None:
    delete(1002)
    line(1002, "visit.undone")


def moved_in_time() -> None:
    delete(1002)
    late = line(1002)
    delete(1002)
    late.at += timedelta(seconds=1)
    late.save(force_insert=True)


def taken_away() -> None:
    delete(1002)


def added() -> None:
    line(900)


def sealed_anew() -> None:
    taken_away()
    EventSeal.objects.filter(lines=3).update(lines=2)


def unsealed() -> None:
    EventSeal.objects.filter(lines=3).update(previous=None)


@pytest.mark.parametrize("tamper", [changed, moved_in_time, taken_away, added, sealed_anew, unsealed])
def test_what_was_sealed_is_not_touched_without_a_trace(
    sealed: EventSeal, tamper: Callable[[], None]
) -> None:
    assert event_seals.check() == event_seals.Checked(3, None)
    tamper()
    found = event_seals.check()
    assert found.broken == sealed
    with pytest.raises(CommandError, match="1003"):
        call_command("events", "verify")


def test_a_seal_cannot_be_made_without_the_key(sealed: EventSeal, settings) -> None:
    settings.INDEX_KEY = "another key"
    assert event_seals.check().broken


def test_the_newest_seal_stands_in_the_program_s_log_too(sealed: EventSeal, caplog) -> None:
    caplog.set_level("INFO", "buurvoorbuur.event_seals")
    made = event_seals.seal(make.EVENING)
    assert made.digest in caplog.text


def test_every_night_a_change_is_told_loudly(sealed: EventSeal, caplog) -> None:
    tasks.seal_events.func()
    assert not [record for record in caplog.records if record.levelname == "ERROR"]
    taken_away()
    tasks.seal_events.func()
    assert "changed before line 1003" in caplog.text


def test_the_administrator_checks_the_log_on_its_page(sealed: EventSeal, bea: User, as_) -> None:
    url = reverse("events")
    assert "Laatst verzegeld op 7 oktober 2026" in as_(bea).get(url).text
    assert "3 regels zijn zoals ze verzegeld werden." in as_(bea).get(url, {"check": "1"}).text
    taken_away()
    assert "Regel 1003 of een regel daarvoor" in as_(bea).get(url, {"check": "1"}).text
