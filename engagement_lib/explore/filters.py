"""Which rows a number was counted from: one filter a kind of number.

They say again what ``summarise/`` counts, so that a slip there shows here; tests hold the two to one answer. A filter gives rows, with a
column ``counts_for``, what each row adds to the number, where that is not one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import pandas as pd

from engagement_lib.contracts import ID, RESIDENT_PREFIX, resident_columns
from engagement_lib.explore import chances
from engagement_lib.problems import Fault, InputError

COUNTS_FOR = "counts_for"
LIVE = "contact"
NOT_GIVEN = {"", "prefer not to say", "not given", "unknown", "not known", "n/a", "not stated", "rather not say"}


@dataclass(frozen=True)
class Tables:
    """The processed tables a summary was counted from, all redacted.

    ``earlier`` are the responses of earlier periods by their keys, ``changes`` what became of last period's themes, ``read`` what
    people said of an audit's rows (``Register.sample``), ``strata`` the group of each response an audit draws from (``audit.strata``).
    """

    responses: pd.DataFrame
    aside: pd.DataFrame | None = None
    changes: pd.DataFrame | None = None
    earlier: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    read: pd.DataFrame | None = None
    strata: pd.Series | None = None


Rows = Callable[[Tables], pd.DataFrame]


def given(values: pd.Series) -> pd.Series:
    """Where a resident gave an answer."""
    return ~values.fillna("").astype(str).str.strip().str.lower().isin(NOT_GIVEN)


def everyone(tables: Tables) -> pd.DataFrame:
    """All comments of the period."""
    return tables.responses


def where(**columns: str | int) -> Rows:
    """A filter: rows in which each column holds just this."""

    def rows(tables: Tables) -> pd.DataFrame:
        found = tables.responses
        for column, value in columns.items():
            found = found[found[column] == value]
        return found

    return rows


def equal(rows: Rows, column: str, value: str | int, tables: Tables) -> pd.DataFrame:
    found = rows(tables)
    return found[found[column] == value]


def any_of(rows: Rows, column: str, values: list[str], tables: Tables) -> pd.DataFrame:
    found = rows(tables)
    return found[found[column].isin(values)]


def holding(rows: Rows, column: str, value: str, tables: Tables) -> pd.DataFrame:
    """Rows whose cell, values joined by ``;``, holds this one."""
    found = rows(tables)
    return found[[value in cell.split(";") for cell in found[column]]]


def with_out_of_scope(tables: Tables) -> pd.DataFrame:
    found = tables.responses
    return found[(found["demand"] == "failure") | ((found["demand"] == "value") & (found["wrong_door"] == 1))]


def content(tables: Tables) -> pd.DataFrame:
    """Comments that say something: themes are a share of these."""
    return tables.responses[tables.responses["none_type"] != "no_content"]


def in_none(tables: Tables, keys: list[str]) -> pd.DataFrame:
    said = content(tables)
    return said[[set(keys).isdisjoint(cell.split(";")) for cell in said["theme_ids"]]]


def before(last: Rows, tables: Tables, key: str) -> pd.DataFrame:
    """Last period's comments whose main theme went into this one."""
    changes = _needed(tables.changes, "theme_changes")
    was = ";".join(changes.loc[changes["theme_id"] == key, "was"].tail(1)).split(";")
    found = last(tables)
    return found[found["theme_id"].isin(was) & (found["theme_id"] != "")]


def group_of(rows: Rows, attribute: str, group: str, here: bool, tables: Tables) -> pd.DataFrame:
    found = rows(tables)
    named = [
        column
        for column in resident_columns(found)
        if column.removeprefix(RESIDENT_PREFIX).replace("_", " ").capitalize() == attribute
    ]
    if not named:
        raise InputError(
            Fault(
                "responses",
                f"no column for the attribute '{attribute}'",
                "the table the page was counted from",
                "run it anew",
            )
        )
    found = found[given(found[named[0]])]
    return found[(found[named[0]].astype(str) == group) == here]


def once_each(found: pd.DataFrame, records: pd.Index | None = None) -> pd.DataFrame:
    """All comments of these residents, or of all; only a resident's first counts."""
    first = found.rename_axis(ID).sort_values(ID).drop_duplicates("record_id").index
    counts = pd.Series(found.index.isin(first), index=found.index).astype(int)
    mine = found.assign(**{COUNTS_FOR: counts})
    return mine if records is None else mine[mine["record_id"].isin(records)]


def residents(tables: Tables, column: str, answers: list[str] | None) -> pd.DataFrame:
    """Comments of residents who gave one of these answers, or with ``None`` no answer, in the first thing they sent."""
    first = tables.responses.rename_axis(ID).sort_values(ID).drop_duplicates("record_id")
    said = given(first[column])
    mine = ~said if answers is None else said & first[column].astype(str).str.strip().isin(answers)
    return once_each(tables.responses, pd.Index(first.loc[mine, "record_id"]))


def weighed(rows: Rows, tables: Tables, value: bool = False) -> pd.DataFrame:
    found = rows(tables)
    chance = chances.each(found, tables.read, tables.strata)
    return _with_reading(found, tables).assign(**{COUNTS_FOR: 1 - chance if value else chance})


def read_by_a_person(rows: Rows, tables: Tables) -> pd.DataFrame:
    found = _with_reading(rows(tables), tables)
    return found[found["person_says"] != ""]


def unread(rows: Rows, tables: Tables) -> pd.DataFrame:
    found = _with_reading(rows(tables), tables)
    return found[found["person_says"] == ""]


def _with_reading(found: pd.DataFrame, tables: Tables) -> pd.DataFrame:
    said = {} if tables.read is None else tables.read["demand"].to_dict()
    return found.assign(person_says=[said.get(key, "") for key in found.index])


def month_of(tables: Tables, period: str) -> pd.DataFrame:
    """The comments of an earlier period."""
    if period not in tables.earlier:
        when = period or "the period before"
        raise InputError(
            Fault("earlier", f"no responses of {when}", "its processed table", f"run engagement run for {when}")
        )
    return tables.earlier[period]


def campaign(tables: Tables, place: int) -> pd.DataFrame:
    """The letter that stands for the others, and those set aside for it."""
    found, aside = tables.responses, _needed(tables.aside, "aside")
    one = found[found["campaign"] != ""].sort_index().iloc[[place - 1]]
    return _together(one, aside[aside["reason"].str.endswith(f" as {one.index[0]}")])


def taken_out(tables: Tables, kind: str) -> pd.DataFrame:
    """Comments with what they held of this kind."""
    tally = [
        sum(int(n) for name, n in re.findall(r"([A-Za-z][A-Za-z -]*) (\d+)", line) if name == kind)
        for line in tables.responses["redactions"]
    ]
    found = tables.responses.assign(**{COUNTS_FOR: tally})
    return found[found[COUNTS_FOR] > 0]


def set_aside(tables: Tables, reason: str) -> pd.DataFrame:
    aside = _needed(tables.aside, "aside")
    return aside[(aside["reason"] == reason) | aside["reason"].str.startswith(f"{reason} as ")]


def received(tables: Tables) -> pd.DataFrame:
    """All that came in, those set aside too."""
    return _together(tables.responses, _needed(tables.aside, "aside"))


def _together(kept: pd.DataFrame, aside: pd.DataFrame) -> pd.DataFrame:
    """Rows kept, then rows set aside, of which only the reason is known."""
    both = pd.concat([kept, aside])
    words = both.select_dtypes(["object", "string"]).columns
    return both.assign(**{column: both[column].fillna("") for column in words})


def _needed(table: pd.DataFrame | None, name: str) -> pd.DataFrame:
    if table is None:
        raise InputError(
            Fault("tables", f"no table '{name}'", "the processed table of that name", "give it, or use trace.tables")
        )
    return table
