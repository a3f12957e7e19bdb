"""The command line of what people decided: ``engagement register show | backup | restore``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from engagement_lib import console
from engagement_lib.options import AsJson, AWorkspace
from engagement_lib.workspace import Workspace

app = typer.Typer(no_args_is_help=True, help="What people decided: who and when, a copy of it, and the way back.")

AFile = Annotated[Path, typer.Argument(help="One file. It holds all that people decided, so keep it as private.")]


@app.command()
def show(workspace: AWorkspace = Path(), as_json: AsJson = False) -> None:
    """Who decided what, when, and how often: labels, audits, themes, quotes and sendings."""
    from engagement_lib import register
    from engagement_lib.register import listing

    with register.open(Workspace.open(workspace)) as kept:
        found = listing.people(kept)
    days = found.assign(first=found["first"].dt.strftime("%Y-%m-%d"), last=found["last"].dt.strftime("%Y-%m-%d"))
    if as_json:
        console.print_json(days.to_dict("records"))
        return
    if days.empty:
        console.out.print("Nobody has decided anything yet.")
        return
    console.listing(days.rename(columns={"rows": "how many"}), right=["how many"])


@app.command()
def backup(file: AFile, workspace: AWorkspace = Path(), as_json: AsJson = False) -> None:
    """Copy the register into one new file, from SQLite or PostgreSQL alike. Others may go on working."""
    from engagement_lib import register
    from engagement_lib.register import backup as copies

    with register.open(Workspace.open(workspace)) as kept:
        held = copies.write(kept, file)
    _tell("copied", file, held.total, held.rows, held.sha256, as_json)


@app.command()
def restore(file: AFile, workspace: AWorkspace = Path(), as_json: AsJson = False) -> None:
    """Add what a copy holds to the register of this workspace. Refused if that register holds a row the copy does not."""
    from engagement_lib import register
    from engagement_lib.register import backup as copies

    with register.open(Workspace.open(workspace)) as kept:
        held, new = copies.read_into(kept, file)
    _tell("restored", file, new, held.rows, held.sha256, as_json)


def _tell(done: str, file: Path, count: int, rows: dict[str, int], sha256: str, as_json: bool) -> None:
    if as_json:
        console.print_json({"file": str(file), done: count, "rows": rows, "sha256": sha256})
        return
    console.out.print(f"{count:,} rows {done}. {file} holds:", markup=False)
    for name, held in rows.items():
        console.out.print(f"  {name:<24}{held:>8,}", markup=False)
    console.out.print(f"  sha256 of all values: {sha256}", markup=False)
