"""A register is copied whole into one file and comes back whole, into either kind of database, and nothing is ever lost."""

from __future__ import annotations

import os
import sqlite3
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pandas as pd
import pytest
from places import Place

from engagement_lib import register
from engagement_lib.problems import StoreError
from engagement_lib.register import Register, backup, listing, sendings, tables
from engagement_lib.register.sendings import Sending


def furnish(kept: Register) -> None:
    """A row or more in every kind of table, from two people."""
    drawn = pd.DataFrame({"stratum": ["sure", "unsure"], "inclusion": [1 / 3, 0.1]}, index=["r1", "r2"])
    audit_id = kept.add_audit(
        drawn, "lifts", "2026-10", seed=7, strata={"sure": {"size": 3, "drawn": 1}, "é": {}}, fingerprint="f", model="m", who="Ann"
    )  # fmt: skip
    kept.add_labels(pd.DataFrame({"demand": {"r1": "failure"}}), "lifts", "2026-10", "audit", "Ann", audit_id)
    label(kept, "Bea", "r1", "r2")
    kept.add_theme_decision(
        "lifts", "2026-10", "rename", "t1", "Bea", middle=[0.1, -1e-9, 3.0], title="Lifts that stop"
    )
    kept.add_quote_approvals(
        pd.DataFrame({"fingerprint": "f" * 64, "publish": [True]}, index=["r1"]), "lifts", "2026-10", "Ann"
    )
    sendings.add(kept, Sending("lifts", "2026-10", "manager", "ann@example.org", "a" * 64), "<1@x>", "sent", "Ann")


def label(kept: Register, who: str, *ids: str) -> None:
    kept.add_labels(pd.DataFrame({"demand": dict.fromkeys(ids, "value")}), "lifts", "2026-10", "coding", who)


@pytest.fixture
def other(tmp_path: Path) -> Place:
    """A register in a file, to restore into."""
    return Place(f"sqlite:///{tmp_path}/other/register.sqlite")


def test_it_comes_back_whole_into_an_empty_register(kept: Register, other: Place, tmp_path: Path):
    furnish(kept)
    copy = tmp_path / "copies" / "register-2026-11.sqlite"
    held = backup.write(kept, copy)
    assert held == backup.contents(kept.engine) and held.rows["labels"] == 3 and held.total >= 8
    with register.open(other) as empty:
        assert backup.read_into(empty, copy) == (held, held.total)
        assert backup.contents(empty.engine) == held
        pd.testing.assert_frame_equal(empty.labels(every=True), kept.labels(every=True))
        label(empty, "Cat", "r9")
        assert empty.labels(every=True)["id"].is_unique
    assert backup.contents(kept.engine) == held, "the register that was copied is as it was"


def test_a_copy_of_a_file_comes_back_into_the_kind_at_hand_and_rows_go_on_counting(
    kept: Register, other: Place, tmp_path: Path
):
    with register.open(other) as source:
        furnish(source)
        held = backup.write(source, tmp_path / "copy.sqlite")
    assert backup.read_into(kept, tmp_path / "copy.sqlite") == (held, held.total)
    assert backup.contents(kept.engine) == held
    label(kept, "Cat", "r9")  # PostgreSQL would give an id that is taken
    assert len(kept.labels(every=True)) == held.rows["labels"] + 1


def test_a_register_that_fell_behind_is_filled_up_and_again_changes_nothing(kept: Register, tmp_path: Path):
    furnish(kept)
    early = backup.write(kept, tmp_path / "early.sqlite")
    label(kept, "Cat", "r7", "r8")
    late = backup.write(kept, tmp_path / "late.sqlite")
    assert late.total == early.total + 2 and late.sha256 != early.sha256
    assert backup.read_into(kept, tmp_path / "late.sqlite") == (late, 0)
    with register.open(Place(f"sqlite:///{tmp_path}/third/register.sqlite")) as third:
        backup.read_into(third, tmp_path / "early.sqlite")
        assert backup.read_into(third, tmp_path / "late.sqlite") == (late, 2)
        assert backup.contents(third.engine) == late


def test_a_register_with_a_row_the_copy_lacks_is_left_as_it_is(kept: Register, tmp_path: Path):
    furnish(kept)
    backup.write(kept, tmp_path / "early.sqlite")
    label(kept, "Cat", "r7")
    before = backup.contents(kept.engine)
    with pytest.raises(StoreError, match="1 rows of 'labels' that the backup does not hold"):
        backup.read_into(kept, tmp_path / "early.sqlite")
    assert backup.contents(kept.engine) == before


def test_another_row_of_the_same_number_is_not_taken_for_the_same(kept: Register, other: Place, tmp_path: Path):
    label(kept, "Ann", "r1")
    with register.open(other) as source:
        label(source, "Bea", "r1", "r2")
        backup.write(source, tmp_path / "copy.sqlite")
    with pytest.raises(StoreError, match="1 rows of 'labels'"):
        backup.read_into(kept, tmp_path / "copy.sqlite")
    assert set(kept.labels()["who"]) == {"Ann"}


@pytest.mark.skipif(os.name == "nt", reason="Windows has other rights")
def test_only_the_owner_may_read_a_copy_and_none_is_written_over(kept: Register, tmp_path: Path):
    copy = tmp_path / "copy.sqlite"
    backup.write(kept, copy)
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    before = copy.read_bytes()
    with pytest.raises(StoreError, match="a file that is there already"):
        backup.write(kept, copy)
    assert copy.read_bytes() == before and [path.name for path in tmp_path.glob(".register-*")] == []


def test_a_copy_refuses_changes_as_the_register_does(kept: Register, tmp_path: Path):
    furnish(kept)
    backup.write(kept, tmp_path / "copy.sqlite")
    for table in tables.metadata.tables:
        connection = sqlite3.connect(tmp_path / "copy.sqlite")
        count = connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
        if count:
            with pytest.raises(sqlite3.IntegrityError, match="added, never changed"):
                connection.execute(f"DELETE FROM {table}")
        connection.close()


def test_a_copy_taken_while_others_write_is_of_one_moment(place: Place, tmp_path: Path):
    with register.open(place) as kept:
        furnish(kept)

    def write(number: int) -> None:
        with register.open(place) as mine:
            for turn in range(10):
                label(mine, f"person {number}", f"r{turn}a", f"r{turn}b")  # two rows in one transaction

    with ThreadPoolExecutor(3) as pool, register.open(place) as kept:
        writers = [pool.submit(write, number) for number in range(3)]
        held = [backup.write(kept, tmp_path / f"copy{number}.sqlite") for number in range(3)]
        assert [writer.result() for writer in writers] == [None] * 3
    assert all(one.rows["labels"] % 2 == 1 for one in held), "three to begin with, then two by two"
    with register.open(place) as kept:
        assert kept.labels(every=True).shape[0] == 3 + 3 * 10 * 2


@pytest.mark.parametrize("content", [b"", b"minutes of the meeting", None])
def test_what_is_no_copy_is_told_and_changes_nothing(kept: Register, tmp_path: Path, content: bytes | None):
    label(kept, "Ann", "r1")
    path = tmp_path / "copy.sqlite"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(StoreError, match="engagement register backup"):
        backup.read_into(kept, path)
    assert len(kept.labels()) == 1 and (content is None or path.read_bytes() == content)


def test_a_damaged_copy_is_told(kept: Register, tmp_path: Path):
    furnish(kept)
    backup.write(kept, tmp_path / "copy.sqlite")
    whole = (tmp_path / "copy.sqlite").read_bytes()
    (tmp_path / "cut.sqlite").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(StoreError, match=r"broken|no whole register"):
        backup.read_into(kept, tmp_path / "cut.sqlite")


def test_a_copy_of_a_newer_version_is_left_alone(kept: Register, other: Place, tmp_path: Path):
    with register.open(other) as source:
        backup.write(source, tmp_path / "copy.sqlite")
    with sqlite3.connect(tmp_path / "copy.sqlite") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    with pytest.raises(StoreError, match="version '9999'"):
        backup.read_into(kept, tmp_path / "copy.sqlite")


def test_reading_a_copy_does_not_change_it(kept: Register, tmp_path: Path):
    furnish(kept)
    backup.write(kept, tmp_path / "copy.sqlite")
    before = (tmp_path / "copy.sqlite").read_bytes()
    backup.read_into(kept, tmp_path / "copy.sqlite")
    assert (tmp_path / "copy.sqlite").read_bytes() == before


def test_the_list_says_who_when_and_how_many_and_not_what(kept: Register):
    assert listing.people(kept).empty
    furnish(kept)
    found = listing.people(kept)
    told = {(row.what, row.kind, row.who): row.rows for row in found.itertuples()}
    assert told == {
        ("audits", "lifts", "Ann"): 1, ("labels", "audit", "Ann"): 1, ("labels", "coding", "Bea"): 2,
        ("theme decisions", "rename", "Bea"): 1, ("quote approvals", "may be quoted", "Ann"): 1, ("sendings", "sent", "Ann"): 1,
    }  # fmt: skip
    assert (found["first"] <= found["last"]).all() and str(found["last"].dt.tz) == "UTC"
    assert "ann@" not in found.to_csv() and "r1" not in found.to_csv()
