"""The whole run with every network cut, loopback too, gives the very pages it gives with one."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from cli_office import PERIOD, Office

UNSHARE = shutil.which("unshare")


def _can_be_cut_off() -> bool:
    return UNSHARE is not None and subprocess.run([UNSHARE, "-n", "true"], capture_output=True).returncode == 0


def pages(office: Office) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (office.root / "reports" / PERIOD).glob("*.html")}


@pytest.mark.slow
@pytest.mark.skipif(not _can_be_cut_off(), reason="this machine lets nobody cut the network off")
def test_a_run_without_any_network_makes_the_same_pages(tmp_path: Path):
    one, other = Office(tmp_path / "one").furnish(), Office(tmp_path / "other").furnish()
    told = one.run("report", "--period", PERIOD)
    assert told.code == 0, told.err
    command = [
        UNSHARE,
        "-n",
        sys.executable,
        "-m",
        "engagement_lib",
        "report",
        "--period",
        PERIOD,
        "--workspace",
        str(other.root),
    ]
    cut = subprocess.run(command, capture_output=True, text=True, cwd=other.root, env=other.surroundings, timeout=300)
    assert cut.returncode == 0, cut.stderr
    assert len(pages(one)) == 4 and pages(one) == pages(other)


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")
def test_no_process_of_a_run_opens_a_socket_to_any_address(tmp_path: Path):
    office, log = Office(tmp_path / "office").furnish(), tmp_path / "connects"
    command = ["strace", "-f", "-qq", "-e", "trace=connect,sendto", "-o", str(log), sys.executable, "-m", "engagement_lib",
               "report", "--period", PERIOD, "--workspace", str(office.root)]  # fmt: skip
    done = subprocess.run(
        command, capture_output=True, text=True, cwd=office.root, env=office.surroundings, timeout=300
    )
    assert done.returncode == 0, done.stderr
    assert "AF_INET" not in log.read_text(encoding="utf-8", errors="replace")
