"""What a file gives, whatever it was: the columns the layout asks for, as text, one row a file row."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pandas as pd

from engagement_lib.intake.headers import Found
from engagement_lib.intake.layout import Layout
from engagement_lib.problems import Fault

ROWS_NAMED = 5


@dataclass
class Table:
    """``cells``: one column for each found column of the layout, all text; the index is the row in the file.

    ``too_long``: rows with more cells than headers. ``system``: where Excel counts its days from, if the file says.
    ``unit``: what the index counts, rows of a sheet or lines of a text file.
    """

    cells: pd.DataFrame
    too_long: list[int] = field(default_factory=list)
    system: int | None = None
    warnings: list[Fault] = field(default_factory=list)
    unit: str = "row"

    def named(self, rows: Iterable[Any]) -> str:
        """Where in the file these rows stand, in words."""
        return named(rows, self.unit)


def build(
    rows: Iterable[tuple[int, Sequence[Any]]], found: Found, where: str, as_text: Callable[[Any], str], unit: str
) -> Table:
    """The table below the headers. Empty rows are passed over; rows too short are filled up, and told.

    ``rows``: number in the file and cells of every row below the headers. ``unit``: "line" of a text file or "row" of a
    sheet. Lines have lengths of their own, so that one too long or too short can be told; the rows of a sheet have not.
    """
    ragged = unit == "line"
    numbers: list[int] = []
    cells: list[list[str]] = []
    too_long: list[int] = []
    too_short: list[int] = []
    positions = list(found.columns.values())
    for number, row in rows:
        if not any(str(cell).strip() for cell in row):
            continue
        if ragged and len(row) < found.width:
            too_short.append(number)
            row = [*row, *[""] * (found.width - len(row))]
        elif ragged and any(str(cell).strip() for cell in row[found.width :]):
            too_long.append(number)
        numbers.append(number)
        cells.append([as_text(row[position]) for position in positions])
    table = Table(
        pd.DataFrame(cells, index=pd.Index(numbers, dtype="int64"), columns=list(found.columns), dtype="str"),
        too_long,
        unit=unit,
    )
    if too_short:
        todo = "check these rows: a line break or a delimiter may be missing its quotation marks"
        table.warnings.append(
            Fault(where, f"fewer cells than headers on {table.named(too_short)}", "a cell for each header", todo)
        )
    return table


def table_without_rows(layout: Layout) -> Table:
    """What stands for a source that has no files yet."""
    return Table(pd.DataFrame(columns=[column.name for column in layout.wanted()], dtype="str"))


_TOTAL = re.compile(r"(?:grand |sub-?)?totals?:?", re.I)


def without_totals(table: Table, layout: Layout, where: str) -> Table:
    """The table without rows at its end that have no date, no text, and no record but the word "total"."""
    telling = [name for name in table.cells.columns if name in ("record", "received_on") or name.startswith("text_")]
    if layout.columns.record is None and layout.columns.received_on.headers is None:
        return table
    said = table.cells[telling].apply(lambda column: column.str.strip())
    if "record" in said:
        said = said.assign(record=said["record"].where(~said["record"].str.fullmatch(_TOTAL), ""))
    says_something = (said != "").any(axis=1).to_numpy()
    last = says_something.nonzero()[0].max() + 1 if says_something.any() else 0
    if last == len(table.cells):
        return table
    dropped = table.cells.index[last:]
    warning = Fault(
        where,
        f"no record, date or text on {table.named(dropped)} at the end, taken for totals and passed over",
        "only rows of responses",
        "nothing, if these are totals",
    )
    too_long = [number for number in table.too_long if number not in set(dropped)]
    return replace(table, cells=table.cells.iloc[:last], too_long=too_long, warnings=[*table.warnings, warning])


def named(rows: Iterable[Any], unit: str = "row") -> str:
    """Row numbers in words.

    >>> named([4, 9]), named(range(2, 12))
    ('rows 4, 9', 'rows 2, 3, 4, 5, 6 and 5 more')
    """
    numbers = list(rows)
    listed = ", ".join(map(str, numbers[:ROWS_NAMED]))
    more = f" and {len(numbers) - ROWS_NAMED:,} more" if len(numbers) > ROWS_NAMED else ""
    return f"{unit}{'s' if len(numbers) > 1 else ''} {listed}{more}"
