"""From what chance on a label is given: chosen on writers of whom the model learned nothing."""

from __future__ import annotations

import numpy as np
import pandas as pd

from engagement_lib.classify.starter import DEMANDS, FLAGS

HAZARD_RECALL = 0.97
"""A false alarm costs a minute's reading, a miss may cost much more: of the held-out writers' dangers this share is flagged. **Source:**
for the next stranger it is less: with each held-out writer judged by a threshold from the other four, asking .95 of those found .89 of
the left-out one's dangers on average, asking .97 found .96."""

EVEN = 0.5
"""A comment is never called unclear when one label is likelier than the two others together."""

FEWEST = 10
"""Comments needed before a band of confidence may be called too unsure to label. **Source:** judgement."""


def chosen(people: pd.DataFrame, chances: pd.DataFrame) -> dict[str, float]:
    """From what chance on a label is given, chosen on the held-out writers: flags and failure types where F1 is highest, a danger early
    (``HAZARD_RECALL``), ``unclear`` where fewer than half of the labels would be right."""
    steps = np.round(np.arange(0.02, 0.96, 0.01), 2)
    answer = {}
    for flag in FLAGS:
        held = (people[flag] == 1).to_numpy()
        answer[flag] = _best(held[:, None], chances[[f"p_{flag}"]].to_numpy(), steps)
    held, chance = (people["hazard"] == 1).to_numpy(), chances["p_hazard"].to_numpy()
    enough = [step for step in steps if (chance[held] >= step).mean() >= HAZARD_RECALL]
    answer["hazard"] = float(max(enough, default=steps[0]))
    typed = ((people["demand"] == "failure") & people["failure_types"].map(bool)).to_numpy()
    names = [name for name in map(str, chances) if name.startswith("type_")]
    told = np.array(
        [[name.removeprefix("type_") in kinds for name in names] for kinds in people.loc[typed, "failure_types"]]
    )
    answer["failure_type"] = _best(told, chances.loc[typed, names].to_numpy(), steps)
    labels = chances[[f"p_{label}" for label in DEMANDS]].to_numpy()
    right = np.array(DEMANDS, dtype=object)[labels.argmax(axis=1)] == people["demand"].to_numpy(dtype=object)
    low = steps[steps <= EVEN]
    unsure = [
        step for step in low if (below := labels.max(axis=1) < step).sum() >= FEWEST and right[below].mean() < 0.5
    ]
    answer["unclear"] = float(max(unsure, default=0.0))
    return answer


def _best(held: np.ndarray, chance: np.ndarray, steps: np.ndarray) -> float:
    """The threshold with the highest micro-F1."""
    scores = [2 * (held & (chance >= step)).sum() / max(1, held.sum() + (chance >= step).sum()) for step in steps]
    return float(steps[int(np.argmax(scores))])
