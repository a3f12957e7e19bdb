"""Excel and OpenDocument workbooks, with the values a person sees."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from engagement_lib.intake import appearance, characters, headers, safety
from engagement_lib.intake.headers import Found
from engagement_lib.intake.layout import Layout
from engagement_lib.intake.table import Table, build, named
from engagement_lib.problems import EngagementError, Fault, InputError


def read(path: Path, data: bytes, layout: Layout, where: str) -> Table:
    """Read one sheet of the workbook at ``path``, whose bytes are ``data``.

    Raises:
        InputError: when it cannot be read as the layout says.
    """
    safety.check_workbook(data, where)
    try:
        with _open(path, data) as workbook:
            return _read_sheet(workbook, data, layout, where)
    except (EngagementError, KeyboardInterrupt, SystemExit):
        raise
    except PasswordError as error:
        raise InputError(safety.password_protected(where)) from error
    except BaseException as error:  # a panic inside the reader is no ordinary Exception
        found = "a workbook that is broken or of a kind that cannot be read"
        todo = "open it in Excel or LibreOffice and save it as .xlsx"
        raise InputError(Fault(where, found, "a workbook", todo)) from error


def _open(path: Path, data: bytes) -> CalamineWorkbook:
    """By what the file holds; where that fails by its name, which tells a password from a broken file."""
    try:
        return CalamineWorkbook.from_filelike(io.BytesIO(data))
    except CalamineError:
        return CalamineWorkbook.from_path(path)


def _read_sheet(workbook: CalamineWorkbook, data: bytes, layout: Layout, where: str) -> Table:
    sheet, found, warnings = _choose(workbook, layout, where)
    rows = sheet.to_python(skip_empty_area=False)
    seen = appearance.look(data, sheet.name, rows, found)
    for (row, column), text in seen.texts.items():
        rows[row][column] = text
    first = _first_row(layout) + found.row + 1
    numbered = enumerate(rows[first:], start=first + 1)
    table = build(numbered, found, f"{where}, sheet '{sheet.name}'", as_text=as_text, unit="row")
    table.system = seen.system
    if seen.errors:
        shown = named(dict.fromkeys(row + 1 for row in seen.errors))
        todo = "mend the formulas if the values matter"
        warnings.append(Fault(where, f"formula errors on {shown}, read as empty cells", "values", todo))
    if seen.unreadable:
        found_text = "number formats that could not be looked up, so numbers are read without them"
        warnings.append(Fault(where, found_text, "a workbook saved by Excel", "check codes with leading zeros"))
    table.warnings[:0] = warnings
    return table


def _choose(workbook: CalamineWorkbook, layout: Layout, where: str) -> tuple[CalamineSheet, Found, list[Fault]]:
    """The declared sheet, or the first visible one with the headers; a warning when others were left out."""
    visible = [
        sheet.name
        for sheet in workbook.sheets_metadata
        if sheet.typ == SheetTypeEnum.WorkSheet and sheet.visible == SheetVisibleEnum.Visible
    ]
    if layout.sheet is not None:
        if layout.sheet not in workbook.sheet_names:
            has = ", ".join(f"'{name}'" for name in workbook.sheet_names)
            found = f"no sheet '{layout.sheet}'; its sheets are {has}"
            raise InputError(Fault(where, found, "the sheet of the layout", "correct 'sheet' in layout.toml"))
        visible = [layout.sheet]
    matching: dict[str, Found] = {}
    faults: list[Fault] = []
    for name in visible:
        try:
            matching[name] = _headers(workbook.get_sheet_by_name(name), layout, f"{where}, sheet '{name}'")
        except InputError as error:
            faults += error.faults
    if not matching:
        raise InputError(faults or Fault(where, "no visible sheet", "a sheet of responses", "unhide it or name it"))
    chosen, *others = matching
    warnings = []
    if len(visible) > 1:
        left = f", and not {', '.join(map(repr, others))}, which has the same headers" if others else ""
        found = f"{len(visible)} sheets; '{chosen}' was read{left}"
        todo = f"add to layout.toml: sheet = '{chosen}'; save each further sheet of responses as a file of its own"
        warnings.append(Fault(where, found, "one sheet", todo))
    return workbook.get_sheet_by_name(chosen), matching[chosen], warnings


def _headers(sheet: CalamineSheet, layout: Layout, where: str) -> Found:
    first = _first_row(layout)
    last = first + (1 if layout.header_row else headers.ROWS_SEARCHED)
    rows = sheet.to_python(skip_empty_area=False, nrows=last)[first:]
    return headers.find([[as_text(cell) for cell in row] for row in rows], layout.wanted(), where)


def _first_row(layout: Layout) -> int:
    return layout.header_row - 1 if layout.header_row else 0


def as_text(value: Any) -> str:
    """One cell as a person sees it, when nothing is known of its number format.

    >>> as_text(12.0), as_text(True), as_text(None)
    ('12', 'TRUE', '')
    """
    if isinstance(value, str):
        return characters.tidy(value)
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, int | float):
        return appearance.plain_number(value)
    return "" if value is None else str(value)
