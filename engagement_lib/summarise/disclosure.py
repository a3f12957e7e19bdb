"""Disclosure control: every count that leaves passes this gate."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from engagement_lib.intervals import wilson
from engagement_lib.summary import Estimate

HIDDEN = Estimate(n=None, of=None, share=None, low=None, high=None)


@dataclass(frozen=True)
class Gate:
    """Hides counts from 1 to ``threshold`` - 1. Nought is shown: it points at nobody.

    With ``rounded`` every count, totals too, is given to the nearest multiple of it, shares are worked out from the rounded counts, and
    nought is hidden as well. What is rounded cannot be had back by subtraction, so no further part needs to be hidden.

    **Source:** Office for National Statistics, suppression below 10 and rounding to 5, for what is published.

    >>> Gate(5).count(3) is None, Gate(5).count(0), Gate(5).count(7)
    (True, 0, 7)
    >>> Gate(10, 5).count(7) is None, Gate(10, 5).count(0) is None, Gate(10, 5).count(43)
    (True, True, 45)
    """

    threshold: int
    rounded: int = 1

    @property
    def public(self) -> bool:
        """Whether this gate is for pages that anyone may read."""
        return self.rounded > 1

    def count(self, n: int) -> int | None:
        if self.public:
            return None if n < self.threshold else (n + self.rounded // 2) // self.rounded * self.rounded
        return None if 0 < n < self.threshold else n

    def estimate(self, n: int, of: int) -> Estimate:
        """A share with its base and interval; hidden when base or part is small, or when what is left would be."""
        if of < self.threshold or self.count(n) is None or self.count(of - n) is None:
            return Estimate(n=None, of=self.count(of), share=None, low=None, high=None)
        return self._estimate(n, of)

    def table(self, tally: Mapping[str, int]) -> dict[str, Estimate]:
        """The parts of one whole. If subtraction would give a hidden part back, the smallest other is hidden too.

        That is so when one part is hidden, and when the hidden parts together can only be all ones or all just below the threshold.

        >>> [Gate(5).table({"a": 40, "b": 9, "c": 1, "d": 1})[key].n for key in "abcd"]
        [40, None, None, None]
        """
        total = sum(tally.values())
        if self.public:
            return {key: self._part(n, total, n < self.threshold) for key, n in tally.items()}
        hidden = {key for key, n in tally.items() if 0 < n < self.threshold}
        shown = sorted((key for key, n in tally.items() if n >= self.threshold), key=lambda key: (tally[key], key))
        together = sum(tally[key] for key in hidden)
        if shown and hidden and (len(hidden) == 1 or together in {len(hidden), len(hidden) * (self.threshold - 1)}):
            hidden.add(shown[0])
        return {key: self._part(n, total, key in hidden) for key, n in tally.items()}

    def _part(self, n: int, total: int, hide: bool) -> Estimate:
        if hide or total < self.threshold:
            return Estimate(n=None, of=self.count(total), share=None, low=None, high=None)
        return self._estimate(n, total)

    def _estimate(self, n: int, of: int) -> Estimate:
        """With counts as they are shown."""
        n, of = self.count(n) or 0, self.count(of) or 0
        n = min(n, of)
        low, high = wilson(n, of)
        return Estimate(n=n, of=of, share=round(n / of, 4), low=round(low, 4), high=round(high, 4))
