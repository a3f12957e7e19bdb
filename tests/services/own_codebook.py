"""A draft of a codebook of one's own, and months to count by it. A plain module, since there are several files called conftest."""

from __future__ import annotations

import pandas as pd
from tables import themed

from engagement_lib import summarise
from engagement_lib.ledger import Ledger
from engagement_lib.period import Period
from engagement_lib.store import Store
from engagement_lib.workspace import Workspace

SPLIT = """
version = "2026-12"

[failure_types.no_callback]
title = "No call back"
says = "You said you would ring me"
means = "A call back was promised and did not come"
act = "Keep a list of promised calls"
split_from = "no_response"

[failure_types.delay]
title = "Too slow"

[failure_types.conduct]
retired = "2026-12"
goes_to = "information"
"""


def month(types: list[str]) -> pd.DataFrame:
    """One comment a cell, a failure where the cell names a type."""
    return themed(
        [f"comment {number}" for number in range(len(types))], failure_types=types,
        demand=["failure" if names else "value" for names in types], kind="contact",
    )  # fmt: skip


def keep(place: Workspace, service: str, period: str, table: pd.DataFrame) -> None:
    found = summarise.Found(pd.DataFrame(), pd.DataFrame(), False, "too few")
    summary = summarise.service(
        table, found, place.services[service], Period.parse(period), Ledger(), organisation="H", threshold=5, sources={}
    )
    Store(place.processed).write(service, period, {"responses": table}, summary, "mark")
