"""How often the interval of the gain foretold holds the true gain: python benchmarks/gain_curve.py [--services 60] [--seed 5]

Made-up services: three kinds of comment in 40 directions, apart by chance, and a machine whose odds lean the wrong way by chance. The true
gain from 40 more labels is the mean over 30 draws of labels of what the same head gains on 3,000 other comments.
"""

from __future__ import annotations

import argparse

import numpy as np
import pandas as pd
from sklearn.decomposition import PCA
from threadpoolctl import threadpool_limits

from engagement_lib.label import curve

WIDE = 40
MORE = 40
DRAWS = 30
OTHERS = 3_000


class Service:
    def __init__(self, random: np.random.Generator):
        middles = random.normal(size=(3, WIDE))
        self.random = random
        self.middles = random.uniform(1, 3) * middles / np.linalg.norm(middles, axis=1, keepdims=True)
        self.shares = random.dirichlet([6, 3, 4])
        self.lean = random.uniform(0.2, 1.0) * random.normal(size=(WIDE, 3))

    def draw(self, n: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """What people say of so many comments, the machine's chances, and unit vectors."""
        kind = self.random.choice(3, n, p=self.shares)
        points = self.middles[kind] + self.random.normal(size=(n, WIDE))
        odds = points @ self.middles.T - (self.middles**2).sum(axis=1) / 2 + points @ self.lean
        chances = np.exp(odds - odds.max(axis=1, keepdims=True))
        vectors = points / np.linalg.norm(points, axis=1, keepdims=True)
        return np.array(curve.DEMANDS)[kind], chances / chances.sum(axis=1, keepdims=True), vectors

    def true_gain(self, n: int, kinds: list[str]) -> float:
        judge, gains = self.draw(OTHERS), []
        rows = np.arange(n + MORE, n + MORE + OTHERS)
        for _ in range(DRAWS):
            taught = self.draw(n + MORE)
            given, chances, vectors = (np.concatenate(pair) for pair in zip(taught, judge, strict=True))
            pressed = PCA(curve.DIRECTIONS, svd_solver="full").fit(taught[2]).transform(vectors)
            pressed /= pressed[: n + MORE].std() * np.sqrt(curve.DIRECTIONS)
            logs = np.log(np.clip(chances, 1e-3, 1))
            features = np.hstack([logs - logs.mean(axis=1, keepdims=True), pressed])
            few, many = (
                curve._score(given[rows], curve._learned(features, given, np.arange(size), rows, given), kinds)
                for size in (n, n + MORE)
            )
            gains.append(many - few)
        return float(np.mean(gains))


def trials(n: int, services: int, seed: int) -> pd.DataFrame:
    """One row a service of which something could be told: the true gain, the one foretold and its interval."""
    random, rows = np.random.default_rng(seed), []
    for _ in range(services):
        service = Service(random)
        given, chances, vectors = service.draw(n)
        told = curve.learning_curve(list(given), chances, vectors, MORE, seed=int(random.integers(1_000_000)))
        if told.gain is not None:
            kinds, counts = np.unique(given, return_counts=True)
            scored = [str(kind) for kind in kinds[counts >= curve.FEWEST_OF_EACH]]
            rows.append((service.true_gain(n, scored), told.gain, told.low, told.high))
    return pd.DataFrame(rows, columns=["true", "told", "low", "high"])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--services", type=int, default=60)
    parser.add_argument("--seed", type=int, default=5)
    given = parser.parse_args()
    for n in (60, 100, 200):
        with threadpool_limits(limits=1):
            table = trials(n, given.services, given.seed)
        held = table["true"].between(table["low"], table["high"])
        print(f"{n} labels: told {len(table)} of {given.services}, held {held.mean():.1%}, true {table['true'].mean():.4f}, "
              f"told {table['told'].mean():.4f}, width {(table['high'] - table['low']).mean():.4f}", flush=True)  # fmt: skip


if __name__ == "__main__":
    main()
