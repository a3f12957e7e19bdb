"""A workspace with two services' months computed, and what people said of one; no register but its own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from own_codebook import keep, month

from engagement_lib import register
from engagement_lib.workspace import REGISTER_URL, Workspace


@pytest.fixture(autouse=True)
def no_other_register(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv(REGISTER_URL, raising=False)


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str], Path]:
    """Writes a file of changes."""

    def one(text: str, name: str = "codebook.toml") -> Path:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return one


@pytest.fixture
def place(tmp_path: Path) -> Workspace:
    place = Workspace.open(tmp_path)
    keep(
        place,
        "maintenance",
        "2026-10",
        month(["conduct", "conduct;information", "conduct;delay", "no_response", "", ""]),
    )
    keep(place, "maintenance", "2026-09", month(["delay", ""]))
    keep(place, "waste", "2026-10", month(["routine_missed"]))
    said = pd.DataFrame(
        {"demand": "failure", "failure_types": ["no_response", "no_response;delay", "conduct"]}, index=["r0003", "r0002", "r0000"]
    )  # fmt: skip
    with register.open(place) as kept:
        kept.add_labels(said, "maintenance", "2026-10", "coding", "Ayesha")
    return place
