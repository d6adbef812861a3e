"""Hides what is about a person: strict encrypted field, sealed bytes, blind index; knows no models."""

import hashlib
import hmac
import uuid
from base64 import urlsafe_b64decode
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

from cryptography.exceptions import InvalidTag
from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives import hashes, hpke
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings
from django.core import checks
from django.db import models
from django.db.models.query_utils import DeferredAttribute
from encrypted_model_fields.fields import CRYPTER, EncryptedTextField, decrypt_str, encrypt_str

if TYPE_CHECKING:
    TextBelow = models.TextField
else:
    TextBelow = EncryptedTextField

__all__ = [
    "ENCAPSULATED_KEY",
    "EncryptedText",
    "InvalidToken",
    "PieceCipher",
    "SealedBytes",
    "SealedOnAPhone",
    "SealingKey",
    "UnknownKey",
    "Unreadable",
    "blind_index",
    "open_envelope",
    "piece_cipher",
    "seal",
    "seal_to",
    "sealing_key",
    "sealing_key_ids",
    "unseal",
]

# RFC 9180, base mode. The browser does the same with WebCrypto.
_HPKE = hpke.Suite(hpke.KEM.P256, hpke.KDF.HKDF_SHA256, hpke.AEAD.AES_256_GCM)
# The first bytes of an envelope: without them nobody can open the rest.
ENCAPSULATED_KEY = 65
_ORDER_OF_P256 = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


class Unreadable(Exception):
    """A stored token was made with another key, was altered, or belongs to another row."""


class UnknownKey(Unreadable):
    """An envelope names a key that is not, or no longer, among ours."""


class Token(str):
    """Ciphertext as the database holds it. Never shown, never compared, never encrypted twice."""

    __slots__ = ()


def _bind(label: str, pk: uuid.UUID, text: str) -> str:
    return f"{label}:{pk.hex}\n{text}"


def _open(token: Token, label: str, pk: uuid.UUID) -> str:
    """Decrypts one token and checks that it was written for exactly this model, field and row."""
    try:
        bound_to, _, text = decrypt_str(token).partition("\n")
    except InvalidToken as error:
        raise Unreadable(f"{label} cannot be read with the present keys") from error
    if bound_to != f"{label}:{pk.hex}":
        raise Unreadable(f"{label} holds a value that was written for another row")
    return text


@cache
def _fernet(key: str) -> Fernet:
    return Fernet(key)


def _found(token: str | bytes, bound_to: bytes = b"") -> tuple[int, bytes] | None:
    """Which of the present keys made this token, the newest being 0, and its content; None for none."""
    for position, key in enumerate(settings.FIELD_ENCRYPTION_KEY):
        try:
            content = _fernet(key).decrypt(token)
        except InvalidToken:
            continue
        return (position, content) if content.startswith(bound_to) else None
    return None


def _position(token: str | bytes, bound_to: bytes = b"") -> int | None:
    found = _found(token, bound_to)
    return found[0] if found else None


def _renewed(token: str | bytes, label: str, bound_to: bytes = b"") -> bytes | None:
    """The same content under the newest key; None when it is already."""
    found = _found(token, bound_to)
    if found is None:
        raise Unreadable(f"{label} cannot be read with the present keys")
    return CRYPTER.encrypt(found[1]) if found[0] else None


def _is_old(token: str | bytes) -> bool:
    """Whether another one of the present keys than the newest made it. With one key nothing is tried."""
    return len(settings.FIELD_ENCRYPTION_KEY) > 1 and bool(_position(token))


class _OpenOnReading(DeferredAttribute):
    """Decrypts when an attribute is read, so that lists pay for nothing they do not show."""

    field: "EncryptedText"

    def __get__(self, instance: models.Model | None, cls: type | None = None) -> Any:
        if instance is None:
            return self
        held = instance.__dict__
        name = self.field.attname
        value = held[name] if name in held else super().__get__(instance, cls)
        if isinstance(value, Token):
            value = held[name] = _open(value, self.field.label, instance.pk)
        return value

    # A descriptor that sets is asked on every reading, also when the instance holds the value already.
    def __set__(self, instance: models.Model, value: Any) -> None:
        instance.__dict__[self.field.attname] = value


class EncryptedText(TextBelow):
    """The project's only encrypted field: text of a person, unreadable without the key.

    Bound to model, field and row: a token copied elsewhere raises `Unreadable`. It can be saved
    through its own instance only (`save`, `create`, `bulk_create`); `update()`, `bulk_update()`,
    expressions and fixtures raise TypeError, and no lookup but `isnull` exists, since the library
    below would otherwise lose or double-encrypt values. An empty text stays empty: it tells nothing.
    """

    descriptor_class = _OpenOnReading
    # How many are held at once while keys change.
    rows_at_once = 500

    @property
    def label(self) -> str:
        return f"{self.model._meta.label_lower}.{self.name}"

    def check(self, **kwargs: Any) -> list[checks.CheckMessage]:
        problems = super().check(**kwargs)
        if not isinstance(self.model._meta.pk, models.UUIDField):
            problems.append(
                checks.Error("An encrypted field needs a UUID primary key to be bound to.", obj=self)
            )
        return problems

    def to_python(self, value: Any) -> Any:
        return models.TextField.to_python(self, value)

    def from_db_value(self, value: str | None, *args: Any) -> str | None:
        return Token(value) if value else value

    def pre_save(self, model_instance: models.Model, add: bool) -> Token | str | None:
        value = model_instance.__dict__.get(self.attname)
        if not value or isinstance(value, Token):
            return value
        if not isinstance(value, str):
            raise TypeError(f"{self.label} takes text, not {type(value).__name__}")
        return Token(encrypt_str(_bind(self.label, model_instance.pk, value)).decode())

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        if isinstance(value, Token):
            # A row read before the keys changed must not bring its old token back.
            return Token(CRYPTER.rotate(value).decode()) if _is_old(value) else value
        if value in (None, ""):
            return value
        raise TypeError(f"{self.label} is saved through its own row only, never by update() or an expression")

    def get_prep_value(self, value: Any) -> Any:
        return self.get_db_prep_save(value, None)

    def key_position(self, token: Token, pk: uuid.UUID) -> int | None:
        """Which present key opens it, the newest being 0; None for no key, or a value of another row."""
        return _position(token, _bind(self.label, pk, "").encode())

    def renewed(self, token: Token, pk: uuid.UUID) -> Token:
        """The same text under the newest key; the very same token if it is already. Raises `Unreadable`."""
        new = _renewed(token, self.label, _bind(self.label, pk, "").encode())
        return Token(new.decode()) if new else token

    def get_lookup(self, lookup_name: str) -> Any:
        return super().get_lookup("isnull") if lookup_name == "isnull" else None

    def get_transform(self, lookup_name: str) -> None:
        return None

    def value_to_string(self, obj: models.Model) -> str:
        raise TypeError(f"{self.label} is never written to a fixture; use the project's own export")


def seal(data: bytes) -> bytes:
    """Encrypts bytes that must lie on disk for a while, such as a print-ready PDF."""
    return CRYPTER.encrypt(data)


def unseal(sealed: bytes | memoryview) -> bytes:
    """Opens what `seal` closed; raises `Unreadable` under another key."""
    try:
        return CRYPTER.decrypt(bytes(sealed))
    except InvalidToken as error:
        raise Unreadable("sealed bytes cannot be read with the present keys") from error


def key_position(sealed: bytes | memoryview) -> int | None:
    """Which present key opens what `seal` closed, the newest being 0; None for none of them."""
    return _position(bytes(sealed))


def renewed(sealed: bytes | memoryview, label: str = "sealed bytes") -> bytes:
    """The same content under the newest key; the very same bytes if they are. Raises `Unreadable`."""
    return _renewed(bytes(sealed), label) or bytes(sealed)


class _Bytes(models.BinaryField):
    """To the database bytes like any other, so that a change of class here is no change there."""

    def deconstruct(self) -> Any:
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.BinaryField", args, kwargs


class SealedBytes(_Bytes):
    """Holds what `seal` closed, so that it is found through the schema when keys change."""

    # Such a value may be megabytes.
    rows_at_once = 1

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        if isinstance(value, (bytes, memoryview)) and value and _is_old(bytes(value)):
            value = CRYPTER.rotate(bytes(value))
        return super().get_db_prep_save(value, connection)

    def key_position(self, sealed: bytes | memoryview, pk: Any) -> int | None:
        """As for all that is sealed."""
        return key_position(sealed)

    def renewed(self, sealed: bytes | memoryview, pk: Any) -> bytes:
        """As for all that is sealed."""
        return renewed(sealed, self.name)


class SealedOnAPhone(_Bytes):
    """Holds what a phone sealed to the key that `key_id` of the same row names; never sealed anew here."""


@dataclass(frozen=True)
class SealingKey:
    """What a phone seals to: the key's id and the public point, uncompressed."""

    id: str
    public: bytes
    private: ec.EllipticCurvePrivateKey = field(repr=False, compare=False)


def sealing_key() -> SealingKey:
    """The newest key that phones seal to; older ones still open what was sealed to them."""
    return _sealing_key_of(settings.FIELD_ENCRYPTION_KEY[0])


def sealing_key_ids() -> list[str]:
    """The ids of all present keys to which phones may have sealed, the newest first."""
    return [_sealing_key_of(key).id for key in settings.FIELD_ENCRYPTION_KEY]


@cache
def _sealing_key_of(field_key: str) -> SealingKey:
    """Follows from the field key, so that there is nothing more to keep, to lose or to rotate."""
    # Sixteen bytes more than the order has, so that the remainder leans to no side.
    material = HKDF(hashes.SHA256(), 48, salt=None, info=b"buurvoorbuur sealing key 1")
    number = int.from_bytes(material.derive(urlsafe_b64decode(field_key)))
    private = ec.derive_private_key(number % (_ORDER_OF_P256 - 1) + 1, ec.SECP256R1())
    public = private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return SealingKey(hashlib.sha256(public).hexdigest()[:16], public, private)


def open_envelope(sealed: bytes | memoryview, key_id: str, info: bytes) -> bytes:
    """Opens what a phone sealed for exactly this `info`.

    Raises `UnknownKey` when no present key has this id, and `Unreadable` for anything altered,
    forged, cut short, or sealed for something else.
    """
    ours = (_sealing_key_of(key) for key in settings.FIELD_ENCRYPTION_KEY)
    key = next((key for key in ours if key.id == key_id), None)
    if key is None:
        raise UnknownKey("this envelope was sealed to a key that is not among the present ones")
    try:
        return _HPKE.decrypt(bytes(sealed), key.private, info)
    except (InvalidTag, ValueError) as error:
        raise Unreadable("this envelope cannot be opened") from error


def seal_to(public: bytes, content: bytes, info: bytes) -> bytes:
    """Seals as a phone does: the encapsulated key, and then the ciphertext."""
    return _HPKE.encrypt(content, ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), public), info)


@dataclass(frozen=True)
class PieceCipher:
    """Seals one file piece by piece: each bound to its place, to being the last, and to the file's salt."""

    key_id: bytes
    _aead: AESGCM = field(repr=False)

    def seal(self, piece: bytes, number: int, is_last: bool) -> bytes:
        return self._aead.encrypt(self._nonce(number, is_last), piece, None)

    def open(self, sealed: bytes, number: int, is_last: bool) -> bytes:
        """Raises `Unreadable` for a piece that was changed, moved, or is not the last where it should be."""
        try:
            return self._aead.decrypt(self._nonce(number, is_last), sealed, None)
        except InvalidTag as error:
            raise Unreadable("this piece cannot be opened here") from error

    @staticmethod
    def _nonce(number: int, is_last: bool) -> bytes:
        return number.to_bytes(11) + bytes([is_last])


def piece_cipher(salt: bytes, key_id: bytes | None = None) -> PieceCipher:
    """For a file with this random salt: under the newest key, or the one that the file names.

    Raises `UnknownKey` when no present key has this id.
    """
    for field_key in settings.FIELD_ENCRYPTION_KEY:
        # One derivation for both, so that the id tells nothing of the key and needs no second secret.
        material = HKDF(hashes.SHA256(), 48, salt=salt, info=b"buurvoorbuur backup key 1")
        both = material.derive(urlsafe_b64decode(field_key))
        if key_id in (None, both[32:]):
            return PieceCipher(both[32:], AESGCM(both[:32]))
    raise UnknownKey("this file was sealed with a key that is not among the present ones")


def blind_index(purpose: str, value: str) -> str:
    """A keyed fingerprint (HMAC-SHA256, 64 hex digits) by which a value is found again but not learned."""
    message = f"{purpose}\n{value}".encode()
    return hmac.new(settings.INDEX_KEY.encode(), message, hashlib.sha256).hexdigest()
