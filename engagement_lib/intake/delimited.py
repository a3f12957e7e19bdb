"""CSV and its kin: which delimiter, quotes, line breaks inside cells, rows too short or too long."""

from __future__ import annotations

import csv
import io
import itertools
import re
from collections import Counter
from collections.abc import Iterator

from engagement_lib.intake import characters, headers, safety
from engagement_lib.intake.headers import Wanted
from engagement_lib.intake.layout import Layout
from engagement_lib.intake.table import Table, build
from engagement_lib.problems import Fault, InputError

DELIMITERS = [",", ";", "\t", "|"]

_SAMPLE = 200_000
_SAMPLE_ROWS = 200
_LONGEST_CELL = 10_000_000
_EXCEL_HINT = re.compile(r'\A"?sep=(.)"?\n', re.IGNORECASE)

Row = tuple[int, list[str]]
"""The line a row starts on, counted from 1, and its cells."""


def read(data: bytes, layout: Layout, where: str) -> Table:
    """Read a text file. Raises ``InputError`` if it cannot be read as the layout says."""
    safety.check_text(data, where)
    text, warnings = characters.decode(data, layout.encoding, where)
    text = characters.tidy(text)
    if not text.strip():
        raise InputError(Fault(where, "an empty file", "a row of headers and rows below", "export it again"))
    hint = _EXCEL_HINT.match(text)
    delimiter = layout.delimiter or (hint[1] if hint else _sniff(text, layout.wanted()))
    rows, quote_warnings = _rows(text, delimiter, where)
    if hint:
        rows = rows[1:]
    if layout.header_row:
        rows = [row for row in rows if row[0] >= layout.header_row]
    found = headers.find([cells for _, cells in rows][: 1 if layout.header_row else None], layout.wanted(), where)
    table = build(rows[found.row + 1 :], found, where, as_text=str, unit="line")
    table.warnings[:0] = warnings + quote_warnings
    return table


def _sniff(text: str, wanted: list[Wanted]) -> str:
    """The delimiter under which most headers are found, and most rows have the same number of cells."""

    def likelihood(delimiter: str) -> tuple[int, float, int]:
        sample = list(itertools.islice(_parse(text[:_SAMPLE], delimiter, strict=False), _SAMPLE_ROWS))
        if len(text) > _SAMPLE and len(sample) < _SAMPLE_ROWS:
            sample = sample[:-1]  # the sample ends in the middle of it
        rows = [cells for _, cells in sample if any(cells)]
        counts = Counter(len(cells) for cells in rows)
        count, often = max(counts.items(), key=lambda item: (item[1], item[0]), default=(0, 0))
        return headers.recognised(rows, wanted), often / max(len(rows), 1), count

    return max(DELIMITERS, key=likelihood)


def _rows(text: str, delimiter: str, where: str) -> tuple[list[Row], list[Fault]]:
    """All rows. Where quotation marks do not pair the rows are read all the same, and the place is told."""
    rows: list[Row] = []
    try:
        for row in _parse(text, delimiter, strict=True):
            rows.append(row)
        return rows, []
    except csv.Error as error:
        last_good = rows[-1][0] if rows else 0
        if "unexpected end of data" in str(error):
            found = f"a quotation mark opened after line {last_good} and never closed"
            raise InputError(Fault(where, found, "quotation marks in pairs", "export the file again")) from error
        warning = Fault(
            where,
            f"quotation marks that do not pair, first after line {last_good}",
            'a quotation mark inside a cell written twice ("")',
            "check that no row has swallowed the next one",
        )
    try:
        return list(_parse(text, delimiter, strict=False)), [warning]
    except csv.Error as error:
        found = "a cell of more than ten million characters, probably a quotation mark never closed"
        raise InputError(Fault(where, found, "quotation marks in pairs", "export the file again")) from error


def _parse(text: str, delimiter: str, strict: bool) -> Iterator[Row]:
    usual_limit = csv.field_size_limit(_LONGEST_CELL)
    try:
        reader = csv.reader(io.StringIO(text), delimiter=delimiter, strict=strict)
        line = 1
        for cells in reader:
            yield line, cells
            line = reader.line_num + 1
    finally:
        csv.field_size_limit(usual_limit)
