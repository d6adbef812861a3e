"""Everything held about one person, found through the schema; others are in it only as somebody."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _

from buurvoorbuur import privacy
from buurvoorbuur.models import User
from buurvoorbuur.privacy import Entry

# What only a machine can use, or what would let in whoever reads it.
NEVER_TOLD = frozenset(
    {
        "password",
        "session_key",
        "token_index",
        "code_index",
        "link_index",
        "phone_index",
        "email_index",
        "fingerprint",
        "digest",
    }
)


@dataclass(frozen=True)
class Fact:
    """One field of one row; `value` is text or a number, `words` is it in the language of the reader."""

    name: str
    value: str | int | bool | None
    words: str


@dataclass(frozen=True)
class Section:
    """What one kind of thing holds: why, how long, and its rows."""

    entry: Entry
    rows: list[list[Fact]]

    @property
    def label(self) -> str:
        return self.entry.model._meta.label


# Rewrites a text of a row in which others may be named.
Blank = Callable[[Entry, models.Model, str], str]


def about(person: models.Model, blank: Blank = lambda _entry, _row, text: text) -> list[Section]:
    """Each kind of thing that holds anything about this person, with all of its rows."""
    found = []
    for entry, rows in privacy.about(person):
        told = [list(_facts(entry, row, person, blank)) for row in rows.order_by("pk")]
        if told:
            found.append(Section(entry, told))
    return found


def _facts(entry: Entry, row: models.Model, person: models.Model, blank: Blank) -> Iterator[Fact]:
    for field in entry.model._meta.concrete_fields:
        is_key = field.primary_key and not field.is_relation
        if is_key or field.name in NEVER_TOLD or isinstance(field, models.BinaryField):
            continue
        value = getattr(row, field.name)
        if value in (None, "", person):
            continue
        if field.is_relation:
            yield Fact(field.name, *_other(value, person))
        elif field.name in entry.personal:
            said = blank(entry, row, value)
            yield Fact(field.name, said, said)
        else:
            yield Fact(field.name, _plain(value), _written(value))


def _other(value: Any, person: models.Model) -> tuple[str, str]:
    """Somebody else is never named."""
    if isinstance(value, User):
        return "a member of the team", _("a member of the team")
    if type(value) is type(person):
        return "another resident", _("another resident")
    # Some things have a name of their own for readers.
    return str(value), str(getattr(value, "label", "") or value)


def _plain(value: Any) -> str | int | bool:
    if isinstance(value, (bool, int)):
        return value
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def _written(value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        return f"{timezone.localtime(value):%d-%m-%Y %H:%M}"
    return f"{value:%d-%m-%Y}" if hasattr(value, "isoformat") else str(value)
