"""Learn the model anew: from the starter comments alone (what the package ships), or with the organisation's own labels beside them.

A new model replaces the one in use only where it does not do worse on labels that neither has learned from; either way a model card says
what was tried. ``python -m engagement_lib.classify.train`` writes the packaged model (for developers).
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from sklearn.metrics import f1_score

from engagement_lib import __version__
from engagement_lib.classify import reading, setting, starter, storing
from engagement_lib.classify.model import PACKAGED, Model, fit, packaged
from engagement_lib.classify.starter import DEMANDS
from engagement_lib.encode import Progress
from engagement_lib.problems import Fault, InputError

OWN = "the organisation"
CALIBRATES = "the organisation, calibrating"
"""The two parts of the organisation's labels that the new model sees, named as writers are."""

FEWEST = 60
"""Labels needed before a model may learn from them. **Source:** judgement: a quarter of them judges the result."""

FEWEST_OF_EACH = 5
RESAMPLES = 1_000


@dataclass(frozen=True)
class Trained:
    """What came of learning anew. ``better`` is the macro-F1 gained on the compared labels, with its 95 % interval."""

    model: Model
    adopted: bool
    better: float
    low: float
    high: float
    card: dict[str, Any]


def from_starter(cache: Path | None = None, progress: Progress | None = None) -> Model:
    """The model the package ships."""
    comments = starter.comments()
    return fit(comments, cache, progress, card=_card(comments, {}))


def again(own: pd.DataFrame, used: Model, cache: Path | None = None, progress: Progress | None = None) -> Trained:
    """Learn from the starter comments and the organisation's own labels, and compare with the model in use.

    Args:
        own: one row a labelled response, index ``response_id``: ``text`` (redacted), ``setting`` (see
            :mod:`engagement_lib.classify.setting`), ``service``, ``demand``, ``failure_types`` (joined by ``;``), ``value_type``,
            ``none_type`` and ``flags`` (joined by ``;``).

    Raises:
        InputError: when there are too few labels to learn from and to judge by.
    """
    own = own[own["demand"].isin(DEMANDS)]
    counts = own["demand"].value_counts()
    if len(own) < FEWEST or len(counts) < 2 or counts.iloc[1] < FEWEST_OF_EACH:
        raise InputError(
            Fault(
                "the register", f"{len(own)} labels a model can learn from ({', '.join(f'{n} {label}' for label, n in counts.items())})",
                f"at least {FEWEST}, and {FEWEST_OF_EACH} of two labels", "label more, for instance by 'engagement audit draw'",
            )
        )  # fmt: skip
    rows = _as_comments(own)
    part = np.array([int(sha256(str(identifier).encode()).hexdigest()[:8], 16) % 4 for identifier in rows.index])
    rows["hand"] = np.where(part < 2, OWN, CALIBRATES)
    judge = rows[part == 3]
    first = starter.comments()
    card = _card(first, {"own_labels": len(rows), "own_learned_from": int((part < 3).sum())})
    comments = pd.concat([first, rows[part < 3]])
    new = fit(comments, cache, progress, (*starter.HELD_OUT, CALIBRATES), card)
    better, low, high = _gain(judge, used, new, cache)
    card |= {"compared_on": len(judge), "macro_f1_gain": [better, low, high], "adopted": better >= 0}
    return Trained(new, better >= 0, better, low, high, card)


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


def _gain(judge: pd.DataFrame, used: Model, new: Model, cache: Path | None) -> tuple[float, float, float]:
    """How much macro-F1 the new model gains on comments neither learned from; rows drawn anew for the interval."""
    truth = judge["demand"].to_numpy(dtype=object)
    guesses = []
    for model in (used, new):
        read = model.read(list(judge["text"]), cache, settings=list(judge["setting"]))
        chances = read.chances[[f"p_{label}" for label in DEMANDS]].to_numpy()
        guesses.append(np.array(DEMANDS, dtype=object)[chances.argmax(axis=1)])
    present = sorted(set(truth))

    def gain(rows: np.ndarray) -> float:
        old, fresh = (
            f1_score(truth[rows], guess[rows], labels=present, average="macro", zero_division=0) for guess in guesses
        )
        return float(fresh - old)

    chance = np.random.default_rng(0)
    drawn = [gain(chance.integers(len(truth), size=len(truth))) for _ in range(RESAMPLES)]
    low, high = np.percentile(drawn, [2.5, 97.5])
    return round(gain(np.arange(len(truth))), 4), round(float(low), 4), round(float(high), 4)


def _card(comments: pd.DataFrame, more: dict[str, Any]) -> dict[str, Any]:
    """What a model was learned from."""
    return {
        "package": __version__,
        "starter_comments": len(comments),
        "starter_hash": starter.version(),
        "encoder_hash": reading.version(),
        **more,
    }


def gather(said: pd.DataFrame, table: Callable[[str, str], pd.DataFrame]) -> pd.DataFrame:
    """The labels people gave, with the redacted text they gave them to: what :func:`again` takes.

    Args:
        said: rows of the register: ``response_id``, ``service``, ``period`` and what was said; the last word on a response counts.
        table: gives the processed responses of a service and period. Labels whose response is no longer there are left out.
    """
    last = said.drop_duplicates("response_id", keep="last")
    parts = []
    for (service, period), rows in last.groupby(["service", "period"], sort=True):
        said_in = table(str(service), str(period))[["text", "asks", "kind"]]
        settings = [setting.of(asks, kind) for asks, kind in zip(said_in["asks"], said_in["kind"], strict=True)]
        rows = rows.set_index("response_id")
        parts.append(rows.join(said_in[["text"]].assign(setting=settings), how="inner"))
    return pd.concat(parts) if parts else last.set_index("response_id").assign(text="", setting="")


class Shelf:
    """Where an organisation's own models lie: ``demand.skops`` is the one in use, beside it a card for each that was tried."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.path = folder / "demand.skops"

    def model(self) -> Model:
        """The organisation's model if it has one that fits this version of the package, else the packaged one."""
        return self._own() or packaged()

    def fingerprint(self) -> str:
        """A hash of the model in use."""
        return storing.fingerprint((self.path if self._own() else PACKAGED).read_bytes())

    def _own(self) -> Model | None:
        if not self.path.is_file():
            return None
        own = Model(storing.load(self.path))
        return own if own.card.get("encoder_hash") == reading.version() else None

    def keep(self, trained: Trained) -> Path:
        """Write the model card, and the model where it was adopted. Returns the card's path."""
        stored = trained.model.stored()
        self.folder.mkdir(parents=True, exist_ok=True)
        self.folder.chmod(0o700)
        name = storing.fingerprint(stored)
        card = self.folder / f"model-card-{name}.json"
        card.write_text(json.dumps({"model": name, **trained.card}, indent=1) + "\n", encoding="utf-8")
        if trained.adopted:
            new = self.path.with_suffix(".new")
            new.write_bytes(stored)
            new.replace(self.path)
        return card


def main() -> None:
    """Write the packaged model."""
    stored = from_starter().stored()
    PACKAGED.write_bytes(stored)
    print(f"wrote {PACKAGED}: {len(stored):,} bytes, {storing.fingerprint(stored)}")


if __name__ == "__main__":
    main()
