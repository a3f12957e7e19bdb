"""Raw files become responses: encodings, delimiters, Excel as it really arrives, each as its layout says.

``sources`` finds the folders with a ``layout.toml`` (:mod:`.layout`); ``responses`` is the verb. A file is looked at
before it is trusted (:mod:`.safety`), read (:mod:`.delimited`, :mod:`.workbook`) and checked for what Excel does to
text (:mod:`.manglings`); its rows become records (:mod:`.records`), rows met twice are settled (:mod:`.identity`), and
each text question of a record becomes one response (:mod:`.answers`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from engagement_lib.contracts import check
from engagement_lib.intake import answers, files, identity, layout, manglings, records
from engagement_lib.intake.files import FileRead
from engagement_lib.intake.layout import Layout
from engagement_lib.intake.table import table_without_rows
from engagement_lib.problems import Fault, InputError, SettingsError
from engagement_lib.services import Service


@dataclass(frozen=True)
class Source:
    """A folder of files of one kind, with the layout that says what stands where in them."""

    name: str
    folder: Path
    layout: Layout
    files: list[Path]


class Intake(NamedTuple):
    """Everything that came in from one source.

    ``kept``: one row a response (one text question of one record), index ``response_id``, in its order; the columns
    of ``contracts.AT_INTAKE``, then ``score`` where the layout has it, then ``resident_...``. ``received_on`` is
    ``datetime64[s]``, all else text as given.
    ``aside``: one row a response set aside, index ``response_id``, column ``reason``.
    ``warnings``: what was handled, but is worth telling.
    """

    kept: pd.DataFrame
    aside: pd.DataFrame
    rows_in: int
    warnings: list[Fault]
    files: list[FileRead]


def sources(folder: Path) -> list[Source]:
    """Every folder below ``folder`` with a ``layout.toml``, in the order of source names.

    Raises:
        SettingsError: with every fault of every layout.
    """
    found: list[Source] = []
    faults: list[Fault] = []
    for path in sorted(folder.rglob(layout.FILE_NAME)):
        try:
            read = layout.read(path)
        except SettingsError as error:
            faults += error.faults
            continue
        for other in found:
            if other.name == read.source:
                where = f"{path.parent.name}/{path.name}"
                same = f"the source '{read.source}', which {other.folder.name}/{path.name} has too"
                faults.append(Fault(where, same, "one layout a source", "give one of them another name"))
        found.append(Source(read.source, path.parent, read, files.matching(path.parent, read.files)))
    if faults:
        raise SettingsError(faults)
    return sorted(found, key=lambda source: source.name)


def responses(source: Source, services: Mapping[str, Service]) -> Intake:
    """Read all files of a source.

    A row is set aside when its date or its service cannot be read, when it has more cells than headers, or when it was
    met before; a response without words stays, for the next room to set aside.

    Raises:
        SettingsError: when the layout names a service that is not there.
        InputError: with every fault of every file, naming files, sheets, headers and rows and never a resident's words.
    """
    _check_services(source, services)
    names = [f"{source.name}/{path.name}" for path in source.files]
    tables: list[pd.DataFrame] = []
    hashes: list[str] = []
    warnings: list[Fault] = []
    faults: list[Fault] = []
    for number, (path, where) in enumerate(zip(source.files, names, strict=True)):
        try:
            table, sha256 = files.read(path, source.layout, where)
            table = manglings.without_errors(table, where)
            table.warnings += manglings.warnings(table, where)
            read = records.from_table(table, source.layout, services, where)
        except InputError as error:
            faults += error.faults
            continue
        tables.append(read.rename_axis("row").reset_index().assign(file=number))
        hashes.append(sha256)
        warnings += table.warnings
    if faults:
        raise InputError(faults)
    if not source.files:
        warnings.append(Fault(source.name, "no files", "files beside layout.toml", "put them there"))
        read = records.from_table(table_without_rows(source.layout), source.layout, services, source.name)
        tables.append(read.rename_axis("row").reset_index().assign(file=0))

    together, repeated = identity.settle(pd.concat(tables, ignore_index=True), names)
    kept, aside = answers.from_records(together, source.layout, [path.name for path in source.files])
    read_files = [
        FileRead(path.name, sha256, len(table) * len(source.layout.questions))
        for path, sha256, table in zip(source.files, hashes, tables, strict=False)
    ]
    return Intake(check(kept, "intake"), aside, len(kept) + len(aside), warnings + repeated, read_files)


def _check_services(source: Source, services: Mapping[str, Service]) -> None:
    rule = source.layout.service
    given = {slug for slug in (rule.fixed, rule.otherwise, *rule.values.values()) if slug}
    where = f"{source.folder.name}/{layout.FILE_NAME}"
    known = f"one of the services: {', '.join(services) or 'none'}"
    faults = [
        Fault(where, f"[service] names '{slug}'", known, "correct the name or add the service")
        for slug in sorted(given - set(services))
    ]
    if faults:
        raise SettingsError(faults)
