"""Comments are cut into sentences, mixed ones at their turn; no word is lost."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engagement_lib.sentences import LONGEST, spans


def pieces(text: str) -> list[str]:
    return [text[start:end] for start, end in spans(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Kind man. Left a mess.", ["Kind man.", "Left a mess."]),
        ("Great service but nobody rang back", ["Great service", "but nobody rang back"]),
        ("Flat at no. 4 leaks. Help!", ["Flat at no. 4 leaks.", "Help!"]),
        ("Broken gate\nIt fell off", ["Broken gate", "It fell off"]),
        ("£12.50 taken twice", ["£12.50 taken twice"]),
        ("...", []),
        ("", []),
    ],
)
def test_where_comments_are_cut(text: str, expected: list[str]):
    assert pieces(text) == expected


def test_a_story_without_a_full_stop_is_cut_where_one_breathes():
    story = "i rang the office on monday and they said someone would come on tuesday " * 4
    assert len(pieces(story)) > 1
    assert all(len(piece.split()) <= LONGEST + 10 for piece in pieces(story))


@given(st.text(alphabet="ab .,!?\n;-é'but and", max_size=300))
def test_no_word_is_lost_and_none_is_read_twice(text: str):
    found = spans(text)
    assert found == sorted(found)
    assert all(end <= start for (_, end), (start, _) in pairwise(found))
    inside = {place for start, end in found for place in range(start, end)}
    assert all(place in inside for place, letter in enumerate(text) if letter.isalpha())
