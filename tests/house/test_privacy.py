"""Every field of every model says whether it is about a person, and what is about a person is hidden."""

import pytest

from buurvoorbuur import privacy
from buurvoorbuur.crypto import EncryptedText

ENTRIES = privacy.register()


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.model.__name__)
def test_every_field_is_declared_personal_or_plain(entry: privacy.Entry) -> None:
    fields = {field.name for field in entry.model._meta.concrete_fields}
    assert entry.declared == fields
    assert entry.why and entry.keep


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.model.__name__)
def test_what_is_personal_is_encrypted_and_nothing_is_declared_twice(entry: privacy.Entry) -> None:
    encrypted = {f.name for f in entry.model._meta.concrete_fields if isinstance(f, EncryptedText)}
    assert encrypted == entry.personal
    assert not entry.personal & entry.plain
    assert not set(entry.readable) & (entry.personal | entry.plain)
