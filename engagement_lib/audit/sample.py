"""Which responses a person is asked to read: random within groups the machine judged alike, more where it is in doubt."""

from __future__ import annotations

import numpy as np
import pandas as pd

SURE = 0.85
"""From this confidence on the machine is called sure. **Source:** judgement; ``benchmarks/corrected_rate.py`` gives nearly the same
widths for borders from .80 to .90."""

FLOOR = 3
"""The fewest read in each group, however sure the machine is. **Source:** judgement: with fewer its sure errors go unseen."""

LEAST_SPREAD = 0.02
"""No group is taken to be purer than about 2 in 100 wrong. **Source:** judgement, tried in ``benchmarks/corrected_rate.py``."""

STRATA = ("failure, sure", "failure, in doubt", "other, in doubt", "other, sure")


def strata(responses: pd.DataFrame) -> pd.Series:
    """The group of each response, from the machine's label and confidence.

    >>> strata(pd.DataFrame({"demand": ["failure", "value", "none"], "demand_confidence": [0.9, 0.9, 0.5]})).to_list()
    ['failure, sure', 'other, sure', 'other, in doubt']
    """
    label = np.where(responses["demand"] == "failure", "failure", "other")
    sure = np.where(responses["demand_confidence"] >= SURE, "sure", "in doubt")
    return pd.Series([f"{one}, {two}" for one, two in zip(label, sure, strict=True)], responses.index, dtype="object")


def allocation(groups: pd.Series, chance: pd.Series, n: int) -> dict[str, int]:
    """How many to read in each group: ``FLOOR`` in each, then one by one where one more narrows the interval most.

    **Source:** J. Neyman, 1934 (in proportion to size times standard deviation); one by one: T. Wright, 2012.

    >>> allocation(pd.Series(["a"] * 90 + ["b"] * 10), pd.Series([0.02] * 90 + [0.5] * 10), 20)
    {'a': 14, 'b': 6}
    """
    size = {str(name): int(count) for name, count in groups.value_counts().sort_index().items()}
    mean = chance.groupby(groups).mean()
    weight = {name: size[name] * max(mean[name] * (1 - mean[name]), LEAST_SPREAD) ** 0.5 for name in size}
    give = dict.fromkeys(size, 0)
    for _ in range(min(n, len(groups))):
        room = [name for name in size if give[name] < size[name]]
        short = [name for name in room if give[name] < FLOOR]
        if short:
            chosen = min(short, key=lambda name: (give[name], -size[name], name))
        else:
            chosen = max(room, key=lambda name: weight[name] ** 2 / (give[name] * (give[name] + 1)))
        give[chosen] += 1
    return give


def draw(responses: pd.DataFrame, n: int, seed: int) -> pd.DataFrame:
    """One row a response to read, in an order that tells nothing: ``stratum`` and ``inclusion``, the chance it had to be drawn."""
    ordered = responses.sort_index()
    groups = strata(ordered)
    give = allocation(groups, ordered["p_failure"], n)
    random = np.random.default_rng(seed)
    drawn = [
        pd.DataFrame({"stratum": name, "inclusion": give[name] / len(members)}, index=random.choice(members, give[name], replace=False))
        for name, members in ((name, ordered.index[groups == name].to_numpy()) for name in give)
    ]  # fmt: skip
    together = pd.concat(drawn) if drawn else pd.DataFrame({"stratum": [], "inclusion": []})
    return together.iloc[random.permutation(len(together))].rename_axis("response_id")
