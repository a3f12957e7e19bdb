"""The command line: ``engagement check | run | report | send | lab | audit | label | quotes | register | train | evaluate | doctor``.

Exit codes: 0 done, 1 some reports failed, 2 wrong input or settings, 4 another run is at work.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from engagement_lib import (
    audit_commands,
    codebook_commands,
    console,
    evaluate_commands,
    export_commands,
    lab_commands,
    label_commands,
    quotes_commands,
    register_commands,
    send_commands,
    train_commands,
)
from engagement_lib.computing import compute
from engagement_lib.options import APeriod, AsJson, AWorkspace, Edition, Services
from engagement_lib.period import Period
from engagement_lib.problems import EngagementError
from engagement_lib.store import Store
from engagement_lib.workspace import Workspace

app = typer.Typer(
    no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help=__doc__, rich_markup_mode=None
)
app.add_typer(evaluate_commands.app, name="evaluate")
app.add_typer(audit_commands.app, name="audit")
app.add_typer(label_commands.app, name="label")
app.add_typer(quotes_commands.app, name="quotes")
app.add_typer(train_commands.app, name="train")
app.add_typer(register_commands.app, name="register")
app.add_typer(codebook_commands.app, name="codebook")
app.command()(export_commands.export)
app.command()(send_commands.send)
app.command()(lab_commands.lab)


@app.command()
def check(workspace: AWorkspace = Path(), period: APeriod = "", as_json: AsJson = False) -> None:
    """Look at settings, services and raw files: what would run, and what is wrong. Computes and writes nothing."""
    from engagement_lib import flow

    place = Workspace.open(workspace)
    heard = flow.listen(place)
    when = Period.parse(period) if period else None
    counts = {
        slug: len(heard.of(service, when)) if when else int((heard.responses["service"] == slug).sum())
        for slug, service in place.services.items()
    }
    if as_json:
        console.print_json({
            "workspace": str(place.root), "example": place.reads_example, "responses": counts,
            "sources": {line.room: {"in": line.rows_in, "kept": line.rows_on, "aside": dict(line.aside)} for line in heard.ledger.lines},
            "notes": [str(fault) for fault in heard.warnings],
        })  # fmt: skip
        return
    if place.reads_example:
        console.out.print("Reading the shipped example: data/raw holds no source of your own.")
    console.warnings(heard.warnings)
    console.head_count(heard.ledger, "What came in, by source")
    console.out.print(f"\nResponses by service{', ' + when.label if when else ''}:")
    for slug, count in counts.items():
        console.out.print(f"  {slug:<24}{count:>8,}", markup=False)
    console.out.print("\nAll is well. Nothing was computed.")


@app.command()
def run(period: APeriod, workspace: AWorkspace = Path(), service: Services = None, as_json: AsJson = False) -> None:
    """Compute what is stale for a period: every service, or those named. Makes no pages."""
    place = Workspace.open(workspace)
    with Store(place.processed).lock():
        done = compute(place, period, service, quiet=as_json)
    if as_json:
        console.print_json({
            "services": {slug: {"comments": summary.comments} for slug, summary in done.summaries.items()}, "failed": done.failed
        })  # fmt: skip
    if done.failed:
        raise typer.Exit(1)


@app.command()
def report(
    period: APeriod,
    workspace: AWorkspace = Path(),
    service: Services = None,
    edition: Annotated[
        Edition, typer.Option("--edition", help="manager: with quotes; public: no quotes, counts rounded.")
    ] = Edition.manager,
    as_json: AsJson = False,
) -> None:
    """Compute what is stale, make one page a service, the overview and the index, and print where the index lies."""
    place = Workspace.open(workspace)
    with Store(place.processed).lock():
        from engagement_lib.report import batch  # loads papermill: after the lock, so that a second run is told at once

        done = compute(place, period, service, quiet=as_json)
        with console.progress() as progress:
            step = progress("all services")
            made = batch.make(
                Period.parse(period).key, sorted(done.summaries), place.processed, place.reports_of(edition.value),
                edition=edition.value, failed=done.failed, progress=lambda at, of: step("report", at, of),
            )  # fmt: skip
    if as_json:
        console.print_json(
            {"index": str(made.index), "pages": list(map(str, made.pages)), "failed": made.failed, "notes": made.told}
        )
    else:
        for slug, message in made.failed.items():
            if slug in done.failed:
                continue  # told already
            console.err.print(f"error: {slug}: {message}", markup=False)
        for told in made.told:
            console.err.print(f"note: {told}", markup=False)
        console.out.print(f"{len(made.pages)} pages. Open {made.index}", markup=False)
    if made.failed:
        raise typer.Exit(1)


@app.command()
def purge(
    older_than: Annotated[str, typer.Option("--older-than", help="The first period to keep, e.g. 2026-01.")],
    workspace: AWorkspace = Path(),
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only list what would be deleted.")] = False,
    as_json: AsJson = False,
) -> None:
    """Delete tables, pages, sheets and caches of periods that ended before the one named. Raw files and the register stay."""
    from engagement_lib import purge as purging

    place = Workspace.open(workspace)
    with Store(place.processed).lock():
        paths = purging.older(place, Period.parse(older_than))
        freed = 0 if dry_run else purging.delete(paths)
    names = [path.relative_to(place.root).as_posix() for path in paths]
    if as_json:
        console.print_json(
            {"deleted": [] if dry_run else names, "would_delete": names if dry_run else [], "bytes": freed}
        )
        return
    for name in names:
        console.out.print(f"{'would delete' if dry_run else 'deleted'} {name}", markup=False)
    console.out.print(f"{len(names)} folders and files, {freed:,} bytes. Raw files and the register were not touched.")


@app.command()
def doctor(workspace: AWorkspace = Path(), as_json: AsJson = False) -> None:
    """Look whether this machine is ready: versions, models, kernel, fonts, disk."""
    from engagement_lib import doctor as examination

    findings = examination.examine(workspace.resolve())
    if as_json:
        console.print_json([finding._asdict() for finding in findings])
    else:
        for finding in findings:
            todo = "" if finding.ok else f"  -> {finding.todo}"
            console.out.print(
                f"{'ok ' if finding.ok else 'NOT'}  {finding.what:<18} {finding.found}{todo}", markup=False
            )
    if not all(finding.ok for finding in findings):
        raise typer.Exit(2)


def main() -> None:
    """Run the command line; faults are told in plain words, never as a traceback."""
    try:
        app()
    except EngagementError as error:
        console.faults(error)
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        console.err.print("stopped; what was finished is kept")
        sys.exit(130)
    except OSError as error:
        console.err.print(f"error: {error.strerror or 'the disk or a file'}: {error.filename or ''}", markup=False)
        sys.exit(2)
    except Exception as error:
        if os.environ.get("ENGAGEMENT_DEBUG"):
            raise
        console.err.print(
            f"error: an unexpected {type(error).__name__}; nothing half-finished was kept. "
            "Set ENGAGEMENT_DEBUG=1 to see where (the trace may hold residents' words)."
        )
        sys.exit(3)


if __name__ == "__main__":
    main()
