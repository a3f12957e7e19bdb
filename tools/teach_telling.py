"""Teach which comments may point at somebody: learn from comments marked by their writers, and write the model.

Run when the marked comments, the patterns of ``telling.toml`` or the encoder change: ``python tools/teach_telling.py`` (a minute). It reads
``tools/marked_telling.json``: comments written for this project by seven people, half of them telling, most of the others near twins with
the telling fact made common; and, each counting for less, starter comments in which the patterns find nothing. One writer (``held_out``)
teaches nothing: the thresholds are chosen on those comments. It writes ``engagement_lib/redact/lists/telling.skops``; the same input gives
the same bytes.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from engagement_lib import storing
from engagement_lib.classify import starter
from engagement_lib.redact import leftovers, telling

MARKED = Path(__file__).parent / "marked_telling.json"

STRENGTH = 5.0
"""Inverse of the penalty on weights. **Source:** of 2, 5 and 20, on the writer held out: the area under the curve differs by .003."""

FOUND = {"likely": 0.95, "least": 0.98}
"""Shares of the held-out writer's telling comments above the two thresholds. **Source:** judgement: to look at an ordinary comment costs a
moment, to print a telling one may cost somebody their peace."""

ORDINARY, WEIGHT = 4_000, 0.3
"""Starter comments learned as telling nothing, and how much each counts. **Source:** of 0, .05, .15, .3 and .6, on
other starter comments: at .3 7 in 100 are above the higher threshold, without them 23."""


def _columns(texts: list[str], parts: dict[str, TfidfVectorizer]) -> csr_matrix:
    return telling.columns(texts, [leftovers.find(text) for text in texts], parts)


def main() -> None:
    rows = json.loads(MARKED.read_text(encoding="utf-8"))
    taught, aside = ([row for row in rows if row["held_out"] == held] for held in (False, True))
    texts = [row["text"] for row in taught]
    parts = {
        "words": TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True, token_pattern=r"\b\w[\w']*\b",
                                 dtype=np.float32).fit(texts),
        "letters": TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), min_df=2, sublinear_tf=True, dtype=np.float32).fit(texts),
    }  # fmt: skip
    found = [(text, leftovers.find(text)) for text in starter.comments()["text"].sample(ORDINARY, random_state=0)]
    ordinary = [text for text, facts in found if not facts]
    judge = LogisticRegression(C=STRENGTH, max_iter=5000).fit(
        _columns([*texts, *ordinary], parts),
        [*(row["tells"] for row in taught), *(False for _ in ordinary)],
        [*(1.0 for _ in texts), *(WEIGHT for _ in ordinary)],
    )
    judge.coef_ = judge.coef_.astype(np.float32)
    chances = judge.predict_proba(_columns([row["text"] for row in aside], parts))[:, 1]
    tells = np.array([row["tells"] for row in aside])
    least = {name: float(np.quantile(chances[tells], 1 - found, method="lower")) for name, found in FOUND.items()}
    telling.MODEL.write_bytes(storing.dumps(parts | {"judge": judge} | least))
    print(f"learned from {len(taught):,} marked and {len(ordinary):,} starter comments; wrote {telling.MODEL}")
    for name, chance in least.items():
        of_telling, of_others = ((chances[which] >= chance).mean() for which in (tells, ~tells))
        print(
            f"{name}, {chance:.3f}: {of_telling:.0%} of the telling and {of_others:.0%} of the others of {len(aside)} held out"
        )


if __name__ == "__main__":
    main()
