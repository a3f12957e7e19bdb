"""The store: redacted text only, whole or not at all, one writer at a time."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from tables import responses, themed

from engagement_lib import services, summarise
from engagement_lib.ledger import Ledger
from engagement_lib.period import Period
from engagement_lib.problems import BusyError, StoreError
from engagement_lib.store import Store
from engagement_lib.summary import Summary

TABLE = themed(["the lift is out again"] * 6)
SERVICE = services.read([services.PACKAGED])["maintenance"]


@pytest.fixture(scope="module")
def summary() -> Summary:
    return summarise.service(
        TABLE, summarise.Found(pd.DataFrame(), pd.DataFrame(), False, "too few"), SERVICE, Period.parse("2026-10"), Ledger(),
        organisation="Havenport", threshold=5, sources={},
    )  # fmt: skip


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "processed")


def files(store: Store) -> dict[str, bytes]:
    return {str(path.relative_to(store.root)): path.read_bytes() for path in store.root.rglob("*") if path.is_file()}


def test_what_is_written_is_read_back(store: Store, summary: Summary):
    store.write("maintenance", "2026-10", {"responses": TABLE}, summary, "mark")
    pd.testing.assert_frame_equal(store.table("maintenance", "2026-10", "responses"), TABLE)
    assert store.summary("maintenance", "2026-10") == summary
    assert store.fingerprint("maintenance", "2026-10") == "mark"


@pytest.mark.parametrize(
    "table",
    [
        pytest.param(responses(["Mrs Okonkwo rang"]), id="as it came in"),
        pytest.param(TABLE.assign(raw_text="Mrs Okonkwo rang"), id="raw text beside the redacted"),
        pytest.param(TABLE.drop(columns="redactions"), id="cleaned and not redacted"),
    ],
)
def test_text_that_was_not_redacted_is_refused_and_nothing_is_written(
    store: Store, summary: Summary, table: pd.DataFrame
):
    with pytest.raises(StoreError, match="not redacted") as raised:
        store.write("maintenance", "2026-10", {"responses": TABLE, "more": table}, summary, "mark")
    assert "Okonkwo" not in str(raised.value)
    assert not store.root.exists()


def test_an_exception_while_writing_leaves_the_old_folder(
    store: Store, summary: Summary, monkeypatch: pytest.MonkeyPatch
):
    store.write("maintenance", "2026-10", {"responses": TABLE}, summary, "old")
    before = files(store)

    def no_room(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    for place in ("to_parquet", "to_json"):
        with monkeypatch.context() as patched:
            patched.setattr(pd.DataFrame if place == "to_parquet" else Summary, place, no_room)
            with pytest.raises(OSError, match="No space"):
                store.write("maintenance", "2026-10", {"responses": TABLE, "themes": TABLE}, summary, "new")
        assert files(store) == before


def test_an_interruption_leaves_no_litter(store: Store, summary: Summary, monkeypatch: pytest.MonkeyPatch):
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Summary, "to_json", interrupted)
    with pytest.raises(KeyboardInterrupt):
        store.write("maintenance", "2026-10", {"responses": TABLE}, summary, "mark")
    assert files(store) == {}


def test_a_second_writing_leaves_nothing_of_the_first(store: Store, summary: Summary):
    store.write("maintenance", "2026-10", {"responses": TABLE, "themes": TABLE}, summary, "old")
    store.write("maintenance", "2026-10", {"responses": TABLE}, summary, "new")
    assert store.fingerprint("maintenance", "2026-10") == "new"
    assert {Path(name).name for name in files(store)} == {"responses.parquet", "summary.json", "done.json"}


@pytest.mark.parametrize("done", [None, "", "{", "[]", "{}", '"mark"'])
def test_a_folder_that_is_not_finished_counts_as_absent(store: Store, summary: Summary, done: str | None):
    folder = store.write("maintenance", "2026-10", {"responses": TABLE}, summary, "mark")
    (folder / "done.json").unlink()
    if done is not None:
        (folder / "done.json").write_text(done)
    assert store.fingerprint("maintenance", "2026-10") is None
    for read in (
        lambda: store.table("maintenance", "2026-10", "responses"),
        lambda: store.summary("maintenance", "2026-10"),
    ):
        with pytest.raises(StoreError, match="engagement run --period 2026-10"):
            read()


def test_a_table_that_was_never_kept_is_told(store: Store, summary: Summary):
    store.write("maintenance", "2026-10", {"responses": TABLE}, summary, "mark")
    with pytest.raises(StoreError, match="no table 'themes'"):
        store.table("maintenance", "2026-10", "themes")


def test_what_stands_in_the_folder_names_the_rows_only(store: Store, summary: Summary):
    folder = store.write("maintenance", "2026-10", {"responses": TABLE}, summary, "mark")
    assert json.loads((folder / "done.json").read_text())["rows"] == {"responses": 6}


def test_a_second_run_is_told_that_another_is_at_work(store: Store):
    with store.lock():
        code = (
            "import sys; from pathlib import Path; from engagement_lib.store import Store; from engagement_lib.problems import BusyError\n"
            "try:\n  with Store(Path(sys.argv[1])).lock(): print('in')\n"
            "except BusyError as error: print(error.exit_code, error)"
        )
        told = subprocess.run(
            [sys.executable, "-c", code, str(store.root)], capture_output=True, text=True, check=True
        ).stdout
    assert told.startswith("4 ") and "another run at work" in told
    with store.lock():
        pass


def test_a_run_that_failed_gives_the_lock_back(store: Store):
    with pytest.raises(ValueError, match="fault"), store.lock():
        raise ValueError("a fault")
    try:
        with store.lock():
            pass
    except BusyError:
        pytest.fail("the lock was kept")
