"""What each comment adds to the share that is put right for the machine's error, so that an estimate too can be followed to its rows."""

from __future__ import annotations

import pandas as pd

DOUBT = 1 / 3
"""**Source:** as in ``summarise/rate.py``, which the figures come from; tests hold the two to one answer."""


def each(base: pd.DataFrame, read: pd.DataFrame | None, strata: pd.Series | None) -> pd.Series:
    """For each comment of ``base`` the chance, 0 to 1, with which it counts as failure demand. Their mean is the share on the page.

    Where a person has read a sample: 1 or 0 for what was read, and for the others of a group what the sample shows of the group.
    Where nobody has: the chance the machine gives it.

    **Source:** as in ``summarise/rate.py`` (beta-binomial by groups; weights by L. Kish where the machine changed its mind).

    Args:
        base: one row a response, with ``p_failure``.
        read: what people said, by ``response_id``: ``demand``, ``stratum``, ``inclusion``.
        strata: the group of each response that the audit drew from, as the machine judges now; without it all are one group.

    >>> base = pd.DataFrame({"p_failure": [0.9, 0.1]}, index=["r1", "r2"])
    >>> each(base, None, None).to_list()
    [0.9, 0.1]
    """
    mine = None if read is None else read[read.index.isin(base.index)]
    if base.empty:
        return pd.Series([], index=base.index, dtype=float)
    if mine is None or mine.empty:
        chance, least = base["p_failure"].astype(float), 0.5 / len(base)
        return chance + (min(max(chance.mean(), least), 1 - least) - chance.mean())
    group = pd.Series("all", index=base.index) if strata is None else strata.reindex(base.index)
    unread = ~base.index.isin(mine.index)
    doubt = max(DOUBT, 1 / max(group[unread].nunique(), 1))
    chances = pd.Series(0.0, index=base.index)
    for name, members in group.groupby(group):
        rows = mine[mine.index.isin(members.index)]
        so = rows["demand"] == "failure"
        n, found = float(len(rows)), float(so.sum())
        if not (rows["stratum"] == name).all():
            weight = 1 / rows["inclusion"].astype(float) - 1
            n = float(weight.sum() ** 2 / max((weight**2).sum(), 1e-9))
            found = n * float(weight[so].sum() / max(weight.sum(), 1e-9))
        chances[members.index] = (found + doubt) / (n + 2 * doubt)
        chances[rows.index] = so.astype(float)
    return chances
