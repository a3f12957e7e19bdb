"""Numbers as Excel shows them, and errors it shows in place of values. Looked up only where a sheet has either."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from xml.etree import ElementTree

import openpyxl
from openpyxl.styles.numbers import BUILTIN_FORMATS

from engagement_lib.intake.headers import Found

_PADDED = re.compile(r"0{2,}")
_DECIMALS = re.compile(r"(#,##)?0(?:\.(0+))?(%?)")
_ERROR_CELL = re.compile(rb"<c [^>]*\bt=[\"']e[\"']")
_OVERLAP = 200
_CHUNK = 1024**2


@dataclass
class Seen:
    """``texts``: what stands in a cell, where that is not the plain number; by position of row and column.

    ``errors``: position of the row of each cell that shows an error. ``system``: 1900 or 1904, if the file says.
    ``unreadable``: whether the looking failed.
    """

    texts: dict[tuple[int, int], str] = field(default_factory=dict)
    errors: list[int] = field(default_factory=list)
    system: int | None = None
    unreadable: bool = False


def look(data: bytes, sheet: str, rows: Sequence[Sequence[Any]], found: Found) -> Seen:
    """How the used columns of an .xlsx sheet look. Other workbooks tell nothing, and give an empty answer."""
    seen = Seen()
    if not zipfile.is_zipfile(io.BytesIO(data)):
        return seen
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if "xl/workbook.xml" not in archive.namelist():
                return seen
            seen.system = 1904 if re.search(rb"date1904=[\"'](?:1|true)", archive.read("xl/workbook.xml")) else 1900
            formatted = _has_formats(archive) and _has_numbers(rows, found)
            if formatted or _has_errors(archive):
                _look_at_cells(data, sheet, rows, found, seen)
    except Exception:  # the numbers are read all the same; the caller tells that formats were not
        seen.unreadable = True
    return seen


def shown(number: float, number_format: str) -> str | None:
    """A number in a number format, for the formats that matter in codes and scores; None for all others.

    >>> shown(123, "00000"), shown(0.25, "0%"), shown(3, "0.00"), shown(1234.5, "#,##0"), shown(3, "General")
    ('00123', '25%', '3.00', '1,235', None)
    """
    if _PADDED.fullmatch(number_format):
        return f"{number:0{len(number_format)}.0f}"
    if match := _DECIMALS.fullmatch(number_format):
        thousands, decimals, percent = match.groups()
        places = len(decimals or "")
        scaled = Decimal(str(number)).scaleb(2 if percent else 0)
        rounded = scaled.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
        return f"{rounded:{',' if thousands else ''}.{places}f}{percent}"
    return None


def plain_number(number: float) -> str:
    """A number in the General format: whole numbers without a point, others to fifteen digits.

    >>> plain_number(12.0), plain_number(0.1 + 0.2), plain_number(4.2e20)
    ('12', '0.3', '4.2E+20')
    """
    if float(number).is_integer() and abs(number) < 1e15:
        return str(int(number))
    return f"{number:.15G}"


def _has_formats(archive: zipfile.ZipFile) -> bool:
    """Whether any cell style of the workbook has a number format that changes how a number reads."""
    if "xl/styles.xml" not in archive.namelist():
        return False
    own_formats: dict[int, str] = {}
    used: set[int] = set()
    for element in ElementTree.fromstring(archive.read("xl/styles.xml")).iter():
        if element.tag.endswith("}numFmt"):
            own_formats[int(element.get("numFmtId", "0"))] = element.get("formatCode", "")
        elif element.tag.endswith("}cellXfs"):
            used = {int(style.get("numFmtId", "0")) for style in element}
    formats = BUILTIN_FORMATS | own_formats
    return any(shown(1, formats.get(number, "")) is not None for number in used)


def _has_numbers(rows: Sequence[Sequence[Any]], found: Found) -> bool:
    positions = found.columns.values()
    return any(type(row[position]) in (int, float) for row in rows for position in positions)


def _has_errors(archive: zipfile.ZipFile) -> bool:
    for name in archive.namelist():
        if not name.startswith("xl/worksheets/") or not name.endswith(".xml"):
            continue
        with archive.open(name) as part:
            end_of_last = b""
            while chunk := part.read(_CHUNK):
                if _ERROR_CELL.search(end_of_last + chunk):
                    return True
                end_of_last = chunk[-_OVERLAP:]
    return False


def _look_at_cells(data: bytes, sheet: str, rows: Sequence[Sequence[Any]], found: Found, seen: Seen) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # on styles and extensions, of no matter here
        workbook = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    used = sorted(found.columns.values())
    for cells in workbook[sheet].iter_rows(min_col=used[0] + 1, max_col=used[-1] + 1):
        for cell in cells:
            if cell.value is None or cell.column - 1 not in used:
                continue
            row, column = cell.row - 1, cell.column - 1
            if cell.data_type == "e":
                seen.errors.append(row)
            elif type(cell.value) in (int, float) and row < len(rows) and rows[row][column] == cell.value:
                text = shown(cell.value, cell.number_format)
                if text is not None:
                    seen.texts[row, column] = text
    workbook.close()
