"""The sheet: blind, harmless, and told what is wrong with it when it comes back."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from python_calamine import CalamineWorkbook
from tables import classified, responses

from engagement_lib import audit, services
from engagement_lib.contracts import Broken
from engagement_lib.label import answers
from engagement_lib.label import sheet as sheets
from engagement_lib.problems import InputError

BOOK = services.codebook()
SERVICE = services.read([services.PACKAGED])["maintenance"]
CANARY = "Quillfeather"
TEXTS = [
    f"=HYPERLINK(\"http://bad\",\"{CANARY}\")", "+44 is what I rang", "-1 out of ten", "@here", "{=1+1}", "https://bad.example",
    "0012", "two\nlines", "so " * 20_000, *(f"the lift is out {number}" for number in range(11)),
]  # fmt: skip
TABLE = classified(
    TEXTS,
    p_failure=0.5,
    demand=["failure", "value"] * 10,
    demand_basis="machine's reason",
    question="What could be better?",
)
DRAWN = audit.draw(TABLE, 20, 1)


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    return sheets.write(DRAWN, TABLE, SERVICE, BOOK, "maintenance.2026-10.abc", tmp_path / "sheet.xlsx")


def filled(path: Path, cells: dict[tuple[int, str], object], **changes: object) -> Path:
    """Fill cells in by row and column, as a person would in Excel."""
    book = openpyxl.load_workbook(path)
    page = book["To read"]
    for (row, column), value in cells.items():
        page[f"{column}{row}"] = value
    for name, value in changes.items():
        if name == "without":
            del book[str(value)]
        if name == "delete_rows":
            page.delete_rows(*value)
    book.save(path)
    return path


def back(path: Path, ids: pd.Index = DRAWN.index) -> answers.Answers:
    return answers.read(path, lambda audit_id: ids if audit_id == "maintenance.2026-10.abc" else ids[:0], BOOK)


def test_nothing_of_what_the_machine_said_is_in_it(sheet: Path):
    book = CalamineWorkbook.from_path(sheet)
    assert book.sheet_names == ["To read", "How to label"]
    headers, *rows = book.get_sheet_by_name("To read").to_python()
    assert headers == [
        "response_id",
        "question",
        "text",
        "demand",
        "failure types",
        "flags",
        "value type",
        "none type",
        "note",
    ]
    assert [row[0] for row in rows] == list(DRAWN.index) and all(row[3:] == [""] * 6 for row in rows)
    words = str(book.get_sheet_by_name("To read").to_python()) + str(book.get_sheet_by_name("How to label").to_python())
    assert "machine's reason" not in words and "sure" not in {cell for row in rows for cell in row}
    for told in (SERVICE.purpose, "missed_appointment", "hazard", "Failure demand", "maintenance.2026-10.abc"):
        assert told in words


def test_a_comment_is_text_and_never_a_formula_or_a_link(sheet: Path):
    page = openpyxl.load_workbook(sheet)["To read"]
    for row in page.iter_rows(min_row=2, max_col=3):
        assert all(cell.data_type == "s" and cell.hyperlink is None for cell in row)
    shown = {page.cell(row, 1).value: page.cell(row, 3).value for row in range(2, 22)}
    for identifier, text in TABLE["text"].items():
        assert shown[identifier] == text if len(text) <= 32_000 else shown[identifier].endswith(" …")
    choice, *_ = page.data_validations.dataValidation
    assert choice.formula1 == '"failure,value,none,unclear"' and str(choice.sqref) == "D2:D21"


@pytest.mark.parametrize(
    "table", [responses(["Mrs Okonkwo rang"]), TABLE.drop(columns="redactions"), TABLE.assign(raw_text="")]
)
def test_words_that_were_not_redacted_are_refused(table: pd.DataFrame, tmp_path: Path):
    with pytest.raises(Broken):
        sheets.write(DRAWN, table, SERVICE, BOOK, "a", tmp_path / "sheet.xlsx")
    assert not (tmp_path / "sheet.xlsx").exists()


def test_what_a_person_said_comes_back(sheet: Path):
    answers = back(filled(sheet, {
        (2, "D"): "failure", (2, "E"): "Delay; no_response;", (2, "F"): "HAZARD", (3, "D"): " Value demand ", (4, "D"): "none",
        (4, "I"): "what a note", (5, "D"): "value", (5, "G"): "Something broken or worn to mend",
    }))  # fmt: skip
    assert answers.unread == 16 and answers.drawn_id == "maintenance.2026-10.abc"
    assert answers.said.loc[DRAWN.index[0]].to_dict() == {
        "demand": "failure",
        "failure_types": "delay;no_response",
        "flags": "hazard",
        "value_type": "",
        "none_type": "",
        "note": "",
    }
    assert (
        answers.said.loc[DRAWN.index[2], "note"] == "what a note"
        and answers.said.loc[DRAWN.index[3], "value_type"] == "repair"
    )
    assert answers.said["demand"].to_list() == ["failure", "value", "none", "value"]


def test_a_sheet_nobody_has_begun_says_so(sheet: Path):
    answers = back(sheet)
    assert answers.said.empty and answers.unread == 20


def test_rows_that_were_removed_are_unread(sheet: Path):
    answers = back(filled(sheet, {(2, "D"): "value"}, delete_rows=(3, 10)))
    assert len(answers.said) == 1 and answers.unread == 19


def test_every_fault_is_told_at_once_by_row_and_not_in_a_resident_s_words(sheet: Path):
    same = DRAWN.index[8]
    with pytest.raises(InputError) as raised:
        back(filled(sheet, {
            (2, "D"): f"{CANARY} rang", (3, "D"): "failure", (3, "E"): f"late;{CANARY}", (4, "A"): "r9999", (5, "F"): "hazard",
            (6, "D"): "value", (6, "E"): "delay", (7, "D"): "value", (7, "F"): CANARY, (9, "A"): same, (9, "D"): "none",
        }))  # fmt: skip
    told = str(raised.value)
    assert len(raised.value.faults) == 7 and CANARY not in told
    for piece in ("row 4: found an id that was not drawn", "rows 9, 10: found the same id", "row 2: found a demand that",
                  "row 3: found a failure type", "row 7: found a flag", "row 5: found types or flags without a demand",
                  "row 6: found failure types where"):  # fmt: skip
        assert piece in told


@pytest.mark.parametrize("name", ["To read", "How to label"])
def test_a_sheet_that_was_removed_is_told(sheet: Path, name: str):
    with pytest.raises(InputError, match="without the two sheets"):
        back(filled(sheet, {}, without=name))


def test_headers_that_were_changed_are_told(sheet: Path):
    with pytest.raises(InputError, match="no column demand, flags"):
        back(filled(sheet, {(1, "D"): "label", (1, "F"): ""}))


def test_an_audit_of_another_workspace_is_told(sheet: Path):
    with pytest.raises(InputError, match="does not know"):
        back(sheet, DRAWN.index[:0])


@pytest.mark.parametrize("content", [b"", b"response_id,demand\nr1,value\n", b"PK\x03\x04" + b"\0" * 50])
def test_a_file_that_is_no_workbook_is_told(content: bytes, tmp_path: Path):
    file = tmp_path / "sheet.xlsx"
    file.write_bytes(content)
    with pytest.raises(InputError, match="not a workbook"):
        back(file)
    with pytest.raises(InputError, match="no such file"):
        back(tmp_path / "nowhere.xlsx")
