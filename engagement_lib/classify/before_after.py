"""Two models judged by the same labels: figures before and after, how sure each difference is, and which comments change sides."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.stats import binomtest

from engagement_lib.classify import labels
from engagement_lib.classify.evaluate import BINS, RESAMPLES
from engagement_lib.classify.model import Model
from engagement_lib.classify.starter import DEMANDS

ENOUGH = 20
"""Comments from which a figure is given for a service, and a difference called one. **Source:** judgement."""

OVERALL, DANGERS, CALIBRATION = "macro-F1", "dangers found", "calibration error"

_LOWER_IS_BETTER = {CALIBRATION}
_NEITHER = {"flagged as dangers"}


@dataclass(frozen=True, eq=False)
class Compared:
    """``figures``: one row a measure: ``n`` (comments it rests on), ``before``, ``after`` and ``gain``, each with ``_low`` and ``_high`` of
    its 95 % interval, and ``verdict``. ``changed``: one row a comment that only one of the two models judges right, by ``response_id``."""

    figures: pd.DataFrame
    changed: pd.DataFrame


def compare(judge: pd.DataFrame, used: Model, new: Model, cache: Path | None = None) -> Compared:
    """Judge two models by comments neither has learned from.

    Both label as they would on a page; a comment they call unclear counts as wrong. Intervals come from rows drawn anew, the same rows for
    both models, so that a gain is one of pairs; those of shares are Wilson's, and so is that of a figure at its end, where rows drawn anew
    would show no doubt. **Source:** Efron and Tibshirani, "An introduction to
    the bootstrap", 1993, chapters 8 and 13; Wilson, 1927.

    Args:
        judge: index ``response_id``: ``text``, ``setting``, ``service``, ``demand``, ``failure_types`` (lists), ``hazard`` (0 or 1).
    """
    before, after = (
        labels(list(judge["text"]), model, cache, settings=list(judge["setting"])).set_index(judge.index)
        for model in (used, new)
    )
    drawn = np.random.default_rng(0).multinomial(len(judge), np.full(len(judge), 1 / len(judge)), RESAMPLES)
    weights = np.vstack([np.ones((1, len(judge))), drawn])  # the first row is the comments as they are
    old, fresh = ({name: (n, each) for name, n, each in _measures(judge, said, weights)} for said in (before, after))
    rows = {name: _row(name, n, each, fresh[name][1]) for name, (n, each) in old.items()}
    return Compared(pd.DataFrame.from_dict(rows, orient="index").rename_axis("measure"), _changed(judge, before, after))


def _measures(judge: pd.DataFrame, said: pd.DataFrame, weights: np.ndarray) -> Iterator[tuple[str, int, np.ndarray]]:
    """Each measure's name, the comments it rests on, and its value for each row of ``weights``."""
    truth, guess = (table["demand"].to_numpy(dtype=object) for table in (judge, said))
    present = [label for label in DEMANDS if (truth == label).any()]
    real, told = (np.array([[label == one for label in present] for one in side], float) for side in (truth, guess))
    each = _f1(weights, real, told)
    yield OVERALL, len(judge), each.mean(axis=1)
    for place, label in enumerate(present):
        yield f"F1 of {label}", int(real[:, place].sum()), each[:, place]
    services = judge["service"].to_numpy(dtype=object)
    for service in sorted(set(services)):
        mine = services == service
        if mine.sum() >= ENOUGH:
            here = real[mine].any(axis=0)
            yield (
                f"macro-F1, {service}",
                int(mine.sum()),
                _f1(weights[:, mine], real[mine], told[mine])[:, here].mean(axis=1),
            )
    yield from _failure_types(judge, said, weights)
    danger, flagged = (table["hazard"].to_numpy() == 1 for table in (judge, said))
    if danger.any():
        yield DANGERS, int(danger.sum()), _share(weights, danger & flagged, danger)
    yield "flagged as dangers", len(judge), _share(weights, flagged, np.ones(len(judge), bool))
    confidence, right = said["demand_confidence"].to_numpy(float), (truth == guess).astype(float)
    band = np.clip((confidence * BINS).astype(int), 0, BINS - 1)
    off = weights @ (np.eye(BINS)[band] * (confidence - right)[:, None])
    yield CALIBRATION, len(judge), np.abs(off).sum(axis=1) / weights.sum(axis=1)


def _failure_types(
    judge: pd.DataFrame, said: pd.DataFrame, weights: np.ndarray
) -> Iterator[tuple[str, int, np.ndarray]]:
    """Micro-F1 on failures whose types a person named: naming them is optional when one labels."""
    typed = ((judge["demand"] == "failure") & judge["failure_types"].map(bool)).to_numpy()
    if not typed.any():
        return
    truth = [set(types) for types in judge["failure_types"][typed]]
    guess = [set(filter(None, types.split(";"))) for types in said["failure_types"][typed]]
    both, every = ([len(one & two) for one, two in zip(truth, guess, strict=True)],
                   [len(one) + len(two) for one, two in zip(truth, guess, strict=True)])  # fmt: skip
    mine = weights[:, typed]
    yield (
        "failure types, micro-F1",
        int(typed.sum()),
        2 * (mine @ np.array(both)) / np.maximum(mine @ np.array(every), 1),
    )


def _f1(weights: np.ndarray, real: np.ndarray, told: np.ndarray) -> np.ndarray:
    """F1 of each column for each row of weights."""
    return 2 * (weights @ (real * told)) / np.maximum(weights @ real + weights @ told, 1)


def _share(weights: np.ndarray, held: np.ndarray, of: np.ndarray) -> np.ndarray:
    total = weights @ of
    return np.divide(weights @ held, total, out=np.full(len(weights), np.nan), where=total > 0)


def _row(name: str, n: int, before: np.ndarray, after: np.ndarray) -> dict[str, float | int | str]:
    row: dict[str, float | int | str] = {"n": n}
    for side, values in (("before", before), ("after", after), ("gain", after - before)):
        low, high = (float(one) for one in np.nanpercentile(values, [2.5, 97.5]))
        if side != "gain" and (name in {DANGERS, *_NEITHER} or values[0] in (0, 1)):
            wilson = binomtest(round(values[0] * n), n).proportion_ci(method="wilson")
            low, high = float(wilson.low), float(wilson.high)
        row |= {side: round(float(values[0]), 4), f"{side}_low": round(low, 4), f"{side}_high": round(high, 4)}
    return row | {"verdict": verdict(name, n, float(row["gain_low"]), float(row["gain_high"]))}


def verdict(name: str, n: int, low: float, high: float) -> str:
    """What the interval of a gain says in words.

    >>> verdict("macro-F1", 90, 0.01, 0.1), verdict("calibration error", 90, 0.01, 0.1), verdict("macro-F1", 90, -0.01, 0.1)
    ('better', 'worse', 'cannot tell')
    >>> verdict("F1 of none", 8, 0.01, 0.1)
    'too few to tell'
    """
    if name in _NEITHER:
        return ""
    if n < ENOUGH:
        return "too few to tell"
    if name in _LOWER_IS_BETTER:
        low, high = -high, -low
    return "better" if low > 0 else "worse" if high < 0 else "cannot tell"


def _changed(judge: pd.DataFrame, before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    table = pd.DataFrame({
        "change": "right to wrong", "service": judge["service"], "people": judge["demand"], "before": before["demand"],
        "after": after["demand"], "text": judge["text"],
    })  # fmt: skip
    right, still = table["before"] == table["people"], table["after"] == table["people"]
    table.loc[still, "change"] = "wrong to right"
    return table[right != still].sort_values("change", kind="stable")
