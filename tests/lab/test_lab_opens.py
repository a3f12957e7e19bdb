"""``engagement lab`` in a real browser: it opens on the tour, runs it, asks nothing of the internet, and saves no output."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import jupyter_at_work
import nbformat
import pytest

from engagement_lib import lab

FIRST = """import pandas as pd
from engagement_lib import tables_shown
tables_shown.start()
pd.DataFrame({"text": ["Grace Okonkwo rang <b>twice</b>"] * 12})"""

pytestmark = [pytest.mark.slow, pytest.mark.skipif(os.name == "nt", reason="Windows ends a process otherwise")]

STRACE = shutil.which("strace")
LOOPBACK = re.compile(r'inet_addr\("127\.0\.0\.1"\)|inet_pton\(AF_INET6, "::1"')


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("lab")
    (root / lab.TOUR).mkdir(parents=True)
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    nbformat.write(
        nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(FIRST)], metadata=kernel), root / lab.TOUR / lab.FIRST
    )
    return root


@pytest.fixture(scope="module")
def address(place: Path) -> Iterator[str]:
    """JupyterLab at work, every call to a network written down where strace is there."""
    watched = [STRACE, "-f", "-qq", "-e", "trace=connect,sendto", "-o", str(place / "connects")] if STRACE else []
    with jupyter_at_work.address(place, watched) as found:
        yield found


@pytest.mark.browser
def test_it_opens_runs_and_saves_without_a_question_or_a_call_to_the_internet(browser: Any, place: Path, address: str):
    context = browser.new_context(viewport={"width": 1300, "height": 900})
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("websocket", lambda socket: asked.append(socket.url))
    page.goto(address)
    page.locator(".jp-NotebookPanel .jp-KernelName", has_text="engagement (Python").wait_for(timeout=120_000)
    page.locator(".jp-Notebook-ExecutionIndicator[data-status=idle]").wait_for(timeout=120_000)
    page.locator(".jp-CodeCell .cm-content").click()
    page.keyboard.press("Shift+Enter")
    shown = page.locator("table.dataTable tbody td", has_text="Grace Okonkwo rang <b>twice</b>")
    shown.first.wait_for(timeout=120_000)
    assert shown.count() == 10, "one page of the table"
    page.locator(".dt-search input").fill("nobody said this")
    page.get_by_text("No row holds these words").wait_for()
    page.keyboard.press("Control+s")
    page.wait_for_timeout(1500)
    page.keyboard.press("Control+s")
    page.wait_for_timeout(1500)

    assert page.locator(".jp-Dialog").count() == 0 and page.locator(".Toastify__toast").count() == 0
    assert page.locator('[data-mime-type="application/vnd.jupyter.stderr"]').count() == 0
    places = {urlsplit(url).netloc for url in asked if not url.startswith(("data:", "blob:"))}
    assert places == {urlsplit(address).netloc}
    assert len(asked) > 20 and any(url.startswith("ws://127.0.0.1") for url in asked)
    words = [path for path in place.rglob("*") if path.is_file() and b"Grace Okonkwo rang" in path.read_bytes()]
    assert {path.suffix for path in words} == {".ipynb"}
    for path in words:  # the file and its checkpoint hold what was typed, and none of what was shown
        assert not any(cell["outputs"] for cell in nbformat.read(path, 4).cells)
    context.close()
    if STRACE:
        calls = [line for line in (place / "connects").read_text(errors="replace").splitlines() if "AF_INET" in line]
        assert calls and [line for line in calls if not LOOPBACK.search(line)] == []


def test_nobody_comes_in_without_the_token(address: str):
    from http.client import HTTPConnection

    where = urlsplit(address)
    for path, answer in [("/api/contents", 403), (f"/api/contents?{where.query}", 200)]:
        connection = HTTPConnection(where.hostname or "", where.port or 0)
        connection.request("GET", path)
        assert connection.getresponse().status == answer
        connection.close()
