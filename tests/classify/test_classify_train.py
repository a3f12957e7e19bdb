"""Learning anew with the organisation's own labels: what is adopted, what is written, what is refused."""

import json
from dataclasses import replace

import pandas as pd
import pytest

from engagement_lib.classify import starter, storing, train
from engagement_lib.classify.model import packaged
from engagement_lib.problems import InputError


@pytest.fixture(scope="module")
def few():
    """Some starter comments of each writer, so that learning takes seconds."""
    all_of_them = starter.comments()
    all_of_them = all_of_them[all_of_them["demand"] != "unclear"]
    return all_of_them.groupby("hand").sample(25, random_state=1)


@pytest.fixture(scope="module")
def own():
    rows = starter.comments()
    rows = rows[(rows["hand"] == "a plain month") & (rows["demand"] != "unclear")].head(160)
    return pd.DataFrame({
        "text": rows["text"], "setting": rows["setting"], "service": rows["service"], "demand": rows["demand"],
        "failure_types": rows["failure_types"].str.join(";"), "value_type": rows["value_type"], "none_type": rows["none_type"],
        "flags": [";".join(flag for flag in starter.FLAGS if row[flag]) for _, row in rows.iterrows()],
    }).rename_axis("response_id")  # fmt: skip


@pytest.fixture(scope="module")
def trained(few, own):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(starter, "comments", lambda: few)
        return train.again(own, packaged())


def test_a_model_is_adopted_only_where_it_does_not_do_worse(trained):
    assert trained.adopted == (trained.better >= 0) == trained.card["adopted"]
    assert trained.low <= trained.better <= trained.high
    assert trained.card["own_labels"] == 160 and trained.card["compared_on"] + trained.card["own_learned_from"] == 160


def test_the_shelf_keeps_a_card_of_every_try_and_the_model_only_when_adopted(trained, tmp_path):
    shelf = train.Shelf(tmp_path / "models")
    refused = json.loads(shelf.keep(replace(trained, adopted=False)).read_text(encoding="utf-8"))
    assert refused["compared_on"] == trained.card["compared_on"] and not shelf.path.exists()
    assert shelf.model() is packaged()
    shelf.keep(replace(trained, adopted=True))
    assert shelf.fingerprint() == storing.fingerprint(trained.model.stored())


def test_a_model_for_another_encoder_stays_on_the_shelf_unused(trained, tmp_path, monkeypatch):
    shelf = train.Shelf(tmp_path / "models")
    shelf.keep(replace(trained, adopted=True))
    monkeypatch.setattr(train.reading, "version", lambda: "another")
    assert shelf.model() is packaged()
    assert shelf.fingerprint() == storing.fingerprint(train.PACKAGED.read_bytes())


def test_too_few_labels_are_refused_with_their_number(own):
    with pytest.raises(InputError, match="20 labels"):
        train.again(own.head(20), packaged())


def test_the_last_word_on_a_response_counts_with_the_text_it_was_given_to():
    said = pd.DataFrame({
        "response_id": ["r1", "r1", "r2"], "service": "lifts", "period": "2026-10", "demand": ["value", "failure", "none"],
    })  # fmt: skip
    responses = pd.DataFrame(
        {"text": ["Lift out again"], "asks": ["open"], "kind": ["contact"]}, index=pd.Index(["r1"], name="response_id")
    )
    own = train.gather(said, lambda service, period: responses)
    assert own[["demand", "text", "setting"]].to_dict("index") == {
        "r1": {"demand": "failure", "text": "Lift out again", "setting": "contact"}
    }
