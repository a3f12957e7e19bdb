"""JupyterLab on the tour of notebooks: with this Python, on this machine alone, asking nothing of the internet.

``start`` is the verb. ``settings`` says how JupyterLab is set up, file by file; they go before a person's own and are never written
among these. ``settle`` puts the same files into this environment, so that ``jupyter lab`` by itself is as quiet.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
import tempfile
from copy import deepcopy
from pathlib import Path
from typing import Any

from engagement_lib.problems import EngagementError, Fault

TOUR = Path("notebooks") / "explore"
"""Where a workspace has the notebooks, one after the other."""

FIRST = "1_meet_the_responses.ipynb"
CODING = "3_agree_the_codes.ipynb"

OWN = Path("notebooks") / "own"
"""Where copies of notebooks go that were made for one service and month."""

HOME = Path(__file__).parent.parent
"""The folder of the project, where the notebooks came with the package."""

PAGES = {"README.md": "How to use engagement_lib", "docs/words.md": "Words: a glossary"}
"""What the Help menu offers, as far as the workspace has it."""

SERVER: dict[str, Any] = {
    "LabApp": {
        "news_url": None,
        "check_for_updates_class": "jupyterlab.handlers.announcements.NeverCheckForUpdate",
        "extension_manager": "readonly",
    },
    "ServerApp": {"ip": "127.0.0.1"},
    "ContentsManager": {"pre_save_hook": "engagement_lib.lab.without_outputs"},
    "KernelManager": {"transport_encryption": "auto"},  # what a kernel sends may be residents' words
    # a page saved by File > Save and Export would else fetch these from a public server when it is opened
    "HTMLExporter": {"mathjax_url": "", "require_js_url": "", "jupyter_widgets_base_url": ""},
}

SWITCHED_OFF = ["@jupyterlab/apputils-extension:announcements", "@jupyterlab/extensionmanager-extension"]
"""Parts of JupyterLab that ask the internet: news and newer versions, and the catalogue of extensions."""

LOOK: dict[str, Any] = {
    "@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False},
    "@jupyterlab/apputils-extension:themes": {"adaptive-theme": True},  # light or dark as the machine is set
}

KEEP = {"save_outputs": True}
"""A notebook whose metadata hold ``"engagement": {"save_outputs": true}`` is saved with its outputs."""

PLAIN = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
"""What a saved notebook says of the Python it runs with: nothing of this machine."""


def without_outputs(model: dict[str, Any], **_: Any) -> None:
    """Take the outputs out of a notebook on its way to the disk: they may show residents' words as written. The screen keeps them.

    ``model`` is what JupyterLab is about to save; it is changed in place, as Jupyter asks. A notebook that was only opened and run
    is saved as it was before, byte for byte.

    >>> cell = {"cell_type": "code", "source": "raw", "execution_count": 3, "outputs": [{"text": "Grace rang"}]}
    >>> without_outputs({"type": "notebook", "content": {"cells": [cell], "metadata": {}}})
    >>> cell["outputs"], cell["execution_count"]
    ([], None)
    """
    if model.get("type") != "notebook" or not model.get("content"):
        return
    notebook, about = model["content"], model["content"]["metadata"]
    if about.get("engagement") == KEEP:
        return
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            cell["outputs"], cell["execution_count"] = [], None
    about.pop("widgets", None)  # what widgets showed
    if about.get("kernelspec", {}).get("name") == "python3":
        about.update(deepcopy(PLAIN))


def settings(pages: dict[str, str] | None = None) -> dict[str, dict[str, Any]]:
    """Jupyter's settings, by their place below a folder of settings. ``pages`` go into the Help menu: path and label."""
    help_menu = [
        {"command": "docmanager:open", "args": {"path": path, "label": label, "factory": "Markdown Preview"}, "rank": 0}
        for path, label in (pages or {}).items()
    ]
    menus = {"menus": [{"id": "jp-mainmenu-help", "items": help_menu}]} if help_menu else {}
    look = {**LOOK, **({"@jupyterlab/mainmenu-extension:plugin": menus} if menus else {})}
    return {
        "jupyter_lab_config.json": SERVER,
        "labconfig/page_config.d/engagement.json": {"disabledExtensions": dict.fromkeys(SWITCHED_OFF, True)},
        "labconfig/default_setting_overrides.d/engagement.json": look,
    }


def start(root: Path, on: Path | None = None, *, browser: bool = True, port: int | None = None) -> None:
    """Open JupyterLab on a workspace, at the notebook ``on`` (below ``root``) or the tour's first, and stay until it is shut down.

    Raises ``EngagementError`` where JupyterLab is not installed whole.
    """
    try:
        from jupyterlab.labapp import LabApp
    except ImportError as error:
        fault = Fault("JupyterLab", f"no '{error.name}'", "JupyterLab 4.6", "run: make setup")
        raise EngagementError(fault) from error

    on = on or ((tour / FIRST) if (tour := bring_tour(root)) else None)
    with tempfile.TemporaryDirectory(prefix="engagement-lab-") as name:
        folder = Path(name)
        _write(folder, settings({path: label for path, label in PAGES.items() if (root / path).is_file()}))
        write_kernel(folder / "kernels" / "python3")
        for variable in ("JUPYTER_CONFIG_PATH", "JUPYTER_PATH"):
            os.environ[variable] = os.pathsep.join(filter(None, [name, os.environ.get(variable)]))
        LabApp.launch_instance(arguments(root, on, browser=browser, port=port))


def arguments(root: Path, on: Path | None, *, browser: bool, port: int | None) -> list[str]:
    """What is said to JupyterLab on its command line: it goes before every file of settings.

    >>> arguments(Path("/team"), None, browser=False, port=8899)[-2:]
    ['--ServerApp.open_browser=False', '--ServerApp.port=8899']
    """
    at = f"/tree/{on.as_posix()}" if on else ""
    given = [
        f"--ServerApp.root_dir={root}",
        f"--LabApp.default_url=/lab/workspaces/engagement{at}",
        "--ServerApp.ip=127.0.0.1",
        "--ServerApp.allow_root=True",  # nobody else reaches it, whoever starts it
        "--Application.log_level=ERROR",
        f"--ServerApp.open_browser={browser}",
    ]
    return given if port is None else [*given, f"--ServerApp.port={port}"]


def bring_tour(root: Path) -> Path | None:
    """Where the workspace has the tour, below its root. One without is given a copy, as far as the notebooks are installed."""
    mine, ours = root / TOUR, HOME / TOUR
    if not any(mine.glob("*.ipynb")):
        if not (ours / FIRST).is_file():
            return None
        shutil.copytree(ours, mine, ignore=shutil.ignore_patterns(".*"), dirs_exist_ok=True)
    return TOUR if (mine / FIRST).is_file() else None


def coding_notebook(root: Path, service: str, period: str, who: str) -> Path:
    """A copy of the notebook for coding, with service, period and coder written in; where it lies below ``root``.

    One that was made before stays as it is, with whatever somebody has added.

    Raises ``EngagementError`` where the notebooks are not installed.
    """
    import nbformat
    from papermill.iorw import load_notebook_node
    from papermill.parameterize import parameterize_notebook

    tour = bring_tour(root)
    if not tour or not (root / tour / CODING).is_file():
        raise EngagementError(
            Fault(str(root / TOUR), f"no {CODING}", "the notebooks of the package", "copy them there from the project")
        )
    coder = re.sub(r"\W+", "-", who).strip("-")
    mine = OWN / f"code-{service}-{period}-{coder}.ipynb"
    if not (root / mine).is_file():
        blank = load_notebook_node(str(root / tour / CODING))
        given = parameterize_notebook(blank, {"service": service, "period": period, "who": who})
        _said_once(given, {"service", "period", "who"})
        (root / OWN).mkdir(parents=True, exist_ok=True)
        nbformat.write(given, root / mine)
    return mine


def _said_once(notebook: Any, names: set[str]) -> None:
    """Take out of the cell of parameters what the cell after it says."""
    for cell in notebook.cells:
        if "parameters" in cell.metadata.get("tags", []):
            cell.source = "\n".join(line for line in cell.source.splitlines() if line.split(" =")[0] not in names)


def write_kernel(folder: Path) -> None:
    """Describe this very Python as the kernel of that folder's name."""
    from ipykernel.kernelspec import get_kernel_dict, write_kernel_spec

    made = Path(write_kernel_spec(folder, overrides={"display_name": f"engagement (Python {_version()})"}))
    argv = [sys.executable, *get_kernel_dict()["argv"][1:]]
    described = json.loads((made / "kernel.json").read_text(encoding="utf-8")) | {"argv": argv}
    (made / "kernel.json").write_text(json.dumps(described, indent=1) + "\n", encoding="utf-8")


def settle() -> list[Path]:
    """Write the settings into this environment; files that somebody else wrote there stay. Returns those that are ours now.

    Raises ``EngagementError`` outside a virtual or conda environment, whose settings would be everybody's.
    """
    if sys.prefix == sys.base_prefix and not (Path(sys.prefix) / "conda-meta").is_dir():
        fault = Fault(
            sys.prefix, "a Python for the whole machine", "an environment of its own", "use make setup or conda"
        )
        raise EngagementError(fault)
    return _write(_environment(), settings())


def settled() -> bool:
    """Whether plain ``jupyter lab`` of this environment is set up as ``engagement lab`` is."""
    found = [(_environment() / name, content) for name, content in settings().items()]
    return all(path.is_file() and path.read_text(encoding="utf-8") == _text(content) for path, content in found)


def _environment() -> Path:
    return Path(sys.prefix) / "etc" / "jupyter"


def _text(content: dict[str, Any]) -> str:
    return json.dumps(content, indent=1) + "\n"


def _write(folder: Path, files: dict[str, dict[str, Any]]) -> list[Path]:
    """Write settings below a folder. A file that somebody else wrote there is left."""
    written = []
    for name, content in files.items():
        path, text = folder / name, _text(content)
        if path.exists() and path.stem != "engagement" and "engagement_lib" not in path.read_text(encoding="utf-8"):
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        written.append(path)
    return written


def _version() -> str:
    return f"{sys.version_info.major}.{sys.version_info.minor}"
