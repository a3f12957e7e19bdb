"""95 % intervals of a share and of the difference of two. Counts in, shares from 0 to 1 out; nothing here knows what was counted."""

from __future__ import annotations

from math import sqrt


def wilson(n: int, of: int) -> tuple[float, float]:
    """The 95 % interval of a share.

    **Source:** E. B. Wilson, "Probable inference", 1927, score interval without continuity correction, by SciPy.

    >>> [round(end, 3) for end in wilson(95, 100)]
    [0.888, 0.978]
    """
    from scipy.stats import binomtest

    interval = binomtest(n, of).proportion_ci(0.95, method="wilson")
    return float(interval.low), float(interval.high)


def difference(n: int, of: int, m: int, of_other: int) -> tuple[float, float]:
    """The 95 % interval of ``n / of - m / of_other``, when different people were asked.

    **Source:** R. G. Newcombe, "Interval estimation for the difference between independent proportions", Statistics in Medicine 17, 1998,
    873-890, method 10 (from the two score intervals, without continuity correction).

    >>> [round(end, 3) for end in difference(56, 70, 48, 80)]
    [0.052, 0.334]
    """
    return _joined(n / of, wilson(n, of), m / of_other, wilson(m, of_other), 0.0)


def paired_difference(both: int, first: int, second: int, neither: int) -> tuple[float, float]:
    """The 95 % interval of the first share less the second, when the same people answered twice.

    ``both`` said it both times, ``first`` only the first time, ``second`` only the second time, ``neither`` never.

    **Source:** R. G. Newcombe, "Improved confidence intervals for the difference between binomial proportions based on paired data",
    Statistics in Medicine 17, 1998, 2635-2650, method 10 (from the two score intervals and the correlation, which is drawn towards nought).

    >>> [round(end, 2) for end in paired_difference(20, 12, 2, 16)]
    [0.06, 0.33]
    """
    of = both + first + second + neither
    n, m = both + first, both + second
    together = both * neither - first * second
    spread = sqrt(n * (of - n) * m * (of - m))
    drawn = max(together - of / 2, 0) if together > 0 else together
    return _joined(n / of, wilson(n, of), m / of, wilson(m, of), drawn / spread if spread else 0.0)


def _joined(
    p: float, around_p: tuple[float, float], q: float, around_q: tuple[float, float], correlation: float
) -> tuple[float, float]:
    """The difference ``p - q`` and what each interval adds to either side."""
    (low, high), (lower, higher) = around_p, around_q
    down, up, fall, rise = p - low, high - p, q - lower, higher - q
    below = sqrt(max(down**2 - 2 * correlation * down * rise + rise**2, 0))
    above = sqrt(max(up**2 - 2 * correlation * up * fall + fall**2, 0))
    return p - q - below, p - q + above
