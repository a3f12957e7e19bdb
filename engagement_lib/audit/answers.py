"""Take a labelled sheet back: everything that is wrong with it is told at once, by row, and never in a resident's words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
from python_calamine import CalamineError, CalamineWorkbook

from engagement_lib.audit.sheet import AUDIT, COLUMNS, HOW_TO, TO_READ
from engagement_lib.problems import Fault, InputError
from engagement_lib.services import Codebook

LARGEST = 20_000_000
"""Bytes of the largest file taken. **Source:** judgement: a sheet of 1,000 comments has a hundredth of it."""

_NEEDED = ["response_id", "demand", "failure types", "flags"]


@dataclass(frozen=True)
class Answers:
    """What a person said: ``said`` by ``response_id`` (``demand``, ``failure_types``, ``flags``), and how many were not read."""

    audit_id: str
    said: pd.DataFrame
    unread: int


def read(file: Path, rows_of: Callable[[str], pd.Index], book: Codebook) -> Answers:
    """Read a labelled sheet. ``rows_of`` gives the ids that were drawn for an audit; none if it is not known.

    Rows left empty or removed count as unread. Raises ``InputError`` with every fault.
    """
    audit_id, rows = _open(file)
    known = rows_of(audit_id)
    if not len(known):
        raise _fault(f"{file.name}, sheet '{HOW_TO}'", "an audit this register does not know", "one drawn here",
                     "apply it in the workspace it was drawn in")  # fmt: skip
    missing = [name for name in _NEEDED if name not in rows.columns]
    if missing:
        raise _fault(f"{file.name}, sheet '{TO_READ}'", f"no column {', '.join(missing)}", f"the columns {', '.join(COLUMNS)}",
                     "put the headers back as they were")  # fmt: skip
    rows = rows[(rows[_NEEDED] != "").any(axis=1)]
    labelled = (rows[["demand", "failure types", "flags"]] != "").any(axis=1)
    demand = rows["demand"].map(_reader(book.demand))
    types = rows["failure types"].map(_reader({name: kind.title for name, kind in book.failure_types.items()}, True))
    flags = rows["flags"].map(_reader(book.flags, True))
    ids = rows["response_id"]
    found = [
        (~ids.isin(known), "an id that was not drawn for this audit", "the ids as they were", "put the id back"),
        (ids.duplicated(keep=False) & ids.isin(known), "the same id more than once", "each id once", "keep one row of it"),
        (demand.isna(), "a demand that is not in the codebook", ", ".join(book.demand), "choose one of the list"),
        (types.isna(), "a failure type that is not in the codebook", ", ".join(book.failure_types),
         "correct it; separate several by a semicolon"),
        (flags.isna(), "a flag that is not in the codebook", ", ".join(book.flags), "correct it; separate several by a semicolon"),
        (labelled & (demand == ""), "types or flags without a demand", "a demand on every row that was read", "choose a demand"),
        (types.fillna("").ne("") & demand.isin(set(book.demand) - {"failure"}), "failure types where demand is not failure",
         "types of a failure only", "choose failure, or take the types out"),
    ]  # fmt: skip
    faults = [
        Fault(f"{file.name}, sheet '{TO_READ}', {_rows(rows.index[wrong])}", what, expected, todo)
        for wrong, what, expected, todo in found
        if wrong.any()
    ]
    if faults:
        raise InputError(faults)
    said = pd.DataFrame({"demand": demand, "failure_types": types, "flags": flags}).set_axis(ids, axis=0)
    said = said[said["demand"] != ""].rename_axis("response_id")
    return Answers(audit_id, said, len(known) - len(said))


def _open(file: Path) -> tuple[str, pd.DataFrame]:
    """The audit's id and the rows, all as text, by their number in the sheet."""
    if not file.is_file():
        raise _fault(str(file), "no such file", "a labelled sheet", "check the path")
    if file.stat().st_size > LARGEST:
        raise _fault(file.name, "a file too large to be a sheet", "the sheet that was drawn", "check the file")
    try:
        book = CalamineWorkbook.from_path(file)
        sheets = {
            name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names if name in {TO_READ, HOW_TO}
        }
    except (CalamineError, OSError, ValueError) as error:
        todo = "save it as an Excel workbook (.xlsx) without a password"
        raise _fault(file.name, "a file that is not a workbook", "the sheet that was drawn, as XLSX", todo) from error
    audits = [str(row[1]).strip() for row in sheets.get(HOW_TO, []) if len(row) > 1 and row[0] == AUDIT]
    if TO_READ not in sheets or not sheets[TO_READ] or len(audits) != 1:
        raise _fault(file.name, "a workbook without the two sheets of an audit", f"'{TO_READ}' and '{HOW_TO}'",
                     "take the file that 'engagement audit draw' wrote")  # fmt: skip
    headers, *rows = sheets[TO_READ]
    names = [str(header).strip().lower() for header in headers]
    texts = [["" if cell is None else str(cell).strip() for cell in row] for row in rows]
    table = pd.DataFrame(texts, columns=names, index=range(2, len(rows) + 2), dtype="object")
    return audits[0], table.loc[:, ~table.columns.duplicated()]


def _reader(titles: Mapping[str, str], several: bool = False) -> Callable[[str], str | None]:
    """Reads a cell: names or titles of the codebook, in any case; ``None`` if one is neither."""
    names = {name.lower(): name for name in titles} | {title.lower(): name for name, title in titles.items()}

    def reading(cell: str) -> str | None:
        parts = re.split(r"[;\n]", cell) if several else [cell]
        found = [names.get(part.strip().lower()) for part in parts if part.strip()]
        return None if None in found else ";".join(sorted({name for name in found if name}))

    return reading


def _rows(numbers: Iterable[int]) -> str:
    listed = list(numbers)
    shown = ", ".join(map(str, listed[:12])) + (f" and {len(listed) - 12} more" if len(listed) > 12 else "")
    return f"{'row' if len(listed) == 1 else 'rows'} {shown}"


def _fault(where: str, found: str, expected: str, todo: str) -> InputError:
    return InputError(Fault(where, found, expected, todo))
