"""Finding comments by their words and by their meaning."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tables import themed

from engagement_lib.explore import search
from engagement_lib.problems import InputError

TABLE = themed([
    "The repairs were late, and the damp came back",
    "Please repair the lift. Ring me on [phone]",
    "Nobody answers the phone. No response to my e-mail",
    "The café door was repaired; I can't fault it",
    "Mould and DAMP on every wall, damp in the bed, damp in the hall",
    "My appointment was appointed to a Mr [name] of [date of birth]",
    "Moved here in 2019, never a problem",
])  # fmt: skip


def places(query: str) -> list[int]:
    return sorted(int(identifier[1:]) for identifier in search.words(TABLE, query).index)


@pytest.mark.parametrize(
    ("query", "expected", "why"),
    [
        ("repairs", [0, 1, 3], "endings make no difference"),
        ("REPAIR", [0, 1, 3], "nor does case"),
        ("cafe", [3], "nor do accents"),
        ("café", [3], "either way"),
        ("damp mould", [4], "side by side: both"),
        ("damp AND mould", [4], "both"),
        ("damp OR lift", [0, 1, 4], "either"),
        ("damp NOT mould", [0], "one without the other"),
        ("damp AND NOT mould", [0], "as people write it"),
        ("(lift OR damp) NOT mould", [0, 1], "brackets"),
        ("(damp OR lift) repair", [0, 1], "a bracket and a word: both"),
        ("repair (damp OR lift)", [0, 1], "a word and a bracket: both"),
        ('"no response"', [2], "a phrase"),
        ("“no response”", [2], "quotes as word processors set them"),
        ("response NOT no", [], "its words apart"),
        ("mou*", [4], "a beginning"),
        ("Caf*", [3], "a beginning, whatever the case"),
        ("appointm*", [5], "a beginning longer than what is left of a word without its ending"),
        ("can't", [3], "an apostrophe is no grammar"),
        ("e-mail", [2], "nor is a hyphen within a word"),
        ("2019", [6], "digits"),
        ("phone", [2], "a mask is not a word somebody wrote"),
        ("[phone]", [1], "but can be looked for"),
        ('"[date of birth]"', [5], "one of several words too"),
        ("text:damp", [], "a column's name is no grammar"),
        ("zebra*", [], "nothing there"),
    ],
)
def test_what_a_search_finds(query: str, expected: list[int], why: str):
    assert places(query) == expected, why


def test_the_most_relevant_come_first_with_what_was_found_and_the_whole_row():
    before = TABLE.copy(deep=True)
    found = search.words(TABLE, "damp")
    assert list(found.index) == ["r0004", "r0000"]
    assert found["found"].iloc[1] == "The repairs were late, and the «damp» came back"
    assert list(found.columns) == [*TABLE.columns, "found"]
    pd.testing.assert_frame_equal(TABLE, before)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", "nothing to look for"), ('"damp', "never closed"), ("((damp)", "2 opening and 1 closing"), ("NOT damp", "nothing before it"),
        ("damp OR", "nothing after it"), ("damp & mould", "no letter"), ("damp -mould", "a sign before the word"), ('""', "no letter"),
        ("damp OR AND mould", "do not go together"), (")damp(", "do not go together"),
    ],
)  # fmt: skip
def test_a_search_that_cannot_be_read_says_how_to_write_it(query: str, found: str):
    with pytest.raises(InputError, match=found) as error:
        search.words(TABLE, query)
    assert "AND, OR, NOT in capitals" in str(error.value)


@given(st.text(alphabet="damp mouldNOTANDR()\"*[]-'^:{}+\x00é", max_size=40))
def test_whatever_is_typed_is_answered_or_explained(query: str):
    try:
        search.words(TABLE, query)
    except InputError as error:
        assert error.faults


@given(st.lists(st.lists(st.sampled_from(["lift", "damp", "bins"]), max_size=3), min_size=1, max_size=6))
def test_operators_mean_what_they_say(said: list[list[str]]):
    table = themed([" ".join(words) for words in said])
    sets = dict(zip(table.index, map(set, said), strict=True))
    for query, holds in (
        ("lift damp", lambda words: {"lift", "damp"} <= words),
        ("lift OR damp", lambda words: bool({"lift", "damp"} & words)),
        ("(lift OR damp) NOT bins", lambda words: bool({"lift", "damp"} & words) and "bins" not in words),
        ("lift OR damp AND bins", lambda words: "lift" in words or {"damp", "bins"} <= words),
    ):
        assert set(search.words(table, query).index) == {key for key, words in sets.items() if holds(words)}, query


def test_a_search_needs_redacted_text():
    with pytest.raises(InputError, match="no redacted text"):
        search.words(TABLE.rename(columns={"text": "raw_text"}), "damp")


def test_a_short_beginning_in_a_large_table():
    table = themed([f"a{number:05d} word" for number in range(2000)])
    assert len(search.words(table, "a*")) == 2000


def test_the_nearest_come_first_and_unlike_ones_not_at_all():
    vectors = np.eye(7, 3)
    vectors[1] = [0.8, 0.6, 0]
    found = search.meaning(TABLE, vectors, np.array([3.0, 0, 0]))
    assert found["likeness"].to_dict() == {"r0000": 1.0, "r0001": 0.8}
    assert list(search.meaning(TABLE, vectors, np.array([1.0, 0, 0]), n=1).index) == ["r0000"]
    assert search.meaning(TABLE, vectors, np.array([0, 0, -1.0])).empty
    assert search.meaning(TABLE.iloc[:0], np.zeros((0, 3)), np.ones(3)).empty


def test_every_fault_of_the_vectors_is_told():
    with pytest.raises(InputError) as error:
        search.meaning(TABLE, np.eye(3), np.ones(5), n=0)
    assert [fault.where for fault in error.value.faults] == ["vectors", "query vector", "n"]


def test_the_sentence_model_finds_what_is_meant_in_other_words():
    from engagement_lib import encode

    vectors = encode.vectors(list(TABLE["text"]))
    found = search.meaning(TABLE, vectors, encode.vectors(["the elevator is broken"])[0])
    assert found.index[0] == "r0001"
    assert search.meaning(TABLE, vectors, encode.vectors(["quantum physics lecture"])[0]).empty
