"""Promises 1 and 8: what was refused after a backup is refused after its restore."""

import json
import stat
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

from buurvoorbuur import suppression
from buurvoorbuur.models import Event, User
from outreach import consents, optouts, residents, suppressions
from outreach.consent_terms import How, Purpose
from outreach.models import Address, Answer, Consent, OptOut, Resident
from outreach.opt_out_terms import Channel, EndReason
from tests import make

AT, LATER = make.EVENING, make.EVENING + timedelta(days=3)


@pytest.fixture(autouse=True)
def place(settings, tmp_path: Path) -> Path:
    settings.SUPPRESSION_LIST = tmp_path / "state" / "list.jsonl"
    return tmp_path / "state" / "list.jsonl"


class Backup(Exception):
    """Takes the database back to where it was; the list stays."""


def then_restored(act) -> None:
    with pytest.raises(Backup), transaction.atomic():
        act()
        raise Backup


def erase(person: Resident, by: User) -> None:
    residents.erase(resident=person, by=by, at=AT)


def test_an_erased_resident_does_not_come_back_with_an_older_backup(samira: Resident, cora: User) -> None:
    then_restored(lambda: erase(samira, cora))
    assert Resident.objects.filter(pk=samira.pk).exists(), "the older backup"
    for name in settings.AFTER_RESTORE:
        import_string(name)(LATER)
    assert not Resident.objects.filter(pk=samira.pk).exists()
    assert not Answer.objects.exists()
    assert Event.objects.filter(action="resident.erased", object_id=str(samira.pk)).count() == 1


def test_an_erasure_that_was_rolled_back_is_not_done_when_a_later_backup_is_restored(
    samira: Resident, cora: User
) -> None:
    then_restored(lambda: erase(samira, cora))
    residents.opened(resident=samira, by=cora, at=AT + timedelta(hours=1))
    suppressions.apply_again(LATER)
    assert Resident.objects.filter(pk=samira.pk).exists()


def test_what_happened_around_the_erasure_itself_is_no_sign_of_life(samira: Resident, cora: User) -> None:
    then_restored(lambda: erase(samira, cora))
    residents.opened(resident=samira, by=cora, at=AT + timedelta(minutes=9))
    suppressions.apply_again(LATER)
    assert not Resident.objects.filter(pk=samira.pk).exists()


def test_a_withdrawn_consent_is_not_live_after_a_restore(samira: Resident, cora: User) -> None:
    then_restored(
        lambda: consents.withdraw(resident=samira, purpose=Purpose.MATCH, how=How.PHONE, by=cora, at=AT)
    )
    assert Consent.objects.open().filter(purpose=Purpose.MATCH).exists()
    suppressions.apply_again(LATER)
    [ended] = Consent.objects.filter(purpose=Purpose.MATCH)
    assert (ended.withdrawn_at, ended.withdrawn_how) == (LATER, How.PHONE)
    assert Consent.objects.open().count() == len(Purpose) - 1


def test_the_last_withdrawal_takes_the_resident_along_after_a_restore(samira: Resident, cora: User) -> None:
    def all_of_them() -> None:
        for purpose in Purpose:
            consents.withdraw(resident=samira, purpose=purpose, how=How.CODE, by=None, at=AT)

    then_restored(all_of_them)
    suppressions.apply_again(LATER)
    assert not Resident.objects.exists()


def say_no(door: Address, by: User) -> None:
    optouts.record(address=door, channel=Channel.PHONE, by=by, at=AT)


def test_a_door_that_said_no_is_not_open_after_a_restore(doors: list[Address], cora: User) -> None:
    then_restored(lambda: say_no(doors[2], cora))
    suppressions.apply_again(LATER)
    suppressions.apply_again(LATER)
    [optout] = OptOut.objects.all()
    assert (optout.address_id, optout.channel) == (doors[2].pk, Channel.PHONE)


def test_the_door_is_known_by_its_spelling_not_by_its_number(doors: list[Address], cora: User) -> None:
    then_restored(lambda: say_no(doors[2], cora))
    two, three = doors[2].key, doors[3].key
    Address.objects.filter(pk=doors[2].pk).update(key="x")
    Address.objects.filter(pk=doors[3].pk).update(key=two)
    suppressions.apply_again(LATER)
    assert two != three and OptOut.objects.get().address_id == doors[3].pk


def test_a_no_that_ended_stays_ended(
    doors: list[Address], cora: User, django_capture_on_commit_callbacks
) -> None:
    say_no(doors[2], cora)
    with django_capture_on_commit_callbacks(execute=True):
        optouts.end(address=doors[2], reason=next(iter(EndReason)), by=cora, at=AT)
    suppressions.apply_again(LATER)
    assert not OptOut.objects.open().exists()


def test_the_end_of_a_no_that_was_not_committed_leaves_the_no(doors: list[Address], cora: User) -> None:
    """Killed before the commit: the end is written only after it."""
    then_restored(
        lambda: (
            say_no(doors[2], cora),
            optouts.end(address=doors[2], reason=next(iter(EndReason)), by=cora, at=AT),
        )
    )
    suppressions.apply_again(LATER)
    assert OptOut.objects.open().filter(address=doors[2]).exists()


def test_the_list_holds_no_name_and_is_only_ours_to_read(samira: Resident, cora: User, place: Path) -> None:
    erase(samira, cora)
    say_no(samira.address, cora)
    written = place.read_text()
    assert stat.S_IMODE(place.stat().st_mode) == 0o600
    assert "Samira" not in written and samira.address.street not in written
    assert samira.address.key not in written
    assert [json.loads(line)["kind"] for line in written.splitlines()] == ["erased", "opted_out"]


def test_the_line_stands_on_disk_before_the_commit(samira: Resident, cora: User, place: Path) -> None:
    with transaction.atomic():
        erase(samira, cora)
        assert str(samira.pk) in place.read_text()


def test_nobody_is_erased_when_the_list_cannot_be_written(samira: Resident, cora: User, settings) -> None:
    settings.SUPPRESSION_LIST = "/proc/nowhere/list"
    with pytest.raises(OSError):
        erase(samira, cora)
    assert Resident.objects.filter(pk=samira.pk).exists()


def test_nobody_is_kept_from_saying_no_by_a_full_disk(
    doors: list[Address], cora: User, settings, caplog: pytest.LogCaptureFixture
) -> None:
    settings.SUPPRESSION_LIST = "/proc/nowhere/list"
    say_no(doors[2], cora)
    assert OptOut.objects.open().exists()
    assert "The suppression list misses door" in caplog.text


@pytest.mark.parametrize("cut", [1, 30, 200])
def test_a_line_that_was_cut_off_spoils_no_other(
    samira: Resident, doors: list[Address], cora: User, place: Path, cut: int
) -> None:
    then_restored(lambda: erase(samira, cora))
    place.write_bytes(place.read_bytes()[:-cut])
    then_restored(lambda: say_no(doors[2], cora))
    suppressions.apply_again(LATER)
    assert OptOut.objects.get().address_id == doors[2].pk
    assert Resident.objects.filter(pk=samira.pk).exists() is (cut > 1)


def test_a_line_of_somebody_without_the_key_is_told_and_the_others_are_applied(
    samira: Resident, doors: list[Address], cora: User, place: Path
) -> None:
    forged = {"kind": "erased", "key": str(samira.pk), "at": AT.isoformat(), "word": "", "mark": "0" * 64}
    place.parent.mkdir()
    place.write_text(json.dumps(forged) + "\n")
    then_restored(lambda: say_no(doors[2], cora))
    with pytest.raises(suppression.Altered, match="1 lines"):
        suppressions.apply_again(LATER)
    assert Resident.objects.filter(pk=samira.pk).exists()
    assert OptOut.objects.open().count() == 1
