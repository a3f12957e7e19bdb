"""The starter comments: written for this project, labelled twice by the codebook. See the data card ``README.md`` beside them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

import numpy as np
import pandas as pd

from engagement_lib.classify.setting import setting

PATH = Path(__file__).parent / "corpus.jsonl"

DEMANDS = ("failure", "none", "value")
FLAGS = ("hazard", "wrong_door", "complaint", "mixed")
HELD_OUT = (
    "one month's bag",
    "a plain month",
    "a borough's month",
    "a trust's month",
    "a landlord's and a city's month",
    "requests that tell in few words",
    "care in few words",
)
"""Writers whose comments train neither the encoder nor the heads: thresholds and calibration come from them."""


def comments() -> pd.DataFrame:
    """One row a comment, index ``id``; ``because``: the words that show the failure, ``hand``: who wrote it, ``setting``: what was
    asked."""
    rows = [json.loads(line) for line in PATH.read_text(encoding="utf-8").splitlines()]
    table = pd.DataFrame(rows).set_index("id")
    return table.assign(setting=table["register"].map(setting))


def version() -> str:
    """The first 12 hex digits of the file's SHA-256."""
    return sha256(PATH.read_bytes()).hexdigest()[:12]


SHOWN_FROM = 0.3
"""A sentence shows the failure when more than this share of its letters was marked. **Source:** judgement."""


def shown(text: str, because: Sequence[str], spans: Sequence[tuple[int, int]]) -> np.ndarray:
    """For each sentence whether the words ``because``, which show the failure, stand in it for the most part.

    >>> shown("Kind man. He left a mess", ["left a mess"], [(0, 9), (10, 24)]).tolist()
    [False, True]
    """
    marked = np.zeros(len(text), dtype=bool)
    for words in because:
        if (start := text.find(words)) >= 0:
            marked[start : start + len(words)] = True
    return np.array([end > start and marked[start:end].mean() > SHOWN_FROM for start, end in spans], dtype=bool)
