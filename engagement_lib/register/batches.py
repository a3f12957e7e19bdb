"""Which comments people were given to code, and in which order: the functions of the tables ``batches`` and ``batch_rows``."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import uuid4

import pandas as pd
import sqlalchemy as sa

from engagement_lib.problems import Fault, StoreError, nameless
from engagement_lib.register import Register, checks, tables

LONGEST_WHY = 200


def add(
    kept: Register, chosen: pd.DataFrame, service: str, period: str, *, way: str, seed: int, fingerprint: str, model: str, who: str
) -> str:  # fmt: skip
    """Keep which comments were chosen (``why`` by ``response_id``, in the order they are to be read), and return the batch's id.

    Raises ``StoreError`` with every fault.
    """
    wrong = [*nameless(who), *checks.ids(chosen.index)]
    if long := int((chosen["why"].str.len() > LONGEST_WHY).sum()):
        wrong.append(Fault("batch", f"{long} long reasons", f"at most {LONGEST_WHY} letters", "shorten them"))
    if wrong:
        raise StoreError(wrong)
    batch_id, shared = f"{service}.{period}.{uuid4().hex[:8]}", {"who": who, "at": datetime.now(UTC)}
    about = {"id": batch_id, "service": service, "period": period, "n": len(chosen), "way": way, "seed": seed}
    rows = [
        {"batch_id": batch_id, "number": number, "response_id": str(identifier), "why": str(why), **shared}
        for number, (identifier, why) in enumerate(chosen["why"].items(), 1)
    ]
    with kept.engine.begin() as connection:
        connection.execute(sa.insert(tables.batches), [{**about, "fingerprint": fingerprint, "model": model, **shared}])
        if rows:
            connection.execute(sa.insert(tables.batch_rows), rows)
    return batch_id


def every(kept: Register, service: str | None = None, period: str | None = None) -> pd.DataFrame:
    """One row a batch, oldest first."""
    return kept.read(tables.batches, service=service, period=period)


def rows(kept: Register, batch_id: str) -> pd.DataFrame:
    """One row a comment of a batch, by ``response_id``, in the order they are to be read. Empty for an id that is not known."""
    return kept.read(tables.batch_rows, batch_id=batch_id).sort_values("number").set_index("response_id")
