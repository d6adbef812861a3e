"""Finds every encrypted value through the schema and puts another in its place; knows no key."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection, models
from django.db.models import Count

from buurvoorbuur import privacy
from buurvoorbuur.crypto import EncryptedText, SealedBytes, SealedOnAPhone


@dataclass(frozen=True)
class Place:
    """One column of encrypted values."""

    model: type[models.Model]
    field: EncryptedText | SealedBytes

    @property
    def label(self) -> str:
        return f"{self.model._meta.label_lower}.{self.field.name}"

    def pages(self) -> Iterator[list[tuple[Any, Any]]]:
        """All that is encrypted here, as (key of the row, value), a few at a time; locks nothing.

        A row that arrives meanwhile may be passed over.
        """
        rows = self.model._base_manager.order_by("pk").values_list("pk", self.field.attname)
        page = list(rows[: self.field.rows_at_once])
        while page:
            yield [(pk, value) for pk, value in page if value]
            page = list(rows.filter(pk__gt=page[-1][0])[: self.field.rows_at_once])

    def lock(self, keys: Sequence[Any]) -> list[tuple[Any, Any]]:
        """These rows as they stand now, locked, without those that somebody else holds.

        Whoever waits for nobody while holding locks stands in nobody's circle of waiting. SQLite lets
        one writer in at a time, and has nothing to lock beside.
        """
        rows = self.model._base_manager.select_for_update(no_key=True, skip_locked=True)
        found = rows.filter(pk__in=keys).values_list("pk", self.field.attname)
        return [(pk, value) for pk, value in found if value]

    def replace(self, changes: Sequence[tuple[Any, Any, Any]]) -> int:
        """Writes (key of the row, old value, new value) where the old value still stands; returns how many.

        Nothing else of the row is touched. The ORM cannot compare an encrypted value, so this is SQL.
        """
        if not changes:
            return 0
        table, column, pk = map(connection.ops.quote_name, self._names)
        key = self.model._meta.pk
        with connection.cursor() as cursor:
            cursor.executemany(
                f"UPDATE {table} SET {column} = %s WHERE {pk} = %s AND {column} = %s",
                [(new, key.get_db_prep_value(row, connection), old) for row, old, new in changes],
            )
            return cursor.rowcount

    @property
    def _names(self) -> tuple[str, str, str]:
        meta = self.model._meta
        return meta.db_table, str(self.field.column), str(meta.pk.column)


def places() -> list[Place]:
    """Every column of ours that is encrypted with the keys of this installation."""
    return [
        Place(model, field) for model, field in _columns() if isinstance(field, EncryptedText | SealedBytes)
    ]


def from_phones() -> dict[str, int]:
    """How much still lies here as phones sealed it, by the id of the key it was sealed to."""
    found: dict[str, int] = {}
    for model, field in _columns():
        if isinstance(field, SealedOnAPhone):
            held = model._base_manager.exclude(**{field.name: b""}).order_by().values_list("key_id")
            for key_id, number in held.annotate(Count("pk")):
                found[key_id] = found.get(key_id, 0) + number
    return found


def _columns() -> list[tuple[type[models.Model], Any]]:
    return [
        (entry.model, field) for entry in privacy.register() for field in entry.model._meta.concrete_fields
    ]
