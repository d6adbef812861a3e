"""Every field of every model says whether it is about a person, and what is about a person is hidden."""

import pytest
from django.db import models

from buurvoorbuur import privacy
from buurvoorbuur.crypto import EncryptedText
from buurvoorbuur.models import User
from outreach.models import Resident

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


def _hangs_on_a_person(entry: privacy.Entry) -> set[type[models.Model]]:
    """The persons that a row belongs to by its own foreign keys, however far away, as the schema says."""
    found, seen, waiting = set(), {entry.model}, [entry.model]
    while waiting:
        for field in waiting.pop()._meta.concrete_fields:
            other = field.related_model
            goes_along = field.is_relation and field.remote_field.on_delete is models.CASCADE
            if goes_along and isinstance(other, type) and other not in seen:
                seen.add(other)
                waiting.append(other)
                found |= {other} & set(PERSONS)
    return found


PERSONS = (Resident, User)


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.model.__name__)
def test_what_is_about_a_person_says_how_to_get_there_or_why_not(entry: privacy.Entry) -> None:
    if entry.personal or entry.readable:
        assert entry.about or entry.may_name or entry.nobody, "about, may_name or nobody"
    assert _hangs_on_a_person(entry) <= entry.leads_to(), "a foreign key leads to a person: say so in about"
    assert entry.leads_to() <= set(PERSONS)
    assert not entry.may_name or privacy.end_of(entry.model, entry.may_name) is Resident
    assert not (entry.nobody and (entry.about or entry.may_name)), "either nobody or somebody"


def test_every_foreign_key_to_a_resident_is_in_the_register() -> None:
    linked = {
        (entry.model, field.name)
        for entry in ENTRIES
        for field in entry.model._meta.concrete_fields
        if field.related_model is Resident
    }
    declared = {(entry.model, path) for entry in ENTRIES for path in entry.about}
    assert linked and linked <= declared, linked - declared
