"""Who did what, and when: the register as a short list, without what was said."""

from __future__ import annotations

import pandas as pd
import sqlalchemy as sa

from engagement_lib.register import Register, tables

KINDS = ("purpose", "action", "state", "publish", "service")
"""The column that says what a row is, the first that a table has."""

PARTS = ("audit_rows", "batch_rows")
"""Tables whose rows belong to a row elsewhere, and are not told by themselves."""


def people(kept: Register) -> pd.DataFrame:
    """One row a person and kind of decision: ``what``, ``kind``, ``who``, ``rows``, and when the ``first`` and ``last`` was (UTC)."""
    found: list[pd.DataFrame] = []
    with kept.engine.begin() as connection:
        for table in tables.metadata.sorted_tables:
            if table.name in PARTS:
                continue
            kind = table.c[next(name for name in KINDS if name in table.c)]
            at = table.c["at"]
            counted = (
                sa.select(kind, table.c["who"], sa.func.count(), sa.func.min(at), sa.func.max(at))
                .group_by(kind, table.c["who"])
                .order_by(kind, table.c["who"])
            )
            if "demand" in table.c:
                counted = counted.where(table.c["demand"] != "")  # put off, or taken back
            rows = connection.execute(counted).all()
            part = pd.DataFrame(rows, columns=["kind", "who", "rows", "first", "last"])
            found.append(part.assign(what=table.name.replace("_", " ")))
    together = pd.concat([part for part in found if len(part)] or found[:1], ignore_index=True)
    times = {name: pd.to_datetime(together[name], utc=True) for name in ("first", "last")}
    columns = ["what", "kind", "who", "rows", "first", "last"]
    return together.assign(kind=together["kind"].map(_words), **times)[columns]


def _words(kind: object) -> str:
    return {True: "may be quoted", False: "not to be quoted"}[kind] if isinstance(kind, bool) else str(kind)
