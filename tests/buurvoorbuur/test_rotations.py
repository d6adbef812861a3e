"""Promise 3: everything goes over to the newest key, and neither a kill nor a wrong key harms a value."""

from io import StringIO
from typing import Any
from uuid import UUID, uuid4

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import connection, models

from buurvoorbuur import crypto, keys, rotations, sealed_values, second_proofs
from buurvoorbuur.crypto import EncryptedText, SealedBytes, Token
from buurvoorbuur.entering import SecondProofAdapter
from buurvoorbuur.models import Event, KeyCanary, Team, TeamLogo, User
from buurvoorbuur.rotations import NotRotated, Progress
from buurvoorbuur.sealed_values import Place
from outreach import envelope_contents
from outreach.models import Flat, LetterBatch
from tests import make
from tests.key_rings import NEW, OLD, STRANGE, Ring, ring, token_under

__all__ = ["ring"]

pytestmark = pytest.mark.django_db
PHONE = Team._meta.get_field("phone")


def teams(number: int) -> list[UUID]:
    made = [
        Team(name="T", neighbourhood="P", phone=f"050 {n}", email=f"{n}@example.org") for n in range(number)
    ]
    return [team.pk for team in Team.objects.bulk_create(made)]


def stored() -> dict[str, dict[Any, Any]]:
    """Every encrypted value as the database holds it."""
    return {
        place.label: dict(row for page in place.pages() for row in page) for place in sealed_values.places()
    }


def write(pk: UUID, text: str, key: str) -> None:
    """Writes beside the program's own ways, as another process does."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {Team._meta.db_table} SET phone = %s WHERE id = %s",
            [token_under(key, PHONE, pk, text), Team._meta.pk.get_db_prep_value(pk, connection)],
        )


@pytest.fixture
def old(flat: Flat) -> Flat:
    """A database in use: names, letters, a sealed PDF and the canary, all under the old key."""
    keys.verify()
    LetterBatch.objects.update(sealed_pdf=crypto.seal(b"%PDF adres"))
    teams(3)
    return flat


def rotate() -> int:
    return rotations.run(by=None, at=make.EVENING)


def test_afterwards_all_is_read_with_the_new_key_alone(old: Flat, ring: Ring) -> None:
    names, before = sorted(user.name for user in User.objects.all()), rotations.count()
    ring(NEW, OLD)
    assert rotations.count() == {1: before[0]}
    assert rotate() == before[0]
    ring(NEW)
    keys.verify()
    assert rotations.count() == {0: before[0]}
    assert sorted(user.name for user in User.objects.all()) == names
    assert crypto.unseal(LetterBatch.objects.get().sealed_pdf) == b"%PDF adres"


def test_the_second_proof_of_a_member_goes_over_too(old: Flat, ring: Ring, cora: User) -> None:
    secret = totp.generate_totp_secret()
    totp.TOTP.activate(cora, secret)
    ring(NEW, OLD)
    assert second_proofs.count() == {1: 1}
    rotate()
    ring(NEW)
    assert second_proofs.count() == {0: 1}
    kept = Authenticator.objects.get().data["secret"]
    assert SecondProofAdapter().decrypt(kept) == secret


def test_it_touches_no_other_column_and_leaves_one_event(old: Flat, ring: Ring) -> None:
    hidden = {"phone", "email"}
    seen = [f.attname for f in Team._meta.concrete_fields if f.name not in hidden]
    before, events = list(Team.objects.order_by("pk").values(*seen)), Event.objects.count()
    ring(NEW, OLD)
    rotate()
    assert list(Team.objects.order_by("pk").values(*seen)) == before
    assert Event.objects.count() == events + 1
    assert Event.objects.latest("pk").action == "keys.rotated"


def test_a_second_run_encrypts_nothing_twice_and_leaves_no_event(old: Flat, ring: Ring) -> None:
    ring(NEW, OLD)
    rotate()
    before, events = stored(), Event.objects.count()
    assert rotate() == 0
    assert stored() == before
    assert Event.objects.count() == events


def test_killed_half_way_it_loses_nothing_and_goes_on_where_it_was(
    old: Flat, ring: Ring, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(EncryptedText, "rows_at_once", 2)
    expected, total = {team.pk: team.phone for team in Team.objects.all()}, rotations.count()[0]
    ring(NEW, OLD)
    replace, batches = Place.replace, iter(range(99))

    def killed(place: Place, changes: Any) -> int:
        done = replace(place, changes)
        if next(batches) == 3:
            raise KeyboardInterrupt
        return done

    monkeypatch.setattr(Place, "replace", killed)
    with pytest.raises(KeyboardInterrupt):
        rotate()
    half, tokens = rotations.count(), stored()
    assert 0 < half[0] < total and half.total() == total
    assert not Event.objects.filter(action="keys.rotated").exists()
    monkeypatch.setattr(Place, "replace", replace)
    assert rotate() == half[1]
    after = stored()
    renewed = [(label, pk) for label, held in tokens.items() for pk in held if held[pk] != after[label][pk]]
    assert len(renewed) == half[1]
    assert {team.pk: team.phone for team in Team.objects.all()} == expected
    assert Event.objects.filter(action="keys.rotated").count() == 1


def test_while_anything_is_old_nothing_starts_without_the_old_key(
    old: Flat, ring: Ring, monkeypatch: pytest.MonkeyPatch
) -> None:
    ring(NEW, OLD)
    monkeypatch.setattr(rotations, "_finish", lambda *_all: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        rotate()
    ring(NEW)
    with pytest.raises(ImproperlyConfigured):
        keys.verify()


@pytest.mark.parametrize("wrong", [[NEW], [NEW, STRANGE]])
def test_a_wrong_old_key_is_refused_before_anything_is_written(
    old: Flat, ring: Ring, wrong: list[str]
) -> None:
    before = stored()
    ring(*wrong)
    with pytest.raises(ImproperlyConfigured):
        rotate()
    assert stored() == before


def test_one_value_that_no_key_opens_is_named_before_anything_is_written(old: Flat, ring: Ring) -> None:
    pk = Team.objects.order_by("pk").last().pk
    write(pk, "050 vreemd", STRANGE)
    before = stored()
    ring(NEW, OLD)
    with pytest.raises(NotRotated, match=f"buurvoorbuur.team.phone of {pk}"):
        rotate()
    assert stored() == before


def test_a_value_of_another_row_is_not_carried_over(old: Flat, ring: Ring) -> None:
    one, other = Team.objects.all()[:2]
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {Team._meta.db_table} SET phone = %s WHERE id = %s",
            [token_under(OLD, PHONE, one.pk, "x"), Team._meta.pk.get_db_prep_value(other.pk, connection)],
        )
    ring(NEW, OLD)
    with pytest.raises(NotRotated):
        rotate()


@pytest.mark.parametrize("key", [OLD, NEW])
def test_what_is_written_between_reading_and_replacing_stays(
    old: Flat, ring: Ring, monkeypatch: pytest.MonkeyPatch, key: str
) -> None:
    [pk], renewed = teams(1), EncryptedText.renewed
    ring(NEW, OLD)

    def overtaken(field: EncryptedText, token: Token, row: Any) -> Token:
        made = renewed(field, token, row)
        if row == pk and field is PHONE:
            monkeypatch.setattr(EncryptedText, "renewed", renewed)
            write(pk, "050 later", key)
        return made

    monkeypatch.setattr(EncryptedText, "renewed", overtaken)
    rotate()
    assert Team.objects.get(pk=pk).phone == "050 later"
    assert set(rotations.count()) == {0}


def test_a_row_read_before_the_rotation_does_not_bring_its_old_token_back(old: Flat, ring: Ring) -> None:
    team, batch = Team.objects.all()[0], LetterBatch.objects.get()
    phone = Team.objects.get(pk=team.pk).phone
    ring(NEW, OLD)
    rotate()
    team.save()
    batch.save()
    assert set(rotations.count()) == {0}
    ring(NEW)
    assert Team.objects.get(pk=team.pk).phone == phone


def test_without_end_in_sight_it_says_how_many_are_left(
    old: Flat, ring: Ring, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rotations, "PAUSE", 0)
    monkeypatch.setattr(Place, "lock", lambda place, rows: [])
    total = rotations.count()[0]
    ring(NEW, OLD)
    with pytest.raises(NotRotated, match=f"{total - KeyCanary.objects.count()} values"):
        rotate()
    assert not Event.objects.filter(action="keys.rotated").exists()


def test_it_says_how_far_it_is(old: Flat, ring: Ring, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(EncryptedText, "rows_at_once", 2)
    told: list[Progress] = []
    ring(NEW, OLD)
    rotations.run(by=None, at=make.EVENING, tell=told.append)
    of_phones = [progress for progress in told if progress.label == "buurvoorbuur.team.phone"]
    assert [(one.looked_at, one.renewed) for one in of_phones] == [(2, 2), (4, 4), (2, 0), (4, 0)]


def said(*arguments: str) -> str:
    out = StringIO()
    call_command("keys", *arguments, stdout=out)
    return out.getvalue()


def test_the_commands_count_by_position_and_print_no_key(old: Flat, ring: Ring) -> None:
    total = rotations.count()[0]
    ring(NEW, OLD)
    before, during, after = said("verify"), said("rotate"), said("verify")
    assert "sleutel 1: 0 values" in before and f"sleutel 2: {total} values" in before
    assert f"opnieuw versleuteld: {total}\n" in during
    assert f"sleutel 1: {total} values" in after and "sleutel 2: 0 values" in after
    assert not any(key[:8] in text for key in (NEW, OLD) for text in (before, during, after))
    assert "values" not in said("verify", "--no-count")


def test_the_commands_fail_with_a_sentence(old: Flat, ring: Ring, monkeypatch: pytest.MonkeyPatch) -> None:
    [pk] = teams(1)
    ring(NEW, OLD)
    run = rotations.run
    monkeypatch.setattr(rotations, "run", lambda **how: (run(**how), write(pk, "050 laat", OLD))[0])
    with pytest.raises(CommandError, match="1 values are under an older key"):
        said("rotate")
    write(pk, "050 vreemd", STRANGE)
    with pytest.raises(CommandError, match="1 values fit no key"):
        said("verify")
    ring(STRANGE)
    with pytest.raises(CommandError, match="FIELD_ENCRYPTION_KEYS"):
        said("rotate")


def test_what_phones_sealed_keeps_its_key_and_is_counted_with_it(
    flat: Flat, ans: User, riny: User, ring: Ring
) -> None:
    evening = make.walking_round(flat, ans, riny)
    phone, door = make.phone(evening)[0], flat.addresses.in_walking_order()[0]
    [envelope] = make.received(phone, sent := make.sealed(phone, make.entry(evening, door)))
    info = envelope_contents.bound_to(phone.pk, sent.id)
    opened = crypto.open_envelope(sent.content, sent.key_id, info)
    ring(NEW, OLD)
    rotate()
    assert rotations.count_from_phones() == {1: 1}
    envelope.refresh_from_db()
    assert crypto.open_envelope(envelope.sealed, envelope.key_id, info) == opened
    assert "sleutel 2: 0 values / waarden, 1 from phones" in said("verify")
    ring(NEW)
    assert rotations.count_from_phones() == {None: 1}


def test_every_column_of_bytes_says_whether_it_is_sealed() -> None:
    readable = {TeamLogo._meta.get_field("picture")}
    columns = [field for _model, field in sealed_values._columns() if isinstance(field, models.BinaryField)]
    assert {f for f in columns if not isinstance(f, SealedBytes | crypto.SealedOnAPhone)} == readable


def test_nothing_is_sealed_where_nothing_may_be_rewritten() -> None:
    guarded = tables_with_triggers()
    assert Event._meta.db_table in guarded and len(guarded) >= 2
    assert {place.label for place in sealed_values.places() if place.model._meta.db_table in guarded} == set()


def tables_with_triggers() -> set[str]:
    asked = (
        "SELECT tbl_name FROM sqlite_master WHERE type = 'trigger'"
        if connection.vendor == "sqlite"
        else "SELECT event_object_table FROM information_schema.triggers WHERE trigger_schema = 'public'"
    )
    with connection.cursor() as cursor:
        cursor.execute(asked)
        return {table for (table,) in cursor.fetchall()}


def test_what_is_under_the_newest_key_already_stays_the_very_same(ring: Ring) -> None:
    pk, sealed = uuid4(), LetterBatch._meta.get_field("sealed_pdf")
    token, paper = Token(token_under(OLD, PHONE, pk, "050 1")), crypto.seal(b"%PDF")
    assert PHONE.renewed(token, pk) == token and sealed.renewed(paper, pk) == paper
    ring(NEW, OLD)
    assert PHONE.renewed(token, pk) != token and sealed.renewed(paper, pk) != paper
