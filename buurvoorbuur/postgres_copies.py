"""Copies of a PostgreSQL database as bytes, and a copy put in its place; knows no keys and no persons."""

import os
import subprocess
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import psycopg
from django.db import connection
from django.utils import timezone
from psycopg import sql

from buurvoorbuur.sealed_files import PIECE

# What libpq calls the parts of a connection, in its environment: a password has no place on a command line.
NAMES = {
    "host": "PGHOST",
    "port": "PGPORT",
    "user": "PGUSER",
    "password": "PGPASSWORD",
    "sslmode": "PGSSLMODE",
    "sslrootcert": "PGSSLROOTCERT",
    "passfile": "PGPASSFILE",
}
# A database that every installation has; nobody can be connected to one that is being renamed.
ELSEWHERE = "postgres"


class ProgramFailed(Exception):
    """One of PostgreSQL's programs is missing or says no; the message is its own."""


class InUse(Exception):
    """Others still work with the database."""


def current() -> str:
    return str(connection.settings_dict["NAME"])


def beside() -> str:
    """Where a copy is built before it takes the place of the current one."""
    return f"{current()}_restoring"


def is_filled(name: str) -> bool:
    """Whether there is a database that could be lost."""
    if not _asked("SELECT 1 FROM pg_database WHERE datname = %s", name):
        return False
    with _connected(name) as there:
        return bool(there.execute("SELECT to_regclass('django_migrations')::text").fetchone()[0])  # type: ignore[index]


def dump() -> Iterator[bytes]:
    """The database as it stands at one moment, while others go on writing."""
    with _started("pg_dump", current(), "--format=custom", "--no-owner", "--no-privileges") as program:
        assert program.stdout
        while piece := program.stdout.read(PIECE):
            yield piece
        _ended(program)


def take_in(content: Iterator[bytes]) -> str:
    """Stores the content beside the database and returns its name."""
    new = beside()
    drop(new)
    _do("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'", new)
    # Reads to the end before it gives up, so that a damaged file is told as such.
    with _started("pg_restore", new, "--no-owner", "--exit-on-error", f"--dbname={new}") as program:
        assert program.stdin
        refused = False
        for piece in content:
            if not refused:
                try:
                    program.stdin.write(piece)
                except BrokenPipeError:
                    refused = True
        _ended(program)
    return new


def put_in_place(new: str, at: datetime) -> str | None:
    """Swaps in one transaction; returns what the old database is called now. Raises `InUse`."""
    old, aside = current(), f"{current()}_before_{timezone.localtime(at):%Y%m%d_%H%M%S_%f}"
    was_filled = is_filled(old)
    is_there = bool(_asked("SELECT 1 FROM pg_database WHERE datname = %s", old))
    with _connected(ELSEWHERE) as server:
        try:
            with server.transaction():
                if is_there:
                    server.execute(_named("ALTER DATABASE {} RENAME TO {}", old, aside))
                server.execute(_named("ALTER DATABASE {} RENAME TO {}", new, old))
        except psycopg.errors.ObjectInUse as error:
            raise InUse(old) from error
    if is_there and not was_filled:
        drop(aside)
    return aside if was_filled else None


def drop(name: str) -> None:
    _do("DROP DATABASE IF EXISTS {}", name)


def _libpq() -> dict[str, Any]:
    told = connection.get_connection_params()
    return {name: told[name] for name in NAMES if told.get(name)}


def _connected(name: str) -> psycopg.Connection[Any]:
    return psycopg.connect(dbname=name, autocommit=True, **_libpq())


def _asked(question: str, *given: str) -> Any:
    with _connected(ELSEWHERE) as server:
        return server.execute(question, given).fetchone()


def _do(statement: str, *names: str) -> None:
    with _connected(ELSEWHERE) as server:
        server.execute(_named(statement, *names))


def _named(statement: str, *names: str) -> sql.Composed:
    return sql.SQL(statement).format(*map(sql.Identifier, names))


def _started(program: str, database: str, *options: str) -> "subprocess.Popen[bytes]":
    told = {NAMES[name]: str(value) for name, value in _libpq().items()}
    try:
        return subprocess.Popen(
            [program, *options],
            env={**os.environ, **told, "PGDATABASE": database},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
    except FileNotFoundError as error:
        raise ProgramFailed(f"{program}: not found; install PostgreSQL's own client programs") from error


def _ended(program: "subprocess.Popen[bytes]") -> None:
    _out, said = program.communicate()
    if program.returncode:
        raise ProgramFailed(said.decode(errors="replace").strip())
