"""The measures of agreement: each figure with an interval that does not lie when comments are few or everybody agrees."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from nltk.metrics import AnnotationTask, binary_distance, masi_distance
from scipy.stats import binomtest
from sklearn.metrics import f1_score
from sklearn.preprocessing import MultiLabelBinarizer

RESAMPLES = 1_000
"""**Source:** Efron and Tibshirani, "An introduction to the bootstrap", 1993: a thousand or more for percentile intervals."""

STAND_INS = 200
"""Made-up comments, each with every person's label drawn by chance from all that person gave. Together they weigh as much as one comment
when comments are drawn anew. Without them the interval at full agreement is a point, and a lie. **Source:** judgement; by
``benchmarks/agreement.py`` (two people, 200 made-up studies of each kind) the interval of alpha holds in 92 to 100 % at 30 and 100
comments, without them in 66 to 98 %; at 10 comments in 81 to 100 %, without them in 28 to 91 %."""

ENDS = [2.5, 97.5]

Distance = Callable[[Any, Any], float]


@dataclass(frozen=True)
class Measure:
    """A figure with its 95 % interval, and of how many comments. ``None`` where it cannot be told."""

    value: float | None
    low: float | None
    high: float | None
    n: int

    def __str__(self) -> str:
        if self.value is None or self.low is None or self.high is None:
            return "cannot be told"
        return f"{self.value:.2f}, 95 % interval {self.low:.2f} to {self.high:.2f}"


def several(cell: str) -> frozenset[str]:
    """The names joined in a cell.

    >>> sorted(several("delay;no_response"))
    ['delay', 'no_response']
    """
    return frozenset(filter(None, str(cell).split(";")))


def share(hits: int, n: int) -> Measure:
    """A share with Wilson's interval (E. B. Wilson, 1927; SciPy), which stays wide at all of few.

    >>> print(share(10, 10))
    1.00, 95 % interval 0.72 to 1.00
    """
    if not n:
        return Measure(None, None, None, 0)
    ends = binomtest(hits, n).proportion_ci(0.95, "wilson")
    return Measure(hits / n, float(ends.low), float(ends.high), n)


def masi(one: frozenset[str], other: frozenset[str]) -> float:
    """How far two sets are apart, 0 to 1; two empty ones are alike. **Source:** R. Passonneau, 2006, as in nltk."""
    return 0.0 if one == other else float(masi_distance(one, other))


def alpha(said: pd.DataFrame, distance: Distance = binary_distance) -> Measure:
    """Krippendorff's alpha: agreement beyond what chance would give, for any number of people and with gaps.

    Args:
        said: one row a comment, one column a person; missing where a person did not code it. Comments that fewer than two coded
            do not count.
        distance: how far two labels are apart; nominal unless said otherwise.

    ``None`` where only one label occurs: then there is nothing to tell apart, and alpha is 0 / 0 (nltk would say 1).

    **Source:** nltk, after K. Krippendorff, 1980; it drops comments with fewer than two labels, if missing ones are left out. The interval
    is a percentile bootstrap over comments with ``STAND_INS``.

    >>> print(alpha(pd.DataFrame({"Ann": ["value", "none", "value"], "Bob": ["value", "none", None]})))
    1.00, 95 % interval 0.00 to 1.00
    >>> alpha(pd.DataFrame({"Ann": ["value"], "Bob": ["value"]})).value is None
    True
    """
    told = said[said.notna().sum(axis=1) >= 2]
    codes, labels = codes_of(told)
    if len(labels) < 2:
        return Measure(None, None, None, len(told))
    held = [
        (person, comment, labels[code])
        for comment, row in enumerate(codes)
        for person, code in enumerate(row)
        if code >= 0
    ]
    value = float(AnnotationTask(held, distance).alpha())
    found = alphas(*drawn_anew(codes), np.array([[distance(one, other) for other in labels] for one in labels]))
    return Measure(value, *_ends(found, value), len(told))


def alphas(codes: np.ndarray, draws: np.ndarray, distances: np.ndarray) -> np.ndarray:
    """Alpha of each resample at once (a loop over nltk would take seconds). 1 where a resample holds one label only.

    ``codes``: comments by people, a label's number or -1; ``draws``: resamples by comments, how often each was drawn.
    """
    held = (codes[:, :, None] == np.arange(len(distances))).sum(axis=1)
    many = held.sum(axis=1)
    held = np.where(many[:, None] > 1, held, 0)
    differ = ((held @ distances) * held).sum(axis=1) / np.maximum(many - 1, 1)
    each = draws @ held
    by_chance = ((each @ distances) * each).sum(axis=1)
    observed = (each.sum(axis=1) - 1) * (draws @ differ)
    return 1 - np.divide(observed, by_chance, out=np.zeros(len(draws)), where=by_chance > 0)


def sample_f1(names: Iterable[str], one: pd.Series, other: pd.Series) -> Measure:
    """F1 of two sets of the labels ``names``, averaged over comments (scikit-learn). No comment may have an empty set."""
    if one.empty:
        return Measure(None, None, None, 0)
    marked = MultiLabelBinarizer(classes=list(names))
    value = float(f1_score(marked.fit_transform(one), marked.transform(other), average="samples"))
    codes, sets = codes_of(pd.DataFrame({"one": one, "other": other}))
    codes, draws = drawn_anew(codes)
    alike = np.array([[2 * len(a & b) / (len(a) + len(b)) for b in sets] for a in sets])
    return Measure(value, *_ends(draws @ alike[codes[:, 0], codes[:, 1]] / len(one), value), len(one))


def each(names: Iterable[str], one: pd.Series, other: pd.Series, beyond_chance: bool = False) -> pd.DataFrame:
    """One row a label: how often each person gave it, how often both, F1 with its interval; alpha too if wanted.

    ``one`` and ``other`` hold sets of labels. F1 between people is the same whoever is taken as right. Its interval is Wilson's of
    the share J of comments with both among comments with either, carried over by F1 = 2 J / (1 + J), which never falls.
    """
    rows = {}
    for name in names:
        a, b = (np.array([name in labels for labels in side], dtype=bool) for side in (one, other))
        either = share(int((a & b).sum()), int((a | b).sum()))
        row: dict[str, float | None] = {"one": int(a.sum()), "other": int(b.sum()), "both": int((a & b).sum())}
        row |= {"f1": f1_score(a, b) if either.n else None, "low": _f1_of(either.low), "high": _f1_of(either.high)}
        if beyond_chance:
            found = alpha(pd.DataFrame({"one": a, "other": b}))
            row |= {"alpha": found.value, "alpha_low": found.low, "alpha_high": found.high}
        rows[name] = row
    table = pd.DataFrame.from_dict(rows, orient="index").rename_axis("label")
    return table.astype(dict.fromkeys(table.columns.difference(["one", "other", "both"]), float))


def codes_of(said: pd.DataFrame) -> tuple[np.ndarray, list[Any]]:
    """The labels as numbers, comments by people, -1 where there is none; and the labels in the order of their numbers."""
    codes, labels = pd.factorize(said.to_numpy(dtype=object).ravel())
    return codes.reshape(said.shape), list(labels)


def drawn_anew(codes: np.ndarray, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """The comments with the stand-ins below them, and how often each is drawn: resamples by comments."""
    chance = np.random.default_rng(seed)
    made = np.column_stack([chance.choice(column, STAND_INS) for column in codes.T])
    weights = np.concatenate([np.ones(len(codes)), np.full(STAND_INS, 1 / STAND_INS)])
    draws = chance.multinomial(len(codes), weights / weights.sum(), size=RESAMPLES)
    return np.vstack([codes, made]), draws


def _ends(found: np.ndarray, value: float) -> tuple[float, float]:
    """The interval, widened to the figure itself where so few comments leave it outside."""
    low, high = np.percentile(found, ENDS)
    return float(min(low, value)), float(max(high, value))


def _f1_of(jaccard: float | None) -> float | None:
    return None if jaccard is None else 2 * jaccard / (1 + jaccard)
