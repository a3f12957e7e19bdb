"""The machine beside two people, and the ceiling: how well the two agree with each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from sklearn.metrics import f1_score

from engagement_lib.label.agree import Pair
from engagement_lib.label.agree_measures import ENDS, drawn_anew, each, several
from engagement_lib.services import Codebook

NOT_A_LABEL = "unclear"
"""Who says this commits to no label: never a hit, for the machine or for a person."""


@dataclass(frozen=True)
class Ceiling:
    """The machine against two people and against the ceiling, all on the same comments.

    ``figures``: one row a comparison, with macro-F1, its interval, and the difference to the ceiling with its interval.
    ``labels``: one row a comparison and label, with F1 and its interval. ``left_out`` counts comments no longer in the table of
    responses. ``unsettled`` counts those whose label is not agreed on; until it is 0, nothing is compared with what was agreed.
    """

    n: int
    left_out: int
    unsettled: int
    figures: pd.DataFrame
    labels: pd.DataFrame
    sentence: str


def beside(two: Pair, responses: pd.DataFrame, book: Codebook) -> Ceiling:
    """Macro-F1 of the machine against each person and against what they agreed on, beside that of the two people.

    Args:
        two: the people, as :func:`.agree.pair` gives them.
        responses: the processed table, by ``response_id``; its ``demand`` is what the machine says.

    Macro-F1 is the mean over the labels that either of the two people, or the other side, gave; "unclear" is never a hit. Intervals
    are a percentile bootstrap over comments, the same draws for every comparison (see ``agree_measures.STAND_INS``).
    """
    here = two.one.index[two.one.index.isin(responses.index)]
    said = pd.DataFrame({"one": two.one["demand"], "other": two.other["demand"]}).loc[here]
    agreed = two.agreed.reindex(here)
    unsettled, left_out = int(agreed.isna().sum()), len(two.one) - len(here)
    if said.empty:
        return Ceiling(
            0, left_out, 0, pd.DataFrame(), pd.DataFrame(), "There is nothing to compare the machine with yet."
        )
    said["machine"] = responses["demand"].reindex(here).astype(object)
    against = [("one", "other"), ("machine", "one"), ("machine", "other")]
    if not unsettled:
        said["agreed"] = agreed
        against.append(("machine", "agreed"))
    called = dict(zip(("one", "other", "agreed"), (*two.who, "what they agreed on"), strict=True))
    names = [label for label in book.demand if label != NOT_A_LABEL and label in {*said["one"], *said["other"]}]
    if not names:
        return Ceiling(
            len(said), left_out, unsettled, pd.DataFrame(), pd.DataFrame(), "The two could not tell of any comment."
        )
    draws = _macro_draws(said, against, names)
    value = np.array([_macro(said[one], said[other], names) for one, other in against])
    value, draws = np.append(value, value[1:3].mean()), np.column_stack([draws, draws[:, 1:3].mean(axis=1)])
    rows = [
        "the two people (the ceiling)",
        *(f"the machine and {called[other]}" for _, other in against[1:]),
        "the machine, mean over both people",
    ]
    (low, high), (below, above) = (
        np.nanpercentile(draws, ENDS, axis=0),
        np.nanpercentile(draws - draws[:, :1], ENDS, axis=0),
    )
    difference = value - value[0]
    figures = pd.DataFrame(
        {"macro_f1": value, "low": np.minimum(low, value), "high": np.maximum(high, value), "difference": difference,
         "difference_low": np.minimum(below, difference), "difference_high": np.maximum(above, difference)},
        index=pd.Index(rows, name="who with whom"),
    )  # fmt: skip
    figures.loc[rows[0], ["difference", "difference_low", "difference_high"]] = np.nan
    sets = said.map(several)
    by_label = {
        row: each(names, sets[one], sets[other])[["f1", "low", "high"]]
        for row, (one, other) in zip(rows, against, strict=False)
    }
    labels = pd.concat(by_label, names=["who with whom", "label"])
    return Ceiling(len(said), left_out, unsettled, figures, labels, _sentence(figures, len(said)))


def _macro(one: pd.Series, other: pd.Series, names: Sequence[str]) -> float:
    return float(f1_score(other, one, labels=list(names), average="macro", zero_division=np.nan))


def _macro_draws(said: pd.DataFrame, against: Sequence[tuple[str, str]], names: Sequence[str]) -> np.ndarray:
    """Macro-F1 of each comparison in each resample; a label that nobody gave in a resample is left out of its mean."""
    numbers = {name: number for number, name in enumerate(names)}
    codes, draws = drawn_anew(np.column_stack([said[side].map(numbers).fillna(-1).astype(int) for side in said]))
    place = {side: codes[:, number] for number, side in enumerate(said)}
    found = []
    for one, other in against:
        a, b = (place[side][:, None] == np.arange(len(names)) for side in (one, other))
        both, total = draws @ (a & b), draws @ (a.astype(int) + b)
        f1 = np.divide(2.0 * both, total, out=np.full(both.shape, np.nan), where=total > 0)
        seen = (total > 0).sum(axis=1)
        found.append(np.divide(np.nansum(f1, axis=1), seen, out=np.full(len(draws), np.nan), where=seen > 0))
    return np.column_stack(found)


def _sentence(figures: pd.DataFrame, n: int) -> str:
    ceiling, mean = figures.iloc[0], figures.iloc[-1]
    told = (
        f"On the same {n} comments the machine agrees with the two people at macro-F1 {mean['macro_f1']:.2f} on average, "
        f"and they with each other at {ceiling['macro_f1']:.2f}; difference {mean['difference']:+.2f} "
        f"(95 % interval {mean['difference_low']:+.2f} to {mean['difference_high']:+.2f})"
    )
    if mean["difference_high"] < 0:
        return f"{told}: the machine agrees with them less than they agree with each other."
    if mean["difference_low"] > 0:
        return f"{told}: the machine agrees with each of them more than they agree with each other, so look at where they differ first."
    return f"{told}: so few comments do not tell the machine from a second person, nor show that it is as good as one."
