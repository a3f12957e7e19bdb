"""Is the starter set varied, and spread as what residents write? python benchmarks/starter_corpus.py [FILE.csv ...]

Near-duplicates by the cosine of sentence vectors, the commonest sentence frames, lengths and richness of words; the same two for the
column ``text`` of each file named.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections import Counter
from pathlib import Path

import numpy as np
import pandas as pd

from engagement_lib import encode
from engagement_lib.classify import starter

ALIKE = 0.95


def near_duplicates(texts: pd.Series) -> float:
    """The share of comments that have a like one elsewhere in the set."""
    with tempfile.TemporaryDirectory() as folder:
        vectors = encode.vectors(list(texts), Path(folder))
    alike = 0
    for start in range(0, len(vectors), 1_000):
        near = vectors[start : start + 1_000] @ vectors.T > ALIKE
        alike += int((near.sum(axis=1) > 1).sum())
    return alike / len(texts)


def spread(texts: pd.Series) -> dict[str, float]:
    """Words a comment (tenths), and different words in the first 5,000 of a random order."""
    order = texts.sample(frac=1, random_state=0)
    words = order.str.lower().str.findall(r"[a-z']+")
    running = [word for row in words for word in row][:5_000]
    lengths = texts.str.split().str.len()
    return {
        "comments": len(texts),
        "words, tenth": float(lengths.quantile(0.1)),
        "words, half": float(lengths.median()),
        "words, nine tenths": float(lengths.quantile(0.9)),
        "different words in 5,000": len(set(running)),
    }


def main() -> None:
    comments = starter.comments()
    frames = Counter(" ".join(text.lower().split()[:4]) for text in comments["text"] if len(text.split()) >= 6)
    answer = {
        "near-duplicates, share": round(near_duplicates(comments["text"]), 4),
        "commonest frames": {frame: round(n / len(comments), 5) for frame, n in frames.most_common(5)},
        "starter": spread(comments["text"]),
        "by writer, median words": comments["text"].str.split().str.len().groupby(comments["hand"]).median().to_dict(),
    }
    for file in map(Path, sys.argv[1:]):
        table = pd.read_csv(file, dtype=str, keep_default_na=False)
        groups = table.groupby("source")["text"] if "source" in table else [(file.stem, table["text"])]
        answer |= {f"{file.stem}, {name}": spread(texts) for name, texts in groups}
    print(json.dumps(answer, indent=1, default=np.ndarray.tolist))


if __name__ == "__main__":
    main()
