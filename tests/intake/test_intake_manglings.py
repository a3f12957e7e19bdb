"""What Excel does to text and codes is told, and never changed."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([("1.2E+05", "a")], "codes like 1.2E+05 on line 2"),
        ([("1", "#####")], "cells of ##### on line 2"),
        ([("1", "########")], "cells of ##### on line 2"),
        ([("1", "01-Feb")], "a date where text"),
        ([("1", "Feb-26")], "a date where text"),
        ([("1", "2026-10-03")], "a date where text"),
        ([("03-Oct", "a")], "a date where text"),
        ([("1", "x" * 255)], "exactly 255"),
        ([("1", "x" * 32_767)], "exactly 255 or 32,767"),
        ([("00123", "a"), ("456", "b")], "shorter than those with leading zeros on line 3"),
        ([("1234567890123450", "a")], "more than 15 digits"),
        ([("1", "cafÃ©")], "'Ã©'"),
    ],
)
def test_manglings(given, rows, told):
    text = "Id,Date,Comment\n" + "".join(f"{record},3/10/26,{words}\n" for record, words in rows)
    read = given.responses({"a.csv": text})
    assert sorted(read.kept["raw_text"]) == sorted(words for _, words in rows)
    assert len(read.warnings) == 1
    assert told in str(read.warnings[0])


@pytest.mark.parametrize(
    "rows",
    [
        [("123", "a"), ("4567", "b")],
        [("00123", "a"), ("00456", "b")],
        [("1", "on 3 October it leaked")],
        [("1", "#heating")],
        [("1", "x" * 254)],
        [("1", "x" * 255), ("2", "x" * 254), ("3", "x" * 256)],
        [("1", "À la carte, Ãrea")],
    ],
)
def test_near_misses(given, rows):
    text = "Id,Date,Comment\n" + "".join(f'{record},3/10/26,"{words}"\n' for record, words in rows)
    assert given.responses({"a.csv": text}).warnings == []
