"""From key to next comment: the bench in JupyterLab in Chromium, with ten thousand comments waiting.

    python benchmarks/bench_keystrokes.py WORKSPACE SERVICE PERIOD

The workspace must hold computed comments of that service and period; they are repeated in a copy until there are ten thousand.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median, quantiles

import nbformat
import pandas as pd
from playwright.sync_api import sync_playwright

from engagement_lib import register
from engagement_lib.register import batches
from engagement_lib.store import Store
from engagement_lib.workspace import Workspace

WAITING, PORT, TOKEN = 10_000, 8_951, "measured"
CELL = """from pathlib import Path
from engagement_lib import bench
from engagement_lib.workspace import Workspace
bench.open(Workspace.open(Path('.')), '{}', '{}', 'Ann')"""


def fill(place: Workspace, service: str, period: str) -> None:
    """Repeat the comments, and draw them all."""
    store = Store(place.processed)
    folder = store.folder(service, period)
    responses = store.table(service, period, "responses")
    many = pd.concat([responses] * (WAITING // len(responses) + 1)).head(WAITING)
    many.index = pd.Index([f"r{number:06}" for number in range(WAITING)], name=responses.index.name)
    many.to_parquet(folder / "responses.parquet")
    with register.open(place) as kept:
        batches.add(kept, pd.DataFrame({"why": "chosen at random"}, index=many.index), service, period,
                    way="random", seed=0, fingerprint="", model="", who="Ann")  # fmt: skip


def main() -> None:
    source, service, period = sys.argv[1:]
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        shutil.copytree(Path(source) / "data/processed" / service, root / "data/processed" / service)
        place = Workspace.open(root)
        fill(place, service, period)
        book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(CELL.format(service, period))])
        book.metadata.kernelspec = {"name": "python3", "display_name": "Python 3", "language": "python"}
        nbformat.write(book, root / "code.ipynb")
        server = subprocess.Popen(
            [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", f"--port={PORT}", f"--IdentityProvider.token={TOKEN}",
             f"--ServerApp.root_dir={root}", "--LabApp.news_url="],
            env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[1])}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            time.sleep(10)
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
                page = browser.new_page()
                page.goto(f"http://127.0.0.1:{PORT}/lab/tree/code.ipynb?token={TOKEN}&reset", timeout=120_000)
                page.wait_for_function("document.body.innerText.includes('| Idle')", timeout=180_000)
                page.wait_for_function("document.activeElement.closest('.jp-Notebook')", timeout=120_000)
                page.keyboard.press("Shift+Enter")
                page.wait_for_selector(".engagement-bench", timeout=180_000)
                page.wait_for_function("document.activeElement.classList.contains('eb-words')")
                page.evaluate(TIMER)
                for number in range(100):
                    page.keyboard.press(str(number % 3 + 1))
                    page.keyboard.press("Enter")
                    page.wait_for_function("count => window.took.length > count", arg=number, timeout=30_000)
                took = page.evaluate("window.took")
                browser.close()
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait()
    print(f"{len(took)} answers, {WAITING:,} comments waiting: median {median(took):.0f} ms, "
          f"95th hundredth {quantiles(took, n=20)[-1]:.0f} ms")  # fmt: skip


TIMER = """
window.took = []; let began = 0;
document.addEventListener('keydown', event => { if (event.key === 'Enter') began = performance.now(); }, true);
new MutationObserver(() => { if (began) { window.took.push(performance.now() - began); began = 0; } })
    .observe(document.querySelector('.eb-place'), {childList: true, characterData: true, subtree: true});
"""

if __name__ == "__main__":
    main()
