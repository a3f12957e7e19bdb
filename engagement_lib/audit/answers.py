"""Take a labelled sheet back: everything that is wrong with it is told at once, by row, and never in a resident's words."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from engagement_lib import sheets
from engagement_lib.audit.sheet import kind
from engagement_lib.problems import Fault, InputError
from engagement_lib.services import Codebook

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
    form = kind(book)
    audit_id, rows = sheets.read(form, file, _NEEDED)
    known = rows_of(audit_id)
    if not len(known):
        raise InputError(Fault(f"{file.name}, sheet '{form.how_to}'", "an audit this register does not know", "one drawn here",
                               "apply it in the workspace it was drawn in"))  # fmt: skip
    labelled = (rows[["demand", "failure types", "flags"]] != "").any(axis=1)
    demand = rows["demand"].map(_reader(book.demand))
    # A sheet may have been drawn before a type was retired, so all that were ever known are read; the live ones win.
    types = rows["failure types"].map(_reader({name: type_.title for name, type_ in book.known.items()}, True))
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
    if faults := sheets.faults(file, found):
        raise InputError(faults)
    said = pd.DataFrame({"demand": demand, "failure_types": types, "flags": flags}).set_axis(ids, axis=0)
    said = said[said["demand"] != ""].rename_axis("response_id")
    return Answers(audit_id, said, len(known) - len(said))


def _reader(titles: Mapping[str, str], several: bool = False) -> Callable[[str], str | None]:
    """Reads a cell: names or titles of the codebook, in any case; ``None`` if one is neither."""
    names = {name.lower(): name for name in titles} | {title.lower(): name for name, title in titles.items()}

    def reading(cell: str) -> str | None:
        parts = re.split(r"[;\n]", cell) if several else [cell]
        found = [names.get(part.strip().lower()) for part in parts if part.strip()]
        return None if None in found else ";".join(sorted({name for name in found if name}))

    return reading
