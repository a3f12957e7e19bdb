"""What more coding would gain: on made-up services where the true gain is known, and nothing told where nothing can be."""

from __future__ import annotations

from dataclasses import FrozenInstanceError

import numpy as np
import pytest

from engagement_lib.label import curve
from engagement_lib.problems import InputError

WIDE = 24
Labels = tuple[np.ndarray, np.ndarray, np.ndarray]


class Service:
    """Three kinds of comment that lie apart, and a machine that leans the wrong way by so much."""

    def __init__(self, seed: int, lean: float, apart: float = 2.2):
        self.random = np.random.default_rng(seed)
        middles = self.random.normal(size=(3, WIDE))
        self.middles = apart * middles / np.linalg.norm(middles, axis=1, keepdims=True)
        self.lean = lean * self.random.normal(size=(WIDE, 3))

    def draw(self, n: int) -> Labels:
        kind = self.random.choice(3, n, p=[0.45, 0.2, 0.35])
        points = self.middles[kind] + self.random.normal(size=(n, WIDE))
        odds = np.exp(points @ self.middles.T + points @ self.lean)
        vectors = points / np.linalg.norm(points, axis=1, keepdims=True)
        return np.array(curve.DEMANDS)[kind], odds / odds.sum(axis=1, keepdims=True), vectors

    def true_gain(self, n: int, more: int) -> float:
        """The mean over twelve draws of what the same head gains on 2,000 others."""
        judge, gains = self.draw(2_000), []
        for _ in range(12):
            taught = self.draw(n + more)
            given, chances, vectors = (np.concatenate(pair) for pair in zip(taught, judge, strict=True))
            logs = np.log(np.clip(chances, 1e-3, 1))
            features = np.hstack([logs - logs.mean(axis=1, keepdims=True), vectors / vectors.std() / np.sqrt(WIDE)])
            others = np.arange(n + more, len(given))
            before, after = (
                curve._score(
                    given[others], curve._learned(features, given, np.arange(size), others, given), list(curve.DEMANDS)
                )
                for size in (n, n + more)
            )
            gains.append(after - before)
        return float(np.mean(gains))


@pytest.mark.slow
def test_the_interval_holds_the_true_gain():
    held = []
    for seed in range(8):
        service = Service(seed, lean=0.5)
        told = curve.learning_curve(list((drawn := service.draw(120))[0]), *drawn[1:], more=60, seed=seed)
        assert told.gain is not None and told.low is not None and told.high is not None
        held.append(told.low <= service.true_gain(120, 60) <= told.high)
    assert np.mean(held) >= 0.8


def test_more_is_gained_where_the_machine_is_poor_than_where_it_is_good():
    poor, good = (Service(3, lean).draw(150) for lean in (1.0, 0.0))
    gains = [curve.learning_curve(list(drawn[0]), *drawn[1:]).gain for drawn in (poor, good)]
    assert gains[0] is not None and gains[1] is not None and gains[0] > gains[1]


def test_the_curve_is_told_in_words_and_cannot_be_altered():
    given, chances, vectors = Service(1, lean=0.8).draw(160)
    told = curve.learning_curve(list(given), chances, vectors, 40, "repairs")
    assert told.sentence.startswith("Coding 40 more repairs comments would gain ")
    assert told.labels == 160 and len(told.sizes) == len(told.scores) and max(told.sizes) < 160
    assert told.gain is not None and told.low is not None and told.high is not None
    assert 0 <= told.low <= told.gain <= told.high
    assert told == curve.learning_curve(list(given), chances, vectors, 40, "repairs")
    with pytest.raises(FrozenInstanceError):
        told.labels = 1  # type: ignore[misc]


@pytest.mark.parametrize(
    ("gain", "low", "high", "said"),
    [
        (0.031, 0.012, 0.049, "about 3 points (1 to 5)"), (0.012, 0.0, 0.02, "about 1 point (0 to 2)"),
        (0.002, 0.0, 0.013, "less than one point (0 to 1)"), (0.001, 0.0, 0.004, "less than one point"),
    ],
)  # fmt: skip
def test_the_sentence(gain: float, low: float, high: float, said: str):
    assert curve._sentence(40, "", gain, low, high) == f"Coding 40 more comments would gain {said}."


def test_it_cannot_be_told_from_few_labels_or_of_one_kind():
    given, chances, vectors = Service(2, lean=0.5).draw(100)
    few = curve.learning_curve(list(given[:59]), chances[:59], vectors[:59])
    assert few.gain is None and "59 labels are there, 60 are needed" in few.sentence
    unclear = curve.learning_curve(["unclear"] * 50 + list(given[50:]), chances, vectors)
    assert unclear.gain is None and unclear.labels == 50
    one = curve.learning_curve(["failure"] * 97 + ["value"] * 3, chances, vectors)
    assert one.gain is None and "two kinds" in one.sentence
    assert curve.learning_curve([], np.zeros((0, 3)), np.zeros((0, WIDE))).gain is None


def test_labels_that_hang_on_nothing_gain_nothing_or_cannot_be_told():
    random = np.random.default_rng(0)
    given = random.choice(curve.DEMANDS, 90)
    vectors = random.normal(size=(90, WIDE))
    told = curve.learning_curve(list(given), random.dirichlet([1, 1, 1], 90), vectors)
    assert told.gain is None or told.low == 0


def test_a_kind_too_rare_to_score_takes_no_part():
    given, chances, vectors = Service(5, lean=0.5).draw(100)
    given = np.where(given == "none", "value", given)
    given[:3] = "none"
    assert curve.learning_curve(list(given), chances, vectors).sizes


def test_every_fault_is_told_at_once():
    with pytest.raises(InputError) as told:
        curve.learning_curve(["failure"] * 5, np.zeros((4, 3)), np.zeros((3, 8)), more=0)
    assert len(told.value.faults) == 3
