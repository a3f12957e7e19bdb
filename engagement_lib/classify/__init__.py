"""Tell value demand from failure demand, judged against the service's purpose, and say why.

``demand`` is the verb. :mod:`.reading` turns comments and their sentences into numbers, :mod:`.cues` holds words that are evidence,
:mod:`.model` weighs both, :mod:`.scope` asks whether a comment is for this service at all, :mod:`.reasons` says what decided,
:mod:`.evaluate` compares labels with people's, :mod:`.train` learns anew with the organisation's own labels (:mod:`.last_word` says which
count), :mod:`.before_after` compares two models, :mod:`.card` writes what came of it, :mod:`.shelf` keeps models and who decided.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from engagement_lib.classify import cues, reasons, scope, setting
from engagement_lib.classify.model import Model, packaged
from engagement_lib.classify.starter import DEMANDS, FLAGS
from engagement_lib.encode import Progress
from engagement_lib.nothing_said import nothing_good, says_nothing
from engagement_lib.services import Service

__all__ = ["demand", "labels"]

COLUMNS = [
    "demand",
    "failure_types",
    "value_type",
    "none_type",
    *FLAGS,
    "demand_basis",
    "demand_confidence",
    "p_failure",
]

DISOWNED = 0.1
"""Where the words themselves disown the matter ("not your job"), so small a chance is enough. **Source:** judgement."""

NAMED = ("damp_mould", "no_heat", "gas_electric", "vermin", "danger_word", "lift_out")
"""A danger that a resident names is flagged whatever the model makes of it. **Source:** of the comments that taught the
model and in which one of these cues is found, more than .6 hold a hazard (.85, .73, .75, .73, .64, .63); of the other hazard cues fewer."""

_NAMING = [cue for cue in cues.CUES if cue.name in NAMED]
_DISOWNING = [cue for cue in cues.CUES if cue.label == "wrong_door"]

SILENT: dict[str, str | int | float] = {
    "demand": "none", "failure_types": "", "value_type": "", "none_type": "no_content", "hazard": 0, "wrong_door": 0, "complaint": 0,
    "mixed": 0, "demand_basis": "nothing is said", "demand_confidence": 0.99, "p_failure": 0.01,
}  # fmt: skip
"""What is no answer is not judged by likeness."""

NOTHING_GOOD = SILENT | {
    "demand": "failure", "failure_types": "other", "none_type": "", "demand_basis": "nothing, after “what was good?”",
    "demand_confidence": 0.9, "p_failure": 0.9,
}  # fmt: skip
"""The codebook's rule 10. **Source:** the confidence is judgement."""


def demand(
    redacted: pd.DataFrame, service: Service | None = None, cache: Path | None = None,
    progress: Progress | None = None, model: Model | None = None,
) -> pd.DataFrame:  # fmt: skip
    """Label every response and give the reason.

    Adds ``demand`` (failure, value, none or unclear), ``failure_types`` (names joined by ``;``), ``value_type``, ``none_type``, the flags
    ``hazard``, ``wrong_door``, ``complaint`` and ``mixed`` (0 or 1), ``demand_basis`` (the words that decided, and what they show),
    ``demand_confidence`` (0 to 1) and ``p_failure`` (the calibrated chance of a failure). The caller's table is not edited.
    """
    settings = [setting.of(asks, kind) for asks, kind in zip(redacted["asks"], redacted["kind"], strict=True)]
    made = labels(list(redacted["text"]), model or packaged(), cache, service, progress, settings)
    return redacted.assign(**made.set_index(redacted.index))


def labels(
    texts: Sequence[str], model: Model, cache: Path | None = None, service: Service | None = None,
    progress: Progress | None = None, settings: Sequence[str] | None = None,
) -> pd.DataFrame:  # fmt: skip
    """One row a text, the columns that ``demand`` adds. Distinct texts are read once.

    ``settings`` holds for each text what was asked (see :mod:`engagement_lib.classify.setting`); without it nothing is taken as known.
    """
    given = list(zip(texts, settings or [""] * len(texts), strict=True))
    if not given:
        return pd.DataFrame(columns=COLUMNS)
    pairs = sorted(set(given))
    distinct = [text for text, _ in pairs]
    read = model.read(distinct, cache, progress, [asked for _, asked in pairs])
    from_ = model.parts["thresholds"]
    chances = read.chances[[f"p_{label}" for label in DEMANDS]].to_numpy()
    confidence = chances.max(axis=1)
    best = np.where(confidence >= from_["unclear"], np.array(DEMANDS, dtype=object)[chances.argmax(axis=1)], "unclear")
    failing = best == "failure"
    types = _failure_types(read.chances, failing, from_["failure_type"], service)
    flags = {flag: (read.chances[f"p_{flag}"] >= from_[flag]).to_numpy() for flag in FLAGS}
    flags["mixed"] = flags["mixed"] & failing
    flags["hazard"] = flags["hazard"] | np.array([bool(cues.found(text, among=_NAMING)) for text in distinct])
    disowned = np.array([bool(cues.found(text, among=_DISOWNING)) for text in distinct])
    flags["wrong_door"] = flags["wrong_door"] | (disowned & (read.chances["p_wrong_door"] >= DISOWNED).to_numpy())
    if service:
        asking = np.flatnonzero(best != "none")  # praise and opinion ask nothing of any service
        outside = scope.outside([distinct[place] for place in asking], service, cache)
        flags["wrong_door"][asking[outside]] = True
    made = pd.DataFrame({
        "demand": best,
        "failure_types": types,
        "value_type": np.where(best == "value", read.chances["value_type"], ""),
        "none_type": np.where(best == "none", read.chances["none_type"], ""),
        **{flag: flags[flag].astype(int) for flag in FLAGS},
        "demand_basis": reasons.basis(distinct, list(best), types, read),
        "demand_confidence": confidence.round(3),
        "p_failure": read.chances["p_failure"].to_numpy().round(4),
    })[COLUMNS]  # fmt: skip
    silent = [says_nothing(text) for text in distinct]
    verdict = [asked == "good" and nothing_good(text) for text, asked in pairs]
    for column in SILENT:
        made.loc[silent, column] = SILENT[column]
        made.loc[verdict, column] = NOTHING_GOOD[column]
    place = {pair: number for number, pair in enumerate(pairs)}
    return made.iloc[[place[pair] for pair in given]].reset_index(drop=True)


def _failure_types(chances: pd.DataFrame, failing: np.ndarray, likely: float, service: Service | None) -> list[str]:
    """The types that are likely enough; else the likeliest, for a failure always is of some type."""
    names = [name.removeprefix("type_") for name in map(str, chances) if name.startswith("type_")]
    if service and "*" not in service.failure_types:
        names = [name for name in names if name in service.failure_types]
    table = chances[[f"type_{name}" for name in names]].to_numpy()
    answer = []
    for row, fails in zip(table, failing, strict=True):
        if not fails or not names:
            answer.append("")
            continue
        chosen = [name for name, chance in zip(names, row, strict=True) if chance >= likely]
        if len(chosen) > 1 and "other" in chosen:
            chosen.remove("other")
        answer.append(";".join(sorted(chosen) or [names[int(row.argmax())]]))
    return answer
