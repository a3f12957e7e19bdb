"""What holds for every text that leaves the redacting room."""

from __future__ import annotations

from itertools import pairwise

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st
from tables import responses

from engagement_lib import clean, contracts, redact
from engagement_lib.redact.spans import PLACEHOLDER, Span, replace, resolve

PIECES = [
    "Mrs Okonkwo", "Grace", "ewelina", "mr smith", "PATEL", "07700 900417", "HV4 7QP", "Flat 12, Samphire House",
    "12 Oak Road", "QQ123456C", "jo@example.org", "www.example.org", "@janedoe", "dob 03/04/1950", "HC-2026-00417",
    "ref 99812", "12345678", "[name]", "[", "]", "\n", ",", ".", "my name is", "Regards", "called", "from", "and",
    "the lift is out", "Nobody came", "£120.50", "3 weeks", "Awaab's Law", "-", "'s", "0", "Will",
]  # fmt: skip
COMMENT = st.lists(st.sampled_from(PIECES), max_size=9).map(" ".join) | st.lists(
    st.sampled_from(PIECES), max_size=6
).map("".join)


@settings(max_examples=120, deadline=None)
@given(st.lists(COMMENT | st.text(max_size=40), min_size=1, max_size=6))
def test_redacting_what_is_redacted_changes_nothing(comments: list[str]):
    once = [words for words, _ in redact.texts(comments)]
    twice = redact.texts(once)
    assert [words for words, _ in twice] == once
    assert all(not spans for _, spans in twice)


def test_a_name_beside_a_mask_is_found_in_the_next_round():
    (redacted, _), *_ = redact.texts(["Grace Okonkwo Ewelina Priya Patel of 12 Oak Road HV4 7QP 07700 900417"])
    assert not [
        name for name in ("Grace", "Okonkwo", "Ewelina", "Priya", "Patel", "Oak", "HV4", "900417") if name in redacted
    ]


def test_the_table_keeps_its_rows_and_the_caller_keeps_the_table():
    cleaned = clean.responses(responses(["Ring Mrs Okonkwo on 07700 900417", "No heating", "No heating"]))[0]
    before = cleaned.copy(deep=True)
    redacted = redact.responses(cleaned)
    pd.testing.assert_frame_equal(cleaned, before)
    contracts.check(redacted, "redact")
    assert list(redacted.index) == list(cleaned.index)
    assert list(redacted["text"]) == ["Ring [name] on [phone]", "No heating", "No heating"]
    assert list(redacted["redactions"]) == ["name 1, phone 1", "", ""]


def test_the_order_of_rows_changes_no_text():
    cleaned = clean.responses(
        responses(["Ring Mrs Okonkwo", "my son Tom", "No heating", "12 Oak Road", "spoke to Grace"])
    )[0]
    for seed in range(3):
        again = redact.responses(cleaned.sample(frac=1, random_state=seed))
        pd.testing.assert_frame_equal(again.sort_index(), redact.responses(cleaned))


def test_the_empty_table_goes_through():
    redacted = redact.responses(clean.responses(responses([]))[0])
    contracts.check(redacted, "redact")
    assert redacted.empty


SPAN = st.tuples(
    st.integers(0, 30), st.integers(1, 12), st.sampled_from(["name", "phone", "address"]), st.booleans()
).map(lambda given: Span(given[0], min(given[0] + given[1], 31), given[2], "", given[3]))


@given(st.lists(SPAN, max_size=8))
def test_spans_that_are_left_do_not_overlap_and_spare_what_is_masked(spans: list[Span]):
    words = "0123456789 [name] 9876543210 ab"
    left = resolve(spans, words)
    for one, other in pairwise(left):
        assert one.end <= other.start
    assert replace(words, left).count("[name]") >= 1
    assert len(PLACEHOLDER.findall(replace(words, left))) == len(left) + 1


def test_a_rule_beats_a_guess_and_the_longer_beats_the_shorter():
    words = "a" * 20
    rule, guess, short = Span(5, 9, "phone", ""), Span(0, 20, "name", "", guess=True), Span(5, 7, "reference", "")
    assert resolve([guess, short, rule], words) == [rule]
