"""Learn the model anew: from the starter comments alone (what the package ships), or with the organisation's own labels beside them.

A new model is judged beside the one in use, by labels that neither has learned from; :mod:`.before_after` says how. Which is used a
person decides (:mod:`.shelf`). ``python -m engagement_lib.classify.train`` writes the packaged model (for developers).
"""

from __future__ import annotations

import platform
from dataclasses import dataclass
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from engagement_lib import __version__, services, storing
from engagement_lib.classify import before_after, reading, starter
from engagement_lib.classify.last_word import Gathered, gather
from engagement_lib.classify.model import PACKAGED, Model, fit
from engagement_lib.classify.shelf import Shelf
from engagement_lib.classify.starter import DEMANDS
from engagement_lib.encode import Progress
from engagement_lib.problems import Fault, InputError

__all__ = ["Gathered", "Shelf", "Trained", "again", "from_starter", "gather", "judges"]

OWN = "the organisation"
CALIBRATES = "the organisation, calibrating"
"""The two parts of the organisation's labels that the new model sees, named as writers are."""

FEWEST = 60
"""Labels needed before a model may learn from them. **Source:** judgement: a quarter of them judges the result."""

FEWEST_OF_EACH = 5

WEIGHT, TOGETHER = 20, 4_000
"""A label of the organisation's own counts for so many starter comments where the demand is learned, and all of them together for so many,
but each for one at least: beside twenty thousand others they would else say nothing. **Source:** ``benchmarks/next_comments.py``: 200
labels of a new service gained .001 macro-F1 with a weight of 1, .008 with 5 and .019 with 20 or 60 (seven services, a plainer model); the
limit is judgement.
"""


@dataclass(frozen=True, eq=False, repr=False)
class Trained:
    """What came of learning anew: the new ``model`` beside the one in use, by labels neither has learned from.

    ``figures`` and ``changed`` as in :class:`engagement_lib.classify.before_after.Compared`; ``judged_by``: the ids of those labels;
    ``card``: what the model card says, which holds no text.
    """

    model: Model
    figures: pd.DataFrame
    changed: pd.DataFrame
    judged_by: tuple[str, ...]
    card: dict[str, Any]

    @property
    def better(self) -> float:
        """The macro-F1 gained."""
        return float(self.figures.to_dict("index")[before_after.OVERALL]["gain"])

    @property
    def not_worse(self) -> bool:
        """Whether macro-F1 is no lower, and no fewer dangers are found: what is asked where no person decides. **Source:** judgement."""
        gains = self.figures["gain"].to_dict()
        return self.better >= 0 and gains.get(before_after.DANGERS, 0.0) >= 0

    @property
    def table(self) -> pd.DataFrame:
        """Before and after for a person to read, one row a measure, intervals of 95 % in brackets."""
        shown = {
            side: [_shown(row, side) for row in self.figures.to_dict("records")] for side in ("before", "after", "gain")
        }
        return pd.DataFrame(
            {"comments": self.figures["n"], **shown, "verdict": self.figures["verdict"]}, self.figures.index
        )

    def telling(self, most: int = 20) -> pd.DataFrame:
        """Comments that change sides, at most so many: as many of either kind as there are, half of each where there are more."""
        kinds = {str(kind): part for kind, part in self.changed.groupby("change", sort=True)}
        left = {kind: most - sum(len(part) for other, part in kinds.items() if other != kind) for kind in kinds}
        return pd.concat([part.head(max(most // 2, left[kind])) for kind, part in kinds.items()] or [self.changed])

    def __repr__(self) -> str:
        return str(self.table.to_string())

    def _repr_html_(self) -> str:
        return str(self.table.to_html())


def _shown(row: dict[Any, Any], side: str) -> str:
    sign = "+" if side == "gain" else ""
    return f"{row[side]:{sign}.3f} ({row[f'{side}_low']:{sign}.3f} to {row[f'{side}_high']:{sign}.3f})"


def from_starter(cache: Path | None = None, progress: Progress | None = None) -> Model:
    """The model the package ships."""
    comments = starter.comments()
    return fit(comments, cache, progress, card=_card(comments, {}))


def again(gathered: Gathered, used: Model, cache: Path | None = None, progress: Progress | None = None) -> Trained:
    """Learn from the starter comments and the organisation's own labels, and compare with the model in use.

    Of the labels two quarters teach, one calibrates, and one judges (:func:`judges`): always the same one, so that the model in use has
    not learned from it either. A comment in the very words of one that was learned from does not judge.

    Raises:
        InputError: when there are too few labels to learn from and to judge by.
    """
    own = gathered.own[gathered.own["demand"].isin(DEMANDS)]
    counts = own["demand"].value_counts()
    if len(own) < FEWEST or len(counts) < 2 or counts.iloc[1] < FEWEST_OF_EACH:
        raise InputError(
            Fault(
                "the register", f"{len(own)} labels a model can learn from ({', '.join(f'{n} {label}' for label, n in counts.items())})",
                f"at least {FEWEST}, and {FEWEST_OF_EACH} of two labels", "label more, for instance by 'engagement audit draw'",
            )
        )  # fmt: skip
    rows, part = _as_comments(own), _part(own.index)
    rows["hand"] = np.where(part < 2, OWN, CALIBRATES)
    rows["weight"] = max(1.0, min(WEIGHT, TOGETHER / max(int((part < 2).sum()), 1)))
    first = starter.comments()
    learned, aside = rows[part < 3], rows[judges(own.index)]
    judge = aside[~aside["text"].isin({*first["text"], *learned["text"]})]
    if judge["demand"].nunique() < 2:
        raise InputError(
            Fault("the register", f"{len(judge)} labels to judge by, of fewer than two kinds", "labels of two kinds at least",
                  "label more, for instance by 'engagement audit draw'")
        )  # fmt: skip
    card = _card(first, {"own_labels": len(rows), "own_learned_from": len(learned), "own_labels_hash": _hash(learned)})
    new = fit(pd.concat([first.assign(weight=1.0), learned]), cache, progress, (*starter.HELD_OUT, CALIBRATES), card)
    compared = before_after.compare(judge, used, new, cache)
    turned = compared.changed["change"].value_counts()
    told = card | {
        "taught_by": int((part < 2).sum()), "calibrated_by": int((part == 2).sum()), "compared_on": len(judge),
        "same_words_left_out": len(aside) - len(judge), "judging_labels_hash": _hash(judge),
        "labels": _counts(own["demand"]), "services": _counts(own["service"]), "gathered": gathered.counts,
        "figures": compared.figures.reset_index().to_dict("records"),
        "right_to_wrong": int(turned.get("right to wrong", 0)), "wrong_to_right": int(turned.get("wrong to right", 0)),
        "versions": {
            "codebook": services.codebook().version, "python": platform.python_version(),
            **{name: version(name) for name in ("scikit-learn", "numpy", "skops")},
        },
    }  # fmt: skip
    return Trained(new, compared.figures, compared.changed, tuple(map(str, judge.index)), told)


def judges(ids: pd.Index) -> np.ndarray:
    """Which responses are held out to judge: a quarter, by a hash of the id, so the same ones whenever a model is tried.

    >>> judges(pd.Index(["echo1", "echo2", "echo3", "echo4", "echo5"])).tolist()
    [False, False, False, False, True]
    """
    return _part(ids) == 3


def _part(ids: pd.Index) -> np.ndarray:
    return np.array([int(sha256(str(identifier).encode()).hexdigest()[:8], 16) % 4 for identifier in ids])


def _as_comments(own: pd.DataFrame) -> pd.DataFrame:
    """The organisation's labels in the columns of the starter comments."""
    flags = own["flags"].str.split(";")
    return own.assign(
        failure_types=pd.Series(
            [[kind for kind in kinds.split(";") if kind] for kinds in own["failure_types"]], own.index
        ),
        because=pd.Series([[] for _ in range(len(own))], own.index),
        register="",
        pair="",
        edge=0,
        **{flag: [int(flag in held) for held in flags] for flag in starter.FLAGS},
    )


def _card(comments: pd.DataFrame, more: dict[str, Any]) -> dict[str, Any]:
    """What a model was learned from."""
    return {
        "package": __version__,
        "starter_comments": len(comments),
        "starter_hash": starter.version(),
        "encoder_hash": reading.version(),
        **more,
    }


def _counts(column: pd.Series) -> dict[str, int]:
    return {str(name): int(count) for name, count in column.value_counts().sort_index().items()}


def _hash(rows: pd.DataFrame) -> str:
    """Short for a set of labelled responses, whatever their order."""
    said = rows[["demand", "failure_types", "value_type", "none_type", "flags"]].sort_index()
    return sha256(said.to_json().encode()).hexdigest()[:12]


def main() -> None:
    """Write the packaged model."""
    stored = from_starter().stored()
    PACKAGED.write_bytes(stored)
    print(f"wrote {PACKAGED}: {len(stored):,} bytes, {storing.fingerprint(stored)}")


if __name__ == "__main__":
    main()
