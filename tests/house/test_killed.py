"""Killed at the worst moment, nothing is half stored, and the next run does all of it once."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.core.management import call_command

from buurvoorbuur import retention, suppression
from buurvoorbuur.models import Event, RetentionRun, Team, User
from outreach import interests, releases, residents
from outreach.envelope_states import EnvelopeState
from outreach.models import Address, Answer, Consent, Envelope, Flat, Release, ReleaseCell, Resident, Round
from tests import killed, make

pytestmark = pytest.mark.django_db(transaction=True)

LISTED = "straat;huisnummer\n" + "".join(f"Zonnelaan;{number}\n" for number in range(1, 41))
IN_TWO_YEARS = make.EVENING + timedelta(days=730)
NEXT_YEAR = datetime(2027, 1, 8, 3, tzinfo=UTC)
# The line is on disk by then, and nothing is committed.
LISTED_AS_GONE = {"die": "buurvoorbuur.suppression.note", "when": "after"}


@pytest.fixture(autouse=True)
def suppression_list(settings, tmp_path: Path) -> None:
    settings.SUPPRESSION_LIST = tmp_path / "suppression.jsonl"


@pytest.fixture
def tonight(flat: Flat, ans: User, riny: User) -> Round:
    interests.load_starter()
    return make.walking_round(flat, ans, riny)


def gone() -> list[str]:
    """Who is erased, as the list beside the database says."""
    return [line.key for line in suppression.read().of(suppression.Kind.ERASED)]


def events(action: str) -> int:
    return Event.objects.filter(action=action).count()


def test_an_import_stored_no_door_and_then_stores_every_door(team: Team, tmp_path: Path) -> None:
    path = tmp_path / "lijst.csv"
    path.write_text(LISTED)
    command = ("import_addresses", str(path), "--flat", "Zonneflat")
    # All doors are written by then.
    ended = killed.run("django.core.management.call_command", *command, die="buurvoorbuur.audit.record")
    assert ended.returncode == killed.KILLED, ended.stderr
    assert not Flat.objects.exists() and not Address.objects.exists()
    call_command(*command)
    assert (Address.objects.count(), events("flat.made")) == (40, 1)


def released() -> list[tuple[object, ...]]:
    """Each release, with how many numbers it holds."""
    fields = ("number", "is_sum", "flat_name", "talks")
    return [
        (*release, ReleaseCell.objects.filter(table__release=pk).count())
        for pk, *release in Release.objects.order_by(*fields).values_list("pk", *fields)
    ]


def test_a_release_of_a_quarter_is_whole_or_not_there_and_stands_there_once(
    team: Team, ans: User, riny: User
) -> None:
    for name in ("Zonneflat", "Maanflat"):
        place = make.flat(team, name=name, doors=20)
        doors = place.addresses.in_walking_order()
        for month, ten in ((2, doors[:10]), (5, doors[10:])):
            at = make.EVENING.replace(month=month)
            evening = make.walking_round(place, ans, riny, at)
            for door in ten:
                make.talk(evening, door, answers={"feels_at_home": "4"}, at=at)
    # The releases of each flat are written by then, and those of the first quarter committed.
    ended = killed.run(
        "tests.killed.freeze", NEXT_YEAR.isoformat(), die="outreach.release_sums.write", lives=2
    )
    assert ended.returncode == killed.KILLED, ended.stderr
    first = released()
    assert [number for number, *_ in first] == [1, 1, 1]
    releases.freeze_due(NEXT_YEAR)
    assert released() == first + [(2, *rest) for _number, *rest in first]
    assert events("numbers.released") == 4


def test_an_erasure_took_nothing_along_and_then_everything(tonight: Round, cora: User) -> None:
    [door, *_] = tonight.flat.addresses.in_walking_order()
    visit = make.talk(tonight, door, make.resident_notes("Samira Haddad"), answers={"cares_about": "De hal."})
    samira = Resident.objects.get(talk__visit=visit)
    sender = make.phone(tonight)[0]
    sent = make.entry(tonight, door, ("outcome", "talk"), ("taal", "nl"), ("name", "Samira Haddad"))
    [waiting] = make.received(sender, make.sealed(sender, sent))
    ended = killed.run("tests.killed.erase", str(samira.pk), **LISTED_AS_GONE)
    assert ended.returncode == killed.KILLED, ended.stderr
    assert gone() == [str(samira.pk)] and events("resident.erased") == 0
    assert Consent.objects.filter(resident=samira).exists() and Answer.objects.exists()
    assert Envelope.objects.get().state == EnvelopeState.RECEIVED and Envelope.objects.get().sealed
    residents.erase(resident=samira, by=cora, at=make.EVENING)
    assert set(gone()) == {str(samira.pk)} and events("resident.erased") == 1
    assert not Resident.objects.exists() and not Consent.objects.exists() and not Answer.objects.exists()
    waiting.refresh_from_db()
    assert (waiting.state, bytes(waiting.sealed)) == (EnvelopeState.DESTROYED, b"")


def test_a_night_cut_off_at_the_second_has_let_the_first_go_and_goes_on(tonight: Round) -> None:
    both = {
        str(make.resident(tonight, door, f"Buur {door.number}").pk)
        for door in tonight.flat.addresses.all()[:2]
    }
    ended = killed.run("tests.killed.let_go", IN_TWO_YEARS.isoformat(), **LISTED_AS_GONE, lives=2)
    assert ended.returncode == killed.KILLED, ended.stderr
    assert set(gone()) == both and Resident.objects.count() == events("resident.expired") == 1
    assert RetentionRun.objects.get().finished_at is None
    done = retention.run(IN_TWO_YEARS)
    assert set(gone()) == both and not Resident.objects.exists()
    assert done.counts.get(kind="outreach.Resident").gone == events("resident.expired") == 2
    assert done == RetentionRun.objects.get()
