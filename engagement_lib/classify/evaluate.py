"""Compare the machine's labels with people's, beside three baselines, in one run."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import confusion_matrix, f1_score, precision_recall_fscore_support
from sklearn.pipeline import make_pipeline

from engagement_lib.classify import labels, setting, starter
from engagement_lib.classify.model import Model, packaged
from engagement_lib.classify.starter import DEMANDS
from engagement_lib.encode import Progress
from engagement_lib.problems import Fault, InputError

NEEDED = ["text", "demand"]
_KEYWORDS = re.compile(
    r"\b(?:still|again|nobody|no one|never|not been|waiting|weeks|months|reported|complain\w*|ignored|missed|late|poor|rude)\b",
    re.I,
)


RESAMPLES = 1_000
"""**Source:** Efron and Tibshirani, "An introduction to the bootstrap", 1993: a thousand or more for percentile intervals."""

WORST = 10
BINS = 10


def demand(
    people: pd.DataFrame, cache: Path | None = None, progress: Progress | None = None, model: Model | None = None
) -> dict[str, Any]:
    """Figures for a table of comments labelled by people (columns of the codebook; ``text`` and ``demand`` are needed).

    Rows a person called ``unclear`` are left out; where the machine abstains it counts as wrong. Intervals are 95 % by bootstrap.

    Raises:
        InputError: when a needed column is missing or a label is not one of the codebook's.
    """
    _check(people)
    people = people.fillna("")
    people = people[people["demand"] != "unclear"].reset_index(drop=True)
    if people.empty:
        raise InputError(
            Fault("the file", "no row with a demand label other than 'unclear'", "labelled rows", "label some rows")
        )
    machine = labels(
        list(people["text"].astype(str)), model or packaged(), cache, progress=progress, settings=_settings(people)
    )
    truth, guess = people["demand"], machine["demand"]
    right = guess == truth
    answer: dict[str, Any] = {
        "n": len(people),
        "abstained": int((guess == "unclear").sum()),
        **_scores(truth, guess),
        "interval": intervals(truth, guess),
        "confusion": _confusion(truth, guess),
        "ece": calibration_error(machine["demand_confidence"], right),
        "reliability": reliability(machine["demand_confidence"], right),
        "risk_coverage": risk_coverage(machine["demand_confidence"], right),
        "failure_types": _failure_types(people, machine),
        "hazard": _hazard(people, machine),
        "baselines": _baselines(people["text"].astype(str), truth),
    }
    for column in ("source", "service"):
        if column in people:
            answer[f"by_{column}"] = {
                str(name): {"n": len(part), **_scores(truth[part.index], guess[part.index])}
                for name, part in people.groupby(column, sort=True)
            }
    answer.setdefault("by_source", {})
    answer["worst"] = _worst(people, machine, right)
    return answer


def _settings(people: pd.DataFrame) -> list[str] | None:
    """From the question asked or the kind of contact, where the file has such a column."""
    column = next((name for name in ("context", "register", "question") if name in people), None)
    return None if column is None else [setting.setting(words) for words in people[column].astype(str)]


def _check(people: pd.DataFrame) -> None:
    faults = [
        Fault("the file", f"no column '{name}'", f"columns {', '.join(NEEDED)}", "rename the column or add it")
        for name in NEEDED
        if name not in people
    ]
    if not faults:
        unknown = sorted(set(people["demand"].dropna().astype(str)) - {*DEMANDS, "unclear", ""})
        if unknown:
            faults.append(
                Fault(
                    "column 'demand'",
                    f"labels {unknown[:5]}",
                    f"one of {', '.join(DEMANDS)}, unclear",
                    "correct the labels",
                )
            )
    if faults:
        raise InputError(faults)


def _scores(truth: pd.Series, guess: pd.Series) -> dict[str, Any]:
    present = [label for label in DEMANDS if (truth == label).any()]
    precision, recall, f1, support = precision_recall_fscore_support(truth, guess, labels=present, zero_division=0)
    return {
        "macro_f1": round(float(np.mean(f1)), 4),
        "f1": dict(zip(present, np.round(f1, 4).tolist(), strict=True)),
        "precision": dict(zip(present, np.round(precision, 4).tolist(), strict=True)),
        "recall": dict(zip(present, np.round(recall, 4).tolist(), strict=True)),
        "support": dict(zip(present, support.tolist(), strict=True)),
    }


def _confusion(truth: pd.Series, guess: pd.Series) -> dict[str, dict[str, int]]:
    names = [*DEMANDS, "unclear"]
    table = confusion_matrix(truth, guess, labels=names)
    return {
        label: dict(zip(names, map(int, row), strict=True))
        for label, row in zip(names, table, strict=True)
        if row.sum()
    }


def intervals(truth: pd.Series, guess: pd.Series, seed: int = 0) -> dict[str, list[float]]:
    """95 % percentile intervals of macro-F1 and of each label's F1, rows drawn anew ``RESAMPLES`` times."""
    present = [label for label in DEMANDS if (truth == label).any()]
    real = np.array([[label == one for label in present] for one in truth])
    said = np.array([[label == one for label in present] for one in guess])
    both = real & said
    chance = np.random.default_rng(seed)
    found = []
    for _ in range(RESAMPLES):
        rows = chance.integers(len(truth), size=len(truth))
        total = real[rows].sum(axis=0) + said[rows].sum(axis=0)
        found.append(2 * both[rows].sum(axis=0) / np.maximum(total, 1))
    each = np.array(found)
    low, high = np.percentile(np.column_stack([each.mean(axis=1), each]), [2.5, 97.5], axis=0).round(4)
    return {name: [float(low[at]), float(high[at])] for at, name in enumerate(["macro_f1", *present])}


def reliability(confidence: pd.Series, right: pd.Series) -> list[dict[str, Any]]:
    """How often the machine was right where it was so and so sure: one entry a band of confidence that holds rows."""
    place = np.clip((confidence * BINS).astype(int), 0, BINS - 1)
    return [
        {
            "from": band / BINS,
            "to": (band + 1) / BINS,
            "n": int((place == band).sum()),
            "confidence": round(float(confidence[place == band].mean()), 4),
            "right": round(float(right[place == band].mean()), 4),
        }
        for band in range(BINS)
        if (place == band).any()
    ]


def calibration_error(confidence: pd.Series, right: pd.Series) -> float:
    """Expected calibration error: the mean distance of confidence from truth, bands weighed by their rows.

    **Source:** Guo and others, "On calibration of modern neural networks", 2017, equation 3.
    """
    bands = reliability(confidence, right)
    return round(sum(band["n"] * abs(band["confidence"] - band["right"]) for band in bands) / len(confidence), 4)


def risk_coverage(confidence: pd.Series, right: pd.Series) -> list[dict[str, float]]:
    """The share wrong when only the surest tenth, two tenths ... of the comments is labelled.

    **Source:** El-Yaniv and Wiener, "On the foundations of noise-free selective classification", 2010.
    """
    order = confidence.sort_values(ascending=False, kind="stable").index
    steps = [max(1, round(len(order) * tenths / 10)) for tenths in range(1, 11)]
    return [{"coverage": round(n / len(order), 4), "risk": round(1 - float(right[order[:n]].mean()), 4)} for n in steps]


def _worst(people: pd.DataFrame, machine: pd.DataFrame, right: pd.Series) -> list[dict[str, Any]]:
    """The errors the machine was surest of, with its reasons."""
    surest = machine["demand_confidence"][~right].sort_values(ascending=False, kind="stable").index[:WORST]
    return [
        {
            "row": int(row) + 1,
            "text": str(people.at[row, "text"])[:300],
            "person": str(people.at[row, "demand"]),
            "machine": str(machine.at[row, "demand"]),
            "confidence": float(str(machine.at[row, "demand_confidence"])),
            "basis": str(machine.at[row, "demand_basis"]),
        }
        for row in surest
    ]


def _failure_types(people: pd.DataFrame, machine: pd.DataFrame) -> dict[str, Any]:
    """Types are scored on the rows people call failure."""
    rows = people["demand"] == "failure"
    if "failure_types" not in people or not rows.any():
        return {}
    truth = [set(filter(None, str(types).split(";"))) for types in people.loc[rows, "failure_types"]]
    guess = [set(filter(None, types.split(";"))) for types in machine.loc[rows, "failure_types"]]
    names = sorted(set().union(*truth, *guess))
    if not names:
        return {}
    matrix = [np.array([[name in types for name in names] for types in side]) for side in (truth, guess)]
    each = f1_score(*matrix, average=None, zero_division=0)
    return {
        "n": int(rows.sum()),
        "micro_f1": round(float(f1_score(*matrix, average="micro", zero_division=0)), 4),
        "macro_f1": round(float(f1_score(*matrix, average="macro", zero_division=0)), 4),
        "f1": dict(zip(names, np.round(each, 4).tolist(), strict=True)),
    }


def _hazard(people: pd.DataFrame, machine: pd.DataFrame) -> dict[str, Any]:
    if "hazard" not in people:
        return {}
    truth = pd.to_numeric(people["hazard"], errors="coerce").fillna(0) == 1
    flagged = machine["hazard"] == 1
    recall = float((flagged & truth).sum() / truth.sum()) if truth.any() else None
    return {
        "n": int(truth.sum()),
        "recall": None if recall is None else round(recall, 4),
        "flagged": round(float(flagged.mean()), 4),
    }


def _baselines(texts: pd.Series, truth: pd.Series) -> dict[str, float]:
    """Macro-F1 of: always the commonest label; a keyword rule; TF-IDF and a linear model on the starter comments."""
    learned = starter.comments()
    learned = learned[learned["demand"] != "unclear"]
    linear = make_pipeline(
        TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True),
        LogisticRegression(C=3.0, class_weight="balanced", max_iter=3000),
    ).fit(learned["text"], learned["demand"])
    guesses = {
        "majority": pd.Series(truth.mode()[0], index=truth.index),
        "keywords": texts.map(
            lambda text: "failure" if _KEYWORDS.search(text) else ("value" if "?" in text else "none")
        ),
        "tfidf_linear": pd.Series(linear.predict(texts), index=truth.index),
    }
    return {name: _scores(truth, guess)["macro_f1"] for name, guess in guesses.items()}
