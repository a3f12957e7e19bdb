"""One notebook, run by papermill in a kernel of this very Python."""

from __future__ import annotations

import json
import os
import re
import subprocess
import tempfile
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import uuid4

import zmq
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.localinterfaces import localhost
from jupyter_client.manager import AsyncKernelManager
from traitlets import default
from traitlets.config import Config

from engagement_lib.problems import AlteredError, Fault, SettingsError
from engagement_lib.report.jupyter import NotebookNode, PapermillExecutionError, nbformat, papermill

CELL_SECONDS = 180
"""A cell that takes longer has hung: a report only reads and shows."""

LONGEST_FOLDER = 90
"""Systems refuse sockets whose path is longer than 104 characters."""


class ThisPython(AsyncKernelManager):
    """Starts the interpreter that runs now, whatever other kernel somebody has installed as ``python3``."""

    @default("kernel_spec_manager")
    def _no_other_kernels(self) -> KernelSpecManager:
        return KernelSpecManager(kernel_dirs=[])

    @default("ip")
    def _a_place_of_its_own(self) -> str:
        """The start of the sockets' names: absolute, since kernel and caller stand in different folders, and short."""
        return f"{tempfile.gettempdir()}/engagement-{uuid4().hex[:8]}" if self.transport == "ipc" else localhost()

    @default("transport_encryption")
    def _nobody_listens_in(self) -> str:
        return "auto" if self.transport == "tcp" and zmq.has("curve") else "disabled"

    async def start_kernel(self, **given: Any) -> None:  # type: ignore[override]
        """What a kernel grumbles about on its way out is not for the one who waits for pages."""
        await super().start_kernel(stderr=subprocess.DEVNULL, **given)


class Stopped(Exception):
    """A notebook that did not run to its end. Says where and what kind of error, never what the error said."""

    def __init__(self, kind: str, cell: int | None):
        self.kind = kind if re.fullmatch(r"[A-Za-z_]\w{0,60}", kind) else "Error"
        self.cell = cell
        place = f"at cell {cell}" if cell else "before its end"
        super().__init__(f"the notebook stopped {place} ({self.kind})")


def notebook(path: Path, parameters: Mapping[str, Any], into: Path) -> NotebookNode:
    """Run a notebook with these parameters and give it back with its outputs; ``into`` is where papermill keeps it.

    Raises:
        Stopped: when a cell failed or hung, or the kernel died; ``into`` then shows the analyst how far it came.
    """
    profile = into.parent / "ipython"  # nobody's start-up files, nobody's history
    profile.mkdir()
    try:
        with tempfile.TemporaryDirectory(prefix="kernel-", ignore_cleanup_errors=True) as sockets:
            papermill.execute_notebook(
                _as_it_stands(path),
                _as_it_stands(into),
                parameters=dict(parameters),
                kernel_name="python3",
                language="python",
                progress_bar=False,
                execution_timeout=CELL_SECONDS,
                kernel_manager_class=ThisPython,
                config=_no_network(sockets),
                extra_arguments=[f"--ipython-dir={profile}", "--log-level=50"],
                resources={"metadata": {"path": str(path.parent)}},
            )
    except PapermillExecutionError as error:
        raise Stopped(error.ename, error.exec_count) from None
    except Exception as error:  # a dead kernel, a time limit: one report fails, the rest go on
        raise Stopped(type(error).__name__, None) from None
    return nbformat.read(into, as_version=4)


def _no_network(folder: str) -> Config:
    """Sockets in a folder that only this user may enter, where there are such: they work with every network down.

    Each kernel needs a folder of its own, named in full, or kernels at the same time take one another's sockets.
    """
    settings = Config()
    if os.name == "posix" and len(folder) <= LONGEST_FOLDER:
        settings.ThisPython.transport = "ipc"
        settings.ThisPython.ip = f"{folder}/socket"
    return settings


def check_parameters(path: Path, given: Mapping[str, Any]) -> None:
    """Raises ``SettingsError`` unless the notebook takes exactly these parameters. papermill itself only warns."""
    where = f"notebooks/{path.name}"
    if hostile := [name for name in given if not re.fullmatch(r"[a-z_]\w*", name, re.ASCII)]:
        raise SettingsError(Fault(where, f"parameters called {hostile}", "plain names", "correct the names"))
    if not path.is_file():
        raise SettingsError(Fault(where, "no such notebook", "the report notebooks", "restore it from the project"))
    taken = set(papermill.inspect_notebook(_as_it_stands(path)))
    if taken != set(given):
        found, expected = ", ".join(sorted(taken)) or "none", ", ".join(sorted(given))
        raise SettingsError(Fault(where, f"the parameters {found}", expected, "mend the cell tagged 'parameters'"))


KNOWN = json.loads((Path(__file__).parent / "notebooks.json").read_text(encoding="utf-8"))
"""The hash of each report notebook as it was delivered. A notebook is code: another one would run with the reader's rights."""


def check_unaltered(path: Path) -> None:
    """Raises ``AlteredError`` for a report notebook that is not the one delivered."""
    if path.is_file() and fingerprint(path) != KNOWN.get(path.name):
        todo = "restore it from the project; whoever changes it on purpose also runs 'make notebooks'"
        raise AlteredError(
            Fault(f"notebooks/reports/{path.name}", "a notebook that was altered", "the one delivered", todo)
        )


def fingerprint(path: Path) -> str:
    """Its hash, whatever line ends the file was checked out with."""
    return sha256(path.read_bytes().replace(b"\r\n", b"\n")).hexdigest()


def _as_it_stands(path: Path) -> str:
    """papermill fills braces in a path; ours hold none to fill."""
    return str(path).replace("{", "{{").replace("}", "}}")
