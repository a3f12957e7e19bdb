"""``engagement lab`` at work on a workspace, for tests that open it in a browser."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def address(root: Path, watched_by: Sequence[str] = ()) -> Iterator[str]:
    """Where it answers; ``watched_by`` is a command that starts it and looks on. What it says stands in ``root/lab.log``."""
    command = [*watched_by, sys.executable, "-m", "engagement_lib", "lab", "--workspace", str(root), "--no-browser"]
    log = root / "lab.log"
    with log.open("w", encoding="utf-8") as file:
        server = subprocess.Popen(command, stdout=file, stderr=file, cwd=root, start_new_session=True)
    try:
        found = None
        for _ in range(600):
            found = re.search(r"http://127\.0\.0\.1:\S+", log.read_text(encoding="utf-8"))
            if found or server.poll() is not None:
                break
            time.sleep(0.2)
        assert found, log.read_text(encoding="utf-8")
        yield found[0]
    finally:
        os.killpg(server.pid, signal.SIGTERM)  # the whole group: who only looks on keeps signals from what it watches
        server.wait(60)
