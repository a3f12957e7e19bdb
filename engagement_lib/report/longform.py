"""A summary as one CSV in long form: ``table, row, measure, value``. No cell starts a formula in a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator

from engagement_lib.report import figures
from engagement_lib.report.figures import Cell, Table
from engagement_lib.sheets import mark, unmark
from engagement_lib.summary import Summary

HEADER = ("table", "row", "measure", "value")


def write(summary: Summary) -> bytes:
    """The figures of a summary, every field in quotes, in UTF-8 with a byte-order mark, so that Excel reads it as such."""
    file = io.StringIO(newline="")
    writer = csv.writer(file, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(HEADER)
    for table in [figures.about(summary), *figures.tables_of(summary)]:
        writer.writerows([mark(cell) for cell in line] for line in _lines(table))
    return file.getvalue().encode("utf-8-sig")


def read(content: bytes) -> list[tuple[str, ...]]:
    """The lines of such a file as they were before they were marked, without the header."""
    lines = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    return [tuple(map(unmark, line)) for line in lines][1:]


def _lines(table: Table) -> Iterator[tuple[str, str, str, str]]:
    """One line a figure. Rows of one name are told apart by a number; what does not apply is left out."""
    seen: Counter[str] = Counter()
    for cells in table.rows:
        row = ", ".join(map(_written, cells[: table.fixed]))
        seen[row] += 1
        told = row if seen[row] == 1 else f"{row} ({seen[row]})"
        for (measure, _), cell in zip(table.columns[table.fixed :], cells[table.fixed :], strict=True):
            if cell is not None:
                yield table.name, told, measure, _written(cell)


def _written(cell: Cell) -> str:
    return "" if cell is None else str(cell)
