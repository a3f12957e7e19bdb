"""Options that several commands have."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

AWorkspace = Annotated[Path, typer.Option("--workspace", "-w", help="The folder with data, services and reports.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for a program to read.")]
