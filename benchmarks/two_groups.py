"""How often a difference is told where there is none, and found where there is one: made-up groups whose true shares are known.

    python benchmarks/two_groups.py [--runs 1000] [--seed 1]

Each run makes two groups of 60 and 80 residents who say each of twenty things with a chance of 10 to 50 %, and compares them
(``engagement_lib.explore.compare.two``). "Without the guard" calls every p value below 5 % a difference. In "they write more than once"
each resident writes 1 to 5 comments that say the same; counting comments is shown beside counting residents. In the last worlds one of
the twenty things is said by 11 % of one group and 24 % of the other.
"""

from __future__ import annotations

import argparse

import numpy as np
import pandas as pd

from engagement_lib.contracts import AT_THEME
from engagement_lib.explore import compare
from engagement_lib.services import codebook

TYPES, FLAGS = list(codebook().failure_types), list(codebook().flags)
THEMES = {"theme-a": "A", "theme-b": "B", "theme-c": "C"}
KEYS = [*TYPES, *THEMES, *FLAGS]


def group(random: np.random.Generator, name: str, n: int, shares: np.ndarray, often: int = 1) -> compare.Group:
    """``n`` residents, each writing 1 to ``often`` comments that say the same."""
    says = pd.DataFrame(random.random((n, len(KEYS))) < shares, columns=KEYS)
    says["record_id"] = [f"{name}{number}" for number in range(n)]
    says = says.loc[says.index.repeat(random.integers(1, often + 1, n))].reset_index(drop=True)
    table = pd.DataFrame({
        **dict.fromkeys(AT_THEME, ""), "record_id": says["record_id"], "demand": "failure",
        "failure_types": joined(says[TYPES]), "theme_ids": joined(says[list(THEMES)]), **says[FLAGS].astype(int).to_dict("series"),
    })  # fmt: skip
    return compare.Group(name, table.set_index(pd.Index([f"{name}{row}" for row in table.index], name="response_id")))


def joined(says: pd.DataFrame) -> list[str]:
    return [";".join(says.columns[row]) for row in says.to_numpy()]


def as_comments(one: compare.Group) -> compare.Group:
    """As if each comment were a resident."""
    return one._replace(responses=one.responses.assign(record_id=one.responses.index))


def tell(name: str, runs: list[compare.Comparison]) -> None:
    told = np.mean([any(each.says == "a difference" for each in run.differences) for run in runs])
    without = np.mean([any(each.chance < compare.SURE for each in run.differences) for run in runs])
    inside = np.mean([each.low <= 0 <= each.high for run in runs for each in run.differences])
    made = np.mean([len(run.differences) for run in runs])
    print(f"{name}: runs {len(runs)}, comparisons {made:.1f}, told of any {told:.1%}, without the guard {without:.1%}, "
          f"intervals that hold nought {inside:.1%}")  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    random = np.random.default_rng(asked.seed)

    alike, residents, comments = [], [], []
    for run in range(asked.runs):
        shares = random.uniform(0.1, 0.5, len(KEYS))
        alike.append(compare.two(group(random, "one", 60, shares), group(random, "other", 80, shares), THEMES))
        if run % 4 == 0:
            pair = group(random, "one", 60, shares, 5), group(random, "other", 80, shares, 5)
            residents.append(compare.two(*pair, THEMES))
            comments.append(compare.two(*map(as_comments, pair), THEMES))
    tell("no difference", alike)
    tell("no difference, they write more than once, residents counted", residents)
    tell("no difference, they write more than once, comments counted", comments)
    for n in (60, 150, 300):
        among = alone = 0
        for _ in range(asked.runs // 5):
            shares = random.uniform(0.1, 0.5, len(KEYS))
            pair = (
                group(random, name, n, np.r_[share, shares[1:]]) for name, share in (("one", 0.24), ("other", 0.11))
            )
            one, other = pair
            among += any(
                each.says == "a difference" and each.measure.key == KEYS[0]
                for each in compare.two(one, other, THEMES).differences
            )
            alone += any(
                each.says == "a difference" for each in compare.two(one, other, THEMES, only=KEYS[:1]).differences
            )
        print(f"24 % against 11 %, {n} residents each: found among twenty {among / (asked.runs // 5):.0%}, "
              f"when it alone is asked for {alone / (asked.runs // 5):.0%}")  # fmt: skip


if __name__ == "__main__":
    main()
