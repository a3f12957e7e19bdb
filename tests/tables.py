"""Small tables as they leave a room. A plain module, since there are several files called conftest."""

from __future__ import annotations

import pandas as pd

IDS = "response_id"


def responses(texts: list[str], **columns: object) -> pd.DataFrame:
    """As the intake room leaves them, one row a text."""
    table = pd.DataFrame({
        "service": "maintenance", "source": "survey", "kind": "survey", "repeats": "once", "channel": "",
        "received_on": pd.Timestamp("2026-10-05"),
        "question": "Anything else?", "asks": "open", "record_id": [f"p{number}" for number in range(len(texts))],
        "raw_text": texts, **columns,
    })  # fmt: skip
    table = table.astype({"raw_text": "str", "record_id": "str"})
    table.index = pd.Index([f"r{number:04d}" for number in range(len(texts))], name=IDS)
    return table


def classified(texts: list[str], **columns: object) -> pd.DataFrame:
    """As the classifying room leaves them, one row a text: every one a failure unless said otherwise."""
    return (
        responses(texts)
        .rename(columns={"raw_text": "text"})
        .assign(**{
            "language": "en", "copies": 1, "campaign": "", "redactions": "", "look_at": "",
            "demand": "failure", "failure_types": "delay", "value_type": "", "none_type": "",
            "hazard": 0, "wrong_door": 0, "complaint": 0, "mixed": 0,
            "demand_basis": "“late”: it was late", "demand_confidence": 0.8, "p_failure": 0.8, **columns,
        })
    )  # fmt: skip


def themed(texts: list[str], **columns: object) -> pd.DataFrame:
    """As the theming room leaves them, one row a text: in no theme unless said otherwise."""
    given = {
        "theme_id": "", "theme_ids": columns.get("theme_id", ""), "theme_fit": 0.0, "reading_order": range(1, len(texts) + 1),
        "map_x": 0.5, "map_y": 0.5, **columns,
    }  # fmt: skip
    return classified(texts, **given)
