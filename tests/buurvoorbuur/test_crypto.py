"""The strict field: nothing readable at rest, nothing lost, nothing swapped."""

import hashlib

import pytest
from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric import ec
from django.core import serializers
from django.core.exceptions import FieldError, ImproperlyConfigured
from django.db import connection, transaction
from django.db.models import F, Value

from buurvoorbuur import crypto, keys
from buurvoorbuur.crypto import Unreadable
from buurvoorbuur.models import KeyCanary, Team, User

pytestmark = pytest.mark.django_db


def stored_name(user: User) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT name FROM {User._meta.db_table} WHERE email = %s", [user.email])
        return cursor.fetchone()[0]


@pytest.fixture
def user() -> User:
    return User.objects.create_user("ans@example.org", name="Ans Markering")


def test_a_name_is_read_back_and_stands_nowhere_in_the_table(user: User) -> None:
    assert User.objects.get(pk=user.pk).name == "Ans Markering"
    assert "Markering" not in stored_name(user)


def test_saving_an_unread_row_keeps_the_very_same_token(user: User) -> None:
    before = stored_name(user)
    User.objects.get(pk=user.pk).save()
    assert stored_name(user) == before


def test_a_token_copied_to_another_row_is_refused(user: User) -> None:
    other = User.objects.create_user("riny@example.org", name="Riny")
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {User._meta.db_table} SET name = %s WHERE email = %s", [stored_name(user), other.email]
        )
    with pytest.raises(Unreadable):
        _ = User.objects.get(pk=other.pk).name


def test_a_spoiled_token_raises_instead_of_showing_ciphertext(user: User) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {User._meta.db_table} SET name = %s", [stored_name(user)[:-6] + "AAAAA="])
    with pytest.raises(Unreadable):
        _ = User.objects.get(pk=user.pk).name


@pytest.mark.parametrize("value", ["plain", F("email"), Value("plain")])
def test_update_around_the_row_is_refused(user: User, value: object) -> None:
    with pytest.raises((TypeError, FieldError)), transaction.atomic():
        User.objects.update(name=value)
    assert User.objects.get(pk=user.pk).name == "Ans Markering"


def test_bulk_update_is_refused(user: User) -> None:
    user.name = "Anders"
    with pytest.raises(TypeError):
        User.objects.bulk_update([user], ["name"])


def test_bulk_create_encrypts() -> None:
    Team.objects.bulk_create([Team(name="A", neighbourhood="B", phone="06 marker")])
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT phone FROM {Team._meta.db_table}")
        assert "marker" not in cursor.fetchone()[0]
    assert Team.objects.get().phone == "06 marker"


def test_a_pasted_token_is_text_like_any_other(user: User) -> None:
    pasted = stored_name(user)
    user.name = pasted
    user.save()
    assert User.objects.get(pk=user.pk).name == pasted


def test_nobody_searches_in_what_is_hidden() -> None:
    with pytest.raises(FieldError):
        list(User.objects.filter(name__contains="Ans"))
    with pytest.raises((FieldError, TypeError)):
        list(User.objects.filter(name="Ans"))


def test_a_fixture_never_holds_plain_text(user: User) -> None:
    with pytest.raises(TypeError):
        serializers.serialize("json", [user])


def test_the_canary_refuses_another_key() -> None:
    keys.verify()
    KeyCanary.objects.update(song=b"gAAAAABn-not-of-this-key")
    with pytest.raises(ImproperlyConfigured, match="FIELD_ENCRYPTION_KEYS"):
        keys.verify()


def test_the_canary_refuses_another_index_key(settings) -> None:
    keys.verify()
    keys.verify()
    settings.INDEX_KEY = "another one: no printed code would be found"
    with pytest.raises(ImproperlyConfigured, match="INDEX_KEY"):
        keys.verify()


def test_a_database_from_before_the_index_key_was_watched_is_watched_from_now_on(settings) -> None:
    keys.verify()
    KeyCanary.objects.update(index_mark="")
    keys.verify()
    settings.INDEX_KEY = "another one"
    with pytest.raises(ImproperlyConfigured, match="INDEX_KEY"):
        keys.verify()


def test_sealed_bytes_open_again_and_say_nothing() -> None:
    sealed = crypto.seal(b"%PDF adres")
    assert b"adres" not in sealed
    assert crypto.unseal(sealed) == b"%PDF adres"


def test_the_blind_index_tells_purposes_apart() -> None:
    assert crypto.blind_index("code", "A") == crypto.blind_index("code", "A")
    assert crypto.blind_index("code", "A") != crypto.blind_index("visit", "A")


# Envelopes

INFO = b"buurvoorbuur envelope 1 phone id"
SUITE = hpke.Suite(hpke.KEM.P256, hpke.KDF.HKDF_SHA256, hpke.AEAD.AES_256_GCM)


def test_an_envelope_sealed_by_the_standard_is_opened() -> None:
    key = crypto.sealing_key()
    public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), key.public)
    assert (
        crypto.open_envelope(SUITE.encrypt(b"niemand thuis", public, INFO), key.id, INFO) == b"niemand thuis"
    )
    assert len(key.public) == crypto.ENCAPSULATED_KEY
    assert hashlib.sha256(key.public).hexdigest().startswith(key.id) and len(key.id) == 16


def test_an_envelope_opens_only_whole_and_only_for_what_it_was_sealed_for() -> None:
    key = crypto.sealing_key()
    sealed = crypto.seal_to(key.public, b"niemand thuis", INFO)
    assert b"thuis" not in sealed
    assert sealed != crypto.seal_to(key.public, b"niemand thuis", INFO)
    for place in (0, 1, 64, 65, len(sealed) - 1):
        altered = bytearray(sealed)
        altered[place] ^= 1
        with pytest.raises(Unreadable):
            crypto.open_envelope(bytes(altered), key.id, INFO)
    for cut in (b"", sealed[:64], sealed[:-1], sealed[crypto.ENCAPSULATED_KEY :], sealed + b"x"):
        with pytest.raises(Unreadable):
            crypto.open_envelope(cut, key.id, INFO)
    for info in (b"", INFO + b"x", INFO.replace(b"id", b"ie")):
        with pytest.raises(Unreadable):
            crypto.open_envelope(sealed, key.id, info)


def test_phones_seal_to_the_newest_key_and_every_present_one_opens(settings) -> None:
    [old] = settings.FIELD_ENCRYPTION_KEY
    first = crypto.sealing_key()
    sealed = crypto.seal_to(first.public, b"eerder", INFO)
    settings.FIELD_ENCRYPTION_KEY = ["bmV3LWtleS1uZXcta2V5LW5ldy1rZXktbmV3LWtleTE=", old]
    assert crypto.sealing_key().id != first.id
    assert crypto.open_envelope(sealed, first.id, INFO) == b"eerder"
    settings.FIELD_ENCRYPTION_KEY = settings.FIELD_ENCRYPTION_KEY[:1]
    with pytest.raises(crypto.UnknownKey):
        crypto.open_envelope(sealed, first.id, INFO)


def test_a_sealing_key_shows_nothing_of_its_private_half() -> None:
    key = crypto.sealing_key()
    assert "private" not in repr(key)
