"""Learning anew with the organisation's own labels: who may judge, what is compared, what is refused."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import f1_score

from engagement_lib.classify import before_after, evaluate, labels, starter, train
from engagement_lib.classify.model import packaged
from engagement_lib.problems import InputError


@pytest.fixture(scope="module")
def few():
    """Some starter comments of each writer, so that learning takes seconds."""
    all_of_them = starter.comments()
    all_of_them = all_of_them[all_of_them["demand"] != "unclear"]
    return all_of_them.groupby("hand").sample(12, random_state=1)


@pytest.fixture(scope="module")
def own(few):
    """Labels of an organisation: as from an audit, failures name no types but every second, and values and nones no kind."""
    rows = starter.comments()
    rows = rows[
        (rows["hand"] == "a plain month") & (rows["demand"] != "unclear") & ~rows["text"].isin(few["text"])
    ].head(120)
    types = rows["failure_types"].str.join(";").where(np.arange(len(rows)) % 2 == 0, "")
    return pd.DataFrame({
        "text": rows["text"], "setting": rows["setting"], "service": rows["service"], "demand": rows["demand"],
        "failure_types": types, "value_type": "", "none_type": "",
        "flags": [";".join(flag for flag in starter.FLAGS if row[flag]) for _, row in rows.iterrows()],
    }).rename_axis("response_id")  # fmt: skip


@pytest.fixture(scope="module")
def trained(few, own, tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(starter, "comments", lambda: few)
        echo = own.iloc[[0]].set_axis(["echo5"])  # the words of a comment that is learned from, under an id that judges
        assert train.judges(echo.index).all() and not train.judges(own.index[:1]).any()
        gathered = train.Gathered(pd.concat([own, echo]), disputed=3, people=2)
        return train.again(gathered, packaged(), tmp_path_factory.mktemp("cache"))


def test_the_quarter_that_judges_taught_nothing(trained, own):
    judge = set(trained.judged_by)
    assert judge == set(own.index[train.judges(own.index)])
    card = trained.card
    assert card["own_labels"] == 121 and card["compared_on"] == len(judge) and card["same_words_left_out"] == 1
    assert card["own_learned_from"] == card["taught_by"] + card["calibrated_by"] == 120 - len(judge)


def test_which_responses_judge_does_not_depend_on_the_others(own):
    more = pd.Index([*own.index, *(f"new{number}" for number in range(50))])
    assert (train.judges(more)[: len(own)] == train.judges(own.index)).all()


def test_labels_without_kinds_teach_no_nameless_kind(trained):
    for kind in ("value_type", "none_type"):
        assert "" not in trained.model.parts[kind].classes_


def test_the_result_is_the_same_table_for_a_person_and_a_program(trained):
    overall = trained.figures.loc["macro-F1"]
    assert overall["gain_low"] <= trained.better == overall["gain"] <= overall["gain_high"]
    assert trained.better == pytest.approx(overall["after"] - overall["before"], abs=2e-4)
    assert "macro-F1" in repr(trained) and trained._repr_html_().count("<tr") == len(trained.figures) + 2
    assert list(trained.table) == ["comments", "before", "after", "gain", "verdict"]
    facts = {row["measure"]: row["after"] for row in trained.card["figures"]}
    assert facts == trained.figures["after"].to_dict()


def test_the_card_of_a_model_holds_no_text(trained, own):
    told = str(trained.card)
    assert not [text for text in own["text"] if len(text) > 15 and text in told]
    assert trained.card["gathered"]["disputed_left_out"] == 3


def test_too_few_labels_are_refused_with_their_number(own):
    with pytest.raises(InputError, match="20 labels"):
        train.again(train.Gathered(own.head(20)), packaged())


@pytest.fixture(scope="module")
def judge(own):
    rows = own.head(60).copy()
    rows["demand"] = np.roll(rows["demand"].to_numpy(dtype=object), 7)  # so that the machine is often wrong
    rows["service"] = np.where(np.arange(60) < 30, "waste", "lifts")
    flags = {flag: [int(flag in held) for held in rows["flags"].str.split(";")] for flag in starter.FLAGS}
    return rows.assign(
        failure_types=rows["failure_types"].map(lambda types: [t for t in types.split(";") if t]), **flags
    )


def test_figures_are_those_of_the_libraries(judge, tmp_path):
    model = packaged()
    figures = before_after.compare(judge, model, model, tmp_path).figures
    said = labels(list(judge["text"]), model, tmp_path, settings=list(judge["setting"])).set_index(judge.index)
    truth, guess = judge["demand"].astype(str), said["demand"].astype(str)
    present = sorted(set(truth))
    macro = f1_score(truth, guess, labels=present, average="macro", zero_division=0)
    assert figures.loc["macro-F1", "before"] == pytest.approx(macro, abs=1e-4)
    for label in present:
        one = f1_score(truth, guess, labels=[label], average=None, zero_division=0)[0]
        assert figures.loc[f"F1 of {label}", "after"] == pytest.approx(one, abs=1e-4)
    low, high = evaluate.intervals(truth, guess)["macro_f1"]
    assert figures.loc["macro-F1", "before_low"] == pytest.approx(low, abs=0.03)
    assert figures.loc["macro-F1", "before_high"] == pytest.approx(high, abs=0.03)
    right = (truth == guess).reset_index(drop=True)
    error = evaluate.calibration_error(said["demand_confidence"].reset_index(drop=True), right)
    assert figures.loc["calibration error", "before"] == pytest.approx(error, abs=1e-3)
    assert {"macro-F1, waste", "macro-F1, lifts"} <= set(figures.index)
    assert (figures["gain"] == 0).all() and set(figures["verdict"]) <= {"cannot tell", "too few to tell", ""}


def test_comments_that_change_sides_are_listed_evenly(trained):
    changed = pd.DataFrame({"change": ["right to wrong"] * 30 + ["wrong to right"] * 4, "text": "x"})
    shown = train.Trained(trained.model, trained.figures, changed, (), {}).telling(20)
    assert shown["change"].value_counts().to_dict() == {"right to wrong": 16, "wrong to right": 4}
    changed = pd.DataFrame({"change": ["right to wrong"] * 30 + ["wrong to right"] * 40, "text": "x"})
    shown = train.Trained(trained.model, trained.figures, changed, (), {}).telling(20)
    assert shown["change"].value_counts().to_dict() == {"right to wrong": 10, "wrong to right": 10}
