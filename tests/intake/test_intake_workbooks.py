"""Workbooks: the value a person sees."""

from __future__ import annotations

import datetime as dt
import io
import json
import zipfile

import msoffcrypto.format.ooxml
import openpyxl
import pytest
import xlsxwriter
import xlwt
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P

from engagement_lib.intake import files, safety
from engagement_lib.intake.layout import Layout
from engagement_lib.problems import InputError

HEAD = ["Id", "Date", "Comment"]
DAY = dt.datetime(2026, 10, 3, 14, 5)


def saved(book: openpyxl.Workbook) -> bytes:
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def xlsx(*rows: list, formats: dict[str, str] | None = None) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for cell, number_format in (formats or {}).items():
        book.active[cell].number_format = number_format
    return saved(book)


def xls(*rows: list, dates_1904: bool = False) -> bytes:
    book = xlwt.Workbook()
    book.dates_1904 = dates_1904
    sheet = book.add_sheet("Responses")
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            style = (
                xlwt.easyxf(num_format_str="DD/MM/YYYY") if isinstance(value, dt.datetime) else xlwt.Style.default_style
            )
            sheet.write(number, column, value, style)
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def ods(*rows: list) -> bytes:
    book = OpenDocumentSpreadsheet()
    sheet = Table(name="Responses")
    for row in rows:
        line = TableRow()
        for value in row:
            if isinstance(value, dt.datetime):
                cell = TableCell(valuetype="date", datevalue=value.isoformat())
            elif isinstance(value, str):
                cell = TableCell(valuetype="string")
            else:
                cell = TableCell(valuetype="float", value=value)
            cell.addElement(P(text=str(value)))
            line.addElement(cell)
        sheet.addElement(line)
    book.spreadsheet.addElement(sheet)
    data = io.BytesIO()
    book.write(data)
    return data.getvalue()


@pytest.mark.parametrize(("name", "make"), [("a.xlsx", xlsx), ("a.XLS", xls), ("a.ods", ods), ("a.xls", xlsx)])
def test_every_kind_gives_the_same_as_csv(given, name, make):
    book = make(HEAD, [1, DAY, "no heat"], [2, DAY, "  £5 “late”\nagain"])
    csv = 'Id,Date,Comment\n1,3/10/26,no heat\n2,3/10/26,"  £5 “late”\nagain"\n'
    expected = given.responses({"a.csv": csv}, folder="one").kept
    (given.raw / "one" / "layout.toml").unlink()
    read = given.responses({name: book}, folder="two")
    assert read.kept.equals(expected)
    assert read.warnings == []


@pytest.mark.parametrize(
    ("value", "number_format", "seen"),
    [
        (123, "00000", "00123"), (0.25, "0%", "25%"), (3, "0.00", "3.00"), (2.5, "General", "2.5"), (4, "General", "4"),
        (1234, "#,##0", "1,234"), (True, "General", "TRUE"), ("007", "@", "007"), (0.1 + 0.2, "General", "0.3"),
        (2.5, "0", "3"), (0.125, "0.0%", "12.5%"), ("=1/0", "General", ""), (None, "General", ""),
    ],
)  # fmt: skip
def test_values_as_a_person_sees_them(given, layout, value, number_format, seen):
    scored = layout.replace('record = "Id"', 'record = "Id"\nscore = "Score"')
    book = xlsx([*HEAD, "Score"], ["a", DAY, "hi", value], formats={"D2": number_format})
    assert list(given.responses({"a.xlsx": book}, scored).kept["score"]) == [seen]


def test_codes_with_leading_zeros_make_the_id(given):
    book = xlsx(HEAD, [123, DAY, "hi"], formats={"A2": "00000"})
    as_csv = given.responses({"a.csv": "Id,Date,Comment\n00123,3/10/26,hi\n"}, folder="one").kept
    (given.raw / "one" / "layout.toml").unlink()
    assert given.responses({"a.xlsx": book}, folder="two").kept.equals(as_csv)


def test_error_cells_are_empty_and_told(given):
    data = io.BytesIO()
    with xlsxwriter.Workbook(data, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEAD)
        sheet.write_row(1, 0, ["a", "3/10/26"])
        sheet.write_formula(1, 2, "=#REF!", None, "#REF!")
    read = given.responses({"a.xlsx": data.getvalue()})
    assert list(read.kept["raw_text"]) == [""]
    assert "formula errors on row 2" in str(read.warnings[0])


def test_titles_totals_and_empty_rows(given):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet["A1"] = "Survey of residents"
    sheet.merge_cells("A1:C1")
    for column, header in enumerate(HEAD, start=1):
        sheet.cell(4, column, header)
    sheet.append([1, DAY, "hi"])
    sheet.append([])
    sheet["F9"] = "Total: 1"
    sheet["Z30"].number_format = "0.00"
    read = given.responses({"a.xlsx": saved(book)})
    assert list(read.kept["raw_text"]) == ["hi"]
    assert [str(warning).count("row 9 at the end") for warning in read.warnings] == [1]


def test_sheets(given, layout):
    book = openpyxl.Workbook()
    book.active.title = "Read me"
    for name, words in {"Old": "hidden", "September": "first", "October": "second"}.items():
        sheet = book.create_sheet(name)
        sheet.append(HEAD)
        sheet.append([1, DAY, words])
    book["Old"].sheet_state = "hidden"
    data = saved(book)
    read = given.responses({"a.xlsx": data})
    assert list(read.kept["raw_text"]) == ["first"]
    assert "'September' was read, and not 'October'" in str(read.warnings[0])
    for name, words in {"October": "second", "Old": "hidden"}.items():
        read = given.responses({"a.xlsx": data}, f'sheet = "{name}"\n' + layout)
        assert list(read.kept["raw_text"]) == [words] and read.warnings == []
    with pytest.raises(InputError, match="no sheet 'May'; its sheets are 'Read me', 'Old'"):
        given.responses({"a.xlsx": data}, 'sheet = "May"\n' + layout)


def test_declared_header_row(given, layout):
    book = xlsx(["Id", "Date", "Comment"], ["Id", "Date", "Comment"], [1, DAY, "hi"])
    assert len(given.responses({"a.xlsx": book}, "header_row = 2\n" + layout).kept) == 1


@pytest.mark.parametrize("system", [1900, 1904])
def test_both_date_systems(given, system):
    book = openpyxl.Workbook()
    book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904 if system == 1904 else openpyxl.utils.datetime.WINDOWS_EPOCH
    book.active.append(HEAD)
    book.active.append([1, DAY, "formatted"])
    book.active.append([2, 46298 if system == 1900 else 44836, "bare number"])
    read = given.responses({"a.xlsx": saved(book), "b.xls": xls(HEAD, [3, DAY, "old"], dates_1904=system == 1904)})
    assert set(read.kept["received_on"].dt.date) == {dt.date(2026, 10, 3)}
    assert [f"counted from {system}" in str(warning) for warning in read.warnings] == [True]


def test_dates_in_text_columns_are_told(given):
    read = given.responses({"a.xlsx": xlsx(HEAD, [1, DAY, dt.date(2026, 2, 1)])})
    assert list(read.kept["raw_text"]) == ["2026-02-01"]
    assert "a date where text" in str(read.warnings[0])


def encrypted(data: bytes) -> bytes:
    out = io.BytesIO()
    msoffcrypto.format.ooxml.OOXMLFile(io.BytesIO(data)).encrypt("secret", out)
    return out.getvalue()


def bomb() -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b" " * 20_000_000)
    return data.getvalue()


GOOD = xlsx(HEAD, [1, DAY, "My name is Pat"])


@pytest.mark.parametrize(
    ("data", "found"),
    [
        pytest.param(b"", "an empty file", id="empty"),
        pytest.param(b"Id,Date,Comment\n1,3/10/26,Pat\n", "plain text, not a workbook", id="a CSV"),
        pytest.param(b"<html><table><tr><td>Pat</table>", r"a web page \(HTML\), not a workbook", id="a web page"),
        pytest.param(b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">',
                     "an Excel 2003 XML spreadsheet", id="XML of 2003"),
        pytest.param(b"%PDF-1.7", "a PDF", id="a PDF"),
        pytest.param(GOOD[: len(GOOD) // 2], "cut short or broken", id="cut short"),
        pytest.param(b"\xd0\xcf\x11\xe0" + b"\0" * 600, "broken or of a kind", id="broken old Office"),
        pytest.param(encrypted(GOOD), "a password-protected workbook", id="encrypted"),
        pytest.param(bomb(), "unpacks to far more", id="a bomb"),
        pytest.param(xlsx(), "none of the headers", id="an empty sheet"),
        pytest.param(xlsx([1, DAY, "Pat"]), "none of the headers", id="no headers"),
        pytest.param(xlsx(HEAD[:2], [1, DAY]), "no column 'Comment'", id="a column missing"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("name", ["a.xlsx", "a.xls"])
def test_refused_in_plain_words(given, name, data, found):
    with pytest.raises(InputError, match=found) as caught:
        given.responses({name: data})
    assert "Pat" not in str(caught.value)
    assert len(caught.value.faults) == 1


def test_a_workbook_called_csv(given):
    with pytest.raises(InputError, match="a zip file"):
        given.responses({"a.csv": GOOD})


@pytest.mark.parametrize("data", [b"\x1f\x8b broken", b"plain"])
def test_broken_gzip(given, data):
    with pytest.raises(InputError, match="a broken gzip file"):
        given.responses({"a.csv.gz": data})


def test_gzip_is_counted_while_reading(given, monkeypatch):
    import gzip

    monkeypatch.setattr(safety, "MOST_BYTES", 1_000_000)
    with pytest.raises(InputError, match="more than 2 GB"):
        given.responses({"a.csv.gz": gzip.compress(b" " * 2_000_000)})


def test_a_real_workbook_of_many_equal_rows_is_no_bomb():
    data = io.BytesIO()
    with xlsxwriter.Workbook(data, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for row in range(20_000):
            sheet.write_row(row, 0, [row, "3/10/26", "the same words every time"])
    safety.check_workbook(data.getvalue(), "a.xlsx")


def test_odd_workbooks_never_end_in_a_traceback(hostile):
    layout = Layout.model_validate(
        {"source": "odd", "title": "Odd", "kind": "note", "questions": [{"column": "Comment"}],
         "columns": {"received_on": {"fixed": "2026-10-01"}}, "service": {"fixed": "maintenance"}}
    )  # fmt: skip
    refused = 0
    for path in sorted((hostile / "calamine-xlsx").iterdir()):
        if path.suffix in safety.WORKBOOKS:
            with pytest.raises(InputError) as caught:
                files.read(path, layout, path.name)
            refused += 1
            if "pass_protected" in path.name:
                assert "password-protected" in str(caught.value)
    assert refused > 50


def test_naughty_strings_all_come_out(given, hostile):
    strings = json.loads((hostile / "blns" / "blns.json").read_text(encoding="utf-8"))
    cells = [words.replace('"', '""') for words in strings]
    csv = "Id,Date,Comment\n" + "".join(f'{number},3/10/26,"{cell}"\n' for number, cell in enumerate(cells))
    read = given.responses({"a.csv": csv.encode("utf-8", "surrogatepass")})
    assert len(read.kept) == len(strings)
    "".join(read.kept["raw_text"]).encode("utf-8")


def bomb(lies: bool) -> bytes:
    """A workbook whose sheet unpacks to 40 MB of nothing; with ``lies`` its entry says a thousandth of that."""
    data = io.BytesIO()
    with xlsxwriter.Workbook(data, {"in_memory": True}) as book:
        book.add_worksheet().write(0, 0, "Comment")
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data.getvalue())) as source,
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for part in source.infolist():
            inside = source.read(part)
            target.writestr(part.filename, inside + b" " * 40_000_000 if "sheet1.xml" in part.filename else inside)
    content = bytearray(packed.getvalue())
    if lies:
        with zipfile.ZipFile(io.BytesIO(content)) as whole:
            told = max(part.file_size for part in whole.infolist()).to_bytes(4, "little")
        content = content.replace(told, (40_000).to_bytes(4, "little"))
    return bytes(content)


@pytest.mark.parametrize("lies", [False, True])
def test_a_workbook_packed_to_burst_is_refused_unread(given, lies: bool):
    with pytest.raises(InputError, match="unpacks to far more"):
        given.responses({"a.xlsx": bomb(lies)})
