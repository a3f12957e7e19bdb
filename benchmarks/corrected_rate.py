"""How well corrected failure shares hold: made-up services whose true share is known, and every way of correcting beside the others.

    python benchmarks/corrected_rate.py [--services 500] [--audits 4] [--seed 1]

500 services of 40 to 400 responses, true shares 2 to 60 %, audits of 30 to 100. The machine's AUC is .80 to .97; its chances are shifted
by service and pulled towards the share it learned from, and it is blind to some failures. "Poor" and "odd" worlds are worse on purpose.
"Audit alone" is a simple random sample of the same size with Wilson's interval, taken as if drawn from an endless population or
("of these") with the finite population correction. Both read the same number of responses.
"""

from __future__ import annotations

import argparse
from dataclasses import replace

import numpy as np
import pandas as pd
from scipy.special import expit, logit
from scipy.stats import norm

from engagement_lib.audit import sample
from engagement_lib.summarise import rate

Z = norm.ppf(0.975)
LEARNED = 0.35
"""The failure share of the comments the machine learned from."""

WORLDS = {
    "ordinary": {"shares": (0.02, 0.60), "auc": (0.80, 0.97), "blind": 0.12, "shift": 0.5, "odd": 0.0},
    "low shares": {"shares": (0.02, 0.05), "auc": (0.80, 0.97), "blind": 0.12, "shift": 0.5, "odd": 0.0},
    "poor machine": {"shares": (0.02, 0.60), "auc": (0.70, 0.85), "blind": 0.25, "shift": 1.0, "odd": 0.0},
    "near the line": {"shares": (0.051, 0.07), "auc": (0.80, 0.97), "blind": 0.12, "shift": 0.5, "odd": 0.0},
    "odd services": {"shares": (0.02, 0.60), "auc": (0.80, 0.97), "blind": 0.12, "shift": 0.5, "odd": 0.15},
}


def service(random: np.random.Generator, world: dict) -> tuple[np.ndarray, np.ndarray]:
    """What is true of each response, and the machine's chance that it is failure."""
    n = int(random.integers(40, 401))
    true = np.zeros(n)
    true[: min(max(1, round(random.uniform(*world["shares"]) * n)), n - 1)] = 1
    blind = random.uniform(0, world["blind"]) if random.random() < 0.5 else 0.0
    auc = min((random.uniform(*world["auc"]) - 0.5 * blind) / (1 - blind), 0.99)
    apart = np.sqrt(2) * norm.ppf(auc)
    score = random.normal(apart * true * (random.random(n) >= blind), 1)
    pull = random.uniform()
    level = (1 - pull) * logit(true.mean()) + pull * logit(LEARNED) + random.normal(0, world["shift"])
    chance = expit(level + np.exp(random.normal(0, 0.25)) * (apart * score - apart**2 / 2))
    wrong = random.random(n) < random.uniform(0, world["odd"]) if world["odd"] else np.zeros(n, bool)
    chance = np.where(wrong, np.where(true == 1, 0.05, 0.95), chance)  # a theme it is sure of, and wrong
    return true, np.clip(chance, 0.001, 0.999)


def wilson(share: float, n: float) -> tuple[float, float]:
    if not np.isfinite(n):
        return share, share
    middle = (share + Z**2 / 2 / n) / (1 + Z**2 / n)
    half = Z * np.sqrt(share * (1 - share) / n + Z**2 / 4 / n**2) / (1 + Z**2 / n)
    return max(0, middle - half), min(1, middle + half)


def lang_reiczigel(true: np.ndarray, told: np.ndarray, read: np.ndarray) -> tuple[float, float]:
    """Z. Lang and J. Reiczigel, 2014; sensitivity and specificity from the read sample."""
    n1, n0 = true[read].sum(), (1 - true[read]).sum()
    se, sp = (true[read] * told[read]).sum(), ((1 - true[read]) * (1 - told[read])).sum()
    se, sp, n, n1, n0 = (se + 1) / (n1 + 2), (sp + 1) / (n0 + 2), len(true) + Z**2, n1 + 2, n0 + 2
    seen = (told.sum() + Z**2 / 2) / n
    if se + sp <= 1.05:
        return 0, 1
    share = (seen + sp - 1) / (se + sp - 1)
    var1, var0 = se * (1 - se) / n1, sp * (1 - sp) / n0
    shift = 2 * Z**2 * (share * var1 - (1 - share) * var0)
    half = Z * np.sqrt(seen * (1 - seen) / n + share**2 * var1 + (1 - share) ** 2 * var0) / (se + sp - 1)
    return max(0, share + shift - half), min(1, share + shift + half)


def powered(true: np.ndarray, chance: np.ndarray, groups: np.ndarray, read: np.ndarray) -> tuple[float, float]:
    """PPI++ with tuned lambda (A. Angelopoulos et al., 2023), by groups, with the finite population correction."""
    parts = [(groups == name, (groups == name) & read) for name in np.unique(groups[read])]
    size = np.array([whole.sum() for whole, _ in parts])
    by = size**2 / [max(part.sum(), 1) for _, part in parts]
    both = [np.cov(chance[part], true[part]) if part.sum() > 1 else np.zeros((2, 2)) for _, part in parts]
    spread = sum(weight * one[0, 0] for weight, one in zip(by, both, strict=True))
    tuned = np.clip(sum(weight * one[0, 1] for weight, one in zip(by, both, strict=True)) / max(spread, 1e-9), 0, 2)
    share, variance = tuned * chance.mean(), 0.0
    for (whole, part), n in zip(parts, size, strict=True):
        gap = true[part] - tuned * chance[part]
        share += n / len(true) * gap.mean()
        left = 1 - part.sum() / whole.sum()
        variance += (n / len(true)) ** 2 * (gap.var(ddof=1) if len(gap) > 1 else 0.25) / len(gap) * left
    return max(0, share - Z * np.sqrt(variance)), min(1, share + Z * np.sqrt(variance))


def effective(cells: tuple[rate.Cell, ...]) -> tuple[float, float]:
    """The stratified mean with Wilson's interval at the size of a simple sample of the same variance."""
    total = sum(cell.size for cell in cells)
    share = sum(cell.size / total * cell.found / max(cell.read, 1) for cell in cells)
    variance = 0.0
    for cell in cells:
        smooth = (cell.found + 2 * cell.chance) / (cell.read + 2)
        left = 1 - cell.read / cell.size
        variance += (cell.size / total) ** 2 * smooth * (1 - smooth) / max(cell.read, 1) * left
    middle = np.clip(share, 0.5 / total, 1 - 0.5 / total)
    return wilson(share, middle * (1 - middle) / variance if variance else np.inf)


def recalibrated(true: np.ndarray, chance: np.ndarray, read: np.ndarray) -> tuple[float, float]:
    """The machine's log-odds put right by a shift and a slope for this service, both with priors; then the unread are foretold."""
    shift, slope = (grid.ravel() for grid in np.meshgrid(np.linspace(-4, 4, 33), np.exp(np.linspace(-1.6, 0.9, 11))))
    chances = expit(shift[:, None] + slope[:, None] * logit(chance)).clip(0.003, 0.997)
    weight = -0.5 * (shift / 1.2) ** 2 - 0.5 * (np.log(slope) / 0.5) ** 2
    weight += np.log(np.where(true[read] == 1, chances[:, read], 1 - chances[:, read])).sum(axis=1)
    weight = np.exp(weight - weight.max()) / np.exp(weight - weight.max()).sum()
    ahead = chances[:, ~read]
    hits = np.arange(ahead.shape[1] + 1)
    deviation = np.sqrt((ahead * (1 - ahead)).sum(axis=1)) + 1e-9
    below = weight @ norm.cdf((hits + 0.5 - ahead.sum(axis=1)[:, None]) / deviation[:, None])
    low, high = np.searchsorted(below, [0.025, 0.975]).clip(max=ahead.shape[1])
    return (true[read].sum() + low) / len(true), (true[read].sum() + high) / len(true)


def doubting(doubt: float, cells: tuple[rate.Cell, ...]) -> tuple[float, float]:
    kept, rate.DOUBT = rate.DOUBT, doubt
    try:
        return rate.interval(cells)[1:]
    finally:
        rate.DOUBT = kept


def learned_elsewhere(random: np.random.Generator) -> rate.Measured:
    """What held-out services, all of the ordinary world, show of the machine."""
    found = [service(random, WORLDS["ordinary"]) for _ in range(200)]
    true, chance = np.concatenate([one for one, _ in found]), np.concatenate([two for _, two in found])
    apart = [logit(one.mean()) - logit(two.mean()) for one, two in found]
    told = chance >= 0.5
    spread = float(np.sqrt(np.mean(np.square(apart))))
    return rate.Measured(told[true == 1].mean(), (~told[true == 0]).mean(), 400, 400, spread)


def simulate(world: dict, services: int, audits: int, seed: int) -> pd.DataFrame:
    """One row an estimate: way, true share, ends of the interval."""
    random, rows = np.random.default_rng(seed), []
    measured = learned_elsewhere(random)
    for number in range(services):
        true, chance = service(random, world)
        size = len(true)
        table = pd.DataFrame({
            "demand": np.where(chance >= 0.5, "failure", "value"), "demand_confidence": np.maximum(chance, 1 - chance),
            "p_failure": chance,
        }, index=pd.Index([f"r{place:03d}" for place in range(size)], name="response_id"))  # fmt: skip
        groups = sample.strata(table)
        base = pd.DataFrame({"kind": "contact", "stratum": groups, "chance": chance}, index=table.index)
        people = pd.Series(np.where(true == 1, "failure", "value"), table.index)
        no_sample = rate.of(base, measured=measured)
        rows.append((number, "no audit: machine alone, widened", true.mean(), no_sample.low, no_sample.high))
        for _ in range(audits):
            n = min(int(random.integers(30, 101)), size)
            simple = np.zeros(size, bool)
            simple[random.choice(size, n, replace=False)] = True
            share = true[simple].mean()
            drawn = sample.draw(table, n, int(random.integers(2**31)))
            result = rate.of(base, drawn.assign(demand=people[drawn.index]))
            read = table.index.isin(drawn.index)
            cells = tuple(replace(cell, weighed=None) for cell in result.cells)
            ends: dict[str, tuple[float, float]] = {
                "audit alone, Wilson": wilson(share, n),
                "audit alone, Wilson, of these": wilson(share, n * (size - 1) / (size - n) if n < size else np.inf),
                "Rogan-Gladen, Lang-Reiczigel": lang_reiczigel(true, (chance >= 0.5).astype(float), simple),
                "PPI++, simple sample": powered(true, chance, np.zeros(size), simple),
                "PPI++, by groups": powered(true, chance, groups.to_numpy(), read),
                "by groups, Wilson at effective n": effective(cells),
                "by groups, beta-binomial 1/2": doubting(1 / 2, cells),
                "by groups, beta-binomial 1/3 *": (result.low, result.high),
                "by groups, beta-binomial 1/4": doubting(1 / 4, cells),
                "recalibrated log-odds": recalibrated(true, chance, read),
            }
            rows += [(number, way, true.mean(), *pair) for way, pair in ends.items()]
    return pd.DataFrame(rows, columns=["service", "way", "true", "low", "high"])


def table(estimates: pd.DataFrame) -> pd.DataFrame:
    """One row a way: how often the interval held the true share, or lay on the wrong side of 5 %, and how wide it was."""
    held = (estimates["low"] <= estimates["true"] + 1e-9) & (estimates["true"] <= estimates["high"] + 1e-9)
    estimates = estimates.assign(held=held, width=estimates["high"] - estimates["low"])
    wrong = (estimates["high"] < 0.05 - 1e-9) & (estimates["true"] > 0.05)
    wrong |= (estimates["low"] > 0.05 + 1e-9) & (estimates["true"] <= 0.05)
    estimates = estimates.assign(wrong=wrong)
    tenths = pd.qcut(estimates["true"], 10, labels=False, duplicates="drop")

    def by_way(rows: pd.DataFrame, of: str) -> pd.Series:
        return rows.groupby("way", sort=False)[of].mean()

    width = by_way(estimates, "width")
    return pd.DataFrame({
        "covers": by_way(estimates, "held"), "below 5 %": by_way(estimates[estimates["true"] < 0.05], "held"),
        "worst tenth": estimates.groupby(["way", tenths], sort=False)["held"].mean().groupby("way").min(),
        "wrong verdict": by_way(estimates, "wrong"),
        "width": width, "of audit alone": width / width["audit alone, Wilson"],
        "of audit alone, of these": width / width["audit alone, Wilson, of these"],
    }).reindex(width.index).round(3)  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--services", type=int, default=500)
    parser.add_argument("--audits", type=int, default=4, help="how many samples are drawn of each service")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    for name, world in WORLDS.items():
        print(f"\n{name}: {given.services} services, {given.audits} audits of each; * is used")
        print(table(simulate(world, given.services, given.audits, given.seed)).to_string(), flush=True)


if __name__ == "__main__":
    main()
