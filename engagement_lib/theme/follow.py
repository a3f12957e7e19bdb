"""What became of last period's themes: continued, new, grown, faded, merged, split or gone, each with its evidence.

Themes are matched by the comments in them, not by their number or name: each of last period's comments is asked which of this period's
themes it is nearest to, and each of this period's which of last period's.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.stats import fisher_exact

MOST = 0.5
"""Two themes are linked when more than this share of the comments of one would lie in the other."""

ALIKE = 0.7
"""And their middles are at least this near in meaning (cosine)."""

SURE = 0.05
"""A theme has grown or faded when a change of its share as large would come by chance less often than this (Fisher's exact test)."""


@dataclass(frozen=True)
class Side:
    """One period's themes: ``ids`` in a fixed order, ``middles`` one unit vector each, ``vectors`` and ``of`` one row a themed comment
    (the place of its theme), ``comments`` how many comments there were in all."""

    ids: list[str]
    middles: np.ndarray
    vectors: np.ndarray
    of: np.ndarray
    comments: int


COLUMNS = ["theme_id", "was", "change", "before", "before_of", "now", "now_of", "lies_in"]


def changes(before: Side, now: Side) -> pd.DataFrame:
    """One row a theme of this period, and one each that is gone.

    ``theme_id``; ``was``, last period's ids, joined by ``;``; ``change``; ``before`` of ``before_of`` comments then and ``now`` of
    ``now_of`` now; ``lies_in``, the share of the earlier theme's comments that would lie in this one.
    """
    there, back = _shares(before, now), _shares(now, before).T
    linked = ((there > MOST) | (back > MOST)) & (before.middles @ now.middles.T >= ALIKE)
    rows = []
    for place, key in enumerate(now.ids):
        was = np.flatnonzero(linked[:, place])
        held, n = int(np.isin(before.of, was).sum()), int((now.of == place).sum())
        lies_in = (
            float(np.average(there[was, place], weights=[(before.of == old).sum() for old in was])) if held else 0.0
        )
        change = _change(linked, was, (held, before.comments), (n, now.comments))
        rows.append(
            (
                key,
                ";".join(before.ids[old] for old in was),
                change,
                held,
                before.comments,
                n,
                now.comments,
                round(lies_in, 3),
            )
        )
    for place, key in enumerate(before.ids):
        if not linked[place].any():
            rows.append((key, key, "gone", int((before.of == place).sum()), before.comments, 0, now.comments, 0.0))
    return pd.DataFrame(rows, columns=COLUMNS)


def _shares(one: Side, other: Side) -> np.ndarray:
    """For each theme of one period the share of its comments that are nearest to each theme of the other."""
    table = np.zeros((len(one.ids), len(other.ids)))
    if len(one.vectors) and len(other.ids):
        np.add.at(table, (one.of, (one.vectors @ other.middles.T).argmax(axis=1)), 1)
    return table / np.maximum(table.sum(axis=1, keepdims=True), 1)


def _change(linked: np.ndarray, was: np.ndarray, before: tuple[int, int], now: tuple[int, int]) -> str:
    if len(was) == 0:
        return "new"
    if len(was) > 1:
        return "merged"
    if linked[was[0]].sum() > 1:
        return "split"
    (held, of), (n, now_of) = before, now
    if fisher_exact([[held, of - held], [n, now_of - n]])[1] >= SURE:
        return "continued"
    return "grown" if n / now_of > held / of else "faded"
