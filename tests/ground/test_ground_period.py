"""Periods as people type them, and the one before."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engagement_lib.period import Period
from engagement_lib.problems import SettingsError


@pytest.mark.parametrize(
    ("typed", "key", "starts", "ends", "label", "before"),
    [
        ("2026-10", "2026-10", "2026-10-01", "2026-10-31", "October 2026", "2026-09"),
        (" 2026-01 ", "2026-01", "2026-01-01", "2026-01-31", "January 2026", "2025-12"),
        ("2024-02", "2024-02", "2024-02-01", "2024-02-29", "February 2024", "2024-01"),
        ("2026-Q3", "2026-Q3", "2026-07-01", "2026-09-30", "July to September 2026", "2026-Q2"),
        ("2026-q1", "2026-Q1", "2026-01-01", "2026-03-31", "January to March 2026", "2025-Q4"),
        ("2026", "2026", "2026-01-01", "2026-12-31", "2026", "2025"),
        ("2026-04--2026-09", "2026-04--2026-09", "2026-04-01", "2026-09-30", "April to September 2026", "2025-10--2026-03"),
        ("2025-11--2026-02", "2025-11--2026-02", "2025-11-01", "2026-02-28", "November 2025 to February 2026", "2025-07--2025-10"),
        ("2025-04--2026-03", "2025-04--2026-03", "2025-04-01", "2026-03-31", "April 2025 to March 2026", "2024-04--2025-03"),
        ("2026-02--2026-04", "2026-02--2026-04", "2026-02-01", "2026-04-30", "February to April 2026", "2025-11--2026-01"),
    ],
)  # fmt: skip
def test_a_period_as_it_is_typed(typed: str, key: str, starts: str, ends: str, label: str, before: str):
    period = Period.parse(typed)
    assert (period.key, period.starts.isoformat(), period.ends.isoformat(), period.label) == (key, starts, ends, label)
    assert period.previous().key == before
    assert str(period) == key


@pytest.mark.parametrize(
    "typed",
    ["", "october", "2026-13", "2026-00", "2026-1", "26-10", "2026-Q5", "2026-Q0", "0000", "2026-10-05", "2026/10", "2026-09--2026-04",
     "2026-10--", "2026-04-2026-09", "../2026", "2026-10\n2026-11", "２０２６-１０"],
)  # fmt: skip
def test_anything_else_is_told_with_the_forms_there_are(typed: str):
    with pytest.raises(SettingsError, match="2026-Q3"):
        Period.parse(typed)


@given(st.integers(1990, 2090), st.integers(1, 12), st.sampled_from([1, 3, 12, 2, 6, 7, 18]))
def test_the_period_before_ends_the_day_before_and_is_as_long(year: int, month: int, months: int):
    last = year * 12 + month - 1 + months - 1
    period = Period.parse(f"{year}-{month:02d}--{last // 12}-{last % 12 + 1:02d}")
    before = period.previous()
    assert before.ends + timedelta(days=1) == period.starts
    assert before.months == period.months == months
    assert Period.parse(before.key) == before
