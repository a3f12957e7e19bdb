"""What the tests of this room are given."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from intake_folder import LAYOUT, SERVICES, Given

from engagement_lib.services import Service


@pytest.fixture
def given(tmp_path: Path) -> Given:
    return Given(tmp_path / "raw")


@pytest.fixture
def services() -> dict[str, Service]:
    return SERVICES


@pytest.fixture
def layout() -> str:
    return LAYOUT


@pytest.fixture
def hostile() -> Path:
    """Odd files from elsewhere, where ENGAGEMENT_SHARED says they are."""
    shared = os.environ.get("ENGAGEMENT_SHARED")
    if not shared:
        pytest.skip("ENGAGEMENT_SHARED is not set")
    return Path(shared) / "data" / "hostile"
