"""Two runs at once, and a run that is killed."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest
from cli_office import PERIOD, Office

from engagement_lib.store import Store

pytestmark = pytest.mark.slow


def until(there: Callable[[], object], seconds: float = 60) -> None:
    ends = time.monotonic() + seconds
    while not there():
        assert time.monotonic() < ends, "it never came"
        time.sleep(0.02)


def at_work(place: Path) -> list[str]:
    """Processes whose command names a place."""
    commands = (" ".join(process.info["cmdline"] or []) for process in psutil.process_iter(["cmdline"]))
    return [command for command in commands if str(place) in command]


def test_the_second_run_is_told_to_wait_and_a_killed_one_leaves_nothing(opened: Callable[..., Office]):
    office = opened("busy").furnish()
    reports = office.root / "reports"
    first = office.start("report", "--period", PERIOD)
    try:
        until(lambda: list(reports.glob(".making-*/*")))  # the tables are done, the pages are being made
        told = office.run("run", "--period", PERIOD)
        assert first.poll() is None, "the first run ended too early to tell"
    finally:
        first.kill()
        first.communicate()
    assert told.code == 4
    assert told.err == (
        f"error: {office.root / 'data/processed'}: found another run at work here; expected one run at a time. "
        "What to do: wait until it ends, then run again.\n"
    )
    assert not told.out
    assert not office.page("index").exists(), "no index before all pages are there"

    again = office.run("report", "--period", PERIOD)
    assert again.code == 0 and again.out.count("nothing new; kept as computed before") == 2, again.words
    folder = office.page("index").parent
    assert {path.name for path in folder.iterdir()} == {
        "bins.html", "lifts.html", "overview.html", "index.html", "manifest.json"
    }  # fmt: skip
    assert all(path.read_text(encoding="utf-8").rstrip().endswith("</html>") for path in folder.glob("*.html"))
    assert [path.name for path in reports.iterdir()] == [PERIOD]
    until(lambda: not at_work(office.root), seconds=10)


@pytest.mark.parametrize("command", ["run", "report"])
def test_the_second_run_is_told_at_once(command: str, tmp_path: Path):
    office = Office(tmp_path).furnish()
    with Store(office.root / "data/processed").lock():
        told = office.run(command, "--period", PERIOD, "--json")
    assert told.code == 4 and not told.out and told.err.startswith("error: ") and told.err.count("\n") == 1
    assert office.made == set() and not (tmp_path / "reports").exists()
