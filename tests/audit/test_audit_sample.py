"""Which responses are drawn: by chance, the same by the same seed, some of every group, in an order that tells nothing."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tables import classified

from engagement_lib import audit
from engagement_lib.audit import sample


def month(n: int, failing: int, sure: float = 0.9, doubt: float = 0.5) -> pd.DataFrame:
    """Every third label is in doubt."""
    return classified(
        [f"comment {number}" for number in range(n)],
        demand=["failure" if number < failing else "value" for number in range(n)],
        demand_confidence=[doubt if number % 3 == 0 else sure for number in range(n)],
        p_failure=[0.5 if number % 3 == 0 else 0.9 if number < failing else 0.1 for number in range(n)],
    )


@settings(max_examples=40, deadline=None)
@given(n=st.integers(1, 200), failing=st.integers(0, 200), asked=st.integers(1, 250), seed=st.integers(0, 2**31 - 1))
def test_as_many_as_asked_none_twice_and_some_of_every_group(n: int, failing: int, asked: int, seed: int):
    table = month(n, failing)
    drawn = audit.draw(table, asked, seed)
    assert len(drawn) == min(asked, n) and drawn.index.is_unique and drawn.index.isin(table.index).all()
    groups = audit.strata(table)
    assert set(groups) <= set(sample.STRATA)
    sizes, counts = groups.value_counts(), drawn["stratum"].value_counts()
    for name, size in sizes.items():
        if asked >= sample.FLOOR * len(sizes):
            assert counts.get(name, 0) >= min(sample.FLOOR, size)
        rows = drawn[drawn["stratum"] == name]
        assert np.allclose(rows["inclusion"], len(rows) / size)
        assert (groups[rows.index] == name).all()


def test_the_same_seed_draws_the_same_whatever_the_order_of_the_rows():
    table = month(120, 40)
    first = audit.draw(table, 40, 3)
    pd.testing.assert_frame_equal(first, audit.draw(table.sample(frac=1, random_state=1), 40, 3))
    assert set(first.index) != set(audit.draw(table, 40, 4).index)


def test_more_is_read_where_the_machine_is_in_doubt():
    drawn = audit.draw(month(300, 150), 60, 1)
    read = drawn["stratum"].value_counts() / audit.strata(month(300, 150)).value_counts()
    assert read["failure, in doubt"] > read["failure, sure"] and read["other, in doubt"] > read["other, sure"]


def test_every_row_of_a_group_has_the_same_chance():
    table, times = month(60, 30), pd.Series(0, month(60, 30).index)
    for seed in range(400):
        times[audit.draw(table, 20, seed).index] += 1
    for _, rows in times.groupby(audit.strata(table)):
        assert rows.max() < 1.8 * rows.mean() and rows.min() > 0.4 * rows.mean()


def test_the_order_of_the_sheet_does_not_tell_the_group():
    drawn = audit.draw(month(300, 150), 100, 1)
    place = pd.Series(range(len(drawn)), drawn.index)
    assert place.groupby(drawn["stratum"]).mean().between(30, 70).all()


@pytest.mark.parametrize("asked", [1, 60])
def test_nothing_is_drawn_of_nothing(asked: int):
    assert audit.draw(month(0, 0), asked, 1).empty
