"""Labels by the codebook, with their reason; the same for the same text whatever stands beside it."""

from __future__ import annotations

import pandas as pd
import pytest
from tables import responses

from engagement_lib import clean, contracts, redact, services
from engagement_lib.classify import demand, labels
from engagement_lib.classify.model import packaged
from engagement_lib.classify.starter import DEMANDS, FLAGS

SAID = {
    "I reported the leak three weeks ago and nobody has come": ("failure", "no_response"),
    "Great service, but nobody turned up twice": ("failure", "missed_appointment"),
    "Bins not collected again this week": ("failure", "routine_missed"),
    "when is my appointment? nobody told me": ("failure", "information"),
    "The repair was done and then it broke again the next day": ("failure", "not_fixed"),
    "My kitchen tap has started dripping, can someone look at it please": ("value", "repair"),
    "Someone has dumped a sofa by the bins": ("value", "report"),
    "How do I apply for a garage?": ("value", "question"),
    "Thank you, the plumber was lovely and quick": ("none", "praise"),
    "A camera here would help": ("none", "suggestion"),
    "taxes are too high": ("none", "opinion"),
}
FLAGGED = {
    "black mould all over my baby's bedroom wall": "hazard",
    "Water is coming through the ceiling light and there is a smell of gas": "hazard",
    "The lift is out and my mum is in a wheelchair, she cannot get down": "hazard",
    "This is not your job but the pothole outside is dangerous": "wrong_door",
    "I am making a formal complaint and will write to the Ombudsman": "complaint",
    "Great service, but nobody turned up twice": "mixed",
}


@pytest.fixture(scope="module")
def redacted() -> pd.DataFrame:
    return redact.responses(clean.responses(responses(list(dict.fromkeys([*SAID, *FLAGGED]))))[0])


@pytest.fixture(scope="module")
def labelled(redacted: pd.DataFrame) -> pd.DataFrame:
    return demand(redacted)


@pytest.fixture
def row(labelled: pd.DataFrame, request: pytest.FixtureRequest) -> pd.Series:
    return labelled.set_index("text").loc[request.param]


@pytest.mark.parametrize(("row", "label", "kind"), [(text, *told) for text, told in SAID.items()], indirect=["row"])
def test_the_codebook_is_followed(row: pd.Series, label: str, kind: str):
    assert row["demand"] == label
    assert kind in [*row["failure_types"].split(";"), row["value_type"], row["none_type"]]


@pytest.mark.parametrize(("row", "flag"), FLAGGED.items(), indirect=["row"])
def test_flags_are_raised(row: pd.Series, flag: str):
    assert row[flag] == 1


def test_flags_are_not_raised_for_nothing(labelled: pd.DataFrame):
    quiet = labelled[
        labelled["text"].isin(["How do I apply for a garage?", "A camera here would help", "taxes are too high"])
    ]
    assert quiet[["wrong_door", "complaint", "mixed"]].to_numpy().sum() == 0


def test_the_reason_quotes_the_words_that_decided(labelled: pd.DataFrame):
    for _, row in labelled.iterrows():
        assert row["demand_basis"]
        if "“" in row["demand_basis"]:
            assert row["demand_basis"].split("“")[1].split("”")[0] in row["text"]


def test_each_label_has_its_own_columns_filled_and_no_others(labelled: pd.DataFrame):
    book = services.codebook()
    for _, row in labelled.iterrows():
        assert (row["failure_types"] != "") == (row["demand"] == "failure")
        assert (row["value_type"] != "") == (row["demand"] == "value")
        assert (row["none_type"] != "") == (row["demand"] == "none")
        assert set(filter(None, row["failure_types"].split(";"))) <= set(book.failure_types)
        assert 1 / 3 - 0.001 <= row["demand_confidence"] <= 1
    contracts.check(labelled, "classify")


def test_the_order_of_rows_changes_no_label_and_the_callers_table_stays(redacted: pd.DataFrame, labelled: pd.DataFrame):
    before = redacted.copy(deep=True)
    again = demand(redacted.sample(frac=1, random_state=5))
    pd.testing.assert_frame_equal(again.sort_index(), labelled.sort_index())
    pd.testing.assert_frame_equal(redacted, before)


def test_a_comment_is_labelled_alike_alone_and_among_others(redacted: pd.DataFrame, labelled: pd.DataFrame):
    pd.testing.assert_frame_equal(demand(redacted.iloc[[3]]), labelled.iloc[[3]])


def test_only_the_types_a_service_uses_are_given(redacted: pd.DataFrame):
    service = services.read([services.PACKAGED])["maintenance"].model_copy(update={"failure_types": ["delay", "other"]})
    types = demand(redacted, service)["failure_types"]
    assert set(";".join(types).split(";")) <= {"delay", "other", ""}


@pytest.mark.parametrize(
    "texts", [[], [""], ["\N{THUMBS UP SIGN}"], ["[name] [phone]"], ["x" * 20_000], ["Winda nie działa od tygodnia"]]
)
def test_odd_tables_get_labels_too(texts: list[str]):
    table = labels(texts, packaged())
    assert list(table["demand"].isin([*DEMANDS, "unclear"])) == [True] * len(texts)
    assert set(FLAGS) <= set(table.columns)


def test_the_same_text_is_labelled_the_same_each_time():
    table = labels(["No heating", "Nobody came", "No heating"], packaged())
    assert table.iloc[0].equals(table.iloc[2])
