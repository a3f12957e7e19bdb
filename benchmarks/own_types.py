"""How well a failure type of an organisation's own is learned from few labels: ``python benchmarks/own_types.py``.

A packaged type is treated as new. Of the failures by the held-out writers as many are drawn as hold about 20, 40 or 80 of it, and a head
learns from these alone (as ``engagement train`` lets it); the others judge it, beside the packaged head of the same type. Kind to the new
head: the encoder was taught the type too, by other writers. Kind to the packaged one: its threshold was chosen on these writers.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.metrics import precision_recall_fscore_support

from engagement_lib.classify import model, starter
from engagement_lib.services import codebook

DRAWS = 4
LARGEST_PART = 0.7
"""Of the failures; the rest judges."""


def compare(cache: Path | None = None) -> pd.DataFrame:
    """One row a type, number wanted and draw: F1, precision and recall of the new head, F1 of the packaged one."""
    failures = starter.comments().query("demand == 'failure' and hand in @starter.HELD_OUT")
    packaged = model.packaged()
    seen = packaged.see(list(failures["text"]), cache)
    chances = packaged.judge(seen, list(failures["setting"])).chances
    likely = packaged.parts["thresholds"]["failure_type"]
    rows = []
    for name in codebook().failure_types:
        named = np.array([name in names for names in failures["failure_types"]])
        for wanted in (20, 40, 80):
            drawn = round(wanted / named.mean())
            if drawn > LARGEST_PART * len(failures):
                continue
            for seed in range(DRAWS):
                order = np.random.default_rng(seed).permutation(len(failures))
                own, judge = order[:drawn], order[drawn:]
                heads = model._heads(seen.meaning[own], seen.words[own], named[own])
                other = model.Seen(seen.meaning[judge], seen.words[judge], seen.sentences, seen.owner, seen.spans)
                new, old = model._both(heads, other) >= likely, chances[f"type_{name}"].to_numpy()[judge] >= likely
                precision, recall, f1, _ = precision_recall_fscore_support(
                    named[judge], new, average="binary", zero_division=0
                )
                known = precision_recall_fscore_support(named[judge], old, average="binary", zero_division=0)[2]
                rows.append((name, wanted, drawn, f1, precision, recall, known))
    return pd.DataFrame(rows, columns=["type", "labels", "failures", "f1", "precision", "recall", "packaged f1"])


if __name__ == "__main__":
    found = compare()
    print(found.groupby(["labels", "type"]).mean().round(2).to_string())
    print(found.groupby("labels").mean(numeric_only=True).round(2).to_string())
