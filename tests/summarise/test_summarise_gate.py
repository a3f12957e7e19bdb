"""The gate: what is small is hidden, and what is hidden can't be had by subtraction."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engagement_lib.intervals import wilson
from engagement_lib.summarise.disclosure import Gate

TALLY = st.dictionaries(st.sampled_from("abcdefgh"), st.integers(0, 30) | st.integers(0, 6), min_size=1)
THRESHOLD = st.integers(2, 12)


@pytest.mark.parametrize(("n", "shown"), [(0, 0), (1, None), (4, None), (5, 5), (500, 500)])
def test_counts_below_the_threshold_are_hidden(n: int, shown: int | None):
    assert Gate(5).count(n) == shown


@pytest.mark.parametrize(
    ("n", "of", "shown"),
    [(10, 40, 10), (0, 40, 0), (40, 40, 40), (3, 40, None), (37, 40, None), (3, 4, None), (0, 4, None), (0, 0, None)],
)
def test_a_share_is_hidden_when_its_part_its_rest_or_its_base_is_small(n: int, of: int, shown: int | None):
    estimate = Gate(5).estimate(n, of)
    assert estimate.n == shown
    assert (estimate.share is None) == (shown is None) == (estimate.low is None) == (estimate.high is None)


@pytest.mark.parametrize(
    ("tally", "hidden"),
    [
        ({"a": 40, "b": 20, "c": 3}, "bc"),
        ({"a": 40, "b": 20, "c": 3, "d": 2}, "cd"),
        ({"a": 40, "b": 20, "c": 0}, ""),
        ({"a": 40, "b": 3}, "ab"),
        ({"a": 40, "b": 9, "c": 1, "d": 1}, "bcd"),
        ({"a": 40, "b": 9, "c": 4, "d": 4, "e": 4}, "bcde"),
        ({"a": 7, "b": 7, "c": 3}, "ac"),
        ({"a": 2, "b": 1}, "ab"),
        ({}, ""),
    ],
)
def test_the_smallest_other_is_hidden_where_subtraction_would_tell(tally: dict[str, int], hidden: str):
    shown = Gate(5).table(tally)
    assert "".join(key for key, estimate in shown.items() if estimate.n is None) == hidden


@given(TALLY, THRESHOLD)
def test_a_table_never_shows_a_hidden_cell_and_its_complement(tally: dict[str, int], threshold: int):
    shown = Gate(threshold).table(tally)
    hidden = [key for key, estimate in shown.items() if estimate.n is None]
    assert all(estimate.n in (None, tally[key]) for key, estimate in shown.items())
    assert all(n == 0 or n >= threshold or key in hidden for key, n in tally.items())
    total = next(iter(shown.values())).of
    if total is None or total == 0 or not any(0 < tally[key] < threshold for key in hidden):
        return
    rest = total - sum(estimate.n for estimate in shown.values() if estimate.n is not None)
    assert len(hidden) > 1, "one hidden cell is the total less the others"
    if any(tally[key] >= threshold for key in tally):
        assert rest > len(hidden), "hidden cells that can only be ones"


@given(TALLY, THRESHOLD)
def test_no_share_is_shown_of_what_is_hidden(tally: dict[str, int], threshold: int):
    for estimate in Gate(threshold).table(tally).values():
        if estimate.n is None:
            assert estimate.share is estimate.low is estimate.high is None
        else:
            assert estimate.low <= estimate.share + 1e-4 and estimate.share - 1e-4 <= estimate.high


@pytest.mark.parametrize(
    ("n", "of", "low", "high"),
    [(95, 100, 0.888, 0.978), (0, 10, 0.0, 0.278), (10, 10, 0.722, 1.0), (50, 100, 0.404, 0.596)],
)
def test_the_interval_is_wilsons(n: int, of: int, low: float, high: float):
    assert [round(end, 3) for end in wilson(n, of)] == [low, high]
