"""What became of last period's themes, on small made-up clouds of points, counted by hand."""

from __future__ import annotations

import numpy as np
import pytest

from engagement_lib.theme import follow

CORNERS = np.eye(6)


def side(corners: dict[str, list[int]], counts: dict[str, int], comments: int = 100) -> follow.Side:
    """Themes at corners of space; a theme at two corners holds both kinds of comments."""
    ids = sorted(corners)
    middles, vectors, of = [], [], []
    for place, key in enumerate(ids):
        at = [CORNERS[corner] for corner in corners[key]]
        mean = np.mean(at, axis=0)
        middles.append(mean / np.linalg.norm(mean))
        for number in range(counts[key]):
            vectors.append(at[number % len(at)])
            of.append(place)
    return follow.Side(ids, np.array(middles), np.array(vectors), np.array(of), comments)


def found(before: follow.Side, now: follow.Side) -> dict[str, tuple[str, str]]:
    table = follow.changes(before, now)
    return {row["theme_id"]: (row["change"], row["was"]) for _, row in table.iterrows()}


def test_a_theme_goes_on_under_another_id():
    assert found(side({"a": [0]}, {"a": 20}), side({"x": [0]}, {"x": 22})) == {"x": ("continued", "a")}


@pytest.mark.parametrize(("n", "change"), [(50, "grown"), (5, "faded"), (24, "continued")])
def test_a_change_of_share_needs_more_than_chance(n: int, change: str):
    assert found(side({"a": [0]}, {"a": 20}), side({"x": [0]}, {"x": n}))["x"][0] == change


def test_new_and_gone():
    answer = found(side({"a": [0], "b": [1]}, {"a": 20, "b": 9}), side({"x": [0], "y": [2]}, {"x": 20, "y": 7}))
    assert answer == {"x": ("continued", "a"), "y": ("new", ""), "b": ("gone", "b")}


def test_merged_and_split():
    apart = side({"a": [0], "b": [1], "c": [2]}, {"a": 20, "b": 20, "c": 10})
    together = side({"x": [0, 1], "y": [2]}, {"x": 40, "y": 10})
    assert found(apart, together) == {"x": ("merged", "a;b"), "y": ("continued", "c")}
    assert found(together, apart) == {"a": ("split", "x"), "b": ("split", "x"), "c": ("continued", "y")}


def test_the_evidence_is_counted():
    table = follow.changes(side({"a": [0]}, {"a": 20}, 80), side({"x": [0]}, {"x": 50}, 100)).set_index("theme_id")
    assert table.loc["x", ["before", "before_of", "now", "now_of", "lies_in"]].tolist() == [20, 80, 50, 100, 1.0]
