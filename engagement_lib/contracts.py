"""What a table must look like at each door, and the promise that nobody is lost between doors."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd

RESIDENT_PREFIX = "resident_"
"""Columns about the person who wrote, as the source has them: ``resident_age_band``, ``resident_tenure`` ..."""

_NOT_GIVEN = {"", "prefer not to say", "not given", "unknown", "not known", "n/a", "not stated", "rather not say"}

ID = "response_id"

AT_INTAKE = [
    "service", "source", "kind", "repeats", "channel", "received_on", "question", "asks", "record_id", "raw_text",
]  # fmt: skip
AT_CLEAN = [column for column in AT_INTAKE if column != "raw_text"] + ["text", "language", "copies", "campaign"]
AT_REDACT = [*AT_CLEAN, "redactions", "look_at"]

UNUSUAL_WORD = "an unusual word"
"""A reason to ``look_at`` a comment: whoever uses a word that hardly anybody uses of their home may be known by it."""

MAY_POINT = "perhaps points at somebody"
"""Another: the model of such comments is not sure that it points at nobody."""

FAINT = frozenset({UNUSUAL_WORD, MAY_POINT})
"""Reasons that alone keep no comment from a page for managers; they put it behind the others."""


def faint(look_at: str) -> bool:
    """Whether there is no reason to look at a comment but faint ones.

    >>> faint(""), faint("an unusual word"), faint("health; an unusual word")
    (True, True, False)
    """
    return set(filter(None, look_at.split("; "))) <= FAINT


AT_CLASSIFY = [
    *AT_REDACT,
    "demand", "failure_types", "value_type", "none_type",
    "hazard", "wrong_door", "complaint", "mixed",
    "demand_basis", "demand_confidence", "p_failure",
]  # fmt: skip
AT_THEME = [*AT_CLASSIFY, "theme_id", "theme_ids", "theme_fit", "reading_order", "map_x", "map_y"]
THEMES = [
    "title", "named_by", "words", "responses", "typical", "atypical", "stability", "middle",
]  # fmt: skip
ASIDE = ["reason"]

LONGEST_NOTE = 400
"""Letters in what a person notes about a comment, as the register has room for."""

COLUMNS = {
    "intake": AT_INTAKE, "clean": AT_CLEAN, "redact": AT_REDACT, "classify": AT_CLASSIFY, "theme": AT_THEME,
}  # fmt: skip


class Sorted(NamedTuple):
    """Rows that go on, and rows set aside with the reason. Together they are the rows that came in.

    ``kept``: one row a response, index ``response_id``.
    ``aside``: one row a response set aside, index ``response_id``, column ``reason``; never any text.
    """

    kept: pd.DataFrame
    aside: pd.DataFrame


class Broken(AssertionError):
    """A room broke its promise. This is a fault of the program, not of a file."""


def set_aside(ids: pd.Index, reason: str | pd.Series) -> pd.DataFrame:
    """A table of rows set aside: ``response_id`` and ``reason``."""
    return pd.DataFrame({"reason": reason}, index=pd.Index(ids, name=ID)).astype({"reason": "object"})


def resident_columns(responses: pd.DataFrame) -> list[str]:
    """The columns about the person who wrote, in the order they stand."""
    return [column for column in responses.columns if column.startswith(RESIDENT_PREFIX)]


def given(values: pd.Series) -> pd.Series:
    """Where a resident gave an answer.

    >>> given(pd.Series(["Council tenant", "", "Prefer not to say"])).to_list()
    [True, False, False]
    """
    return ~values.fillna("").astype(str).str.strip().str.lower().isin(_NOT_GIVEN)


def check(responses: pd.DataFrame, room: str) -> pd.DataFrame:
    """Return the table unchanged if it has what the door of ``room`` asks for. Raises ``Broken`` if not."""
    missing = [column for column in COLUMNS[room] if column not in responses.columns]
    if missing:
        raise Broken(f"{room} left without the columns {missing}")
    if responses.index.name != ID or not responses.index.is_unique:
        raise Broken(f"{room} left an index that is not a unique {ID}")
    if room != "intake" and "raw_text" in responses.columns:
        raise Broken(f"{room} still carries raw_text")
    return responses


def check_nobody_lost(before: pd.DataFrame, after: Sorted, room: str) -> Sorted:
    """Return the sorted rows if they are exactly the rows that came in. Raises ``Broken`` if not."""
    together = after.kept.index.append(after.aside.index)
    if len(together) != len(before) or not together.sort_values().equals(before.index.sort_values()):
        raise Broken(f"{room}: {len(before)} rows in, {len(after.kept)} on and {len(after.aside)} set aside")
    return after
