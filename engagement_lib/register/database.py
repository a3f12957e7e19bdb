"""Where the register lies: an SQLite file only its owner may read, or PostgreSQL; its tables made or brought up to date on opening."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from engagement_lib.problems import Fault, StoreError

MIGRATIONS = Path(__file__).parent / "migrations"
PATIENCE = 30
"""Seconds to wait while another person writes. **Source:** judgement; a write takes milliseconds."""

_ONE_AT_A_TIME = 7_236_001
"""The number of the lock that keeps two from bringing one PostgreSQL register up to date at once. Any number, always this one."""


def connect(address: str) -> sa.Engine:
    """A register ready for use. Raises ``StoreError`` if it cannot be reached, or was made by a newer version."""
    try:
        url = sa.make_url(address)
    except sa.exc.ArgumentError as error:
        raise StoreError(_wrong_address("an address that cannot be read")) from error
    kind = url.get_backend_name()
    if kind not in {"sqlite", "postgresql"} or (kind == "sqlite" and not url.database):
        raise StoreError(_wrong_address(f"an address of the kind '{kind}'"))
    where = str(url.database) if kind == "sqlite" else f"{url.host or 'this machine'}/{url.database or ''}"
    try:
        engine = _file(Path(str(url.database))) if kind == "sqlite" else _server(url)
        with engine.begin() as connection:
            _bring_up_to_date(connection, where)
    except ModuleNotFoundError as error:
        todo = "install the extra 'postgres': pip install 'engagement-lib[postgres]'"
        raise StoreError(Fault("register", "no driver for PostgreSQL", "psycopg 3", todo)) from error
    except (
        sa.exc.SQLAlchemyError,
        OSError,
    ) as error:  # its message is left out: it may hold the address with its password
        found = f"a register that cannot be opened ({type(error).__name__})"
        raise StoreError(
            Fault(where, found, "a file or a database that may be written", "check the path, the server and the rights")
        ) from error
    return engine


def is_there(address: str) -> bool:
    """Whether there is a register: a file that was made, or a server, which is asked when it is opened."""
    try:
        url = sa.make_url(address)
    except sa.exc.ArgumentError:
        return True  # and so connecting tells what is wrong with it
    return url.get_backend_name() != "sqlite" or Path(str(url.database)).exists()


def _file(path: Path) -> sa.Engine:
    """One file, in a folder for its owner alone."""
    new = not path.parent.exists()
    path.parent.mkdir(parents=True, exist_ok=True)
    if new:
        path.parent.chmod(0o700)
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    path.chmod(0o600)
    engine = sa.create_engine(sa.URL.create("sqlite", database=str(path)), connect_args={"timeout": PATIENCE})

    @sa.event.listens_for(engine, "connect")
    def prepare(connection: Any, _: Any) -> None:
        connection.isolation_level = None  # transactions are begun below, so that a migration is all or nothing
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA recursive_triggers = ON")  # else INSERT OR REPLACE would slip past the guard

    @sa.event.listens_for(engine, "begin")
    def begin(connection: sa.Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def _server(url: sa.URL) -> sa.Engine:
    url = url.set(drivername="postgresql+psycopg")
    return sa.create_engine(url, connect_args={"connect_timeout": PATIENCE}, pool_pre_ping=True)


def _bring_up_to_date(connection: sa.Connection, where: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    script = ScriptDirectory.from_config(config)
    if connection.dialect.name == "postgresql":
        connection.execute(sa.text("SELECT pg_advisory_xact_lock(:number)"), {"number": _ONE_AT_A_TIME})
    stands = MigrationContext.configure(connection).get_current_revision()
    if stands == script.get_current_head():
        return
    known = {revision.revision for revision in script.walk_revisions()}
    if stands is not None and stands not in known:
        todo = "update engagement_lib to the version your colleagues use"
        raise StoreError(Fault(where, f"a register of version '{stands}'", f"one of {sorted(known)}", todo))
    command.upgrade(config, "head")


def _wrong_address(found: str) -> Fault:
    todo = "correct register_url in engagement.toml or ENGAGEMENT_REGISTER_URL"
    return Fault("register", found, "postgresql://user@server/database or sqlite:///path", todo)
