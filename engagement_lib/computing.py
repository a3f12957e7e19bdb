"""Compute a period at the command line: what came in, what was computed, what went wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engagement_lib import console
from engagement_lib.period import Period
from engagement_lib.workspace import Workspace

if TYPE_CHECKING:
    from engagement_lib.flow import Run


def compute(place: Workspace, period: str, slugs: list[str] | None, quiet: bool) -> Run:
    """Compute what is stale: every service, or those named. ``quiet``: say only what failed."""
    from engagement_lib import flow

    when = Period.parse(period)
    place.check_named(slugs or [])
    heard = flow.listen(place)
    if not quiet:
        console.warnings(heard.warnings)
        console.head_count(heard.ledger, "What came in, by source")
    with console.progress() as progress:
        done = flow.run(place, when, slugs, heard, progress)
    if not quiet:
        for slug, ledger in done.ledgers.items():
            if ledger.lines:
                console.head_count(ledger, f"\n{slug}, {when.label}")
            else:
                console.out.print(f"\n{slug}, {when.label}: nothing new; kept as computed before", markup=False)
    for slug, message in done.failed.items():
        console.err.print(f"error: {slug}: {message}", markup=False)
    return done
