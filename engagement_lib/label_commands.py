"""The command line of coding: ``engagement label start | draw | sheet | apply | list | export | import``."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from engagement_lib import console, exchange_commands
from engagement_lib.options import APeriod, AService, AsJson, AWorkspace, NoBrowser, Out, Port, Who, login, unused
from engagement_lib.period import Period
from engagement_lib.store import Store
from engagement_lib.workspace import Workspace

app = typer.Typer(
    no_args_is_help=True, help="Have people code comments, to teach the machine and to agree on the codes."
)


class Way(StrEnum):
    """How comments are chosen; see :mod:`engagement_lib.label.choose`."""

    random = "random"
    uncertain = "uncertain"
    varied = "varied"
    suspected = "suspected"
    rare = "rare"


@app.command()
def start(
    service: AService, period: APeriod, who: Who = "", workspace: AWorkspace = Path(), no_browser: NoBrowser = False, port: Port = None
) -> None:  # fmt: skip
    """Code a month in the browser: computes it where needed, then opens JupyterLab at the bench, under your name."""
    from engagement_lib import lab
    from engagement_lib.computing import compute

    place, when = Workspace.open(workspace), Period.parse(period)
    with Store(place.processed).lock():
        done = compute(place, period, [service], quiet=True)
    if done.failed:
        raise typer.Exit(1)
    notebook = lab.coding_notebook(place.root, service, when.key, who or login())
    console.out.print(
        f"JupyterLab on {notebook}. There: menu Run, Run All Cells. Each answer is kept as you give it; stop with Ctrl-C, twice.",
        markup=False,
    )
    lab.start(place.root, notebook, browser=not no_browser, port=port)


@app.command()
def draw(
    service: AService,
    period: APeriod,
    way: Annotated[Way, typer.Option("--way", help="Which comments: any, those the machine is unsure of, varied ones, "
                                     "earlier labels that may be slips, or failures of kinds seldom coded.")] = Way.varied,
    n: Annotated[int, typer.Option("--n", min=1, max=2000, help="How many to code.")] = 30,
    out: Out = None,
    who: Who = "",
    workspace: AWorkspace = Path(),
    as_json: AsJson = False,
) -> None:  # fmt: skip
    """Choose comments for people to code, at the bench in JupyterLab or in a sheet. None of these may enter a rate: see 'audit draw'."""
    from engagement_lib import bench

    place = Workspace.open(workspace)
    with Store(place.processed).lock():
        if out:
            unused(out)
        drawn = bench.draw(place, service, period, way.value, n, who or login())
        path = bench.write_sheet(place, drawn, out)
    if as_json:
        console.print_json(
            {"batch": drawn.id, "way": drawn.way, "sheet": str(path), "drawn": len(drawn.rows), "of": drawn.of}
        )
        return
    console.out.print(f"{len(drawn.rows)} of {drawn.of:,} comments chosen, batch {drawn.id}.", markup=False)
    console.out.print(f"Code them in notebook 3 (engagement lab), or in {path}", markup=False)
    console.out.print(f"Then: engagement label apply {path}", markup=False)


@app.command()
def sheet(
    drawn: Annotated[str, typer.Argument(metavar="ID", help="An audit or batch; see 'engagement label list'.")],
    out: Out = None,
    workspace: AWorkspace = Path(),
    as_json: AsJson = False,
) -> None:
    """Write the sheet of what was drawn before, for a second person to code the same comments."""
    from engagement_lib import bench

    place = Workspace.open(workspace)
    known = bench.find(place, drawn)
    path = bench.write_sheet(place, known, unused(out or place.sheets / f"{known.id}.xlsx"))
    if as_json:
        console.print_json({"id": known.id, "sheet": str(path), "drawn": len(known.rows)})
        return
    console.out.print(f"{len(known.rows)} comments to code in {path}", markup=False)


@app.command()
def apply(
    file: Annotated[Path, typer.Argument(help="The sheet, labelled.")],
    who: Who = "",
    workspace: AWorkspace = Path(),
    as_json: AsJson = False,
) -> None:
    """Keep what a person said in the register. A sheet may be half done, and applied again when there is more."""
    from engagement_lib import bench

    place = Workspace.open(workspace)
    with Store(place.processed).lock():
        done = bench.apply_sheet(place, file, who or login())
    answers = done.answers
    tally = {str(label): int(count) for label, count in answers.said["demand"].value_counts().sort_index().items()}
    read = len(answers.said)
    if as_json:
        console.print_json(
            {"id": answers.drawn_id, "read": read, "unread": answers.unread, "new": done.new, "demand": tally}
        )
        return
    console.out.print(
        f"{read + answers.unread} drawn = {read} read + {answers.unread} not yet; {done.new} new, {read - done.new} kept before.",
        markup=False,
    )
    if tally:
        console.out.print("; ".join(f"{label} {count}" for label, count in tally.items()), markup=False)


@app.command("list")
def list_(workspace: AWorkspace = Path(), as_json: AsJson = False) -> None:
    """What was drawn so far, and how much of it who has read."""
    from engagement_lib import bench

    listed = bench.listing(Workspace.open(workspace))
    if as_json:
        console.print_json(listed.assign(at=listed["at"].astype(str)).to_dict("records"))
        return
    if listed.empty:
        console.out.print("Nothing was drawn yet. Draw with 'engagement audit draw' or 'engagement label draw'.")
    for row in listed.to_dict("records"):
        console.out.print(f"{row['id']}  {row['way']:<9} {row['n']:>4} comments, drawn by {row['who']}, {row['at']}"
                          f"; read: {row['read'] or 'nobody yet'}", markup=False)  # fmt: skip


app.command()(exchange_commands.export)
app.command("import")(exchange_commands.import_)
