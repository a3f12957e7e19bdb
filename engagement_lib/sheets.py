"""Workbooks, to fill in or to read: no cell is ever a formula or a link, and every fault of one that comes back is told by its row."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import xlsxwriter
from python_calamine import CalamineError, CalamineWorkbook

from engagement_lib.problems import Fault, InputError

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

TO_READ = "To read"

LONGEST = 32_000
"""Letters in one cell; Excel holds 32,767."""

LARGEST = 20_000_000
"""Bytes of the largest file taken. **Source:** judgement: a sheet of 1,000 comments has a hundredth of it."""

SAFE = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
"""What xlsxwriter must not make of a text."""

LONGEST_TAB = 31
"""Letters of a sheet's name, as Excel counts them."""

A4 = 9
"""The number Excel has for the paper."""

MADE = datetime(2000, 1, 1)
"""When a workbook to read says it was made, so that the same tables give the same bytes."""

MARK = "'"
"""Before a cell of a CSV that would start a formula. **Source:** OWASP, "CSV Injection"."""

_UNSEEN = r"'\s\x00-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff"
_STARTS_FORMULA = re.compile(rf"[{_UNSEEN}]*[=+\-@\t\r\n＝＋－＠﹦﹢﹣﹫]")
"""A formula sign, half or full width, a tab or a line end, also behind what a reader does not see."""


@dataclass(frozen=True)
class Column:
    """A column of the sheet to read. One that is ``asked`` is empty and coloured, with the ``choices`` as a list to pick from."""

    title: str
    width: int
    asked: bool = False
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Kind:
    """A kind of workbook: ``name`` stands beside its id on the sheet ``how_to``; ``command`` writes it."""

    name: str
    how_to: str
    command: str
    columns: tuple[Column, ...]

    @property
    def titles(self) -> list[str]:
        return [column.title for column in self.columns]


def write(
    kind: Kind, identifier: str, rows: Iterable[Sequence[str]], lines: Sequence[tuple[str, str]], path: Path
) -> Path:
    """Write a workbook: ``rows`` give the columns that are not asked, ``lines`` the sheet that says how to fill it in."""
    with xlsxwriter.Workbook(path, SAFE) as workbook:
        workbook.set_properties({"title": f"{kind.name} {identifier}"})
        _to_read(workbook, kind, [list(row) for row in rows])
        _how_to(workbook, kind.how_to, [(kind.name, identifier), ("", ""), *lines])
    return path


def _to_read(workbook: xlsxwriter.Workbook, kind: Kind, rows: Sequence[Sequence[str]]) -> None:
    sheet = workbook.add_worksheet(TO_READ)
    bold = workbook.add_format({"bold": True, "bottom": 1, "valign": "top"})
    given = workbook.add_format({"text_wrap": True, "valign": "top", "quote_prefix": True})
    asked = workbook.add_format({"text_wrap": True, "valign": "top", "bg_color": "#FFF8DC", "border": 4})
    for place, column in enumerate(kind.columns):
        sheet.set_column(place, place, column.width)
        sheet.write_string(0, place, column.title, bold)
        for number, row in enumerate(rows, 1):
            if column.asked:
                sheet.write_blank(number, place, None, asked)
            else:
                words = row[place]
                sheet.write_string(number, place, _fitting(words), given)
        if column.choices:
            sheet.data_validation(1, place, max(len(rows), 1), place, {
                "validate": "list", "source": list(column.choices), "error_title": "Not on the list",
                "error_message": f"Choose one of the list; the sheet '{kind.how_to}' explains them.",
            })  # fmt: skip
    sheet.freeze_panes(1, 1)
    sheet.set_landscape()
    sheet.repeat_rows(0)
    sheet.fit_to_pages(1, 0)


def _how_to(workbook: xlsxwriter.Workbook, title: str, lines: Sequence[tuple[str, str]]) -> None:
    sheet = workbook.add_worksheet(title)
    bold, wrap = workbook.add_format({"bold": True, "valign": "top"}), workbook.add_format({"text_wrap": True})
    sheet.set_column(0, 0, 24, bold)
    sheet.set_column(1, 1, 110, wrap)
    for number, (left, right) in enumerate(lines):
        sheet.write_string(number, 0, left)
        sheet.write_string(number, 1, right)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)


@dataclass(frozen=True)
class Grid:
    """A sheet to read: ``name`` on its tab, a title a column, and rows of text, whole numbers (counts) and fractions (shares).

    The first ``fixed`` columns stay in sight.
    """

    name: str
    titles: tuple[str, ...]
    rows: Sequence[Sequence[str | int | float | None]]
    fixed: int = 1


def write_tables(path: Path, grids: Sequence[Grid]) -> Path:
    """Write a workbook to read, one sheet a table. The same tables give the same bytes."""
    with xlsxwriter.Workbook(path, {**SAFE, "in_memory": True}) as workbook:
        workbook.set_properties({"created": MADE})
        top: dict[str, object] = {"valign": "top"}
        head = workbook.add_format({**top, "bold": True, "bottom": 1, "text_wrap": True})
        looks = {
            str: workbook.add_format({**top, "text_wrap": True, "quote_prefix": True}),
            int: workbook.add_format({**top, "num_format": "#,##0"}),
            float: workbook.add_format({**top, "num_format": "0 %"}),
        }
        for name, grid in zip(tabs(grid.name for grid in grids), grids, strict=True):
            _grid(workbook.add_worksheet(name), grid, head, looks)
    return path


def _grid(sheet: Worksheet, grid: Grid, head: Format, looks: Mapping[type, Format]) -> None:
    for place, title in enumerate(grid.titles):
        texts = [str(row[place]) for row in grid.rows if isinstance(row[place], str)]
        sheet.set_column(place, place, min(max(11, *map(len, [title, *texts])) + 2, 90 if place else 45))
        sheet.write_string(0, place, _fitting(title), head)
        for number, row in enumerate(grid.rows, 1):
            cell = row[place]
            if isinstance(cell, str):
                sheet.write_string(number, place, _fitting(cell), looks[str])
            elif cell is not None:
                sheet.write_number(number, place, cell, looks[type(cell)])
    sheet.freeze_panes(1, grid.fixed)
    sheet.set_paper(A4)
    sheet.set_landscape()
    sheet.repeat_rows(0)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&L&A&R&P / &N")


def tabs(wanted: Iterable[str]) -> list[str]:
    """Names that Excel takes for sheets: short, without its signs for places, each once.

    >>> tabs(["Who: tenure", "a/b", "A\\\\B", ""])
    ['Who tenure', 'a b', 'A B 2', 'Sheet']
    """
    names: list[str] = []
    taken = {"history"}
    for name in wanted:
        clean = "".join(letter if letter.isprintable() else " " for letter in re.sub(r"[\[\]:*?/\\]", " ", name))
        whole = " ".join(clean.split()).strip("' ") or "Sheet"
        tab, number = _cut(whole, LONGEST_TAB).strip("' "), 1
        while tab.casefold() in taken:
            number += 1
            tab = f"{_cut(whole, LONGEST_TAB - len(f' {number}')).strip()} {number}"
        taken.add(tab.casefold())
        names.append(tab)
    return names


def _fitting(words: str) -> str:
    """As much of a text as a cell holds."""
    cut = _cut(words, LONGEST)
    return words if cut == words else f"{cut} …"


def _cut(words: str, most: int) -> str:
    """The first letters, counted as Excel counts them: a letter beyond the first 65,536 is two."""
    return words if len(words) * 2 <= most else words.encode("utf-16-le")[: most * 2].decode("utf-16-le", "ignore")


def mark(cell: str) -> str:
    """A cell of a CSV that every spreadsheet takes for text.

    >>> mark("=1+1"), mark("late = lost"), mark("'=1+1")
    ("'=1+1", 'late = lost', "''=1+1")
    """
    return MARK + cell if _STARTS_FORMULA.match(cell) else cell


def unmark(cell: str) -> str:
    """A cell as it was before :func:`mark`.

    >>> [unmark(mark(cell)) for cell in ("=1+1", "late", "'=1+1", "'tis")]
    ['=1+1', 'late', "'=1+1", "'tis"]
    """
    return cell[1:] if cell.startswith(MARK) and _STARTS_FORMULA.match(cell[1:]) else cell


def read(kind: Kind, file: Path, needed: Sequence[str]) -> tuple[str, pd.DataFrame]:
    """The workbook's id, and its rows as text by their number in the sheet, without rows whose ``needed`` columns are all empty.

    Raises:
        InputError: when it is no such workbook, or headers are gone.
    """
    identifier, rows = _open(kind, file)
    if missing := [name for name in needed if name not in rows.columns]:
        raise InputError(Fault(f"{file.name}, sheet '{TO_READ}'", f"no column {', '.join(missing)}",
                               f"the columns {', '.join(kind.titles)}", "put the headers back as they were"))  # fmt: skip
    return identifier, rows[(rows[list(needed)] != "").any(axis=1)]


def _open(kind: Kind, file: Path) -> tuple[str, pd.DataFrame]:
    import pandas as pd  # who only writes a workbook does without

    if not file.is_file():
        raise InputError(Fault(str(file), "no such file", "a sheet that was filled in", "check the path"))
    if file.stat().st_size > LARGEST:
        raise InputError(
            Fault(file.name, "a file too large to be a sheet", "the sheet that was drawn", "check the file")
        )
    wanted = {TO_READ, kind.how_to}
    try:
        book = CalamineWorkbook.from_path(file)
        sheets = {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names if name in wanted}
    except (CalamineError, OSError, ValueError) as error:
        todo = "save it as an Excel workbook (.xlsx) without a password"
        raise InputError(
            Fault(file.name, "a file that is not a workbook", "the sheet that was drawn, as XLSX", todo)
        ) from error
    named = [str(row[1]).strip() for row in sheets.get(kind.how_to, []) if len(row) > 1 and row[0] == kind.name]
    if TO_READ not in sheets or not sheets[TO_READ] or len(named) != 1:
        raise InputError(Fault(file.name, f"a workbook without the two sheets of '{kind.name}'", f"'{TO_READ}' and '{kind.how_to}'",
                               f"take the file that '{kind.command}' wrote"))  # fmt: skip
    headers, *rows = sheets[TO_READ]
    names = [str(header).strip().lower() for header in headers]
    texts = [["" if cell is None else str(cell).strip() for cell in row] for row in rows]
    table = pd.DataFrame(texts, columns=names, index=range(2, len(rows) + 2), dtype="object")
    return named[0], table.loc[:, ~table.columns.duplicated()]


def faults(file: Path, found: Iterable[tuple[pd.Series, str, str, str]]) -> list[Fault]:
    """Each kind of fault with the rows that have it: ``(which rows, found, expected, what to do)``."""
    return [
        Fault(f"{file.name}, sheet '{TO_READ}', {_rows(wrong.index[wrong])}", what, expected, todo)
        for wrong, what, expected, todo in found
        if wrong.any()
    ]


def _rows(numbers: Iterable[int]) -> str:
    listed = list(numbers)
    shown = ", ".join(map(str, listed[:12])) + (f" and {len(listed) - 12} more" if len(listed) > 12 else "")
    return f"{'row' if len(listed) == 1 else 'rows'} {shown}"
