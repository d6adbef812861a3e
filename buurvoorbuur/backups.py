"""A sealed copy of the whole database, and the way back from nothing; what is in it, it never looks at."""

import sqlite3
from collections.abc import Iterator
from datetime import datetime
from itertools import chain
from pathlib import Path
from types import ModuleType

from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import Error, connection
from django.utils.module_loading import import_string

from buurvoorbuur import audit, crypto, keys, postgres_copies, sealed_files, sqlite_copies
from buurvoorbuur.models import KeyCanary, User


class NotDone(Exception):
    """A backup or a restore that did not happen; the sentence says why and what to do."""


NO_BACKUP = (
    "Dit bestand is geen back-up, of het is niet heel: er mist een stuk of er is iets veranderd. Er is "
    "niets vervangen. Neem een andere kopie. / This file is no backup, or it is not whole: something is "
    "missing or was changed. Nothing was replaced. Take another copy."
)
OTHER_KEY = (
    "Deze back-up is gemaakt met een sleutel die niet in FIELD_ENCRYPTION_KEYS staat. Er is niets vervangen. "
    "Zet de sleutel van die dag achteraan in de lijst (kijk in uw verzegelde kopie). / This backup was made "
    "with a key that is not in FIELD_ENCRYPTION_KEYS. Nothing was replaced. Put the key of its day at the "
    "end of the list."
)
OTHER_DATABASE = (
    "Deze back-up is van een ander soort database ({theirs}) dan DATABASE_URL ({ours}). Er is niets "
    "vervangen. / This backup is of another kind of database ({theirs}) than DATABASE_URL ({ours}). Nothing "
    "was replaced."
)
IN_USE = (
    "De site of de worker werkt nog met deze database. Er is niets vervangen. Stop beide en probeer het "
    "opnieuw. / The site or the worker still uses this database. Nothing was replaced. Stop both and try "
    "again."
)


def make(*, file: Path, by: User | None, at: datetime) -> int:
    """Writes the database sealed into a new file; returns how many bytes it held. One event, in it too."""
    keys.verify()
    audit.record("backup.made", by=by, about=KeyCanary.objects.get(), at=at)
    kind = f"{connection.vendor}\n".encode()
    try:
        return sealed_files.write(file, chain([kind], _copies().dump())) - len(kind)
    except FileExistsError as error:
        raise NotDone(f"{file} bestaat al. / {file} is there already.") from error
    except (OSError, postgres_copies.ProgramFailed, sqlite3.Error) as error:
        raise NotDone(f"De back-up is niet gemaakt. / No backup was made. {error}") from error


def would_replace() -> bool:
    """Whether a restore would take the place of a database."""
    return bool(_copies().is_filled(_copies().current()))


def restore(*, file: Path, by: User | None, at: datetime) -> str | None:
    """Puts the database of a backup in place; returns where the old one now is. One event.

    It is built beside the old one and must answer before that is touched: migrated, fitting the keys,
    and with what happened since then done again. Killed at any moment it leaves either the old or the new.
    """
    copies, ours = _copies(), connection.settings_dict["NAME"]
    try:
        new = copies.take_in(_content(file))
        _point_at(new)
        _bring_up_to_date(by, at)
        _point_at(ours)
        aside: str | None = copies.put_in_place(new, at)
    except sealed_files.Damaged as error:
        raise NotDone(NO_BACKUP) from error
    except crypto.UnknownKey as error:
        raise NotDone(OTHER_KEY) from error
    except ImproperlyConfigured as error:
        raise NotDone(str(error)) from error
    except postgres_copies.InUse as error:
        raise NotDone(IN_USE) from error
    except (OSError, postgres_copies.ProgramFailed, sqlite3.Error, Error) as error:
        raise NotDone(f"Er is niets vervangen. / Nothing was replaced. {error}") from error
    finally:
        _point_at(ours)
        copies.drop(copies.beside())
    return aside


def _copies() -> ModuleType:
    return sqlite_copies if connection.vendor == "sqlite" else postgres_copies


def _content(file: Path) -> Iterator[bytes]:
    """What follows the first line, which names the kind of database; refuses another kind at once."""
    pieces = sealed_files.read(file)
    kind, _, rest = next(pieces).partition(b"\n")
    if kind.decode() != connection.vendor:
        raise NotDone(OTHER_DATABASE.format(theirs=kind.decode(), ours=connection.vendor))
    yield rest
    yield from pieces


def _point_at(name: str) -> None:
    connection.close()
    connection.settings_dict["NAME"] = name


def _bring_up_to_date(by: User | None, at: datetime) -> None:
    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)
    keys.verify()
    for name in settings.AFTER_RESTORE:
        import_string(name)(at=at)
    # Whoever was logged out since then stays so.
    Session.objects.all().delete()
    audit.record("backup.restored", by=by, about=KeyCanary.objects.get(), at=at)
