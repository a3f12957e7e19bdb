"""The notebook runs from the top, in a real kernel, on computed tables, and shows no words before redaction."""

from __future__ import annotations

from pathlib import Path

import papermill
import pytest

from engagement_lib import flow
from engagement_lib.workspace import Workspace

NOTEBOOK = Path(__file__).parents[2] / "notebooks/explore/9_follow_a_number.ipynb"


@pytest.mark.slow
@pytest.mark.parametrize("slug", ["voids", "maintenance"])
def test_the_notebook_runs_from_the_top(slug: str, ran: tuple[Workspace, flow.Run], tmp_path: Path):
    given = {"workspace": str(ran[0].root), "service": slug}
    done = papermill.execute_notebook(
        str(NOTEBOOK), str(tmp_path / "done.ipynb"), given, cwd=str(NOTEBOOK.parent), progress_bar=False
    )
    told = "\n".join(str(output) for cell in done.cells for output in cell.get("outputs", []))
    assert "Error" not in told and "raw_text" not in told
    assert "the rows give the same" in told
