"""Labels out and in: ``engagement label export FILE`` and ``engagement label import FILE``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from engagement_lib import console
from engagement_lib.options import AsJson, AWorkspace, private, unused
from engagement_lib.period import Period
from engagement_lib.problems import InputError, StoreError
from engagement_lib.store import Store
from engagement_lib.workspace import Workspace

if TYPE_CHECKING:
    import pandas as pd


def export(
    file: Annotated[Path, typer.Argument(help="Where to write the labels: .csv or .xlsx.")],
    service: Annotated[str, typer.Option("--service", "-s", help="Only this service.")] = "",
    period: Annotated[str, typer.Option("--period", "-p", help="Only this period.")] = "",
    purpose: Annotated[str, typer.Option("--purpose", help="Only labels given for this: audit, coding ...")] = "",
    with_text: Annotated[bool, typer.Option("--with-text", help="Add the redacted comment to each row.")] = False,
    workspace: AWorkspace = Path(),
    as_json: AsJson = False,
) -> None:
    """Write what people said to a file: ids, labels, purpose, who and when; the comments themselves only with --with-text."""
    from engagement_lib import register
    from engagement_lib.label import exchange

    place = Workspace.open(workspace)
    place.check_named([service] if service else [])
    unused(file)
    store, when = Store(place.processed), Period.parse(period).key if period else None
    with register.open(place) as kept:
        labels = kept.labels(service or None, when, purpose or None)
    out = exchange.table(labels, (lambda of, then: _responses(store, of, then)) if with_text else None)
    exchange.write(out, private(file))
    gone = int((out["text"] == "").sum()) if with_text else 0
    if as_json:
        console.print_json({"file": str(file), "labels": len(out), "with_text": with_text, "text_gone": gone})
        return
    console.out.print(f"{len(out):,} labels of {out['response_id'].nunique():,} responses in {file}", markup=False)
    if gone:
        console.out.print(f"{gone:,} of them without text: their period is no longer computed here.")
    if with_text:
        console.out.print("It holds redacted comments: hand it to those who may read them, and delete it when done.")


def import_(
    file: Annotated[Path, typer.Argument(help="A file as 'export' writes it: .csv or .xlsx.")],
    known_only: Annotated[
        bool, typer.Option("--known-only", help="Leave out labels whose responses are not here.")
    ] = False,
    workspace: AWorkspace = Path(),
    as_json: AsJson = False,
) -> None:
    """Take labels into the register, each under the name that stands in the file. The same file twice adds nothing."""
    from engagement_lib import bench, register
    from engagement_lib.label import exchange

    place = Workspace.open(workspace)
    store = Store(place.processed)
    rows = exchange.read(file, place.codebook, list(place.services), register.checks.PURPOSES, Period.parse)
    with store.lock(), register.open(place) as kept:
        here, audits = kept.labels(every=True), set(kept.audits()["id"])

        def ids(service: str, period: str) -> set[str]:
            mine = here[(here["service"] == service) & (here["period"] == period)]
            return {*mine["response_id"], *_responses(store, service, period).index}

        strange = exchange.unknown(rows, ids)
        if strange.any() and not known_only:
            raise InputError(exchange.unknown_fault(file, rows, strange))
        known = rows[~strange].copy()
        elsewhere = (known["purpose"] == "audit") & ~known["audit_id"].isin(audits)
        known["purpose"] = known["purpose"].mask(elsewhere, "coding")
        known["audit_id"] = known["audit_id"].where(known["purpose"] == "audit", "")
        fresh = exchange.new(_one_each(known), here)
        shared = ["service", "period", "purpose", "who", "audit_id"]
        added = 0
        for (service, period, purpose, who, audit), part in fresh.groupby(shared, sort=True):
            said = part.set_index("response_id")[exchange.SAID]
            added += kept.add_labels(
                bench.tidy(said), str(service), str(period), str(purpose), str(who), str(audit) or None
            )
    told = {
        "file": str(file), "read": len(rows), "new": added, "known_before": len(known) - added, "not_here": int(strange.sum()),
        "audits_from_elsewhere": int(elsewhere.sum()),
    }  # fmt: skip
    if as_json:
        console.print_json(told)
        return
    console.out.print(
        f"{len(rows):,} labels read = {added:,} new + {len(known) - added:,} known before + {told['not_here']:,} left out, "
        "since their responses are not here.", markup=False,
    )  # fmt: skip
    if told["audits_from_elsewhere"]:
        console.out.print(
            f"{told['audits_from_elsewhere']:,} come from audits drawn elsewhere: they are kept as coding, so that no share leans on them."
        )


def _one_each(known: pd.DataFrame) -> pd.DataFrame:
    """The latest word where a person labelled a response for an audit drawn elsewhere and for coding as well."""
    by = ["response_id", "service", "period", "purpose", "who"]
    return known.sort_values("at", na_position="first", kind="stable").drop_duplicates(by, keep="last")


def _responses(store: Store, service: str, period: str) -> pd.DataFrame:
    """The processed responses, or an empty table where they were not computed."""
    import pandas as pd

    try:
        return store.table(service, period, "responses")
    except StoreError:
        return pd.DataFrame(columns=["text", "redactions"])
