"""Tell which comments may point at somebody though nobody is named: "I had my baby in the lift", "she is my ex's new wife, that nurse".

No list of words knows all that a neighbour knows, so a linear model judges the whole comment: its words, runs of its letters, its meaning
(the sentence encoder), and the kinds of facts that the patterns found. ``tools/teach_telling.py`` taught it from comments written for this
project, in which telling ones stand beside near twins that would be true of hundreds of households.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix, hstack

from engagement_lib import encode, storing
from engagement_lib.contracts import MAY_POINT, UNUSUAL_WORD
from engagement_lib.redact import leftovers

MODEL = Path(__file__).parent / "lists" / "telling.skops"
WHY = "may point at somebody"
"""The reason that is given from the higher of two thresholds; from the lower it is a faint one."""


def find(texts: Sequence[str], facts: Sequence[list[str]], folder: Path | None = None) -> list[str]:
    """The reason to look at each redacted text, or empty, given the ``facts`` that :func:`.leftovers.find` found in it.

    With ``folder`` each is encoded once, and kept there for whoever encodes it next.

    >>> texts = ["I had my baby in that lift when it stuck, that was me", "The stairs were not cleaned this week"]
    >>> find(texts, [leftovers.find(text) for text in texts])
    ['may point at somebody', '']
    """
    if not texts:
        return []
    model = _model()
    chances = model["judge"].predict_proba(columns(texts, facts, model, folder))[:, 1]
    return [WHY if chance >= model["likely"] else MAY_POINT if chance >= model["least"] else "" for chance in chances]


def columns(
    texts: Sequence[str], facts: Sequence[list[str]], parts: dict[str, Any], folder: Path | None = None
) -> csr_matrix:
    """Texts as the model sees them, one row each: words, runs of letters, meaning, kinds of facts."""
    kinds = [*leftovers.kinds(), UNUSUAL_WORD]
    held = np.array([[kind in found for kind in kinds] for found in facts], np.float32)
    meaning = encode.vectors(texts, folder)
    return hstack(
        [*(parts[name].transform(texts) for name in ("words", "letters")), csr_matrix(meaning), csr_matrix(held)]
    ).tocsr()


@cache
def _model() -> dict[str, Any]:
    return storing.load(MODEL)
