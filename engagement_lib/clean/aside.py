"""Tell a comment that says nothing from one that says little."""

from __future__ import annotations

import pandas as pd

from engagement_lib.nothing_said import nothing_good, says_nothing

BLANK = "blank"
NOTHING = "nothing said"


def reasons(texts: pd.Series, asks: pd.Series) -> pd.Series:
    """The reason for each text that says nothing; texts that say something are left out of the answer.

    ``texts`` and ``asks`` (``good``, ``better`` or ``open``) share an index.

    >>> import pandas as pd
    >>> texts = pd.Series(["", "N/A", "Nothing.", "Nothing", "8/10", "no heating"])
    >>> dict(reasons(texts, pd.Series(["open", "open", "better", "good", "open", "open"])))
    {0: 'blank', 1: 'nothing said', 2: 'nothing said'}
    """
    answers = [_reason(text, ask) for text, ask in zip(texts, asks, strict=True)]
    found = pd.Series(answers, index=texts.index, dtype="object")
    return found[found.notna()]


def _reason(text: str, asks: str) -> str | None:
    if not text.strip():
        return BLANK
    if not says_nothing(text):
        return None
    if asks == "good" and nothing_good(text):
        return None
    return NOTHING
