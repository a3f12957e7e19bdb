"""Notebook 8 on comments that two people really coded, from the first cell to what the register keeps."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import papermill
import pytest

from engagement_lib import flow, register
from engagement_lib.store import Store
from engagement_lib.workspace import Workspace

NOTEBOOK = Path(__file__).parents[2] / "notebooks/explore/8_agree_with_a_colleague.ipynb"


@pytest.mark.slow
def test_the_notebook_tells_of_two_people(ran: tuple[Workspace, flow.Run], tmp_path: Path):
    shutil.copytree(ran[0].root, tmp_path / "office")
    place = Workspace.open(tmp_path / "office")
    responses = Store(place.processed).table("voids", "2026-10", "responses")
    said = responses[["demand", "failure_types"]].astype(object)
    differs = said.index[np.arange(len(said)) % 5 == 0]
    with register.open(place) as kept:
        kept.add_labels(said, "voids", "2026-10", "coding", "Ann")
        said.loc[differs, ["demand", "failure_types"]] = ["none", ""]
        kept.add_labels(said, "voids", "2026-10", "coding", "Bob")
    done = papermill.execute_notebook(
        str(NOTEBOOK), str(tmp_path / "done.ipynb"), {"workspace": str(place.root), "service": "voids"}, progress_bar=False
    )  # fmt: skip
    shown = " ".join(str(output.get("data", "")) for cell in done.cells for output in cell.get("outputs", []))
    assert "Ann and Bob coded 25 comments and differ in demand on" in shown
    for told in (
        "alpha is",
        "Failure goes before none",
        "On the same 25 comments the machine agrees",
        "the two people (the ceiling)",
    ):
        assert told in shown
