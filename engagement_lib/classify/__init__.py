"""Tell value demand from failure demand, judged against the service's purpose, and say why.

``demand`` is the verb. :mod:`.cues` holds words that are evidence, :mod:`.model` weighs them with words, letters and
meaning, :mod:`.reasons` says what decided, :mod:`.evaluate` compares labels with people's.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from engagement_lib.classify import cues, reasons
from engagement_lib.classify.model import DEMANDS, FLAG_FROM, FLAGS, TYPE_FROM, UNCLEAR_BELOW, Model, packaged, version
from engagement_lib.encode import Progress
from engagement_lib.services import Service

__all__ = ["demand", "labels", "version"]


def demand(
    redacted: pd.DataFrame, service: Service | None = None, cache: Path | None = None, progress: Progress | None = None
) -> pd.DataFrame:
    """Label every response and give the reason.

    Adds ``demand`` (failure, value, none or unclear), ``failure_types`` (names joined by ``;``), ``value_type``, ``none_type``, the flags
    ``hazard``, ``wrong_door``, ``complaint`` and ``mixed`` (0 or 1), ``demand_basis`` (the reason) and ``demand_confidence`` (0 to 1).
    The caller's table is not edited.
    """
    allowed = set(service.failure_types) if service and "*" not in service.failure_types else None
    return redacted.assign(
        **labels(list(redacted["text"]), packaged(cache), allowed, progress).set_index(redacted.index)
    )


def labels(
    texts: Sequence[str], model: Model, allowed: set[str] | None = None, progress: Progress | None = None
) -> pd.DataFrame:
    """One row a text, the columns that ``demand`` adds. Distinct texts are read once."""
    distinct = sorted(set(texts))
    read = model.read(distinct, progress)
    chances = read[[f"p_{label}" for label in DEMANDS]].to_numpy()
    best = chances.argmax(axis=1) if len(distinct) else np.array([], dtype=int)
    rows = {}
    for place, text in enumerate(distinct):
        scores = read.iloc[place]
        confidence = float(chances[place, best[place]])
        label = DEMANDS[best[place]] if confidence >= UNCLEAR_BELOW else "unclear"
        matches = cues.found(text)
        types = _failure_types(scores, matches, allowed) if label == "failure" else []
        flags = {flag: int(scores[f"p_{flag}"] >= FLAG_FROM[flag]) for flag in FLAGS}
        if label != "failure":
            flags["mixed"] = 0
        rows[text] = {
            "demand": label,
            "failure_types": ";".join(types),
            "value_type": str(scores["value_type"]) if label == "value" else "",
            "none_type": str(scores["none_type"]) if label == "none" else "",
            **flags,
            "demand_basis": reasons.basis(text, label, types, matches, ""),
            "demand_confidence": round(confidence, 3),
        }
    columns = ["demand", "failure_types", "value_type", "none_type", *FLAGS, "demand_basis", "demand_confidence"]
    return pd.DataFrame([rows[text] for text in texts], columns=columns)


def _failure_types(scores: pd.Series, matches: list[cues.Match], allowed: set[str] | None) -> list[str]:
    """The types that are likely enough; else the likeliest one, for a failure always is of some type."""
    types = {
        str(name).removeprefix("type_"): float(score) for name, score in scores.items() if str(name).startswith("type_")
    }
    likely = {name: score for name, score in types.items() if allowed is None or name in allowed}
    cued = {match.cue.label for match in matches}
    chosen = [name for name, score in likely.items() if score >= (TYPE_FROM - 0.1 if name in cued else TYPE_FROM)]
    if len(chosen) > 1 and "other" in chosen:
        chosen.remove("other")
    return sorted(chosen) or ([max(likely, key=lambda name: (likely[name], name))] if likely else [])
