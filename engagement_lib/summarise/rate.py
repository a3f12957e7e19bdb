"""The failure share put right for the machine's error, and what it says of the rule of 95 %.

A person reads a random sample, drawn within groups of responses the machine judged alike. What the sample shows of a group is
carried to the rest of that group. The share meant is that of these very responses, so reading all of them leaves no doubt.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import exp, log, sqrt
from typing import Literal

import numpy as np
import pandas as pd

from engagement_lib.contracts import Broken
from engagement_lib.services import codebook

DOUBT = 1 / 3
"""What is assumed of a group beside what was read of it: a third of a hit and a third of a miss, and over all groups at least one of
each, so that a few dozen without a hit do not pass for none. **Source:** judgement; in ``benchmarks/corrected_rate.py`` 1/2 is wider
where shares are low, and 1/4 gains next to nothing."""

LIVE = "contact"
"""The one kind the rule of 95 % speaks of: a live call, visit or message. The others are survey, complaint, report and note."""

LINE = 0.95
"""**Source:** Portsmouth: a service is likely doing well if 95 % of calls are about something it is there to do."""

_TAIL, _Z = 0.025, 1.959964


@dataclass(frozen=True)
class Cell:
    """One group of responses the machine judged alike: how many, how many were read, and how many of those were so."""

    name: str
    size: int
    read: int
    found: float
    chance: float
    """What the machine thinks, on average. Used to guess how much reading is still needed, never for the interval."""
    weighed: tuple[float, float] | None = None
    """How many the read and the found count for when the unread are foretold, where they were drawn with unlike chances."""


@dataclass(frozen=True)
class Measured:
    """How the machine did on comments that people had labelled and it had not learned from.

    ``spread`` is how far services differ: the typical distance (root mean square) between the log-odds of a service's true share and
    of the share the machine gives it.
    """

    sensitivity: float
    specificity: float
    failures: int
    others: int
    spread: float


@dataclass(frozen=True)
class Rate:
    """A share with its 95 % interval, how it was had in one plain sentence, how many a person read, and of how many."""

    share: float
    low: float
    high: float
    method: str
    n_read: int
    base: int
    label: str = "failure"
    kinds: tuple[str, ...] = ()
    cells: tuple[Cell, ...] = ()


@dataclass(frozen=True)
class Verdict:
    """What the rule of 95 % says, and how many more responses a person would need to read before it can say more."""

    says: Literal["meets", "below", "cannot tell yet"]
    share: float
    low: float
    high: float
    more: int


def of(
    base: pd.DataFrame, read: pd.DataFrame | None = None, measured: Measured | None = None, label: str = "failure"
) -> Rate | None:
    """The share of ``base`` that a person would give ``label``. ``None`` when there is nothing to go by.

    Args:
        base: one row a response, by ``response_id``: ``kind``, ``stratum`` (the group, as the machine judges now) and ``chance``
            (that it is ``label``, as the machine sees it).
        read: what a person said of an audit's rows, by ``response_id``: ``demand``, and the ``stratum`` and ``inclusion`` they were
            drawn with. Rows that are not in the base are passed over.
        measured: how the machine did elsewhere; needed where nobody has read a sample.
    """
    if not base.index.is_unique:
        raise Broken("the base of a rate holds a response twice")
    if base.empty:
        return None
    if read is None:
        read = pd.DataFrame({"demand": [], "stratum": [], "inclusion": []})
    read = read[read.index.isin(base.index)]
    if not read.index.is_unique or not set(read["demand"]) <= set(codebook().demand):
        raise Broken("a read sample holds a response twice, or a label that is not in the codebook")
    cells = _cells(base, read, label)
    kinds = tuple(sorted(set(base["kind"].astype(str))))
    if len(read):
        share, low, high = interval(cells)
        method = (
            f"A person read {len(read):,} of {len(base):,} responses, drawn at random within groups the machine judged alike; "
            "the interval allows for those not read."
        )
    elif measured:
        share, low, high = unread(base["chance"].to_numpy(float), measured)
        method = (
            "Counted by machine alone: nobody has read a sample of these responses. The interval allows for the errors "
            f"it made on {measured.failures + measured.others:,} comments elsewhere and for how services differ."
        )
    else:
        return None
    return Rate(share, low, high, method, len(read), len(base), label, kinds, cells)


def interval(cells: Sequence[Cell]) -> tuple[float, float, float]:
    """The share and its 95 % interval from a sample read in each group.

    **Source:** in each group the unread follow a beta-binomial (a beta prior with ``DOUBT`` on either side, met by what was read); the
    groups are added up, and the interval leaves 2.5 % on either side. So it narrows to a point as all are read.

    >>> interval([Cell("sure", 30, 30, 3, 0.1)])
    (0.1, 0.1, 0.1)
    >>> [round(end, 2) for end in interval([Cell("failure", 100, 25, 23, 0.9), Cell("other", 200, 35, 1, 0.1)])]
    [0.33, 0.28, 0.39]
    """
    from scipy.signal import convolve

    total = sum(cell.size for cell in cells)
    doubt = max(DOUBT, 1 / max(sum(cell.size > cell.read for cell in cells), 1))
    seen, ahead, sure = 0.0, 0.0, np.ones(1)
    for cell in cells:
        read, found = cell.weighed or (cell.read, cell.found)
        a, b, left = found + doubt, read - found + doubt, cell.size - cell.read
        seen += cell.found
        ahead += left * a / (a + b)
        sure = convolve(sure, _beta_binomial(left, a, b)).clip(0)  # a transform may leave specks below nought
    below = np.cumsum(sure) / sure.sum()
    low, high = (int(np.searchsorted(below, end)) for end in (_TAIL, 1 - _TAIL))
    return (seen + ahead) / total, min(1.0, (seen + low) / total), min(1.0, (seen + high) / total)


def unread(chances: np.ndarray, measured: Measured) -> tuple[float, float, float]:
    """The share and its interval where nobody has read a sample: the mean of the machine's chances, widened.

    **Source:** on the log-odds scale, three variances added: between services (``spread``), of the measured sensitivity and specificity
    (J. Rogan and B. Gladen, 1978, delta method), and of a simple count of as many responses.
    """
    share = float(np.clip(chances.mean(), 0.5 / len(chances), 1 - 0.5 / len(chances)))
    told = max(measured.sensitivity + measured.specificity - 1, 0.05)
    error = share**2 * _binomial(measured.sensitivity, measured.failures)
    error += (1 - share) ** 2 * _binomial(measured.specificity, measured.others)
    own = share * (1 - share) / len(chances)  # never surer than a simple count of as many would be
    wide = _Z * sqrt(measured.spread**2 + (error / told**2 + own) / (share * (1 - share)) ** 2)
    middle = log(share / (1 - share))
    return share, 1 / (1 + exp(wide - middle)), 1 / (1 + exp(-wide - middle))


def verdict(rate: Rate, line: float = LINE) -> Verdict:
    """The rule "95 % of live contacts are value demand", said only where a person's reading bears it out.

    ``meets`` when the whole interval of the value share is at or above the line, ``below`` when all of it is below, else
    ``cannot tell yet``. If the rate is of failure, the value share is the rest of the base. Raises ``Broken`` if other than live contacts
    are in the base: complaints are failure by construction, and surveys are opinions.
    """
    if others := sorted(set(rate.kinds) - {LIVE}):
        raise Broken(f"the rule of 95 % is for live contacts, and its base holds {', '.join(others)}")
    share, low, high = _of_value(rate.label, rate.share, rate.low, rate.high)
    says = _side(low, high, line) if rate.n_read else "cannot tell yet"
    return Verdict(says, share, low, high, _more(rate, line) if says == "cannot tell yet" else 0)


def _cells(base: pd.DataFrame, read: pd.DataFrame, label: str) -> tuple[Cell, ...]:
    cells = []
    for name, group in base.groupby("stratum", sort=True):
        rows = read[read.index.isin(group.index)]
        so = (rows["demand"] == label).to_numpy()
        weighed = None
        if not (rows["stratum"] == name).all():
            # The machine has changed its mind since the draw, so these rows had unlike chances to be drawn. Each stands for as many
            # unread ones as its chance says, and together they count for fewer. **Source:** L. Kish, effective sample size.
            stands_for = 1 / rows["inclusion"].to_numpy(float) - 1
            n = float(stands_for.sum() ** 2 / max((stands_for**2).sum(), 1e-9))
            weighed = (n, n * float(stands_for[so].sum() / max(stands_for.sum(), 1e-9)))
        cells.append(Cell(str(name), len(group), len(rows), float(so.sum()), float(group["chance"].mean()), weighed))
    return tuple(cells)


def _beta_binomial(n: int, a: float, b: float) -> np.ndarray:
    """The chances of 0 to n hits."""
    from scipy.special import betaln, gammaln

    hits = np.arange(n + 1)
    ways = gammaln(n + 1) - gammaln(hits + 1) - gammaln(n - hits + 1)
    return np.exp(ways + betaln(a + hits, b + n - hits) - betaln(a, b))


def _binomial(share: float, n: int) -> float:
    """The variance of a measured share; two misses are added, so that a perfect score on few comments is not taken as certain."""
    share = (share * n + 1) / (n + 2)
    return share * (1 - share) / (n + 2)


def _of_value(label: str, share: float, low: float, high: float) -> tuple[float, float, float]:
    return (share, low, high) if label == "value" else (1 - share, 1 - high, 1 - low)


def _side(low: float, high: float, line: float) -> Literal["meets", "below", "cannot tell yet"]:
    if low >= line - 1e-9:
        return "meets"
    return "below" if high < line - 1e-9 else "cannot tell yet"


def _more(rate: Rate, line: float) -> int:
    """The fewest more to read, alike in all groups, until the interval to be expected clears the line; at most all that is left."""

    def clears(part: float) -> bool:
        _, low, high = _of_value(rate.label, *interval([_read_on(cell, part) for cell in rate.cells]))
        return _side(low, high, line) != "cannot tell yet"

    left = rate.base - rate.n_read
    few, many = 0, left  # reading everything decides
    while many - few > 1:
        middle = (few + many) // 2
        few, many = (few, middle) if clears(middle / left) else (middle, many)
    return many


def _read_on(cell: Cell, part: float) -> Cell:
    """The cell after a part of what is left was read and showed what is to be expected."""
    more = round(part * (cell.size - cell.read))
    found = cell.found + more * (cell.found + cell.chance) / (cell.read + 1)
    return replace(cell, read=cell.read + more, found=found, weighed=None)
