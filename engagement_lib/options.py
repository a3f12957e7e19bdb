"""Options that several commands have."""

from __future__ import annotations

import getpass
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from engagement_lib.problems import Fault, InputError


class Edition(StrEnum):
    """Who a page is for."""

    manager = "manager"
    public = "public"


AWorkspace = Annotated[Path, typer.Option("--workspace", "-w", help="The folder with data, services and reports.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for a program to read.")]
Services = Annotated[
    list[str] | None, typer.Option("--service", "-s", help="Only this service; may be given more than once.")
]
AService = Annotated[str, typer.Option("--service", "-s", help="Which service.")]
APeriod = Annotated[str, typer.Option("--period", "-p", help="2026-10, 2026-Q3, 2026 or 2026-04--2026-09.")]
Who = Annotated[str, typer.Option("--who", help="Who decided; your login name unless given.")]
NoBrowser = Annotated[bool, typer.Option("--no-browser", help="Only print the address.")]
Port = Annotated[int | None, typer.Option("--port", min=1, max=65535, help="8888, or the next free one.")]
Out = Annotated[Path | None, typer.Option("--out", help="Where to write the sheet.")]


def login() -> str:
    """The name of whoever runs the command. Raises ``InputError`` where the machine does not know."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError) as error:  # a container may have no user of that number
        raise InputError(Fault("--who", "no login name on this machine", "who decided", "give --who NAME")) from error


def unused(path: Path) -> Path:
    """A file that is to be written. Raises ``InputError`` where it is there already: nothing is written over."""
    if path.exists():
        raise InputError(
            Fault(str(path), "a file that is there already", "a new name", "move it, or give another name")
        )
    return path


def private(path: Path) -> Path:
    """Make the folder of a file that only its writer should read."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    return path
