"""A page as PDF, through Chromium where the machine has one. It gets a profile of its own and no network."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

from engagement_lib.problems import Fault, StoreError

SECONDS = 120
"""A page that takes longer has hung: the largest of the example takes three."""

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge", "microsoft-edge")
ELSEWHERE = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "C:/Program Files/Google/Chrome/Application/chrome.exe",
    "C:/Program Files (x86)/Microsoft/Edge/Application/msedge.exe",
)

OPTIONS = (
    "--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-extensions", "--disable-sync",
    "--disable-background-networking", "--disable-component-update", "--host-resolver-rules=MAP * ~NOTFOUND",
    "--no-pdf-header-footer",
)  # fmt: skip


def browser() -> str | None:
    """Where Chromium or a relative of it lies, or ``None``."""
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    return found or next((path for path in ELSEWHERE if Path(path).is_file()), None)


def write(page: Path, into: Path, seconds: float = SECONDS) -> Path | None:
    """Print a page into a PDF; ``None`` where there is no Chromium.

    Raises:
        StoreError: when the page is not there, or the browser fails or hangs.
    """
    if not page.is_file():
        raise StoreError(Fault(page.name, "no such page", "a page that was made", "run: engagement report"))
    if (program := browser()) is None:
        return None
    with tempfile.TemporaryDirectory(prefix="printing-", ignore_cleanup_errors=True) as profile:
        command = [program, *OPTIONS, f"--user-data-dir={profile}", f"--print-to-pdf={into.resolve()}"]
        ended = _run([*command, page.resolve().as_uri()], seconds)
    if ended != 0 or not _is_pdf(into):
        found = f"no whole PDF after {seconds:g} seconds" if ended is None else "a browser that made no PDF"
        raise StoreError(Fault(page.name, found, "a PDF", "try again, or print the page from your own browser"))
    return into


def _run(command: list[str], seconds: float) -> int | None:
    """How it ended; ``None`` when it was stopped for taking too long, with all that it had started."""
    own_group = os.name == "posix"
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, stdin=quiet, stdout=quiet, stderr=quiet, start_new_session=own_group) as running:
        try:
            return running.wait(seconds)
        except BaseException as error:
            with contextlib.suppress(ProcessLookupError):
                if own_group:
                    os.killpg(running.pid, signal.SIGKILL)
                else:
                    running.kill()
            if isinstance(error, subprocess.TimeoutExpired):
                return None
            raise


def _is_pdf(path: Path) -> bool:
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return file.read(5) == b"%PDF-"
