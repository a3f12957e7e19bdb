"""The command line of exports: ``engagement export``."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from engagement_lib import console
from engagement_lib.options import APeriod, AsJson, AWorkspace, Edition, Services
from engagement_lib.period import Period
from engagement_lib.problems import Fault, StoreError
from engagement_lib.store import Store
from engagement_lib.workspace import Workspace


class Kind(StrEnum):
    """What a summary is written as."""

    xlsx = "xlsx"
    csv = "csv"
    json = "json"
    md = "md"
    pdf = "pdf"


def export(
    period: APeriod,
    workspace: AWorkspace = Path(),
    service: Services = None,
    edition: Annotated[Edition, typer.Option("--edition", help="Which edition's figures.")] = Edition.manager,
    kind: Annotated[
        list[Kind] | None, typer.Option("--kind", "-k", help="May be given more than once; all but pdf unless given.")
    ] = None,
    to: Annotated[
        Path | None, typer.Option("--to", help="The folder to write into; beside the pages unless given.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Write the figures of computed services as workbook, CSV, JSON, Markdown or PDF. Computes nothing."""
    from engagement_lib.report import exports, parcels  # loads what writes workbooks

    place, when = Workspace.open(workspace), Period.parse(period)
    slugs = list(dict.fromkeys(service or []))
    place.check_named(slugs)
    kinds = [each.value for each in kind] if kind else list(exports.DEFAULT)
    pages = place.reports_of(edition.value) / when.key
    folder = to.resolve() if to else pages
    again = f"run: engagement report --edition {edition.value} --period {when.key}"
    with Store(place.processed).lock():
        summaries = parcels.read_all(place.processed, when.key, slugs, edition.value)
        if not summaries:
            raise StoreError(Fault(when.label, "no computed service", "at least one", again))
        for summary in summaries:
            exports.check(summary, pages, kinds)
        stale = [each.service.slug for each in summaries if "pdf" in kinds and not exports.shows(each, pages)]
        if stale:
            raise StoreError(Fault(", ".join(stale), "no page, or one with other figures", "the page to print", again))
        files = [
            path
            for summary in summaries
            for path in exports.write(summary, pages / f"{summary.service.slug}.html", folder, kinds)
        ]
    names = [str(path) for path in dict.fromkeys(files)]
    if as_json:
        console.print_json({"files": names})
        return
    for name in names:
        console.out.print(name, markup=False)
    console.out.print(f"Services: {len(summaries)}. Files: {len(names)}.", markup=False)
