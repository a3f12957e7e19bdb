"""A failure type of an organisation's own: the model learns it from labels given since it was first used, and from enough of them."""

from __future__ import annotations

import pandas as pd
import pytest

from engagement_lib.classify import labels, starter, train
from engagement_lib.classify.last_word import Gathered
from engagement_lib.classify.model import packaged


@pytest.fixture(scope="module")
def few() -> pd.DataFrame:
    """Some starter comments of each writer, so that learning takes seconds."""
    rows = starter.comments()
    return rows[rows["demand"] != "unclear"].groupby("hand").sample(25, random_state=1)


def own(few: pd.DataFrame, since: str) -> pd.DataFrame:
    """Labels of an organisation that calls "routine_missed" its own way; the earlier half was labelled before it did."""
    rows = starter.comments()
    rows = rows[rows["hand"].isin(starter.HELD_OUT) & (rows["demand"] != "unclear")].drop(few.index, errors="ignore")
    rows = rows.sample(1_200, random_state=2).sort_index()
    named = [
        ";".join("weekly_round" if kind == "routine_missed" else kind for kind in kinds)
        for kinds in rows["failure_types"]
    ]
    at = pd.Series(pd.Timestamp(since, tz="UTC"), rows.index)
    at.iloc[:200] = pd.Timestamp("2026-01-01", tz="UTC")
    before = pd.Series(named, rows.index).where(
        at > pd.Timestamp("2026-06-01", tz="UTC"), rows["failure_types"].str.join(";")
    )
    return pd.DataFrame({
        "text": rows["text"], "setting": rows["setting"], "service": rows["service"], "demand": rows["demand"], "failure_types": before,
        "value_type": rows["value_type"], "none_type": rows["none_type"], "at": at,
        "flags": [";".join(flag for flag in starter.FLAGS if row[flag]) for _, row in rows.iterrows()],
    }).rename_axis("response_id")  # fmt: skip


def trained(few: pd.DataFrame, said: pd.DataFrame):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(starter, "comments", lambda: few)
        return train.again(Gathered(said), packaged()).model


@pytest.fixture(scope="module")
def said(few: pd.DataFrame) -> pd.DataFrame:
    return own(few, "2026-12-01")


def test_a_type_with_enough_labels_is_learned_and_given(few: pd.DataFrame, said: pd.DataFrame):
    model = trained(few, said)
    assert "weekly_round" in model.parts["failure_types"]
    given = labels(["The bins were not emptied again this week", "Rent is wrong again and I want it back"], model)
    assert "weekly_round" in given.loc[0, "failure_types"] and "weekly_round" not in given.loc[1, "failure_types"]


def test_with_too_few_labels_it_is_left_to_people(few: pd.DataFrame, said: pd.DataFrame):
    named = said["failure_types"].str.contains("weekly_round")
    fewer = said[~named | (named.cumsum() <= 25)]
    assert "weekly_round" not in trained(few, fewer).parts["failure_types"]


def test_labels_that_do_not_say_when_they_were_given_teach_no_own_type(few: pd.DataFrame, said: pd.DataFrame):
    assert "weekly_round" not in trained(few, said.drop(columns="at")).parts["failure_types"]
