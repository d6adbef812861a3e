"""Overwrites what was deleted, where a database leaves it on disk; deletes nothing itself.

SQLite writes zeros over it at once (`secure_delete`); only its write-ahead log, where there is one, still
holds older pages. PostgreSQL leaves a deleted or changed row on its page, and after a plain VACUUM its bytes
still stand in the free room there: only writing the table anew (VACUUM FULL) is rid of them. Even that takes
along the rows that somebody's older transaction could still see, so those are waited for first; also one
that writes in another database of the same server, since what VACUUM FULL itself sees begins with the oldest.
"""

import logging
import time
from collections.abc import Iterator

from django.db import OperationalError, connection

from buurvoorbuur import privacy
from buurvoorbuur.crypto import EncryptedText, SealedBytes, SealedOnAPhone

log = logging.getLogger(__name__)

# In seconds. A table that somebody holds for longer is left for the next night.
PATIENCE = 5.0
# In seconds, too. Nothing is held meanwhile, so it may be long: longer than any work of ours takes.
UNTIL_NOBODY_SEES = 300.0
# Numbers of transactions go round, so their ages are compared.
_OLDER = """
    SELECT pg_snapshot_xmin(pg_current_snapshot()) < %s::xid8 OR EXISTS (
        SELECT FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid()
            AND age(backend_xmin) > age(%s::xid8::xid)
    )
"""
_HIDDEN = (EncryptedText, SealedBytes, SealedOnAPhone)


def sweep() -> list[str]:
    """Leaves nothing readable of deleted rows; outside a transaction. Returns the tables written anew."""
    if connection.vendor == "postgresql":
        if not _nobody_sees_the_past():
            log.warning("What was deleted lately is swept another night: a transaction could still see it")
        return [table for table in sorted(set(_tables())) if _written_anew(table)]
    with connection.cursor() as cursor:
        # Does nothing where there is no write-ahead log.
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return []


def _tables() -> Iterator[str]:
    """Those that hold anything about a person: encrypted, readable by declaration, or a link to them."""
    for entry in privacy.register():
        is_hidden = any(isinstance(field, _HIDDEN) for field in entry.model._meta.concrete_fields)
        if entry.about or is_hidden:
            yield entry.model._meta.db_table


def _nobody_sees_the_past() -> bool:
    """Waits until no transaction is left that began before now; an analysis of a table counts as one."""
    until = time.monotonic() + UNTIL_NOBODY_SEES
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_snapshot_xmax(pg_current_snapshot())::text")
        (now,) = cursor.fetchone()
        while True:
            cursor.execute(_OLDER, [now, now])
            if not cursor.fetchone()[0]:
                return True
            if time.monotonic() > until:
                return False
            time.sleep(0.05)


def _written_anew(table: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('lock_timeout', %s, false)", [f"{PATIENCE * 1000:.0f}ms"])
        try:
            cursor.execute(f"VACUUM (FULL) {connection.ops.quote_name(table)}")
        except OperationalError as error:
            log.warning("%s is swept another night: %s", table, type(error).__name__)
            return False
        finally:
            cursor.execute("RESET lock_timeout")
    return True
