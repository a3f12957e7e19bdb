"""A workspace whose comments are computed, and JupyterLab on it with Chromium before it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import jupyter_at_work
import nbformat
import pytest

from engagement_lib import flow
from engagement_lib.workspace import Workspace


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

    def notebook(self, name: str, cell: str) -> str:
        """Write a notebook of one cell; its address."""
        book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell)])
        book.metadata.kernelspec = {"name": "python3", "display_name": "Python 3", "language": "python"}
        nbformat.write(book, self.place.root / name)
        parts = urlsplit(self.address)
        return f"{parts.scheme}://{parts.netloc}/lab/tree/{name}?{parts.query}&reset"

    def tab(self, address: str) -> Any:
        """A new window on a notebook, its first cell in hand and ready for keys."""
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
def laboratory(place: Workspace, browser: Any) -> Iterator[Laboratory]:
    """``engagement lab`` on the workspace."""
    with jupyter_at_work.address(place.root) as found:
        yield Laboratory(place, found, browser)
