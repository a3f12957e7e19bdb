"""What more coding would gain: how well a light learner does with more and more of the labels so far, and where that curve leads.

The learner stands in for the demand model, which takes a minute to learn and would have to do so a hundred times: a linear head that starts
from the chances of the model in use and adds what the organisation's labels show in sentence vectors. It gives the shape of the curve, not
the score that ``engagement evaluate`` gives.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.stats import t as student
from sklearn.decomposition import PCA
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.metrics import f1_score
from sklearn.model_selection import StratifiedShuffleSplit
from threadpoolctl import threadpool_limits

from engagement_lib.problems import Fault, InputError

DEMANDS = ("failure", "none", "value")

FEWEST = 60
"""Labels needed before anything is foretold. **Source:** judgement: a quarter of them judges."""

FEWEST_OF_EACH = 5
"""Labels of one kind without which it takes no part in the score, and at least two kinds must have. **Source:** judgement."""

SPLITS = 30
JUDGING = 1 / 4
STEPS = 6
DIRECTIONS = 32
"""How often the labels are split, which share judges, how many sizes are tried of the rest, into how many directions vectors are pressed.
**Source:** judgement, for a few seconds."""

STRENGTH = 1.0
"""The inverse of regularisation (``C``) of the head. **Source:** of .1, .3, 1 and 3 it gave curves that were high and steady on four
services of the starter comments."""

POWER = 0.5
"""How fast the distance from the ceiling shrinks: with the square root of the labels. **Source:** judgement, and a trial: with the power
fitted too, the interval held the true gain in 65 to 95 of 100 trials only, and the gain itself was farther off."""

TOO_WIDE = 0.10
"""An interval wider than this tells nothing that helps to decide. **Source:** judgement."""


@dataclass(frozen=True)
class Curve:
    """How macro-F1 grew with labels, and what ``more`` of them would gain. Scores and gains lie between 0 and 1.

    ``sizes`` and ``scores``: labels learned from and the mean score on held-out ones. ``before``: the score of the model in use on these.
    ``gain``, ``low``, ``high``: the gain foretold and its 95 % interval, ``None`` where it cannot be told. ``sentence`` says it in words.
    """

    labels: int
    more: int
    before: float | None
    sizes: tuple[int, ...]
    scores: tuple[float, ...]
    gain: float | None
    low: float | None
    high: float | None
    sentence: str


def learning_curve(
    said: Sequence[str], chances: np.ndarray, vectors: np.ndarray, more: int = 40, about: str = "", seed: int = 0
) -> Curve:
    """How the score grew with the organisation's own labels, and what so many more would gain.

    Labels should come from comments chosen at random: those chosen for being hard show another curve. The chances should come from a model
    that has not learned from these labels, or it has nothing left to gain.

    Args:
        said: the demand people gave, one a response; ``unclear`` is left out.
        chances: the machine's chances of failure, none and value, shape ``(responses, 3)``.
        vectors: unit vectors of the texts, shape ``(responses, directions)``.
        more: how many more labels are thought of.
        about: what the comments are about, for the sentence: "repairs".

    The curve is ``a - b / sqrt(n)``, fitted by least squares with the larger sizes weighing more. The interval is that of the mean gain
    over random splits, widened since the splits share labels.
    **Source:** R. Figueroa and others, 2012, for the curve; C. Nadeau and Y. Bengio, 2003, for the widening. In
    ``benchmarks/gain_curve.py``, made-up services whose true gain from 40 more is known, the interval held it in 93 % of those of which 60
    labels told something (43 of 60 services), and in 97 % with 100 and with 200 labels (60 of 60). With 60 labels the gain told was too low
    by a third on average.

    Raises:
        InputError: when the three do not have as many rows, or ``more`` is less than one.

    >>> learning_curve(["failure"] * 20, np.full((20, 3), 1 / 3), np.eye(20)).sentence
    'It cannot be told yet what more coding would gain: 20 labels are there, 60 are needed.'
    """
    _check(said, chances, vectors, more)
    given = np.asarray(said, dtype=object)
    usable = np.isin(given, DEMANDS)
    given, chances, vectors = given[usable], np.asarray(chances, float)[usable], np.asarray(vectors, float)[usable]
    kinds, counts = np.unique(given.astype(str), return_counts=True)
    many = kinds[counts >= FEWEST_OF_EACH]
    if len(given) < FEWEST:
        return _cannot(len(given), more, f"{len(given)} labels are there, {FEWEST} are needed")
    if len(many) < 2:
        return _cannot(len(given), more, f"fewer than two kinds of demand have {FEWEST_OF_EACH} labels")
    kept = np.isin(given, many)
    with threadpool_limits(limits=1):  # many small heads: several threads wait for one another longer than they work
        sizes, scores, before = _measured(given[kept].astype(str), chances[kept], vectors[kept], list(many), seed)
    shown = (
        round(before, 4),
        tuple(int(size) for size in sizes),
        tuple(float(score) for score in scores.mean(axis=0).round(4)),
    )
    told = _foretold(sizes, scores, int(kept.sum()), more)
    if told is None:
        return _cannot(len(given), more, "the labels so far show no clear curve", *shown)
    gain, low, high = told
    return Curve(len(given), more, *shown, gain, low, high, _sentence(more, about, gain, low, high))


def _measured(
    given: np.ndarray, chances: np.ndarray, vectors: np.ndarray, kinds: list[str], seed: int
) -> tuple[np.ndarray, np.ndarray, float]:
    """The sizes tried, the score of each split at each size, and the mean score of the model in use."""
    directions = min(DIRECTIONS, *vectors.shape)
    pressed = PCA(directions, svd_solver="full").fit_transform(vectors)
    pressed /= max(pressed.std(), 1e-9) * np.sqrt(directions)
    logs = np.log(np.clip(chances, 1e-3, 1))
    features = np.hstack([logs - logs.mean(axis=1, keepdims=True), pressed])
    guess = np.array(DEMANDS)[chances.argmax(axis=1)]
    learn = len(given) - round(len(given) * JUDGING)
    sizes = np.unique(np.geomspace(max(15, learn / 5), learn, STEPS).round().astype(int))
    splits = StratifiedShuffleSplit(SPLITS, test_size=len(given) - learn, random_state=seed)
    scores, before = [], []
    for taught, judge in splits.split(features, given):
        before.append(_score(given[judge], guess[judge], kinds))
        scores.append(
            [_score(given[judge], _learned(features, given, taught[:size], judge, guess), kinds) for size in sizes]
        )
    return sizes, np.array(scores), float(np.mean(before))


def _learned(
    features: np.ndarray, given: np.ndarray, taught: np.ndarray, judge: np.ndarray, guess: np.ndarray
) -> np.ndarray:
    if len(set(given[taught])) < 2:
        return guess[judge]
    head = LogisticRegression(C=STRENGTH, class_weight="balanced", max_iter=1000).fit(features[taught], given[taught])
    return head.predict(features[judge])


def _score(truth: np.ndarray, guess: np.ndarray, kinds: list[str]) -> float:
    return float(f1_score(truth, guess, labels=kinds, average="macro", zero_division=0))


def _foretold(sizes: np.ndarray, scores: np.ndarray, labels: int, more: int) -> tuple[float, float, float] | None:
    """The gain from so many more labels and its interval; ``None`` where the interval is too wide to help."""
    line = LinearRegression().fit(sizes[:, None] ** -POWER, scores.T, sample_weight=sizes)
    gains = -line.coef_[:, 0] * (labels**-POWER - (labels + more) ** -POWER)  # one a split
    gain, widened = float(gains.mean()), 1 / len(gains) + JUDGING / (1 - JUDGING)
    half = float(student.ppf(0.975, len(gains) - 1) * np.sqrt(gains.var(ddof=1) * widened))
    if 2 * half > TOO_WIDE:
        return None
    low, middle, high = (round(max(0.0, end), 4) for end in (gain - half, gain, gain + half))
    return middle, low, high


def _sentence(more: int, about: str, gain: float, low: float, high: float) -> str:
    what = f"{more} more {about} comments" if about else f"{more} more comments"
    points = [round(100 * share) for share in (gain, low, high)]
    if points[2] < 1:
        return f"Coding {what} would gain less than one point."
    gained = "less than one point" if points[0] < 1 else f"about {points[0]} {'point' if points[0] == 1 else 'points'}"
    return f"Coding {what} would gain {gained} ({points[1]} to {points[2]})."


def _cannot(
    labels: int,
    more: int,
    why: str,
    before: float | None = None,
    sizes: tuple[int, ...] = (),
    scores: tuple[float, ...] = (),
) -> Curve:
    return Curve(
        labels,
        more,
        before,
        sizes,
        scores,
        None,
        None,
        None,
        f"It cannot be told yet what more coding would gain: {why}.",
    )


def _check(said: Sequence[str], chances: np.ndarray, vectors: np.ndarray, more: int) -> None:
    faults = []
    if more < 1:
        faults.append(Fault("how many more labels", str(more), "one or more", "ask for at least one"))
    if np.shape(chances) != (len(said), len(DEMANDS)):
        faults.append(Fault("the chances", f"an array of shape {np.shape(chances)}", f"{(len(said), len(DEMANDS))}",
                            "give the chance of each demand for each label"))  # fmt: skip
    if np.ndim(vectors) != 2 or len(vectors) != len(said):
        faults.append(Fault("the vectors", f"an array of shape {np.shape(vectors)}", f"{len(said)} rows, one a label",
                            "give the vectors of the labelled texts in their order"))  # fmt: skip
    if faults:
        raise InputError(faults)
