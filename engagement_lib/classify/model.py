"""The model: linear, deterministic, learned in seconds from the starter comments."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.linear_model import LogisticRegression
from threadpoolctl import threadpool_limits

from engagement_lib.classify.features import Features
from engagement_lib.encode import Progress

STARTER = Path(__file__).parent / "starter" / "starter.jsonl"
DEMANDS = ("failure", "none", "value")
FLAGS = ("hazard", "wrong_door", "complaint", "mixed")

UNCLEAR_BELOW = 0.40
"""A comment whose best label is less likely than this is ``unclear``. **Source:** judgement, not yet measured: with
three labels a guess is at .33."""

TYPE_FROM = 0.50
HAZARD_FROM = 0.30
"""A flag for danger is raised early: a false alarm costs a minute's reading, a miss may cost much more."""

FLAG_FROM = {"hazard": HAZARD_FROM, "wrong_door": 0.60, "complaint": 0.50, "mixed": 0.50}


@dataclass
class Model:
    """Everything the classifying room has learned."""

    features: Features
    demand: LogisticRegression
    failure_types: dict[str, LogisticRegression]
    value_type: LogisticRegression
    none_type: LogisticRegression
    flags: dict[str, LogisticRegression]

    def read(self, texts: Sequence[str], progress: Progress | None = None) -> pd.DataFrame:
        """One row a text: ``p_failure``, ``p_none``, ``p_value``, ``type_<t>``, ``value_type``, ``none_type``, ``p_<flag>``."""
        if not len(texts):
            texts = [""]
            return self.read(texts).iloc[:0]
        seen = self.features.transform(texts, progress)
        columns: dict[str, np.ndarray] = {
            f"p_{label}": chance
            for label, chance in zip(self.demand.classes_, self.demand.predict_proba(seen).T, strict=True)
        }
        columns |= {f"type_{name}": head.predict_proba(seen)[:, 1] for name, head in self.failure_types.items()}
        columns |= {f"p_{flag}": head.predict_proba(seen)[:, 1] for flag, head in self.flags.items()}
        columns |= {"value_type": self.value_type.predict(seen), "none_type": self.none_type.predict(seen)}
        return pd.DataFrame(columns)


def starter() -> pd.DataFrame:
    """The starter comments with their labels, one row a comment."""
    rows = [json.loads(line) for line in STARTER.read_text(encoding="utf-8").splitlines()]
    return pd.DataFrame(rows).set_index("id")


def version() -> str:
    """The first 12 hex digits of the starter comments' SHA-256."""
    return sha256(STARTER.read_bytes()).hexdigest()[:12]


def _linear(strength: float = 3.0) -> LogisticRegression:
    return LogisticRegression(C=strength, class_weight="balanced", max_iter=3000)


def fit(comments: pd.DataFrame, cache: Path | None = None, progress: Progress | None = None) -> Model:
    """Learn from labelled comments (columns as in the starter set)."""
    comments = comments[comments["demand"] != "unclear"]
    texts = list(comments["text"])
    features = Features(cache).fit(texts)
    seen = features.transform(texts, progress)
    demand = comments["demand"].to_numpy()
    failing = demand == "failure"
    types = sorted({name for names in comments["failure_types"] for name in names})
    held = {name: np.array([name in names for names in comments["failure_types"]]) for name in types}
    with threadpool_limits(limits=1):  # several threads wait for one another ten times longer than they work
        return Model(
            features=features,
            demand=_linear().fit(seen, demand),
            failure_types={name: _linear().fit(seen[failing], held[name][failing]) for name in types},
            value_type=_linear().fit(seen[demand == "value"], comments.loc[demand == "value", "value_type"]),
            none_type=_linear().fit(seen[demand == "none"], comments.loc[demand == "none", "none_type"]),
            flags={flag: _linear().fit(seen, comments[flag].to_numpy() == 1) for flag in FLAGS},
        )


@lru_cache(maxsize=2)
def packaged(cache: Path | None = None) -> Model:
    """The model learned from the starter comments; learned once a process."""
    return fit(starter(), cache)
