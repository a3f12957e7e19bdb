"""Which decisions of people the pages of a service and period rest on, so that a page older than one of them can be told."""

from __future__ import annotations

from hashlib import sha256

import pandas as pd

from engagement_lib.register import Register, database

AUDIT, THEMES, QUOTES = "audit", "themes", "quotes"


def decided(kept: Register, service: str, period: str) -> dict[str, str]:
    """A short hash of all that was decided, by kind; empty where nothing was.

    Sign-offs of other periods are left out, for no page of this one says them.
    """
    themes = kept.theme_decisions(service)
    mine = (themes["action"] != "sign off") | (themes["period"] == period)
    found = {
        AUDIT: kept.sample(service, period),
        THEMES: themes[mine],
        QUOTES: kept.quote_approvals(service, period),
    }
    return {kind: _short(said) if len(said) else "" for kind, said in found.items()}


def is_possible(address: str) -> bool:
    """Whether anybody can have decided anything: there is a register at the address. Makes none."""
    return database.is_there(address)


def _short(said: pd.DataFrame) -> str:
    rows = said.sort_index().reset_index().astype(str).to_dict("records")
    return sha256(repr(rows).encode()).hexdigest()[:16]
