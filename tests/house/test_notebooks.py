"""Every explore notebook runs from the top, in a real kernel, on the example."""

from __future__ import annotations

from pathlib import Path

import papermill
import pytest

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
ON_TABLES = {"9_follow_a_number"}
"""Reads what was computed, so it runs where something was: ``tests/explore``."""


@pytest.mark.slow
@pytest.mark.parametrize(
    "path",
    [path for path in sorted((NOTEBOOKS / "explore").glob("*.ipynb")) if path.stem not in ON_TABLES],
    ids=lambda path: path.stem,
)
def test_an_explore_notebook_runs_from_the_top(path: Path, tmp_path: Path):
    done = papermill.execute_notebook(
        str(path), str(tmp_path / "done.ipynb"), {"service": "waste"}, cwd=str(path.parent), progress_bar=False
    )
    errors = [output for cell in done.cells for output in cell.get("outputs", []) if output["output_type"] == "error"]
    assert not errors
