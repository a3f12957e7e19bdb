"""The machine's labels beside people's: figures that must come out, and tables that are refused."""

from __future__ import annotations

import pandas as pd
import pytest

from engagement_lib.classify import evaluate
from engagement_lib.problems import InputError

PEOPLE = pd.DataFrame({
    "text": ["I reported it three weeks ago and nobody came", "Bins not collected again", "How do I apply for a garage?",
             "My tap has started dripping", "Thank you, the plumber was lovely", "What a day"],
    "demand": ["failure", "failure", "value", "value", "none", "unclear"],
    "failure_types": ["no_response;missed_appointment", "routine_missed", "", "", "", ""],
    "hazard": [0, 0, 0, 0, 0, 0],
    "source": ["survey", "survey", "complaints", "complaints", "survey", "survey"],
})  # fmt: skip


@pytest.fixture(scope="module")
def figures() -> dict:
    before = PEOPLE.copy(deep=True)
    answer = evaluate.demand(PEOPLE)
    pd.testing.assert_frame_equal(PEOPLE, before)
    return answer


def test_what_a_person_called_unclear_is_left_out(figures: dict):
    assert figures["n"] == 5
    assert figures["support"] == {"failure": 2, "none": 1, "value": 2}


def test_the_confusion_adds_up(figures: dict):
    assert sum(sum(row.values()) for row in figures["confusion"].values()) == 5
    assert figures["macro_f1"] == pytest.approx(sum(figures["f1"].values()) / 3, abs=1e-4)


def test_sources_and_baselines_stand_beside(figures: dict):
    assert {name: part["n"] for name, part in figures["by_source"].items()} == {"complaints": 2, "survey": 3}
    assert set(figures["baselines"]) == {"majority", "keywords", "tfidf_linear"}
    assert figures["failure_types"]["n"] == 2
    assert figures["hazard"]["recall"] is None


@pytest.mark.parametrize(
    ("table", "told"),
    [
        (pd.DataFrame({"words": ["a"]}), "no column 'text'"),
        (pd.DataFrame({"text": ["a"], "demand": ["Failur"]}), "Failur"),
        (pd.DataFrame({"text": ["a"], "demand": ["unclear"]}), "label"),
        (pd.DataFrame({"text": [], "demand": []}), "label"),
    ],
)
def test_tables_that_cannot_be_scored_are_refused(table: pd.DataFrame, told: str):
    with pytest.raises(InputError, match=told):
        evaluate.demand(table)


@pytest.mark.parametrize(
    ("confidence", "right", "error"),
    [([1.0, 1.0], [True, True], 0.0), ([1.0, 1.0], [False, False], 1.0), ([0.5, 0.5], [True, False], 0.0)],
)
def test_calibration_error(confidence: list[float], right: list[bool], error: float):
    assert evaluate.calibration_error(pd.Series(confidence), pd.Series(right)) == error
