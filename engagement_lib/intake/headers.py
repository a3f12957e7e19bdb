"""Find the row of headers, and in it the columns the layout asks for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from engagement_lib.problems import Fault, InputError

ROWS_SEARCHED = 20
"""Titles and notes above the headers may take this many rows less one."""

LONGEST_SHOWN = 60
"""A header in a message is cut after this many characters."""

_INVISIBLE = str.maketrans("", "", "\ufeff\u200b\u2060")


@dataclass(frozen=True)
class Wanted:
    """A column the layout asks for: our name for it, and the headers it may stand under, best first."""

    name: str
    synonyms: tuple[str, ...]
    needed: bool = True


class Found(NamedTuple):
    """Where the headers stand: the position of their row, how many cells it has, and the position of each column."""

    row: int
    width: int
    columns: dict[str, int]


class _Match(NamedTuple):
    columns: dict[str, int]
    missing: list[Wanted]
    doubled: list[Wanted]

    @property
    def recognised(self) -> int:
        return len(self.columns) + len(self.doubled)


def plain(header: str) -> str:
    """A header as it is compared: without case, odd spaces, line breaks and a star or colon at its end.

    >>> plain("\\ufeffYour\\u00a0 Comment\\n(optional) *:")
    'your comment (optional)'
    """
    return " ".join(header.translate(_INVISIBLE).split()).rstrip("*: ").casefold()


def find(rows: Sequence[Sequence[str]], wanted: Sequence[Wanted], where: str) -> Found:
    """The first row that has every needed column. Optional columns may be absent.

    Raises:
        InputError: when no row has them all, listing the headers of the row that comes nearest. A row in which no
            header is known at all is never shown, because it may hold what a resident wrote.
    """
    matches = [_match(row, wanted) for row in rows[:ROWS_SEARCHED]]
    for position, match in enumerate(matches):
        if not match.missing and not match.doubled:
            return Found(position, len(rows[position]), match.columns)
    nearest = max(range(len(matches)), key=lambda position: matches[position].recognised, default=None)
    if nearest is None or not matches[nearest].recognised:
        raise InputError(_no_headers(wanted, where))
    raise InputError(_wrong_headers(rows[nearest], matches[nearest], where))


def recognised(rows: Sequence[Sequence[str]], wanted: Sequence[Wanted]) -> int:
    """How many of the columns asked for stand in the row that has most of them."""
    return max((_match(row, wanted).recognised for row in rows[:ROWS_SEARCHED]), default=0)


def _match(row: Sequence[str], wanted: Sequence[Wanted]) -> _Match:
    positions: dict[str, list[int]] = {}
    for position, cell in enumerate(row):
        positions.setdefault(plain(cell), []).append(position)
    match = _Match({}, [], [])
    for column in wanted:
        known = [positions[plain(synonym)] for synonym in column.synonyms if plain(synonym) in positions]
        if not known:
            if column.needed:
                match.missing.append(column)
        elif len(known[0]) > 1:
            match.doubled.append(column)
        else:
            match.columns[column.name] = known[0][0]
    return match


def _no_headers(wanted: Sequence[Wanted], where: str) -> Fault:
    asked = ", ".join(_quoted(column.synonyms) for column in wanted if column.needed)
    return Fault(
        where,
        f"none of the headers asked for in the first {ROWS_SEARCHED} rows",
        f"a row of headers with {asked}",
        "check that this is the right file and sheet, or mend the headers or the encoding in layout.toml",
    )


def _wrong_headers(row: Sequence[str], match: _Match, where: str) -> Fault:
    problems = [f"no column {_quoted(column.synonyms)}" for column in match.missing]
    problems += [f"more than one column {_quoted(column.synonyms)}" for column in match.doubled]
    has = ", ".join(f"'{' '.join(cell.split())[:LONGEST_SHOWN]}'" for cell in row if cell.strip())
    return Fault(
        where,
        f"{'; '.join(problems)}; the headers it has are {has}",
        "each column of the layout once",
        "rename the column in the file, or add the header it has to layout.toml",
    )


def _quoted(synonyms: Sequence[str]) -> str:
    return " or ".join(f"'{synonym}'" for synonym in synonyms)
