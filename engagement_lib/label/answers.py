"""Take a labelled sheet back: everything that is wrong with it is told at once, by row, and never in a resident's words."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from engagement_lib import sheets
from engagement_lib.contracts import LONGEST_NOTE
from engagement_lib.label.sheet import kind
from engagement_lib.problems import Fault, InputError
from engagement_lib.services import Codebook

_NEEDED = ["response_id", "demand", "failure types", "flags"]
_MORE = ["value type", "none type", "note"]


@dataclass(frozen=True)
class Answers:
    """What a person said, ``said`` by ``response_id`` in the columns the register keeps, and how many were not read."""

    drawn_id: str
    said: pd.DataFrame
    unread: int


def read(file: Path, rows_of: Callable[[str], pd.Index], book: Codebook) -> Answers:
    """Read a labelled sheet. ``rows_of`` gives the ids that were drawn under an id; none if it is not known.

    Rows left empty or removed count as unread. Raises ``InputError`` with every fault.
    """
    form = kind(book)
    drawn_id, rows = sheets.read(form, file, _NEEDED)
    rows = rows.reindex(columns=[*_NEEDED, *_MORE], fill_value="")
    known = rows_of(drawn_id)
    if not len(known):
        raise InputError(Fault(f"{file.name}, sheet '{form.how_to}'", "comments this register does not know", "one drawn here",
                               "apply it in the workspace it was drawn in"))  # fmt: skip
    labelled = (rows[["demand", "failure types", "flags", "value type", "none type"]] != "").any(axis=1)
    demand = rows["demand"].map(_reader(book.demand))
    # A sheet may have been drawn before a type was retired, so all that were ever known are read; the live ones win.
    types = rows["failure types"].map(_reader({name: type_.title for name, type_ in book.known.items()}, True))
    flags = rows["flags"].map(_reader(book.flags, True))
    value, none = rows["value type"].map(_reader(book.value_types)), rows["none type"].map(_reader(book.none_types))
    ids, note = rows["response_id"], rows["note"]
    found = [
        (~ids.isin(known), "an id that was not drawn for this sheet", "the ids as they were", "put the id back"),
        (ids.duplicated(keep=False) & ids.isin(known), "the same id more than once", "each id once", "keep one row of it"),
        (demand.isna(), "a demand that is not in the codebook", ", ".join(book.demand), "choose one of the list"),
        (types.isna(), "a failure type that is not in the codebook", ", ".join(book.failure_types),
         "correct it; separate several by a semicolon"),
        (flags.isna(), "a flag that is not in the codebook", ", ".join(book.flags), "correct it; separate several by a semicolon"),
        (value.isna(), "a value type that is not in the codebook", ", ".join(book.value_types), "choose one of the list"),
        (none.isna(), "a none type that is not in the codebook", ", ".join(book.none_types), "choose one of the list"),
        (note.str.len() > LONGEST_NOTE, "a long note", f"at most {LONGEST_NOTE} letters", "shorten it"),
        (labelled & (demand == ""), "types or flags without a demand", "a demand on every row that was read", "choose a demand"),
        (types.fillna("").ne("") & demand.isin(set(book.demand) - {"failure"}), "failure types where demand is not failure",
         "types of a failure only", "choose failure, or take the types out"),
        (value.fillna("").ne("") & demand.isin(set(book.demand) - {"value"}), "a value type where demand is not value",
         "a type of a request only", "choose value, or take the type out"),
        (none.fillna("").ne("") & demand.isin(set(book.demand) - {"none"}), "a none type where demand is not none",
         "a type of what asks for nothing only", "choose none, or take the type out"),
    ]  # fmt: skip
    if faults := sheets.faults(file, found):
        raise InputError(faults)
    said = pd.DataFrame(
        {"demand": demand, "failure_types": types, "value_type": value, "none_type": none, "flags": flags, "note": note}
    ).set_axis(ids, axis=0)
    said = said[said["demand"] != ""].rename_axis("response_id")
    return Answers(drawn_id, said, len(known) - len(said))


def _reader(titles: Mapping[str, str], several: bool = False) -> Callable[[str], str | None]:
    """Reads a cell: names or titles of the codebook, in any case; ``None`` if one is neither."""
    names = {name.lower(): name for name in titles} | {title.lower(): name for name, title in titles.items()}

    def reading(cell: str) -> str | None:
        parts = re.split(r"[;\n]", cell) if several else [cell]
        found = [names.get(part.strip().lower()) for part in parts if part.strip()]
        return None if None in found else ";".join(sorted({name for name in found if name}))

    return reading
