"""``engagement label draw | apply | list``: comments chosen for what they teach, coded in a sheet, and back without loss."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import calling
import nbformat
import openpyxl
import pytest

from engagement_lib import bench, lab, register
from engagement_lib.problems import InputError
from engagement_lib.workspace import REGISTER_URL, Workspace

NAMED = ["--service", "maintenance", "--period", "2026-10"]


@pytest.fixture(autouse=True)
def no_other_register(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv(REGISTER_URL, raising=False)


def told(place: Workspace, *words: str) -> Any:
    return calling.told(place, "label", *words)


def fill(sheet: str, rows: int) -> list[str]:
    """Code the first rows; their ids."""
    book = openpyxl.load_workbook(sheet)
    page = book["To read"]
    for number in range(2, rows + 2):
        for column, value in zip("DEFI", ("failure", "delay; no_response", "hazard", "ring Mrs Okonkwo"), strict=True):
            page[f"{column}{number}"] = value
    book.save(sheet)
    return [str(page[f"A{number}"].value) for number in range(2, rows + 2)]


@pytest.mark.parametrize("way", ["random", "uncertain", "varied", "rare"])
def test_each_way_draws_comments_nobody_has_coded(place: Workspace, way: str):
    first = told(place, "draw", *NAMED, "--way", way, "--n", "10", "--who", "Ann")
    ids = fill(first["sheet"], 10)
    told(place, "apply", first["sheet"], "--who", "Ann")
    second = told(place, "draw", *NAMED, "--way", way, "--n", "10")
    assert not set(ids) & set(bench.find(place, second["batch"]).rows.index)
    assert [row["way"] for row in told(place, "list")] == [way, way]
    assert [row["read"] for row in told(place, "list")] == ["Ann 10", ""]


def test_a_sheet_comes_back_without_loss_and_twice_without_doubling(place: Workspace):
    made = told(place, "draw", *NAMED, "--n", "8")
    assert Path(made["sheet"]).stat().st_mode & 0o777 == 0o600
    ids = fill(made["sheet"], 5)
    done = told(place, "apply", made["sheet"], "--who", "Ann")
    assert (done["read"], done["unread"], done["new"]) == (5, 3, 5)
    assert told(place, "apply", made["sheet"], "--who", "Ann")["new"] == 0
    with register.open(place) as kept:
        rows = kept.labels("maintenance", "2026-10", "coding").set_index("response_id")
        assert kept.sample("maintenance", "2026-10").empty  # never in a rate
    assert set(rows.index) == set(ids)
    row = rows.loc[ids[0]]
    assert (row["failure_types"], row["flags"], row["who"]) == ("delay;no_response", "hazard", "Ann")
    assert "Okonkwo" not in row["note"] and row["note"].startswith("ring")


def test_the_bench_goes_on_with_what_a_sheet_began(place: Workspace):
    made = told(place, "draw", *NAMED, "--n", "8")
    fill(made["sheet"], 3)
    told(place, "apply", made["sheet"], "--who", "Ann")
    assert bench.open(place, "maintenance", "2026-10", "Ann", made["batch"]).screen["done"] == 3


def test_without_labels_there_are_none_to_suspect(place: Workspace):
    with pytest.raises(InputError, match="code some comments first"):
        told(place, "draw", *NAMED, "--way", "suspected")


def test_a_file_that_is_there_is_not_written_over_and_nothing_is_drawn(place: Workspace, tmp_path: Path):
    there = tmp_path / "there.xlsx"
    there.write_text("mine")
    with pytest.raises(InputError, match="there already"):
        told(place, "draw", *NAMED, "--out", str(there))
    assert told(place, "list") == [] and there.read_text() == "mine"


def test_start_computes_the_month_and_opens_the_bench_under_the_coders_name(
    place: Workspace, monkeypatch: pytest.MonkeyPatch
):
    opened: list[Path] = []
    monkeypatch.setattr(lab, "start", lambda root, on, **_: opened.append(root / on))
    for _ in range(2):  # the second time what was added to the copy stays
        calling.run(place, "label", "start", *NAMED, "--who", "Ann O'Hill", "--no-browser")
        notebook = nbformat.read(opened[-1], 4)
        notebook.cells.append(nbformat.v4.new_markdown_cell("mine"))
        nbformat.write(notebook, opened[-1])
    assert opened[0] == opened[1] == place.root / lab.OWN / "code-maintenance-2026-10-Ann-O-Hill.ipynb"
    assert [cell.source for cell in nbformat.read(opened[0], 4).cells].count("mine") == 2
    given = parameters(opened[0])
    assert given == {"service": "maintenance", "period": "2026-10", "who": "Ann O'Hill"}


def parameters(path: Path) -> dict[str, object]:
    """What is written into a notebook beside what it says itself."""
    cell = next(cell for cell in nbformat.read(path, 4).cells if "injected-parameters" in cell.metadata.get("tags", []))
    given: dict[str, object] = {}
    exec(cell.source, {}, given)
    return given
