"""A workspace whose comments are computed, and JupyterLab itself with Chromium before it."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import nbformat
import pytest

from engagement_lib import flow
from engagement_lib.workspace import Workspace

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
TOKEN = "tested"


@pytest.fixture
def place(ran: tuple[Workspace, flow.Run], tmp_path: Path) -> Workspace:
    """A workspace of its own with computed comments, and a register where nobody has said anything yet."""
    shutil.copytree(ran[0].root, tmp_path / "place", ignore=shutil.ignore_patterns("register", "reports"))
    return Workspace.open(tmp_path / "place")


@dataclass(frozen=True)
class Laboratory:
    """JupyterLab on a workspace, and a browser before it."""

    place: Workspace
    address: str
    browser: Any

    def notebook(self, name: str, *cells: str) -> str:
        """Write a notebook of code cells; its address."""
        book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
        book.metadata.kernelspec = {"name": "python3", "display_name": "Python 3", "language": "python"}
        nbformat.write(book, self.place.root / name)
        return f"{self.address}/lab/tree/{name}?token={TOKEN}&reset"

    def tab(self, address: str) -> Any:
        """A new tab of a new browser window on a notebook, ready for keys."""
        page = self.browser.new_page(viewport={"width": 1280, "height": 1000})
        page.goto(address, timeout=120_000)
        page.wait_for_selector(".jp-Notebook .jp-CodeCell", timeout=120_000)
        self.ready(page)
        page.wait_for_function("document.activeElement.closest('.jp-Notebook')", timeout=120_000)
        return page

    def ready(self, page: Any) -> None:
        """Wait until the kernel is there and does nothing."""
        page.wait_for_function("document.body.innerText.includes('| Idle')", timeout=180_000)


@pytest.fixture
def laboratory(place: Workspace, monkeypatch: pytest.MonkeyPatch) -> Iterator[Laboratory]:
    """JupyterLab on the workspace; the test is skipped without Chromium."""
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed")
    sync_api = pytest.importorskip("playwright.sync_api")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    root = str(Path(__file__).parents[2])
    environment = {**os.environ, "PYTHONPATH": root, "JUPYTER_CONFIG_DIR": str(place.root / ".jupyter")}
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", f"--port={port}", f"--IdentityProvider.token={TOKEN}",
               f"--ServerApp.root_dir={place.root}", "--LabApp.news_url="]  # fmt: skip
    with (place.root / "lab.log").open("w") as log:
        server = subprocess.Popen(
            command, env=environment, stdout=log, stderr=subprocess.STDOUT, start_new_session=True
        )
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(240):
            try:
                urlopen(f"{address}/api?token={TOKEN}", timeout=5).close()
                break
            except OSError:
                time.sleep(0.5)
        with sync_api.sync_playwright() as playwright:
            chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
            yield Laboratory(place, address, chromium)
            chromium.close()
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(60)
