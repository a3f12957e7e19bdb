"""The files of a source: which ones, in which order, and each one read."""

from __future__ import annotations

import hashlib
import re
from fnmatch import fnmatchcase
from pathlib import Path
from typing import NamedTuple

from engagement_lib.intake import delimited, layout, safety, workbook
from engagement_lib.intake.layout import Layout
from engagement_lib.intake.table import Table, without_totals
from engagement_lib.problems import Fault, InputError


class FileRead(NamedTuple):
    """One file that was read: its name, the SHA-256 of its bytes, and how many responses came in with it."""

    name: str
    sha256: str
    rows: int


def matching(folder: Path, patterns: tuple[str, ...]) -> list[Path]:
    """The files of a folder that match a pattern, in natural order of their names.

    Without patterns: every file of a kind that can be read. Hidden files and Excel's lock files are passed over.
    """
    wanted = [pattern.lower() for pattern in patterns] or [f"*{suffix}" for suffix in safety.SUPPORTED]
    found = [
        path
        for path in folder.iterdir()
        if path.is_file()
        and not path.name.startswith((".", "~$"))
        and path.name != layout.FILE_NAME
        and any(fnmatchcase(path.name.lower(), pattern) for pattern in wanted)
    ]
    return sorted(found, key=lambda path: natural(path.name))


def natural(name: str) -> tuple[list[tuple[bool, int, str]], str]:
    """A key that sorts names as people count.

    A name that goes on where another ends ("october-corrected" after "october") comes later.

    >>> sorted(["file10-corrected.csv", "file10.csv", "file9.csv"], key=natural)
    ['file9.csv', 'file10.csv', 'file10-corrected.csv']
    """
    parts = re.findall(r"\d+|\D+", name.casefold().partition(".")[0])
    return [(not part.isdecimal(), int(part) if part.isdecimal() else 0, part) for part in parts], name


def read(path: Path, layout: Layout, where: str) -> tuple[Table, str]:
    """The table in one file and the SHA-256 of the file. Raises ``InputError`` if it cannot be read."""
    name = path.name.lower()
    if not name.endswith(safety.SUPPORTED):
        todo = "save it as one of these, or change 'files' in layout.toml"
        kinds = ", ".join(safety.SUPPORTED)
        raise InputError(Fault(where, f"a file of the kind '{path.suffix}'", f"one of {kinds}", todo))
    data = safety.read(path, where)
    if name.endswith(safety.WORKBOOKS):
        table = workbook.read(path, data, layout, where)
    else:
        text = safety.unpack(data, where) if name.endswith(".gz") else data
        table = delimited.read(text, layout, where)
    table = without_totals(table, layout, where)
    if table.cells.empty:
        table.warnings.append(Fault(where, "headers and no rows", "rows of responses", "nothing, if none came in"))
    return table, hashlib.sha256(data).hexdigest()
