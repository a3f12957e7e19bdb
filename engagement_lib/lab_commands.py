"""The command line of the notebooks: ``engagement lab``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from engagement_lib import console
from engagement_lib.options import AWorkspace, NoBrowser, Port


def lab(
    workspace: AWorkspace = Path(),
    no_browser: NoBrowser = False,
    port: Port = None,
    settings_only: Annotated[
        bool, typer.Option("--settings-only", help="Start nothing; set up plain 'jupyter lab' of this environment so.")
    ] = False,
) -> None:
    """Open JupyterLab on the notebooks: this Python, this machine only, nothing fetched, outputs not saved."""
    from engagement_lib import lab as jupyter
    from engagement_lib.workspace import Workspace

    if settings_only:
        for path in jupyter.settle():
            console.out.print(f"wrote {path}", markup=False)
        if not jupyter.settled():
            console.err.print(
                "note: a jupyter_lab_config.json of your own is there and stays; open JupyterLab with engagement lab"
            )
        return
    root = Workspace.open(workspace).root
    console.out.print(f"JupyterLab on {root}. Stop it with Ctrl-C, twice.", markup=False)
    jupyter.start(root, browser=not no_browser, port=port)
