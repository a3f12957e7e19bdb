"""What Excel does to text and codes. Told, never changed: only the sender still has the real value."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import NamedTuple

import pandas as pd

from engagement_lib.intake.characters import DOUBLE_ENCODED
from engagement_lib.intake.table import Table
from engagement_lib.problems import Fault

CELL_LIMITS = (255, 32_767)
"""Where old and new spreadsheets cut a cell short."""

NEIGHBOURS, STANDS_OUT = 5, 3
"""Text was cut when more than three times as many cells have the limit's length as any length within five of it."""

DIGITS_KEPT = 15
"""Excel keeps this many digits of a number and turns the rest to zeros."""

_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
_ONLY_A_DATE = (
    rf"(?:\d{{1,2}}-{_MONTH}|{_MONTH}-\d{{2,4}}|\d{{1,2}}-{_MONTH}-\d{{2,4}}"
    r"|\d{4}-\d{2}-\d{2}(?: \d{2}:\d{2}(?::\d{2})?)?|\d{1,2}/\d{1,2}/\d{4})"
)
_EXPONENT = r"\d(?:\.\d+)?e\+\d+"
_HASHES = r"#{4,}"
_ERROR = r"#(?:REF!|N/A|VALUE!|DIV/0!|NAME\?|NULL!|NUM!|SPILL!|CALC!|GETTING_DATA)"


class _Check(NamedTuple):
    found: str
    expected: str
    todo: str
    marks: Callable[[pd.Series], pd.Series]
    columns: Callable[[str], bool]


def _whole(pattern: str) -> Callable[[pd.Series], pd.Series]:
    return lambda cells: cells.str.fullmatch(pattern, case=False)


def _text(name: str) -> bool:
    return name.startswith("text_")


def _code(name: str) -> bool:
    return name == "record"


def _not_date(name: str) -> bool:
    return name != "received_on"


def _any(name: str) -> bool:
    return True


def _cut_short(cells: pd.Series) -> pd.Series:
    """Cells exactly as long as a limit, where these stand out from the lengths around."""
    lengths = cells.str.len()
    marked = pd.Series(False, index=cells.index)
    for limit in CELL_LIMITS:
        near = lengths[lengths.between(limit - NEIGHBOURS, limit + NEIGHBOURS)].value_counts()
        if near.get(limit, 0) > STANDS_OUT * near.drop(limit, errors="ignore").to_numpy().max(initial=0):
            marked |= lengths == limit
    return marked


def _digits_lost(cells: pd.Series) -> pd.Series:
    return cells.str.fullmatch(rf"\d{{{DIGITS_KEPT}}}\d*0") & (cells.str.len() > DIGITS_KEPT)


def _zeros_lost(cells: pd.Series) -> pd.Series:
    """Codes that are shorter than the others and have no leading zero, where others have one."""
    digits = cells.str.fullmatch(r"\d+")
    if not (digits & cells.str.startswith("0")).any():
        return pd.Series(False, index=cells.index)
    lengths = cells.str.len()
    return digits & ~cells.str.startswith("0") & (lengths < lengths[digits].max())


_CHECKS = [
    _Check("codes like 1.2E+05", "codes in full", "export the column as Text", _whole(_EXPONENT), _any),
    _Check("cells of #####", "values", "widen the column in Excel before saving as text", _whole(_HASHES), _any),
    _Check("a date where text or a code should be", "what was written", "look whether Excel made a date of it",
           _whole(_ONLY_A_DATE), _not_date),
    _Check("text of exactly 255 or 32,767 characters", "text in full", "look whether it was cut short; export as CSV",
           _cut_short, _text),
    _Check("codes shorter than those with leading zeros", "codes of one length", "look whether leading zeros were lost",
           _zeros_lost, _code),
    _Check("codes of more than 15 digits ending in zero", "codes in full", "export the column as Text",
           _digits_lost, _code),
    _Check("characters such as 'Ã©' or 'â€™'", "text that was saved once as UTF-8", "export again as CSV UTF-8",
           lambda cells: cells.str.contains(DOUBLE_ENCODED, regex=True), _text),
]  # fmt: skip


def warnings(table: Table, where: str) -> list[Fault]:
    """A warning for each kind of mangling found, naming rows and never a value."""
    told = []
    trimmed = table.cells.apply(lambda column: column.str.strip())
    for check in _CHECKS:
        columns = [name for name in trimmed.columns if check.columns(name)]
        marked = pd.Series(False, index=trimmed.index)
        for name in columns:
            marked |= check.marks(trimmed[name]).astype(bool)
        if marked.any():
            rows = table.named(trimmed.index[marked.to_numpy()])
            told.append(Fault(where, f"{check.found} on {rows}", check.expected, check.todo))
    return told


def without_errors(table: Table, where: str) -> Table:
    """The table with formula errors that stand as text (``#REF!``) emptied, and told."""
    errors = table.cells.apply(lambda column: column.str.strip().str.fullmatch(_ERROR)).astype(bool)
    if not errors.any(axis=None):
        return table
    rows = table.named(table.cells.index[errors.any(axis=1).to_numpy()])
    warning = Fault(
        where, f"formula errors on {rows}, read as empty cells", "values", "mend the formulas if the values matter"
    )
    return replace(table, cells=table.cells.mask(errors, ""), warnings=[*table.warnings, warning])
