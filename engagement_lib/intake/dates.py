"""Dates as people and systems write them. Read by the order the layout declares; never swapped to make one fit."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import NamedTuple

import numpy as np
import pandas as pd

FIRST_YEAR, LAST_YEAR = 1990, 2100
"""Years outside are mistyped or empty values of some system (1900-01-01), not the day a resident wrote."""

_CENTURY_TURNS = 69
"""Two-digit years below this belong to 2000 onwards."""

_DAY_ZERO = {1900: date(1899, 12, 30), 1904: date(1904, 1, 1)}
_MONTHS = [
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
]  # fmt: skip

_CLOCK = r"(?:\d{1,2}(?:[:.]\d{2}){1,2}(?:[.,]\d+)?(?:\s*[ap]\.?m\.?)?|\d{1,2}\s*[ap]\.?m\.?|\d{4})(?:\s*h(?:ou)?rs?)?"
_ZONE = r"(?:\s*(?:z|utc|gmt|bst))?(?:\s*[+-]\d{2}:?\d{2})?(?:\s*[\[(].*[\])])?"
_TIME = rf"(?:[t,\s-]+(?:at\s+)?{_CLOCK}{_ZONE})?"
_ORDINAL = r"(?:st|nd|rd|th)?(?:\s+of)?"
_GAP = r"[\s,./'-]*"

_WEEKDAY = re.compile(r"^(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?\s+")
_NUMBERS = re.compile(rf"(\d{{1,4}})([-/. ])(\d{{1,2}})\2(\d{{1,4}}){_TIME}")
_DAY_MONTH_YEAR = re.compile(rf"(\d{{1,2}}){_ORDINAL}{_GAP}([a-z]{{3,9}}){_GAP}(\d{{4}}|\d{{2}}){_TIME}")
_MONTH_DAY_YEAR = re.compile(rf"([a-z]{{3,9}}){_GAP}(\d{{1,2}}){_ORDINAL}[\s,./-]+(\d{{4}}){_TIME}")
_YEAR_MONTH_DAY = re.compile(rf"(\d{{4}}){_GAP}([a-z]{{3,9}}){_GAP}(\d{{1,2}}){_ORDINAL}{_TIME}")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:t?\d{4,6}z?)?")
_SERIAL = re.compile(r"\d{5}(?:\.\d+)?")


class Dates(NamedTuple):
    """``days``: the dates, missing where unreadable. ``serials``: which cells held a bare Excel number."""

    days: pd.Series
    serials: pd.Series


def read(cells: pd.Series, order: str, system: int) -> Dates:
    """The date in each cell of text. Each distinct text is read once."""
    distinct = cells.drop_duplicates()
    known = {cell: day(cell, order, system) for cell in distinct}
    days = np.array([known[cell] for cell in cells], dtype="datetime64[D]")
    serial = {cell: bool(_SERIAL.fullmatch(cell.strip())) for cell in distinct}
    return Dates(pd.Series(days, index=cells.index).astype("datetime64[s]"), cells.map(serial).astype(bool))


def day(words: str, order: str = "day-first", system: int = 1900) -> date | None:
    """The date in one text, or None. The time of day and its zone are passed over: the date stays as written.

    >>> day("Sat 3 Oct 2026 14:05"), day("03.10.26"), day("2026-10-03T23:05:00-05:00")
    (datetime.date(2026, 10, 3), datetime.date(2026, 10, 3), datetime.date(2026, 10, 3))
    >>> day("10/13/2026") is None, day("46298")
    (True, datetime.date(2026, 10, 3))
    """
    words = re.sub(r"\s*([-/.])\s*", r"\1", " ".join(words.casefold().split()))
    words = _WEEKDAY.sub("", words)
    if match := _NUMBERS.fullmatch(words):
        return _in_order(match[1], match[3], match[4], order)
    if match := _DAY_MONTH_YEAR.fullmatch(words):
        return _with_month_name(match[3], match[2], match[1])
    if match := _MONTH_DAY_YEAR.fullmatch(words):
        return _with_month_name(match[3], match[1], match[2])
    if match := _YEAR_MONTH_DAY.fullmatch(words):
        return _with_month_name(match[1], match[2], match[3])
    if match := _COMPACT.fullmatch(words):
        return _date(match[1], int(match[2]), match[3])
    if _SERIAL.fullmatch(words):
        return _DAY_ZERO[system] + timedelta(days=int(float(words)))
    return None


def believable(days: pd.Series, earliest: date | None, latest: date | None) -> pd.Series:
    """Which dates lie in believable years and between the layout's earliest and latest."""
    within = days.dt.year.between(FIRST_YEAR, LAST_YEAR)
    if earliest:
        within &= days >= pd.Timestamp(earliest)
    if latest:
        within &= days <= pd.Timestamp(latest)
    return within


def _in_order(first: str, second: str, third: str, order: str) -> date | None:
    if len(first) == 4 or (order == "year-first" and len(third) <= 2):
        return _date(first, int(second), third)
    if len(first) > 2 or order == "year-first":
        return None
    if order == "month-first":
        return _date(third, int(first), second)
    return _date(third, int(second), first)


def _with_month_name(year: str, month: str, day_of_month: str) -> date | None:
    for number, name in enumerate(_MONTHS, start=1):
        if name.startswith(month) or (month == "sept" and number == 9):
            return _date(year, number, day_of_month)
    return None


def _date(year: str, month: int, day_of_month: str) -> date | None:
    if len(year) not in (2, 4) or len(day_of_month) > 2:
        return None
    whole_year = int(year)
    if len(year) == 2:
        whole_year += 2000 if whole_year < _CENTURY_TURNS else 1900
    try:
        return date(whole_year, month, int(day_of_month))
    except ValueError:
        return None
