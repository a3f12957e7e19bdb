"""A summary as a workbook: a first sheet that says what it is, then one sheet a table."""

from __future__ import annotations

from pathlib import Path

from engagement_lib import sheets
from engagement_lib.report import figures
from engagement_lib.report.figures import Table
from engagement_lib.summary import Summary


def write(summary: Summary, path: Path) -> Path:
    """Write the workbook. The same summary gives the same bytes."""
    tables, about = figures.tables_of(summary), figures.about(summary)
    first, *others = sheets.tabs(["About", *map(_tab, tables)])
    listed = tuple((f"Sheet “{tab}”", table.title) for tab, table in zip(others, tables, strict=True))
    grids = [sheets.Grid(first, _titles(about), (*about.rows, *listed))]
    grids += [
        sheets.Grid(tab, _titles(table), table.rows, table.fixed) for tab, table in zip(others, tables, strict=True)
    ]
    return sheets.write_tables(path, grids)


def _titles(table: Table) -> tuple[str, ...]:
    return tuple(title for _, title in table.columns)


def _tab(table: Table) -> str:
    """What stands on the tab of a table.

    >>> _tab(Table("who-age_band", "", (), ()))
    'Who age band'
    """
    return table.name.replace("-", " ").replace("_", " ").capitalize()
