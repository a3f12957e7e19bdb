"""A copy of the register in one file, and the way back. The copy is a register itself: an SQLite file only its owner may read.

``write`` and ``read_into`` are the verbs. A register on PostgreSQL is copied into such a file as well, and either kind is filled from it.
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from engagement_lib.problems import Fault, StoreError
from engagement_lib.register import Register, database, tables

Rows = dict[str, dict[Any, dict[str, Any]]]
"""Every row of every table, by the table's name and the row's id."""


@dataclass(frozen=True)
class Contents:
    """What a register holds: how many rows in each table, and a SHA-256 of every value, whichever database they lie in."""

    rows: dict[str, int]
    sha256: str

    @property
    def total(self) -> int:
        return sum(self.rows.values())


def write(kept: Register, path: Path) -> Contents:
    """Copy the register into a new file, while others go on writing. What is told is read back from that file.

    Raises ``StoreError`` if the file is there already, cannot be written, or does not hold what the register held.
    """
    if path.exists():
        raise StoreError(Fault(str(path), "a file that is there already", "a new name", "name another file"))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".register-", dir=path.parent) as folder:
            copy = Path(folder) / "register.sqlite"
            if kept.engine.dialect.name == "sqlite":
                _copy_file(kept.engine, copy)
                with _opened(copy) as made:
                    held = contents(made)
            else:
                with _at_one_moment(kept.engine) as connection:
                    rows = _read(connection)
                with _opened(copy) as made:
                    with made.begin() as connection:
                        _add(connection, rows)
                    held = contents(made)
                if held != _contents(rows):
                    raise StoreError(
                        Fault(str(path), "a copy that is not like the register", "the same rows", "try again")
                    )
            with copy.open("rb+") as file:
                os.fsync(file.fileno())
            copy.chmod(0o600)
            copy.rename(path)
    except (OSError, sqlite3.Error, sa.exc.SQLAlchemyError) as error:
        found = f"a file that cannot be written ({type(error).__name__})"
        raise StoreError(
            Fault(str(path), found, "a folder with room that may be written", "name another file")
        ) from error
    return held


def read_into(kept: Register, path: Path) -> tuple[Contents, int]:
    """Add every row of a copy that the register does not hold yet: all of them or none. What the copy holds, and how many were new.

    Rows are only added, and keep their ids. A register that holds a row which the copy does not is left as it is.
    Raises ``StoreError`` then, and if the file is no copy of a register.
    """
    _check_is_copy(path)
    with tempfile.TemporaryDirectory(
        prefix="register-"
    ) as folder:  # a copy made by an older version is brought up to date here
        copy = Path(shutil.copy(path, folder))
        with _opened(copy) as made, _at_one_moment(made) as connection:
            rows = _read(connection)
    with kept.engine.begin() as connection:
        if connection.dialect.name == "postgresql":  # nobody adds between the look and the write
            names = ", ".join(table.name for table in tables.metadata.sorted_tables)
            connection.execute(sa.text(f"LOCK TABLE {names} IN SHARE ROW EXCLUSIVE MODE"))
        there = _read(connection)
        if faults := _faults_of(there, rows):
            raise StoreError(faults)
        new = {name: {key: row for key, row in found.items() if key not in there[name]} for name, found in rows.items()}
        _add(connection, new)
    return _contents(rows), sum(map(len, new.values()))


def contents(engine: sa.Engine) -> Contents:
    """What a register holds at one moment."""
    with _at_one_moment(engine) as connection:
        return _contents(_read(connection))


def _copy_file(engine: sa.Engine, path: Path) -> None:
    """By SQLite's own means: the copy is of one moment, and nobody who writes has to wait."""
    with closing(engine.raw_connection()) as held, closing(sqlite3.connect(path)) as target:
        source = held.driver_connection
        assert isinstance(source, sqlite3.Connection)
        source.backup(target)


@contextmanager
def _opened(path: Path) -> Iterator[sa.Engine]:
    engine = database.connect(f"sqlite:///{path.as_posix()}")
    try:
        yield engine
    finally:
        engine.dispose()


@contextmanager
def _at_one_moment(engine: sa.Engine) -> Iterator[sa.Connection]:
    shared = engine.dialect.name == "postgresql"
    engine = engine.execution_options(isolation_level="REPEATABLE READ") if shared else engine
    with engine.begin() as connection:
        yield connection


def _read(connection: sa.Connection) -> Rows:
    return {
        table.name: {
            row["id"]: {name: _utc(value) for name, value in row.items()}
            for row in connection.execute(sa.select(table).order_by(table.c["id"])).mappings()
        }
        for table in tables.metadata.sorted_tables
    }


def _utc(value: Any) -> Any:
    """SQLite forgets the zone, and PostgreSQL tells its own; in the register it is always UTC."""
    if not isinstance(value, datetime):
        return value
    return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)


def _add(connection: sa.Connection, rows: Rows) -> None:
    for table in tables.metadata.sorted_tables:  # what others point at comes first
        if found := list(rows[table.name].values()):
            connection.execute(sa.insert(table), found)
        counted = connection.dialect.name == "postgresql" and isinstance(table.c["id"].type, sa.Integer)
        if counted and rows[table.name]:  # the next row takes the next number
            highest = sa.select(sa.func.max(table.c["id"])).scalar_subquery()
            connection.execute(sa.select(sa.func.setval(sa.func.pg_get_serial_sequence(table.name, "id"), highest)))


def _contents(rows: Rows) -> Contents:
    digest = sha256()
    for name, found in sorted(rows.items()):
        for key in sorted(found):
            digest.update(json.dumps([name, found[key]], sort_keys=True, default=datetime.isoformat).encode())
    return Contents({name: len(found) for name, found in rows.items()}, digest.hexdigest())


def _faults_of(there: Rows, rows: Rows) -> list[Fault]:
    others = {name: sum(rows[name].get(key) != row for key, row in found.items()) for name, found in there.items()}
    todo = "keep a backup of this register, then restore into one that is empty (another workspace or ENGAGEMENT_REGISTER_URL)"
    return [
        Fault("register", f"{count} rows of '{name}' that the backup does not hold", "no row that would be lost", todo)
        for name, count in others.items()
        if count
    ]


def _check_is_copy(path: Path) -> None:
    """Raises ``StoreError`` for anything but a register in a file, and writes nothing to it."""
    expected, todo = "a file made by engagement register backup", "name that file"
    if not path.is_file():
        raise StoreError(Fault(str(path), "no such file", expected, todo))
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as connection:
            whole = connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            names = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    except sqlite3.Error as error:
        raise StoreError(Fault(str(path), "a file that is no database, or a broken one", expected, todo)) from error
    if not whole or not {"alembic_version", "labels"} <= names:
        raise StoreError(Fault(str(path), "no whole register", expected, todo))
