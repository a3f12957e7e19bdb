"""Disclosure control: every count that leaves passes this gate."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from engagement_lib.summary import Estimate

HIDDEN = Estimate(n=None, of=None, share=None, low=None, high=None)


def wilson(n: int, of: int) -> tuple[float, float]:
    """The 95 % interval of a share.

    **Source:** E. B. Wilson, "Probable inference", 1927, score interval without continuity correction, by SciPy.

    >>> [round(end, 3) for end in wilson(95, 100)]
    [0.888, 0.978]
    """
    from scipy.stats import binomtest

    interval = binomtest(n, of).proportion_ci(0.95, method="wilson")
    return float(interval.low), float(interval.high)


@dataclass(frozen=True)
class Gate:
    """Hides counts from 1 to ``threshold`` - 1. Nought is shown: it points at nobody.

    >>> Gate(5).count(3) is None, Gate(5).count(0), Gate(5).count(7)
    (True, 0, 7)
    """

    threshold: int

    def count(self, n: int) -> int | None:
        return None if 0 < n < self.threshold else n

    def estimate(self, n: int, of: int) -> Estimate:
        """A share with its base and interval; hidden when base or part is small, or when what is left would be."""
        if of < self.threshold or 0 < n < self.threshold or 0 < of - n < self.threshold:
            return Estimate(n=None, of=self.count(of), share=None, low=None, high=None)
        low, high = wilson(n, of)
        return Estimate(n=n, of=of, share=round(n / of, 4), low=round(low, 4), high=round(high, 4))

    def table(self, tally: Mapping[str, int]) -> dict[str, Estimate]:
        """The parts of one whole. If subtraction would give a hidden part back, the smallest other is hidden too.

        That is so when one part is hidden, and when the hidden parts together can only be all ones or all just below the threshold.

        >>> [Gate(5).table({"a": 40, "b": 9, "c": 1, "d": 1})[key].n for key in "abcd"]
        [40, None, None, None]
        """
        total = sum(tally.values())
        hidden = {key for key, n in tally.items() if 0 < n < self.threshold}
        shown = sorted((key for key, n in tally.items() if n >= self.threshold), key=lambda key: (tally[key], key))
        together = sum(tally[key] for key in hidden)
        if shown and hidden and (len(hidden) == 1 or together in {len(hidden), len(hidden) * (self.threshold - 1)}):
            hidden.add(shown[0])
        return {key: self._part(n, total, key in hidden) for key, n in tally.items()}

    def _part(self, n: int, total: int, hide: bool) -> Estimate:
        if hide or total < self.threshold:
            return Estimate(n=None, of=self.count(total), share=None, low=None, high=None)
        low, high = wilson(n, total)
        return Estimate(n=n, of=total, share=round(n / total, 4), low=round(low, 4), high=round(high, 4))
