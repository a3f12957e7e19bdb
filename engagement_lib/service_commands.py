"""The command line of a service: ``engagement codebook try-service | save-service``."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from engagement_lib import console
from engagement_lib.options import AsJson, AWorkspace, Who, login
from engagement_lib.problems import Fault, InputError
from engagement_lib.services.history import unsigned
from engagement_lib.store import Store
from engagement_lib.workspace import Workspace

if TYPE_CHECKING:
    from engagement_lib.service_preview import ServicePreview

AFile = Annotated[Path, typer.Argument(help="The service's TOML file, new or changed.")]
Why = Annotated[str, typer.Option("--why", help="The reason, in a sentence.")]
Yes = Annotated[bool, typer.Option("--yes", help="Save without asking once more.")]


def check_asked(who: str, why: str, yes: bool, as_json: bool) -> None:
    """Before anything is worked out: whoever saves gives a name and a reason, and a program cannot be asked once more."""
    if faults := unsigned(who, why):
        raise InputError(faults)
    if as_json and not yes:
        raise InputError(Fault("--json", "nobody to ask", "--yes beside it", "add --yes"))


def try_(file: AFile, workspace: AWorkspace = Path(), as_json: AsJson = False) -> None:
    """Check a service's file, and show what it would change: labels are given anew to what is computed. Saves nothing."""
    place = Workspace.open(workspace)
    with Store(place.processed).lock():
        found = _preview(place, file)
    if as_json:
        console.print_json(asdict(found))
        return
    _say(found)
    console.out.print(
        f'Nothing was saved. To save it: engagement codebook save-service {file} --why "..."', markup=False
    )


def save(
    file: AFile, why: Why = "", who: Who = "", yes: Yes = False, workspace: AWorkspace = Path(), as_json: AsJson = False
) -> None:
    """Show what a service's file would change, then put it in force. What was in force before is kept, with who, when and why."""
    from engagement_lib.services import kept

    place, name = Workspace.open(workspace), who or login()
    check_asked(name, why, yes, as_json)
    with Store(place.processed).lock():
        content, found = file.read_bytes() if file.is_file() else b"", _preview(place, file)
        if not as_json:
            _say(found)
        if not yes and not typer.confirm(f"Save this as services/{found.slug}.toml?"):
            console.out.print("Nothing was saved.")
            return
        entry = kept.save(place.own_services, found.slug, content, name, why, found.totals)
    if as_json:
        console.print_json({**asdict(found), "saved": asdict(entry)})
        return
    console.out.print(f"Saved as services/{found.slug}.toml. The next 'engagement run' computes anew.", markup=False)


def _preview(place: Workspace, file: Path) -> ServicePreview:
    from engagement_lib import service_preview

    with console.progress() as progress:
        return service_preview.of(place, file, progress("classify"))


def _say(found: ServicePreview) -> None:
    import pandas as pd

    console.out.print(
        f"{'A change to' if found.known else 'A new service:'} {found.title} ({found.slug})", markup=False
    )
    for line in found.told:
        console.out.print(f"  {line}", markup=False)
    if not found.periods:
        console.out.print("Nothing is computed of it." if found.known else "No comment in the raw files names it.")
    rows = [
        (row.period, f"{row.comments:,}", f"{row.joined:+,}", f"{row.relabelled:,}",
         f"{row.failure[0]} -> {row.failure[1]}", f"{row.wrong_door[0]} -> {row.wrong_door[1]}")
        for row in found.periods
    ]  # fmt: skip
    numbers = ["comments", "came in", "other label"]
    console.listing(pd.DataFrame(rows, columns=["period", *numbers, "failure", "wrong door"]), right=numbers)
