"""How notebooks show tables: to search, sort and page through, with whole comments; offline, and fit for a screen reader.

``start`` is the verb. The tables are drawn by DataTables, which itables brings inside its package: nothing is fetched. Report
notebooks do not call it; their tables come from templates.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

ROWS_A_PAGE = 10
"""**Source:** judgement; ten comments fill a screen."""

MOST_BYTES = 4_000_000
"""A longer table is cut, and says so above. **Source:** judgement; about 10,000 comments, which a browser still sorts at once."""

LONG = 30
"""Letters from which a column is taken for words to read, and is given room. **Source:** judgement."""

WORDING = {
    "search": "Search this table:",
    "lengthMenu": "_MENU_ rows a page",
    "info": "Rows _START_ to _END_ of _TOTAL_",
    "infoEmpty": "No rows",
    "infoFiltered": "(found among _MAX_)",
    "zeroRecords": "No row holds these words",
    "emptyTable": "No rows",
}

STYLE = """
.dt-container table.dataTable caption { caption-side: top; text-align: left; padding: 0 0 .3em 0; }
.dt-container table.dataTable tbody td, .dt-container table.dataTable tbody th { vertical-align: top; font-weight: inherit; }
.dt-container table.dataTable tbody td.words { min-width: 22em; max-width: 60em; white-space: normal; overflow-wrap: anywhere; }
"""

NUMBERED = """function () {
    const mine = this.api().table().container();
    const number = [...document.querySelectorAll(".dt-container")].indexOf(mine) + 1;
    mine.querySelectorAll("nav").forEach(pages => pages.setAttribute("aria-label", "Pages of table " + number));
}"""
"""DataTables calls the row of pages of every table the same; who listens to a notebook could not tell them apart."""


def start() -> None:
    """Show every table of this notebook so. One call near the top; outside a notebook it does nothing."""
    import pandas as pd
    from IPython.core.getipython import get_ipython
    from itables import init_notebook_mode

    shell = get_ipython()
    if shell is None or shell.display_formatter is None:
        return
    init_notebook_mode(all_interactive=False, connected=False)
    formatter = shell.display_formatter.formatters["text/html"]
    formatter.for_type(pd.DataFrame, html)
    formatter.for_type(pd.Series, lambda column: html(column.to_frame()))


def html(table: pd.DataFrame) -> str:
    """One table as HTML, as a notebook shows it after ``start``. Its caption is its size.

    Whatever residents wrote is shown as they typed it, never read as HTML.

    >>> import pandas as pd
    >>> shown = html(pd.DataFrame({"text": ["the <b>lift</b>"]}))
    >>> "<b>lift" in shown, "1 row, 1 column" in shown
    (False, True)
    """
    from itables import JavascriptFunction, to_html_datatable

    shown, names = _flat(table)
    size = f"{_counted(len(table), 'row')}, {_counted(table.shape[1], 'column')}"
    return to_html_datatable(
        shown,
        caption=size,
        connected=False,
        display_logo_when_loading=False,
        showIndex=False,
        classes="display compact",
        style="table-layout:auto;width:auto;margin:0",
        css=STYLE,
        columnDefs=_columns(shown, names),
        language=WORDING,
        drawCallback=JavascriptFunction(NUMBERED),
        pageLength=ROWS_A_PAGE,
        maxBytes=MOST_BYTES,
        warn_on_unexpected_types=False,
    )


def _flat(table: pd.DataFrame) -> tuple[pd.DataFrame, int]:
    """The table with its index as columns and one row of headings, each of which says something; and how many columns were the index."""
    import pandas as pd

    index = table.index
    plain = isinstance(index, pd.RangeIndex) and index.name is None
    names = (
        [] if plain else [f"row {number + 1}" if name is None else str(name) for number, name in enumerate(index.names)]
    )
    headings = [" / ".join(map(str, name)) if isinstance(name, tuple) else str(name) for name in table.columns]
    columns = [index.get_level_values(number) for number in range(len(names))]
    columns += [table.iloc[:, number].map(_readable, na_action="ignore").array for number in range(table.shape[1])]
    made = pd.DataFrame(dict(enumerate(columns)), index=range(len(table)))
    return made.set_axis([*names, *headings], axis=1), len(names)


def _readable(value: object) -> object:
    """One line: a line end would be shown as a backslash and an n. Counts by name are told as in a sentence."""
    if isinstance(value, Mapping):
        return "; ".join(f"{name} {count}" for name, count in value.items())
    return " ¶ ".join(filter(None, map(str.strip, value.splitlines()))) if isinstance(value, str) else value


def _columns(shown: pd.DataFrame, names: int) -> list[dict[str, Any]]:
    """Which columns name their row, which hold words, which hold long ones."""
    from pandas.api.types import is_numeric_dtype

    words = [number for number in range(shown.shape[1]) if not is_numeric_dtype(shown.dtypes.iloc[number])]
    long = [number for number in words if shown.iloc[:, number].astype(str).str.len().max() > LONG]
    return [
        {"targets": list(range(names)), "cellType": "th"},
        {"targets": words, "className": "dt-left"},
        {"targets": long, "className": "dt-left words"},
    ]


def _counted(count: int, what: str) -> str:
    return f"{count:,} {what}{'' if count == 1 else 's'}"
