"""Who we heard from, by every attribute the sources have."""

from __future__ import annotations

import pandas as pd

from engagement_lib import summary
from engagement_lib.contracts import RESIDENT_PREFIX, given, resident_columns
from engagement_lib.summarise.disclosure import Gate

MOST_ROWS = 20


def who(themed: pd.DataFrame, gate: Gate) -> tuple[summary.Attribute, ...]:
    """One table an attribute; each resident counts once."""
    columns = resident_columns(themed)
    residents = themed.rename_axis("response_id").sort_values("response_id").drop_duplicates("record_id")
    return tuple(_attribute(residents[column], gate) for column in columns if given(residents[column]).any())


def _attribute(values: pd.Series, gate: Gate) -> summary.Attribute:
    answers = values[given(values)].astype(str).str.strip()
    tally = answers.value_counts().sort_index()
    if len(tally) > MOST_ROWS:
        tally = tally.sort_values(ascending=False, kind="stable").head(MOST_ROWS).sort_index()
    shown = gate.table({str(value): int(n) for value, n in tally.items()})
    missing = len(values) - len(answers)
    return summary.Attribute(
        key=str(values.name).removeprefix(RESIDENT_PREFIX),
        title=title(str(values.name)),
        rows=tuple(
            summary.Count(key=value, title=value, estimate=estimate)
            for value, estimate in shown.items()
            if estimate.n is not None or not gate.public  # in public, even that somebody is there stays untold
        ),
        not_given=gate.estimate(missing, len(values)),
    )


def title(column: str) -> str:
    """What a column about residents is called on a page.

    >>> title("resident_age_band")
    'Age band'
    """
    return column.removeprefix(RESIDENT_PREFIX).replace("_", " ").capitalize()
