"""Every explore notebook runs from the top, in a real kernel, on a month that was computed."""

from __future__ import annotations

import shutil
from pathlib import Path

import papermill
import pytest

from engagement_lib import flow
from engagement_lib.workspace import Workspace

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"


@pytest.mark.slow
@pytest.mark.parametrize("path", sorted((NOTEBOOKS / "explore").glob("*.ipynb")), ids=lambda path: path.stem)
def test_an_explore_notebook_runs_from_the_top(path: Path, ran: tuple[Workspace, flow.Run], tmp_path: Path):
    root = tmp_path / "place"
    shutil.copytree(ran[0].root, root)
    given = {"workspace": str(root), "service": "estate-services"}
    done = papermill.execute_notebook(
        str(path), str(tmp_path / "done.ipynb"), given, cwd=str(path.parent), progress_bar=False
    )
    errors = [output for cell in done.cells for output in cell.get("outputs", []) if output["output_type"] == "error"]
    assert not errors
