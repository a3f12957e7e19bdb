"""Where the summaries lie: ``<processed>/<service>/<period>/summary.json``, and ``public.json`` for the public edition."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from pydantic import ValidationError

from engagement_lib.problems import Fault, StoreError
from engagement_lib.summary import FILES, FORMAT, Summary

SLUG = re.compile(r"[a-z0-9-]{1,60}")
PERIOD = re.compile(r"\d{4}(-\d{2}|-Q[1-4]|-\d{2}--\d{4}-\d{2})?")


def read(processed: str | Path, service: str, period: str, edition: str = "manager") -> Summary:
    """The summary of one service and period.

    A relative ``processed`` is looked for here and in the folders above, so that a notebook finds it where it lies.

    Raises:
        StoreError: when the names are not names, or no summary of this version lies there.
    """
    check_names([service], period)
    if edition not in FILES:
        raise StoreError(Fault("the edition", repr(edition), " or ".join(FILES), "correct the edition"))
    path = _find(Path(processed)) / service / period / FILES[edition]
    where = f"{service}, {period}"
    try:
        summary = Summary.read(path)
    except OSError:
        fault = Fault(where, "no summary", "a computed service", f"run: engagement run --period {period}")
    except (ValidationError, ValueError):  # their messages quote the file, and the file quotes residents
        fault = Fault(where, "a summary this version cannot read", "one it wrote itself", "compute the service again")
    else:
        if summary.format == FORMAT:
            return summary
        fault = Fault(where, f"a summary of format {summary.format}", f"format {FORMAT}", "compute the service again")
    raise StoreError(fault)


def read_all(
    processed: str | Path, period: str, services: Sequence[str] = (), edition: str = "manager"
) -> tuple[Summary, ...]:
    """The summaries of the services named, or of every service that has one, in the order of their titles."""
    check_names(services, period)
    folder = _find(Path(processed))
    slugs = services or [path.parent.parent.name for path in folder.glob(f"*/{period}/summary.json")]
    summaries = [read(folder, slug, period, edition) for slug in slugs if SLUG.fullmatch(slug)]
    return tuple(sorted(summaries, key=lambda summary: (summary.service.title, summary.service.slug)))


def check_names(services: Sequence[str], period: str) -> None:
    """Raises ``StoreError`` unless these can be names of folders and pages."""
    faults = []
    if not PERIOD.fullmatch(period):
        faults.append(Fault("the period", repr(period), "a form such as 2026-10 or 2026-Q3", "correct the period"))
    for slug in services:
        if not SLUG.fullmatch(slug):
            faults.append(Fault("a service", repr(slug), "a-z, 0-9 and -, at most 60", "use the slug of its file"))
    if faults:
        raise StoreError(faults)


def _find(folder: Path) -> Path:
    if folder.is_absolute():
        return folder
    here = Path.cwd()
    return next((above / folder for above in [here, *here.parents] if (above / folder).is_dir()), folder)
