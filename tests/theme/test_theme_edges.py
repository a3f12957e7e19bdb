"""Tables at the edge: too few, all alike, in other tongues, without words. A sensible answer each time, never an exception."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from tables import classified

from engagement_lib import contracts, encode, theme

FAULTS = ["lift", "boiler", "front door", "kitchen tap", "stair light", "bathroom ceiling", "window", "gutter"]
WAYS = [
    "is broken again",
    "has been out since Monday",
    "was mended badly",
    "leaks at night",
    "makes a noise",
    "needs a new part",
]
MANY = [f"The {fault} {way}" for fault in FAULTS for way in WAYS]


@pytest.fixture(scope="module")
def forty() -> theme.Themed:
    return theme.responses(classified([*MANY[:40], "Winda nie działa od tygodnia"], language=["en"] * 40 + ["pl"]))


TOO_FEW = {
    "no comment": (classified([]), "There are 0 different comments"),
    "3 comments": (classified(MANY[:3]), "There are 3 different comments"),
    "29 comments": (classified(MANY[:29]), "There are 29 different comments"),
    "500 alike": (classified(["The lift is broken"] * 500), "There is 1 different comment "),
    "all in another language": (classified([f"Winda {n}" for n in range(40)], language="pl"), "There are 0 different"),
    "emoji": (classified(["\N{THUMBS UP SIGN}" * n for n in range(1, 41)]), "There are 0 different comments"),
    "scores": (classified([f"{n}/100" for n in range(40)]), "There are 0 different comments"),
    "stop words": (classified(["it is " + "very " * n for n in range(40)]), "There are 0 different comments"),
    "masks": (classified(["[name] " * n for n in range(1, 41)]), "There are 0 different comments"),
}


@pytest.mark.parametrize(("table", "told"), TOO_FEW.values(), ids=TOO_FEW)
def test_too_few_to_group_is_said(table: pd.DataFrame, told: str):
    answer = theme.responses(table)
    assert not answer.grouped
    assert answer.explanation.startswith(told) and "too few to group" in answer.explanation
    assert answer.themes.empty and list(answer.themes.columns) == contracts.THEMES
    assert list(answer.responses.index) == list(table.index)
    assert (answer.responses["theme_id"] == "").all() and (answer.responses["theme_fit"] == 0).all()
    assert sorted(answer.responses["reading_order"]) == list(range(1, len(table) + 1))
    contracts.check(answer.responses, "theme")


def test_one_comment_in_another_language_stays_and_is_in_no_theme(forty: theme.Themed):
    assert forty.grouped and len(forty.responses) == 41
    assert forty.responses["theme_id"].iloc[-1] == ""
    assert "40 different comments" in forty.explanation


def test_answers_without_a_subject_are_a_theme_of_their_own_and_empty_ones_in_none(forty: theme.Themed):
    plain, empty = ["Good", "Very good", "All good"], ["Could not tell you, love"]
    table = classified([*MANY[:40], *plain, *empty])
    table["none_type"] = ["no_content" if text in empty else "" for text in table["text"]]
    answer = theme.responses(table)
    title = answer.responses["theme_id"].map(answer.themes["title"]).fillna("")
    assert set(title[table["text"].isin(plain)]) == {"Said only “good”"} and "by their words" in answer.explanation
    assert (title[table["text"].isin(empty)] == "").all() and "43 different comments" in answer.explanation
    others = answer.themes[answer.themes["title"] != "Said only “good”"]
    assert sorted(others["title"]) == sorted(forty.themes["title"]) and others["words"].str.len().gt(0).all()


def test_every_theme_counts_its_comments_and_names_three_of_them(forty: theme.Themed):
    members = forty.responses["theme_ids"].str.split(";").explode().value_counts().drop("", errors="ignore")
    assert dict(forty.themes["responses"]) == dict(members)
    assert forty.themes["stability"].between(0.5, 1).all() and set(map(len, forty.themes["middle"])) == {384}
    assert forty.themes["title"].is_unique and forty.themes["title"].str.len().gt(0).all()
    for key, typical in forty.themes["typical"].items():
        assert set(forty.responses.loc[typical.split(";"), "theme_id"]) == {key}
    assert forty.responses["theme_fit"].between(0, 1).all()


def test_the_order_of_rows_changes_no_theme_and_the_callers_table_stays(forty: theme.Themed):
    table = forty.responses.drop(columns=["theme_id", "theme_ids", "theme_fit", "reading_order", "map_x", "map_y"])
    before = table.copy(deep=True)
    again = theme.responses(table.sample(frac=1, random_state=2))
    pd.testing.assert_frame_equal(again.responses.sort_index(), forty.responses.sort_index())
    pd.testing.assert_frame_equal(again.themes, forty.themes)
    assert again.explanation == forty.explanation
    pd.testing.assert_frame_equal(table, before)


def test_a_text_said_by_many_counts_for_each_of_them(forty: theme.Themed):
    table = classified([*MANY[:40], *[MANY[0]] * 20])
    again = theme.responses(table)
    key = again.responses["theme_id"].iloc[0]
    if key:
        assert (again.responses["theme_id"].iloc[40:] == key).all()
        assert again.themes.at[key, "responses"] >= 21
    assert "40 different comments" in again.explanation


@pytest.mark.parametrize(
    "texts",
    [
        [f"lift {n}" for n in range(40)],
        [("lift " * n).strip() for n in range(1, 41)],
        [*[f"lift {n}" for n in range(20)], *[f"{n}/10" for n in range(20)], *MANY[:15]],
    ],
    ids=["one word and a number", "one word again and again", "some without words"],
)
def test_texts_that_hardly_differ_are_grouped_without_a_fault(texts: list[str]):
    answer = theme.responses(classified(texts))
    assert answer.grouped and len(answer.themes) >= 1
    assert len(answer.responses) == len(texts)


@pytest.mark.filterwarnings("ignore:Number of distinct clusters", "ignore:invalid value")
def test_letters_alike_as_far_as_they_are_read_are_one_theme(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(theme, "vectors", lambda texts, **_: np.tile(np.eye(1, 384, dtype=np.float32), (len(texts), 1)))
    answer = theme.responses(classified(MANY[:40]))
    assert list(answer.themes["responses"]) == [40]


def test_a_decision_made_with_another_encoder_waits():
    first = theme.responses(classified(MANY[:40]))
    key = first.themes.index[0]
    decision = theme.Decision("rename", tuple(first.themes.at[key, "middle"])[:200], (), "Lifts of ours", "Ann")
    again = theme.responses(classified(MANY[:40]), decisions=[decision])
    assert list(again.themes["title"]) == list(first.themes["title"])


@pytest.mark.slow
def test_themes_by_words_looked_up(tmp_path):
    answer = theme.responses(classified(MANY[:40]), tmp_path, encoder=encode.STATIC)
    assert answer.grouped and {len(middle) for middle in answer.themes["middle"]} == {encode.STATIC.dimensions}


class Counting:
    """The packaged encoder, and every text it was asked for."""

    name, dimensions = encode.PACKAGED.name, encode.PACKAGED.dimensions

    def __init__(self) -> None:
        self.read: list[str] = []

    def hash(self) -> str:
        return encode.PACKAGED.hash()

    def encode(
        self, texts: Sequence[str], folder: Path | None, progress: encode.Progress | None
    ) -> Iterator[np.ndarray]:
        self.read += texts
        return encode.PACKAGED.encode(texts, folder, progress)


def test_each_comment_is_read_once_without_a_folder_too():
    counting = Counting()
    answer = theme.responses(classified(MANY[:40]), encoder=counting)
    assert answer.grouped
    assert sorted(counting.read) == sorted(set(counting.read)) and set(MANY[:40]) <= set(counting.read)
