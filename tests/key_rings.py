"""Other encryption keys than those of the tests, as a process has them that was started with another list."""

from collections.abc import Callable
from typing import Any

import pytest
from cryptography.fernet import Fernet
from encrypted_model_fields import fields

from buurvoorbuur import crypto

NEW = "bmV3LWtleS1uZXcta2V5LW5ldy1rZXktbmV3LWtleTE="
OLD = "dGVzdHMtb25seS1rZXktdGVzdHMtb25seS1rZXktMDE="
STRANGE = "c3RyYW5nZS1rZXktc3RyYW5nZS1rZXktc3RyYW5nZS0="

Ring = Callable[..., None]


@pytest.fixture
def ring(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Ring:
    """Begins anew with these keys, the newest first."""

    def begin(*keys: str) -> None:
        settings.FIELD_ENCRYPTION_KEY = list(keys)
        crypter = fields.get_crypter()
        monkeypatch.setattr(fields, "CRYPTER", crypter)
        monkeypatch.setattr(crypto, "CRYPTER", crypter)

    return begin


def token_under(key: str, field: crypto.EncryptedText, pk: Any, text: str) -> str:
    """What a process writes that does not know of a newer key."""
    return Fernet(key).encrypt(f"{field.label}:{pk.hex}\n{text}".encode()).decode()
