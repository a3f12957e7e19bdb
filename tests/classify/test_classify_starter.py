"""The starter comments: labelled by the codebook, varied, and as long and as rich as what residents write."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pandas as pd
import pytest
from sklearn.feature_extraction.text import TfidfVectorizer

from engagement_lib import services
from engagement_lib.classify import starter


@pytest.fixture(scope="module")
def comments() -> pd.DataFrame:
    return starter.comments()


def test_there_are_enough_and_each_has_a_writer(comments: pd.DataFrame):
    assert len(comments) >= 4_000
    assert comments.index.is_unique
    assert comments["text"].str.lower().is_unique or comments["text"].str.lower().duplicated().mean() < 0.01
    assert comments["hand"].nunique() >= 20
    assert set(starter.HELD_OUT) < set(comments["hand"])


def test_labels_are_the_codebooks_and_fit_together(comments: pd.DataFrame):
    book = services.codebook()
    assert set(comments["demand"]) <= set(book.demand)
    assert {kind for kinds in comments["failure_types"] for kind in kinds} == set(book.failure_types)
    for label, column, kinds in (("value", "value_type", book.value_types), ("none", "none_type", book.none_types)):
        mine = comments["demand"] == label
        assert set(comments.loc[mine, column]) == set(kinds)
        assert set(comments.loc[~mine, column]) == {""}
    failing = comments["demand"] == "failure"
    assert comments.loc[failing, "failure_types"].map(bool).all()
    assert not comments.loc[~failing, "failure_types"].map(bool).any()
    assert comments[list(starter.FLAGS)].isin([0, 1]).all(axis=None)


def test_each_type_service_and_edge_rule_is_there_often_enough(comments: pd.DataFrame):
    types = Counter(kind for kinds in comments["failure_types"] for kind in kinds)
    assert min(types.values()) >= 150
    edges = comments.loc[comments["edge"] > 0, "edge"].value_counts()
    assert sorted(edges.index) == list(range(1, 11))
    assert edges.min() >= 100
    pairs = comments[comments["pair"] != ""].groupby("pair")["demand"]
    assert (pairs.nunique() >= 2).mean() > 0.9


def test_the_words_that_show_a_failure_stand_in_the_text(comments: pd.DataFrame):
    for text, because in zip(comments["text"], comments["because"], strict=True):
        assert all(words in text for words in because)
    assert not comments.loc[comments["demand"] != "failure", "because"].map(bool).any()


def test_few_comments_are_nearly_alike(comments: pd.DataFrame):
    """By the cosine of their runs of letters; the data card gives the figure by sentence vectors."""
    long = comments.loc[comments["text"].str.split().str.len() >= 4, "text"]
    letters = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 4), dtype=np.float32).fit_transform(long)
    alike = 0
    for start in range(0, letters.shape[0], 1_000):
        near = letters[start : start + 1_000] @ letters.T
        near.data[near.data < 0.95] = 0
        near.eliminate_zeros()
        alike += int((np.diff(near.indptr) > 1).sum())
    assert alike / len(comments) < 0.01


def test_no_sentence_frame_carries_many_comments(comments: pd.DataFrame):
    """A frame: the first four words, with numbers made alike."""
    words = comments["text"].str.lower().str.replace(r"\d+", "0", regex=True).str.split()
    frames = Counter(" ".join(row[:4]) for row in words if len(row) >= 6)
    assert max(frames.values()) / len(comments) < 0.005


def test_lengths_and_words_spread_as_in_life(comments: pd.DataFrame):
    """**Source:** of the real sets looked at (street reports, patients' answers, a city's survey) a tenth are under 3 to 12 words, half
    under 9 to 30 and a tenth over 31 to 76."""
    lengths = comments["text"].str.split().str.len()
    assert lengths.quantile(0.1) <= 8
    assert 9 <= lengths.median() <= 30
    assert lengths.quantile(0.9) >= 31
    assert comments["text"].str.lower().str.findall(r"[a-z']+").explode().nunique() > 9_000
