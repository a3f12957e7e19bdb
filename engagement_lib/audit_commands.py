"""The command line of audits: ``engagement audit draw | apply``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from engagement_lib import console, label_commands
from engagement_lib.options import APeriod, AService, AsJson, AWorkspace, Out, Who, login, unused
from engagement_lib.store import Store
from engagement_lib.workspace import Workspace

app = typer.Typer(
    no_args_is_help=True, help="Have a person read a random sample, so that the machine's error is known."
)


@app.command()
def draw(
    service: AService,
    period: APeriod,
    n: Annotated[int, typer.Option("--n", min=12, max=2000, help="How many to read.")] = 60,
    out: Out = None,
    who: Who = "",
    workspace: AWorkspace = Path(),
    as_json: AsJson = False,
) -> None:
    """Draw responses at random for a person to read, and write a sheet that does not show what the machine said."""
    from engagement_lib import bench

    place = Workspace.open(workspace)
    with Store(place.processed).lock():
        if out:
            unused(out)
        drawn = bench.draw_audit(place, service, period, n, who or login())
        path = bench.write_sheet(place, drawn, out)
    if as_json:
        console.print_json({"audit": drawn.id, "sheet": str(path), "drawn": len(drawn.rows), "of": drawn.of})
        return
    console.out.print(f"{len(drawn.rows)} of {drawn.of:,} responses drawn. Label them in {path}", markup=False)
    console.out.print(f"Then: engagement audit apply {path}", markup=False)


app.command()(label_commands.apply)
