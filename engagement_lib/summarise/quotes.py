"""Pick comments that speak for others: short, clear, from different people."""

from __future__ import annotations

import pandas as pd

from engagement_lib.contracts import faint
from engagement_lib.summary import Quote

FEWEST_WORDS, MOST_WORDS = 5, 45
MOST_MASKED = 2


def pick(responses: pd.DataFrame, number: int, nearest: bool = False) -> tuple[Quote, ...]:
    """Up to ``number`` quotes, one a resident; the surest labels first, or the given order if ``nearest``.

    What a person should look at first is not quoted, for it may point at somebody; a comment with only a faint
    reason for it comes after the others. Long comments are not cut to fit: a part could say another
    thing than the whole. Where only long ones are left none is shown.
    """
    words = responses["text"].map(lambda text: len(text.split()))
    masked = responses["text"].str.count(r"\[")
    may = (masked <= MOST_MASKED) & (responses["language"] == "en") & responses["look_at"].map(faint).astype(bool)
    fit = responses[words.between(FEWEST_WORDS, MOST_WORDS) & may]
    if not nearest:
        fit = fit.rename_axis("response_id").sort_values(["demand_confidence", "response_id"], ascending=[False, True])
    fit = fit.sort_values("look_at", kind="stable", key=lambda why: why != "")
    fit = fit.drop_duplicates("record_id").drop_duplicates("text").head(number)
    return tuple(
        Quote(
            response_id=str(identifier),
            text=row["text"],
            received=row["received_on"].strftime("%B %Y"),
            source=row["source"],
            why=row["demand_basis"],
        )
        for identifier, row in fit.iterrows()
    )


def opening(text: str, words: int = 12) -> str:
    """The first words of a text, to name a campaign by."""
    parts = text.split()
    return " ".join(parts[:words]) + (" …" if len(parts) > words else "")
