"""The starter comments: written for this project, labelled twice by the codebook. See the data card ``README.md`` beside them."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path

import pandas as pd

PATH = Path(__file__).parent / "corpus.jsonl"

DEMANDS = ("failure", "none", "value")
FLAGS = ("hazard", "wrong_door", "complaint", "mixed")
HELD_OUT = ("one month's bag", "a plain month")
"""Writers whose comments train neither the encoder nor the heads: thresholds and calibration come from them."""


def comments() -> pd.DataFrame:
    """One row a comment, index ``id``; ``because`` holds the words that show the failure, ``hand`` who wrote it."""
    rows = [json.loads(line) for line in PATH.read_text(encoding="utf-8").splitlines()]
    return pd.DataFrame(rows).set_index("id")


def version() -> str:
    """The first 12 hex digits of the file's SHA-256."""
    return sha256(PATH.read_bytes()).hexdigest()[:12]
