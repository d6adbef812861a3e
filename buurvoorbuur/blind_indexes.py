"""Finds rows that hold an equal encrypted value, without opening any: fingerprints under a key of their own.

Why that key follows from the encryption keys: docs/decisions/0019-a-blind-index-goes-over-with-the-keys.md.
"""

import hashlib
import hmac
from base64 import urlsafe_b64decode
from collections.abc import Callable, Iterator
from functools import cache
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models, transaction

from buurvoorbuur import privacy

# Rows looked at in one transaction: whoever writes meanwhile waits no longer than for these.
AT_ONCE = 200

if TYPE_CHECKING:
    CharBelow = models.CharField[str, str]
else:
    CharBelow = models.CharField


class BlindIndex(CharBelow):
    """Holds the fingerprint of the encrypted field `of` of the same row, written whenever the row is saved.

    `folded` makes spellings of one value alike; what it makes empty has no fingerprint.
    """

    def __init__(self, *, of: str = "", folded: Callable[[str], str] = str, **options: Any) -> None:
        self.of, self.folded = of, folded
        super().__init__(**{"max_length": 64, "blank": True, "editable": False, **options})

    def deconstruct(self) -> Any:
        """To the database text like any other, so that a change of class here is no change there."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        mark = self.mark(model_instance)
        setattr(model_instance, self.attname, mark)
        return mark

    def mark(self, row: models.Model) -> str:
        """The fingerprint under the newest key, or nothing."""
        return next(iter(self.marks(row)), "")

    def marks(self, row: models.Model) -> list[str]:
        """Under each of the present keys, the newest first: other rows may not have gone over yet."""
        value = self.folded(getattr(row, self.of))
        return fingerprints(f"{self.model._meta.label_lower}.{self.of}", value) if value else []


def fingerprints(label: str, value: str) -> list[str]:
    """HMAC-SHA256 of a value of this field under each of the present keys, the newest first."""
    said = f"{label}\n{value}".encode()
    return [
        hmac.new(_own_key(key), said, hashlib.sha256).hexdigest() for key in settings.FIELD_ENCRYPTION_KEY
    ]


@cache
def _own_key(field_key: str) -> bytes:
    """One step of derivation, so that a fingerprint tells nothing of what the encryption key opens."""
    return hmac.new(urlsafe_b64decode(field_key), b"buurvoorbuur blind index 1", hashlib.sha256).digest()


def rebuild(tell: Callable[[str, int, int], None] = lambda label, looked_at, renewed: None) -> int:
    """Writes anew every fingerprint that is not the newest one of its value; returns how many.

    Each step is a short transaction: after an interruption the next run goes on. `tell` hears of each kind
    of row how many were looked at and how many fingerprints renewed. Raises `crypto.Unreadable` for a value
    that no present key opens.
    """
    renewed = 0
    for model, fields in _indexed():
        looked_at = moved = 0
        for page in _pages(model, fields):
            with transaction.atomic():
                moved += sum(_renew(row, field) for row in page for field in fields)
            looked_at += len(page)
            tell(model._meta.label_lower, looked_at, moved)
        renewed += moved
    return renewed


def behind() -> int:
    """How many fingerprints are not the newest one of their value."""
    return sum(
        getattr(row, field.attname) != field.mark(row)
        for model, fields in _indexed()
        for page in _pages(model, fields)
        for row in page
        for field in fields
    )


def _indexed() -> Iterator[tuple[type[models.Model], list[BlindIndex]]]:
    for entry in privacy.register():
        fields = [field for field in entry.model._meta.concrete_fields if isinstance(field, BlindIndex)]
        if fields:
            yield entry.model, fields


def _pages(model: type[models.Model], fields: list[BlindIndex]) -> Iterator[list[Any]]:
    read = [name for field in fields for name in (field.of, field.attname)]
    rows = model._base_manager.order_by("pk").only("pk", *read)
    page = list(rows[:AT_ONCE])
    while page:
        yield page
        page = list(rows.filter(pk__gt=page[-1].pk)[:AT_ONCE])


def _renew(row: Any, field: BlindIndex) -> int:
    """Only while the old one still stands: who corrects the value meanwhile has written the right one."""
    held, mark = getattr(row, field.attname), field.mark(row)
    if held == mark:
        return 0
    same = type(row)._base_manager.filter(pk=row.pk, **{field.attname: held})
    return same.update(**{field.attname: mark})
