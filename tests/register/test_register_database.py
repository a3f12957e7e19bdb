"""Where the register lies: who may read it, how it is made, and what is told when it cannot be opened."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pandas as pd
import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext

from engagement_lib import register
from engagement_lib.problems import StoreError
from engagement_lib.register import Register, database, tables
from engagement_lib.workspace import REGISTER_URL, Workspace

ONE = pd.DataFrame({"demand": {"r1": "failure"}})


def test_the_migrations_make_exactly_the_tables_the_code_speaks_of(kept: Register):
    with kept.engine.begin() as connection:
        assert compare_metadata(MigrationContext.configure(connection), tables.metadata) == []


@pytest.mark.skipif(os.name == "nt", reason="Windows has other rights")
def test_only_the_owner_may_read_it_and_a_run_that_starts_anew_loses_none_of_it(tmp_path: Path):
    place = Workspace.open(tmp_path)
    for _ in range(2):
        with register.open(place) as kept:
            kept.add_labels(ONE, "lifts", "2026-10", "coding", "Ann")
        shutil.rmtree(place.processed, ignore_errors=True)
    file = tmp_path / "data/register/register.sqlite"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600 and stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    with register.open(place) as kept:
        assert len(kept.labels(every=True)) == 1


def test_many_who_open_and_write_at_once_wait_for_each_other(place):
    def write(number: int) -> int:
        with register.open(place) as kept:
            return kept.add_labels(ONE, "lifts", "2026-10", "coding", f"person {number}")

    with ThreadPoolExecutor(6) as pool:
        assert list(pool.map(write, range(6))) == [1] * 6
    with register.open(place) as kept:
        assert len(kept.labels()) == 6


def test_a_register_of_a_newer_version_is_left_alone(place):
    with register.open(place) as kept, kept.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(StoreError, match=r"version '9999'.*update engagement_lib"), register.open(place):
        pass


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("mysql://root:secret@here/register", "kind 'mysql'"),
        ("nonsense secret", "cannot be read"),
        ("sqlite://", "kind 'sqlite'"),
        ("postgresql://ann:secret@127.0.0.1:1/register", "cannot be opened"),
    ],
)
def test_an_address_that_leads_nowhere_is_told_without_its_password(
    address: str, told: str, tmp_path: Path, monkeypatch
):
    monkeypatch.setenv(REGISTER_URL, address)
    with pytest.raises(StoreError, match=told) as raised, register.open(Workspace.open(tmp_path)):
        pass
    assert "secret" not in str(raised.value)


def test_a_file_that_is_no_database_is_told_and_left_as_it_was(tmp_path: Path):
    place = Workspace.open(tmp_path)
    file = tmp_path / "data/register/register.sqlite"
    file.parent.mkdir(parents=True)
    file.write_text("minutes of the meeting " * 50)
    with pytest.raises(StoreError, match="cannot be opened"), register.open(place):
        pass
    assert file.read_text().startswith("minutes")


def test_the_environment_goes_before_the_settings_and_both_before_the_file(tmp_path: Path, monkeypatch):
    monkeypatch.delenv(REGISTER_URL, raising=False)
    assert Workspace.open(tmp_path).register == f"sqlite:///{tmp_path.as_posix()}/data/register/register.sqlite"
    (tmp_path / "engagement.toml").write_text('register_url = "postgresql://server/ours"\n')
    assert Workspace.open(tmp_path).register == "postgresql://server/ours"
    monkeypatch.setenv(REGISTER_URL, "postgresql://server/mine")
    assert Workspace.open(tmp_path).register == "postgresql://server/mine"


def test_a_migration_that_fails_leaves_nothing_half_made(tmp_path: Path, monkeypatch):
    migrations = tmp_path / "migrations"
    shutil.copytree(database.MIGRATIONS, migrations)
    (migrations / "versions/0099_broken.py").write_text(
        'from alembic import op\nrevision, down_revision = "0099", "0005"\n\n\ndef upgrade():\n'
        '    op.execute("CREATE TABLE actions (id INTEGER)")\n    op.execute("NONSENSE")\n'
    )
    place = Workspace.open(tmp_path)
    with register.open(place) as kept:
        kept.add_labels(ONE, "lifts", "2026-10", "coding", "Ann")
    with monkeypatch.context() as patched:
        patched.setattr(database, "MIGRATIONS", migrations)
        with pytest.raises(StoreError, match="cannot be opened"), register.open(place):
            pass
    with register.open(place) as kept:
        assert sa.inspect(kept.engine).has_table("labels") and not sa.inspect(kept.engine).has_table("actions")
        assert len(kept.labels()) == 1


def test_the_front_door_and_the_report_load_no_database():
    code = "import sys, engagement_lib, engagement_lib.report.show; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert not {"sqlalchemy", "alembic", "psycopg"} & set(loaded)


def test_rows_of_an_older_register_are_there_after_an_update_and_still_guarded(place):
    url = sa.make_url(place.register)
    if url.get_backend_name() == "sqlite":
        Path(str(url.database)).parent.mkdir(parents=True)
    engine = sa.create_engine(url if url.get_backend_name() == "sqlite" else url.set(drivername="postgresql+psycopg"))
    older = (
        "INSERT INTO labels (response_id, service, period, demand, failure_types, value_type, none_type, flags, purpose, who, at) "
        "VALUES ('r1', 'lifts', '2026-10', 'failure', '', '', '', '', 'coding', 'Ann', '2026-10-01 00:00:00')"
    )
    config = Config()
    config.set_main_option("script_location", str(database.MIGRATIONS))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0004")
        connection.execute(sa.text(older))
    engine.dispose()
    with register.open(place) as kept:
        assert list(kept.labels()[["response_id", "note"]].iloc[0]) == ["r1", ""]
        assert kept.add_labels(ONE, "lifts", "2026-10", "adjudication", "Ann") == 1
        assert "ix_labels_response_id" in {index["name"] for index in sa.inspect(kept.engine).get_indexes("labels")}
        for forbidden in ("UPDATE labels SET who = 'Ben'", "DELETE FROM labels", older.replace("coding", "guessing")):
            with pytest.raises(sa.exc.DBAPIError), kept.engine.begin() as connection:
                connection.execute(sa.text(forbidden))
        assert len(kept.labels()) == 2
