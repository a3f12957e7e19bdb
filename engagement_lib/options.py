"""Options that several commands have."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class Edition(StrEnum):
    """Who a page is for."""

    manager = "manager"
    public = "public"


AWorkspace = Annotated[Path, typer.Option("--workspace", "-w", help="The folder with data, services and reports.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for a program to read.")]
