"""One service fails: the others come out, the index names it, its page of an earlier run is gone, exit code 1."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from cli_office import CANARY, PERIOD, Office, Told

from engagement_lib.report import run

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def reported(opened: Callable[..., Office], tmp_path_factory: pytest.TempPathFactory) -> Office:
    """Pages of a run in which all went well, made by a copy of the package, so that its notebooks can be spoilt."""
    code = tmp_path_factory.mktemp("package")
    for name in ("engagement_lib", "notebooks/reports"):
        shutil.copytree(ROOT / name, code / name, ignore=shutil.ignore_patterns("__pycache__", "[.]*", "kernel-*"))
    office = opened("failing", code=code).furnish()
    told = office.run("report", "--period", PERIOD)
    assert told.code == 0, told.err
    assert office.page("lifts").exists() and office.page("bins").exists() and "--workspace" not in told.out
    return office


def one_failed(office: Office, told: Told, says: str) -> None:
    assert told.code == 1 and "Traceback" not in told.words and CANARY not in told.words, told.words
    assert [line for line in told.faults if line.startswith("error: lifts: ")] and says in told.err
    index = office.page("index").read_text(encoding="utf-8")
    assert 'href="bins.html"' in index and 'href="lifts.html"' not in index
    assert "lifts" in index and says in index and CANARY not in index
    assert office.page("bins").exists() and not office.page("lifts").exists()
    manifest = json.loads((office.page("index").parent / "manifest.json").read_text(encoding="utf-8"))
    assert [page["slug"] for page in manifest["pages"]] == ["bins"]
    assert [gone["slug"] for gone in manifest["missing"]] == ["lifts"]
    assert not list((office.root / "reports").glob(".making-*"))


def test_a_notebook_that_fails_stops_one_page(reported: Office):
    assert reported.code
    path = reported.code / "notebooks/reports/service_insight.ipynb"
    good = path.read_bytes()
    book = nbformat.read(path, as_version=4)
    spoilt = f"import os\nos.write(2, b'{CANARY}')\nif service == 'lifts':\n    raise RuntimeError('{CANARY} rang')"
    book.cells.insert(3, nbformat.v4.new_code_cell(spoilt))
    nbformat.write(book, path)
    known = reported.code / "engagement_lib/report/notebooks.json"
    delivered = known.read_text(encoding="utf-8")
    changed = json.loads(delivered) | {path.name: run.fingerprint(path)}  # as 'make notebooks' does
    known.write_text(json.dumps(changed), encoding="utf-8")
    try:
        told = reported.run("report", "--period", PERIOD, "--json")
    finally:
        path.write_bytes(good)
        known.write_text(delivered, encoding="utf-8")
    answer = json.loads(told.out)
    assert list(answer["failed"]) == ["lifts"] and len(answer["pages"]) == 1 and not told.err
    again = Told(told.code, told.out, f"error: lifts: {answer['failed']['lifts']}\n", told.seconds)
    one_failed(reported, again, "(RuntimeError)")
    assert "data/processed/lifts/2026-10/failed.ipynb" in told.out
    assert (reported.root / "data/processed/lifts/2026-10/failed.ipynb").exists()


def test_a_service_that_cannot_be_computed_stops_one_page(reported: Office):
    good = reported.summary().read_bytes()
    shutil.rmtree(reported.root / "data/processed/lifts")
    blocked = reported.write("data/processed/lifts", "a file where a folder should be")
    told = reported.run("report", "--period", PERIOD)
    one_failed(reported, told, "unexpected")
    blocked.unlink()

    # what was in the way is gone, and a summary was spoilt meanwhile: both are computed anew
    whole = reported.summary("bins").read_bytes()
    reported.summary("bins").write_bytes(whole[:500])
    mended = reported.run("run", "--period", PERIOD)
    assert mended.code == 0 and "nothing new" not in mended.out, mended.err
    assert reported.summary("bins").read_bytes() == whole and reported.summary().read_bytes() == good
