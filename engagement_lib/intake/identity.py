"""Who is who between rows and files: keys of records, rows met twice, rows corrected by a later file."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import pandas as pd

from engagement_lib.contracts import RESIDENT_PREFIX
from engagement_lib.intake.table import named
from engagement_lib.problems import Fault

TWICE = "same row twice in one file"
IN_ANOTHER_FILE = "same row in another file"
REPLACED = "replaced by a later file"

_APART = "\0"
"""Stands between the parts of a key. No cell can hold it: it is removed when a file is read."""


def short_hash(words: str) -> str:
    """Sixteen hexadecimal digits that stand for these words.

    >>> short_hash("survey|17|What could we do better?")
    'a27b1ed152cb680b'
    """
    return hashlib.sha256(words.encode()).hexdigest()[:16]


def settle(records: pd.DataFrame, files: Sequence[str]) -> tuple[pd.DataFrame, list[Fault]]:
    """The records with a ``key`` each, and the reason where a row was met twice or replaced.

    ``records``: the records of all files, one below the other, with ``file`` (its place in ``files``) and ``row``.
    Only rows without a reason take part. The key is the declared id, or else a hash of the row and how often it
    stood in its file before. Rows of one id with different content in one file are numbered in the order of their
    content, so that the order of rows matters nowhere.
    """
    records = records.assign(content=_contents(records))
    records["key"] = records["content"]
    going = records[records["reason"] == ""]

    named_rows, nameless = going[going["record"] != ""], going[going["record"] == ""]
    times = nameless.groupby(["file", "content"]).cumcount().astype("str")
    records.loc[nameless.index, "key"] = f"row{_APART}" + nameless["content"] + _APART + times

    twice = named_rows.duplicated(["file", "record", "question", "content"])
    records.loc[named_rows.index[twice], "reason"] = TWICE
    once = named_rows[~twice].sort_values("content", kind="stable")
    before = once.groupby(["file", "record", "question"]).cumcount()
    records.loc[once.index, "key"] = once["record"].where(before == 0, once["record"] + _APART + before.astype("str"))
    repeated = once[before > 0]

    _settle_between_files(records)
    return records.drop(columns="content"), _warnings(repeated, files)


def _settle_between_files(records: pd.DataFrame) -> None:
    """Of rows with one key: the first of those that say the latest goes on."""
    same = ["key", "question"]
    going = records[records["reason"] == ""].sort_values([*same, "file"], kind="stable")
    again = (going[[*same, "content"]] == going[[*same, "content"]].shift()).all(axis=1)
    records.loc[going.index[again], "reason"] = IN_ANOTHER_FILE
    versions = going[~again]
    records.loc[versions.index[versions.duplicated(same, keep="last")], "reason"] = REPLACED


def _contents(records: pd.DataFrame) -> pd.Series:
    """A hash of everything a row says, its id aside and spaces made plain."""
    columns = [
        name
        for name in records.columns
        if name in ("service", "channel", "question", "score") or name.startswith((RESIDENT_PREFIX, "text_"))
    ]
    days = records["received_on"].dt.strftime("%Y-%m-%d").fillna("")
    spaces_made_plain = [records[name].map(lambda cell: " ".join(cell.split())) for name in columns]
    rows = zip(days, *spaces_made_plain, strict=True)
    return pd.Series([short_hash(_APART.join(row)) for row in rows], index=records.index, dtype="str")


def _warnings(repeated: pd.DataFrame, files: Sequence[str]) -> list[Fault]:
    return [
        Fault(
            name,
            f"ids used again for other content on {named(sorted(repeated.loc[repeated['file'] == number, 'row']))}",
            "each id once",
            "check that columns.record names the id of the record; all these rows are kept",
        )
        for number, name in enumerate(files)
        if (repeated["file"] == number).any()
    ]
