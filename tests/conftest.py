"""What the tests share: the example month, heard once, a small workspace to write in, and a browser."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from engagement_lib import flow
from engagement_lib.workspace import Workspace

ROOT = Path(__file__).parent.parent
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


@pytest.fixture(scope="session")
def example() -> Workspace:
    """The project itself as a workspace: only read."""
    return Workspace.open(ROOT)


@pytest.fixture(scope="session")
def heard(example: Workspace) -> flow.Heard:
    return flow.listen(example)


@pytest.fixture(scope="session")
def truth() -> pd.DataFrame:
    """What people would say of each example comment, by ``response_id``."""
    lines = (ROOT / "data/raw/example/truth.jsonl").read_text(encoding="utf-8").splitlines()
    return pd.DataFrame([json.loads(line) for line in lines]).set_index("response_id")


@pytest.fixture(scope="session")
def ran(tmp_path_factory: pytest.TempPathFactory) -> tuple[Workspace, flow.Run]:
    """Three services of the example walked into a workspace of their own: large, small, and with a campaign."""
    from engagement_lib.period import Period

    root = tmp_path_factory.mktemp("walked")
    shutil.copytree(ROOT / "data/raw/example", root / "data/raw/example")
    place = Workspace.open(root)
    return place, flow.run(place, Period.parse("2026-10"), ["maintenance", "voids", "estate-services"])


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Chromium itself, or the test is skipped."""
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed")
    sync_api = pytest.importorskip("playwright.sync_api")
    with sync_api.sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield chromium
        chromium.close()
