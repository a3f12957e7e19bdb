"""The model: linear heads on what the encoder reads, joined by the codebook's order of precedence. Deterministic, stored without pickle.

Every sentence gets the chance that it shows a failure; the whole comment gets the chance of each label twice, by its meaning (what the
encoder makes of it) and by its words (words, runs of letters, cues); a small linear model joins them with the setting (what was asked), so
that one failing sentence makes a long comment a failure. The first three learn from the starter's writers but the held-out ones; the
joining model, which also calibrates, learns from the held-out writers, so that its chances are those for comments by strangers.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from scipy.sparse import csr_matrix, hstack
from scipy.special import expit, logit
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from threadpoolctl import threadpool_limits

from engagement_lib import storing
from engagement_lib.cache import through
from engagement_lib.classify import cues, reading, setting, starter, thresholds
from engagement_lib.classify.reading import Readings, places
from engagement_lib.classify.starter import DEMANDS, FLAGS
from engagement_lib.encode import Progress
from engagement_lib.services import codebook

PACKAGED = Path(__file__).parent / "starter" / "model.skops"

CUE_WEIGHT = 0.5
LARGEST = 15_000
"""Words and pairs of words, and as many runs of letters, that the model keeps. **Source:** judgement, for a file of a few megabytes."""

STRENGTH = 0.02
WORDS_STRENGTH = 2.0
KINDS_STRENGTH = 12.0
JOIN_STRENGTH = 0.3
"""The inverse of regularisation (``C``) of the heads on meaning, of demand by words, of kinds and flags by words, of the joining model.
**Source:** for demand by words 1 and 4 scored within .01 on the held-out writers; kinds by words and meaning together, micro-F1 there
.835 at 4 and .845 at 12 (by meaning alone .782); the others are judgement."""

FEWEST_OF_A_SERVICE = 20

FEWEST_OF_A_TYPE = 20
"""Labels with an organisation's own failure type, and failures without it, that the model needs to learn it. **Source:** judgement; in
``benchmarks/own_types.py`` twenty found half of a type, and were right 87 times in 100."""

_KINDS = ("value_type", "none_type")


@dataclass
class Seen:
    """Comments as numbers: ``meaning`` and ``words`` one row a comment, ``sentences`` one row a sentence, ``owner`` its comment."""

    meaning: np.ndarray
    words: csr_matrix
    sentences: np.ndarray
    owner: np.ndarray
    spans: list[tuple[int, int]]


@dataclass
class Read:
    """What the model makes of comments: ``chances``, one row a comment (``p_failure`` ..., ``type_<t>``, ``value_type``, ``none_type``,
    ``p_<flag>``), and for each sentence its comment, its place in the text and the chance that it shows a failure."""

    chances: pd.DataFrame
    owner: np.ndarray
    spans: list[tuple[int, int]]
    shows: np.ndarray


@dataclass
class Model:
    """All that was learned, by name, as it is stored; ``card`` says from what."""

    parts: dict[str, Any]

    @property
    def card(self) -> dict[str, Any]:
        return self.parts["card"]

    def see(self, texts: Sequence[str], cache: Path | None = None, progress: Progress | None = None) -> Seen:
        """Turn texts into numbers with the words the model knows."""
        readings = reading.read(texts, cache, progress)
        found = np.zeros((len(texts), len(cues.CUES)), np.float32)
        np.maximum.at(found, readings.owner, cue_columns(texts, readings, cache))
        blocks = [found * CUE_WEIGHT, *(self.parts[name].transform(texts) for name in ("words", "letters"))]
        return Seen(
            meaning=np.hstack([readings.whole, found * CUE_WEIGHT]),
            words=hstack([csr_matrix(block) for block in blocks]).tocsr(),
            sentences=readings.sentences,
            owner=readings.owner,
            spans=readings.spans,
        )

    def read(
        self, texts: Sequence[str], cache: Path | None = None, progress: Progress | None = None,
        settings: Sequence[str] | None = None,
    ) -> Read:  # fmt: skip
        """Judge texts, each in its setting (see :mod:`engagement_lib.classify.setting`)."""
        if not len(texts):
            nothing = self.read(["nothing"])
            return Read(nothing.chances.iloc[:0], nothing.owner[:0], [], nothing.shows[:0])
        return self.judge(self.see(texts, cache, progress), settings or [""] * len(texts))

    def judge(self, seen: Seen, settings: Sequence[str]) -> Read:
        shows = self.parts["sentence"].predict_proba(seen.sentences)[:, 1]
        joined = np.hstack([self.evidence(seen, shows), setting.columns(settings)])
        columns: dict[str, np.ndarray] = {
            f"p_{label}": chance
            for label, chance in zip(DEMANDS, self.parts["join"].predict_proba(joined).T, strict=True)
        }
        columns |= {f"type_{name}": _both(heads, seen) for name, heads in self.parts["failure_types"].items()}
        columns |= {f"p_{flag}": _both(heads, seen) for flag, heads in self.parts["flags"].items()}
        columns |= {name: self.parts[name].predict(seen.meaning) for name in _KINDS}
        return Read(pd.DataFrame(columns), seen.owner, seen.spans, shows)

    def evidence(self, seen: Seen, shows: np.ndarray) -> np.ndarray:
        """What the joining model weighs: the labels' chances by meaning and by words, the most telling sentence, all sentences together,
        how many.

        All sentences together: the chance that at least one shows a failure, were they independent (noisy or).
        **Source:** Pearl, "Probabilistic reasoning in intelligent systems", 1988, section 4.3.2, for the noisy or.
        """
        comments = len(seen.meaning)
        most, none_shows = np.full(comments, -9.0), np.zeros(comments)
        np.maximum.at(most, seen.owner, _logit(shows))
        np.add.at(none_shows, seen.owner, np.log1p(-np.clip(shows, 0, 0.999)))
        number = np.maximum(np.bincount(seen.owner, minlength=comments), 1)
        return np.column_stack([
            _logit(self.parts["demand"].predict_proba(seen.meaning)),
            _logit(self.parts["demand_by_words"].predict_proba(seen.words)),
            most, _logit(1 - np.exp(none_shows)), np.log(number),
        ])  # fmt: skip

    def stored(self) -> bytes:
        """The model as a file."""
        return storing.dumps(self.parts)


def cue_columns(texts: Sequence[str], readings: Readings, folder: Path | None = None) -> np.ndarray:
    """One row a sentence, one column a cue: 1 where the cue was found. With ``folder`` what was found in a text is kept there."""
    column = {cue.name: number for number, cue in enumerate(cues.CUES)}
    spans = {text: readings.spans[mine] for text, mine in zip(texts, places(readings.owner, len(texts)), strict=True)}

    def look(text: str) -> bytes:
        found = np.zeros((len(spans[text]), len(column)), np.uint8)
        for row, span in enumerate(spans[text]):
            for match in cues.found(text, *span):
                found[row, column[match.cue.name]] = 1
        return found.tobytes()

    known = through(folder, f"cues-{cues.version()}", texts, lambda missing: {text: look(text) for text in missing})
    every = b"".join(known[text] for text in texts)
    return np.frombuffer(every, np.uint8).reshape(-1, len(column)).astype(np.float32)


def _both(heads: dict[str, LogisticRegression], seen: Seen) -> np.ndarray:
    """The chance by meaning and by words, midway between their log-odds."""
    by_meaning, by_words = (heads[view].predict_proba(getattr(seen, view))[:, 1] for view in ("meaning", "words"))
    return expit((_logit(by_meaning) + _logit(by_words)) / 2)


def _logit(chances: np.ndarray) -> np.ndarray:
    return logit(np.clip(chances, 1e-4, 1 - 1e-4))


def fit(
    comments: pd.DataFrame, cache: Path | None = None, progress: Progress | None = None,
    held_out: Iterable[str] = starter.HELD_OUT, card: dict[str, Any] | None = None,
) -> Model:  # fmt: skip
    """Learn from labelled comments (columns of the starter comments); those by the writers ``held_out`` calibrate.

    A column ``weight`` says how many comments each counts for where the demand is learned; without it, one.
    """
    comments = comments[comments["demand"] != "unclear"]
    aside = comments["hand"].isin(list(held_out)).to_numpy()
    texts = list(comments["text"])
    taught = [text for text, out in zip(texts, aside, strict=True) if not out]
    model = Model({
        "words": TfidfVectorizer(ngram_range=(1, 2), min_df=3, sublinear_tf=True, max_features=LARGEST, dtype=np.float32).fit(taught),
        "letters": TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 4), min_df=3, sublinear_tf=True, max_features=LARGEST,
                                   dtype=np.float32).fit(taught),
    })  # fmt: skip
    seen = model.see(texts, cache, progress)
    learn, tell = comments[~aside], comments[aside]
    rows, words, demand = seen.meaning[~aside], seen.words[~aside], learn["demand"].to_numpy(dtype=object)
    weight = learn["weight"].to_numpy() if "weight" in learn else None
    typed = (demand == "failure") & learn["failure_types"].map(
        bool
    ).to_numpy()  # an organisation's labels may name none
    types = sorted({name for names in learn["failure_types"] for name in names})
    of_kind = {kind: (demand == kind.split("_")[0]) & (learn[kind] != "").to_numpy() for kind in _KINDS}
    taught_by = {name: asked for name in types if (asked := _asked(learn[typed], name)).any()}
    known = (comments["demand"] != "failure").to_numpy() | comments["because"].map(bool).to_numpy()
    mine = (~aside & known)[seen.owner]
    with threadpool_limits(limits=1):  # several threads wait for one another longer than they work
        model.parts |= {
            "sentence": _linear(balance=None).fit(seen.sentences[mine], _shown(comments, seen)[mine]),
            "demand": _linear().fit(rows, demand, weight),
            "demand_by_words": _linear(WORDS_STRENGTH).fit(words, demand, weight),
            "failure_types": {
                name: _heads(rows[typed][asked], words[typed][asked], _named(learn[typed][asked], name))
                for name, asked in taught_by.items()
            },
            **{kind: _linear().fit(rows[held], learn.loc[held, kind].to_numpy(dtype=object)) for kind, held in of_kind.items()},
            "flags": {flag: _heads(rows, words, learn[flag].to_numpy() == 1) for flag in FLAGS},
        }  # fmt: skip
        shows = model.parts["sentence"].predict_proba(seen.sentences)[:, 1]
        settings = comments["setting"].tolist()
        evidence = np.hstack([model.evidence(seen, shows), setting.columns(settings)])[aside]
        model.parts["join"] = _join(evidence, tell["demand"])
        model.parts["measured"] = _measured(tell, evidence)
        chances = model.judge(seen, settings).chances[aside].reset_index(drop=True)
        chances = chances.drop(columns=[f"type_{name}" for name in taught_by if name not in codebook().failure_types])
    model.parts["thresholds"] = thresholds.chosen(tell.reset_index(drop=True), chances)
    model.parts["card"] = card or {}
    return model


def _join(evidence: np.ndarray, demand: pd.Series) -> LogisticRegression:
    """Learn to weigh the evidence, from each comment once in its setting and once as if that were not known."""
    unknown = evidence.copy()
    unknown[:, -len(setting.SETTINGS) :] = 0
    twice = np.concatenate([demand.to_numpy(dtype=object)] * 2)
    return LogisticRegression(C=JOIN_STRENGTH, max_iter=5000).fit(np.vstack([evidence, unknown]), twice)


def _measured(people: pd.DataFrame, evidence: np.ndarray) -> dict[str, float]:
    """How the machine does on writers of whom nothing was learned: each held-out writer judged by what the others calibrated.

    ``spread`` is the typical distance (root mean square) between the log-odds of a service's true failure share and of the machine's.
    """
    demand, hands = people["demand"].to_numpy(dtype=object), people["hand"].to_numpy(dtype=object)
    chance, said = np.zeros(len(people)), np.zeros(len(people), dtype=bool)
    for hand in sorted(set(hands)):
        mine = hands == hand
        chances = _join(evidence[~mine], people["demand"][~mine]).predict_proba(evidence[mine])
        chance[mine], said[mine] = chances[:, 0], chances.argmax(axis=1) == 0
    failing = demand == "failure"
    groups = pd.DataFrame({"chance": chance, "failing": failing}).groupby(people["service"].to_numpy(dtype=object))
    shares = groups.mean()[groups.size() >= FEWEST_OF_A_SERVICE].clip(0.01, 0.99)
    apart = logit(shares["failing"]) - logit(shares["chance"])
    return {
        "sensitivity": round(float(said[failing].mean()), 4), "specificity": round(float(1 - said[~failing].mean()), 4),
        "failures": int(failing.sum()), "others": int((~failing).sum()),
        "spread": round(float(np.sqrt((apart**2).mean())), 4),
    }  # fmt: skip


def _shown(comments: pd.DataFrame, seen: Seen) -> np.ndarray:
    """For each sentence whether the words that show the failure stand in it."""
    texts, because, of = list(comments["text"]), list(comments["because"]), places(seen.owner, len(comments))
    each = [starter.shown(text, words, seen.spans[mine]) for text, words, mine in zip(texts, because, of, strict=True)]
    return np.concatenate(each)


def _named(failures: pd.DataFrame, name: str) -> np.ndarray:
    return np.array([name in names for names in failures["failure_types"]], dtype=bool)


def _asked(failures: pd.DataFrame, name: str) -> np.ndarray:
    """Whose labels tell of a failure type: everybody's of a packaged one; of an organisation's own those given since somebody first used it
    (``at``), since the others could not have. No rows where these are too few."""
    named = _named(failures, name)
    if name in codebook().failure_types:
        return np.ones(len(failures), dtype=bool)
    nobody = np.zeros(len(failures), dtype=bool)
    if "at" not in failures:
        return nobody
    asked = (failures["at"] >= failures.loc[named, "at"].min()).to_numpy(dtype=bool)
    return asked if min(named[asked].sum(), (~named[asked]).sum()) >= FEWEST_OF_A_TYPE else nobody


def _heads(meaning: np.ndarray, words: csr_matrix, held: Sequence[bool] | np.ndarray) -> dict[str, LogisticRegression]:
    """For one failure type or flag, a head on meaning and one on words."""
    return {
        "meaning": _linear(STRENGTH, None).fit(meaning, held),
        "words": _linear(KINDS_STRENGTH, None).fit(words, held),
    }


def _linear(strength: float = STRENGTH, balance: str | None = "balanced") -> LogisticRegression:
    return LogisticRegression(C=strength, class_weight=balance, max_iter=3000)


@lru_cache(maxsize=1)
def packaged() -> Model:
    """The model that comes with the package."""
    return Model(storing.load(PACKAGED))
