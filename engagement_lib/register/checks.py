"""What may be wrong with a row before the register keeps it."""

from __future__ import annotations

import re

import pandas as pd

from engagement_lib.contracts import LONGEST_NOTE
from engagement_lib.problems import Fault, nameless
from engagement_lib.register import tables
from engagement_lib.services import Codebook

PURPOSES = ("audit", "coding", "adjudication")
_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")


def labels(said: pd.DataFrame, rows: pd.DataFrame, purpose: str, person: str, book: Codebook) -> list[Fault]:
    """What a person said of responses, as given and as it would be kept."""
    faults = [*nameless(person), *ids(said.index)]
    if purpose not in PURPOSES:
        faults.append(Fault("labels", f"the purpose '{purpose}'", f"one of {', '.join(PURPOSES)}", "correct it"))
    if others := sorted(set(said.columns) - set(tables.SAID)):
        faults.append(
            Fault("labels", f"columns {others}", f"only {tables.SAID}", "leave out the others, text above all")
        )
    allowed = {
        "demand": {*book.demand, ""}, "failure_types": {*book.known, ""}, "value_type": {*book.value_types, ""},
        "none_type": {*book.none_types, ""}, "flags": {*book.flags, ""},
    }  # fmt: skip
    for column, names in allowed.items():
        bad = sum(not set(cell.split(";")) <= names for cell in rows[column])
        if bad:
            expected = ", ".join(sorted(names - {""}))
            faults.append(Fault("labels", f"{bad} values of {column} not in the codebook", expected, "correct them"))
    empty = rows["demand"] == ""
    if half := int((empty & (rows.drop(columns="demand") != "").any(axis=1)).sum()):
        found = f"{half} rows that say something, but no demand"
        faults.append(Fault("labels", found, "a demand, or nothing at all to take a label back", "give a demand"))
    if long := int((rows["note"].str.len() > LONGEST_NOTE).sum()):
        faults.append(Fault("labels", f"{long} long notes", f"at most {LONGEST_NOTE} letters", "shorten them"))
    return faults


def ids(given: pd.Index) -> list[Fault]:
    """Ids only: the words of a value that is no id are not told."""
    bad = sum(not _ID.fullmatch(str(identifier)) for identifier in given)
    found = [f"{bad} values that are no response ids"] if bad else []
    found += [] if given.is_unique else ["a response twice"]
    return [Fault("rows", what, "each response's id once", "give the table by response_id") for what in found]
