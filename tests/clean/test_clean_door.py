"""At the door of the cleaning room: nobody lost, the caller's table untouched."""

from __future__ import annotations

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st
from tables import responses

from engagement_lib import clean, contracts

SAID = st.sampled_from(
    ["", " ", "n/a", "Nothing", "Too slow", "No heating since Monday", "I rang about the damp three times and nobody came",
     "i rang about the damp three times and nobody came!", "Winda nie działa od tygodnia", "\N{THUMBS UP SIGN}", "<p></p>", "&nbsp;"]
)  # fmt: skip
ROW = st.tuples(
    SAID | st.text(max_size=30), st.sampled_from(["a", "b", "c"]), st.sampled_from(["good", "better", "open"])
)


@settings(max_examples=100, deadline=None)
@given(st.lists(ROW, max_size=8))
def test_every_row_goes_on_or_is_set_aside_with_its_reason(rows: list[tuple[str, str, str]]):
    texts, people, asks = (list(column) for column in zip(*rows, strict=True)) if rows else ([], [], [])
    raw = responses(texts, record_id=people, asks=asks)
    before = raw.copy(deep=True)
    kept, left = clean.responses(raw)
    pd.testing.assert_frame_equal(raw, before)
    assert sorted([*kept.index, *left.index]) == sorted(raw.index)
    assert list(left.columns) == ["reason"] and left["reason"].str.len().gt(0).all()
    assert kept["text"].str.strip().ne("").all()
    assert kept["copies"].sum() == len(raw) - left["reason"].isin(["blank", "nothing said"]).sum()
    contracts.check(kept, "clean")


def test_a_reason_holds_no_words_of_the_resident():
    secret = "Mrs Okonkwo of Flat 12 rang three times about the damp and nobody came"
    _, left = clean.responses(responses([secret, secret]))
    assert "Okonkwo" not in left.to_csv()


def test_the_empty_table_goes_through():
    kept, left = clean.responses(responses([]))
    assert kept.empty and left.empty
    contracts.check(kept, "clean")
    assert "raw_text" not in kept


def test_mended_words_are_compared_not_the_raw_ones():
    raw = ["The lift is out &amp; I am 82 and stuck up here", "The lift is out & I am 82 and  stuck up here"]
    kept, _ = clean.responses(responses(raw))
    assert list(kept["text"]) == ["The lift is out & I am 82 and stuck up here"] and list(kept["copies"]) == [2]
