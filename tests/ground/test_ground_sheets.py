"""Workbooks people fill in: whatever a comment holds, its cell is text."""

from __future__ import annotations

import os
from pathlib import Path

import openpyxl
import pytest

from engagement_lib import sheets
from engagement_lib.problems import InputError

COLUMNS = (sheets.Column("id", 9), sheets.Column("text", 30), sheets.Column("say", 9, True, ("a", "b")))
KIND = sheets.Kind("Test of", "How to", "a test", COLUMNS)
FORMULAS = [
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(1,1)",
    "\t=1+1",
    "\r=1+1",
    "＝1+1",
    '=HYPERLINK("http://evil.test","x")',
    "=cmd|' /C calc'!A0",
    "+cmd|' /C calc'!A0",
    '=IMPORTXML("http://evil.test","//a")',
    "=== urgent ===",
    "=",
    "{=1+1}",
    '=WEBSERVICE("http://evil.test")',
    "-2+3+cmd|' /C calc'!D2",
    "http://evil.test",
    "mailto:a@evil.test",
    "internal:Sheet2!A1",
    "external:c:\\evil.xlsx",
    "'=1+1",
    " =1+1",
    "\u200b=1+1",
    "\ufeff=1+1",
    "=0x1",
    "1E5",
    "007",
    '=DDE("cmd";"/C calc";"x")',
    "%0A=1+1",
    "=SUM(1)*cmd|' /C calc'!A0",
]


def test_no_cell_is_ever_a_formula_or_a_link(tmp_path: Path):
    texts = list(FORMULAS)
    if shared := os.environ.get("ENGAGEMENT_SHARED"):
        texts += (Path(shared) / "data/hostile/csv-injection/csv-payload.txt").read_text(encoding="utf-8").splitlines()
    path = sheets.write(
        KIND, "x", [(str(number), text) for number, text in enumerate(texts)], [("a", "=1+1")], tmp_path / "a.xlsx"
    )
    book = openpyxl.load_workbook(path)
    for sheet in book:
        for row in sheet.iter_rows():
            assert all(cell.data_type != "f" and cell.hyperlink is None for cell in row)
    shown = [book["To read"].cell(number + 2, 2).value for number in range(len(texts))]
    assert [str(value).replace("_x000D_", "\r") for value in shown] == texts


def test_what_is_no_such_workbook_is_told(tmp_path: Path):
    with pytest.raises(InputError, match="no such file"):
        sheets.read(KIND, tmp_path / "a.xlsx", ["id"])
    other = sheets.Kind("Other", "Other", "x", COLUMNS)
    path = sheets.write(other, "x", [("1", "a")], [], tmp_path / "b.xlsx")
    with pytest.raises(InputError, match="without the two sheets of 'Test of'"):
        sheets.read(KIND, path, ["id"])


def test_no_other_part_of_the_program_writes_tables_for_excel():
    package = Path(sheets.__file__).parent
    for path in package.rglob("*.py"):
        said = path.read_text(encoding="utf-8")
        assert not any(word in said for word in ("to_csv(", "to_excel(")), path
        assert "xlsxwriter" not in said or path == Path(sheets.__file__), path
