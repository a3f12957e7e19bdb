"""How often intervals of agreement hold: made-up people who err at a known rate, so that the true alpha and F1 are known.

    python benchmarks/agreement.py [--worlds 200] [--seed 1]

Each comment has a true label; each person gives it, or errs to one of the other two alike often. "Plain" is the same percentile
bootstrap without stand-ins. "Nought" is how often the machine's interval of the difference to the ceiling holds the truth, which is
nought, as the machine here is a third such person.
"""

from __future__ import annotations

import argparse

import numpy as np
import pandas as pd

from engagement_lib import services
from engagement_lib.label import agree_machine, agree_measures
from engagement_lib.label.agree import Pair

NAMES = ["failure", "value", "none"]
WORLDS = {"even": [0.45, 0.35, 0.20], "mostly one label": [0.80, 0.12, 0.08]}
ERRORS = [0.20, 0.10, 0.05, 0.02]
NONE_APART = 1 - np.eye(3)


def joint(shares: list[float], error: float) -> np.ndarray:
    """The chance of each pair of labels that two people give a comment."""
    given = np.full((3, 3), error / 2) + np.eye(3) * (1 - 1.5 * error)
    return (given * np.array(shares)[:, None]).T @ given


def true_alpha(shares: list[float], error: float) -> float:
    both = joint(shares, error)
    return float(1 - (1 - np.trace(both)) / (1 - (both.sum(axis=0) ** 2).sum()))


def people(random: np.random.Generator, n: int, shares: list[float], error: float, many: int) -> np.ndarray:
    """Labels as numbers, comments by people."""
    true = random.choice(3, size=n, p=shares)[:, None]
    wrong = random.random((n, many)) < error
    return np.where(wrong, (true + random.integers(1, 3, size=(n, many))) % 3, true)


def plain(codes: np.ndarray, random: np.random.Generator) -> tuple[float, float]:
    draws = random.multinomial(len(codes), np.full(len(codes), 1 / len(codes)), size=1_000)
    low, high = np.percentile(agree_measures.alphas(codes, draws, NONE_APART), agree_measures.ENDS)
    return low, high


def two_of(table: pd.DataFrame) -> Pair:
    one, other = (table[[name]].set_axis(["demand"], axis=1) for name in ("Ann", "Bob"))
    return Pair("", "", ("Ann", "Bob"), one, other, one[:0], "")


def holds(low: float | None, high: float | None, truth: float) -> bool:
    return low is not None and high is not None and low - 1e-9 <= truth <= high + 1e-9


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--worlds", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    random, book = np.random.default_rng(given.seed), services.codebook()
    print(
        "people | world | error | n | true alpha | alpha holds, width | plain holds | alpha undefined | F1 of failure holds | nought holds"
    )
    for many in (2, 3):
        for name, shares in WORLDS.items():
            for error in ERRORS:
                alpha, both = true_alpha(shares, error), joint(shares, error)
                f1 = both[0, 0] / both[0].sum()
                for n in (10, 30, 100):
                    seen = []
                    for _ in range(given.worlds):
                        codes = people(random, n, shares, error, many)
                        table = pd.DataFrame(np.array(NAMES)[codes], columns=["Ann", "Bob", "machine"][:many])
                        found = agree_measures.alpha(table)
                        width = np.nan if found.low is None or found.high is None else found.high - found.low
                        sets = [table[who].map(agree_measures.several) for who in ("Ann", "Bob")]
                        by_label = agree_measures.each(["failure"], *sets).iloc[0]
                        nought = np.nan
                        if many == 3:
                            responses = pd.DataFrame({"demand": table["machine"]})
                            mean = agree_machine.beside(two_of(table), responses, book).figures.iloc[-1]
                            nought = holds(mean["difference_low"], mean["difference_high"], 0.0)
                        told = found.value is not None
                        seen.append((holds(found.low, found.high, alpha) if told else np.nan, width,
                                     holds(*plain(codes, random), alpha) if told else np.nan, not told,
                                     holds(by_label["low"], by_label["high"], f1), nought))  # fmt: skip
                    mean = np.nanmean(np.array(seen, dtype=float), axis=0)
                    print(f"{many} | {name} | {error:.2f} | {n} | {alpha:.2f} | {mean[0]:.1%}, {mean[1]:.2f} | {mean[2]:.1%} | "
                          f"{mean[3]:.1%} | {mean[4]:.1%} | {mean[5]:.1%}", flush=True)  # fmt: skip


if __name__ == "__main__":
    main()
