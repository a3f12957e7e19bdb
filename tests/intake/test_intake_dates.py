"""Dates: text in, date out."""

from __future__ import annotations

from datetime import date

import pytest

from engagement_lib.intake import dates
from engagement_lib.problems import InputError

THIRD = date(2026, 10, 3)


@pytest.mark.parametrize(
    "words",
    [
        "3/10/26", "03/10/2026", "03.10.2026", "3-10-2026", "03 10 2026", "3 / 10 / 2026", "3rd October 2026",
        "3 Oct 2026", "03-Oct-26", "3 of October 2026", "Sat 3 Oct 2026 14:05", "Saturday, 3rd October 2026",
        "October 3, 2026", "Oct 3rd 2026", "3 oct. 2026 at 2pm", "03/10/2026 12:00:00 AM", "03/10/2026 14:05",
        "3/10/26 2.05 pm",
        "2026-10-03", "2026-10-03T14:05:00", "2026-10-03T14:05:00.123Z", "2026-10-03T23:05:00-05:00",
        "2026-10-03 14:05:00+00:00", "2026/10/03", "20261003", "20261003T140500Z", "2026-Oct-03", "46298", "46298.5",
        "Sat Oct 03 2026 14:05:00 GMT+0100 (British Summer Time)", "Sat, 3 Oct 2026 14:05:00 +0100", " 3/10/26 ",
        "03/10/2026 1405 hrs",
    ],
)  # fmt: skip
def test_usual_forms(words):
    assert dates.day(words) == THIRD


@pytest.mark.parametrize(
    "words",
    ["", "n/a", "10/13/2026", "31/02/2026", "3/10", "October 2026", "2026", "3/10/026", "yesterday", "45/45/4545", "12",
     "2026-13-01", "3 Octember 2026", "0", "########"],
)  # fmt: skip
def test_unreadable(words):
    assert dates.day(words) is None


@pytest.mark.parametrize(
    ("words", "order", "system", "expected"),
    [
        ("10/03/2026", "month-first", 1900, THIRD),
        ("13/10/2026", "month-first", 1900, None),
        ("26/10/03", "year-first", 1900, THIRD),
        ("03/10/2026", "year-first", 1900, None),
        ("2026-10-03", "month-first", 1900, THIRD),
        ("44836", "day-first", 1904, THIRD),
        ("3/10/68", "day-first", 1900, date(2068, 10, 3)),
        ("3/10/69", "day-first", 1900, date(1969, 10, 3)),
    ],
)
def test_orders_and_systems(words, order, system, expected):
    assert dates.day(words, order, system) == expected


def rows_with_dates(*days: str) -> str:
    return "Id,Date,Comment\n" + "".join(f"{number},{day},words {number}\n" for number, day in enumerate(days))


def test_unreadable_and_unbelievable_dates_are_set_aside(given, layout):
    bounded = layout + "[dates]\nearliest = 2026-01-01\nlatest = 2026-12-31\n"
    read = given.responses(
        {"a.csv": rows_with_dates("3/10/26", "10/13/2026", "", "1/1/1900", "3/10/25", "31/12/26")}, bounded
    )
    assert len(read.kept) == 2
    assert sorted(read.aside["reason"]) == ["date out of range"] * 2 + ["no readable date"] * 2


def test_impossible_order_is_told(given):
    read = given.responses({"a.csv": rows_with_dates("3/10/26", "10/13/2026")})
    assert "could be month-first on line 3" in str(read.warnings[0])


def test_too_many_unreadable_dates_are_a_fault_without_the_value(given):
    with pytest.raises(InputError) as caught:
        given.responses({"a.csv": rows_with_dates(*["3/10/26"] * 10, "10/13/2026", "10/14/2026", "10/15/2026")})
    assert "3 of 13 dates" in str(caught.value)
    assert "line 12" in str(caught.value)
    assert "10/13" not in str(caught.value)


def test_blank_dates_are_no_fault(given):
    read = given.responses({"a.csv": rows_with_dates(*[""] * 10, "3/10/26")})
    assert list(read.aside["reason"]) == ["no readable date"] * 10


def test_bare_numbers_are_told(given, layout):
    read = given.responses({"a.csv": rows_with_dates("44836")}, layout + "[dates]\nsystem = 1904\n")
    assert list(read.kept["received_on"].dt.date) == [THIRD]
    assert "bare Excel numbers" in str(read.warnings[0])


def test_one_date_for_all_rows(given, layout):
    fixed = layout.replace('received_on = "Date"', 'received_on = {fixed = "2026-10-03"}')
    read = given.responses({"a.csv": "Id,Comment\n1,hi\n"}, fixed)
    assert list(read.kept["received_on"].dt.date) == [THIRD]
