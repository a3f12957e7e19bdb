"""What the organisation knows itself: its homes and its staff, matched exactly. No rule finds them as surely.

Two optional files, CSV in UTF-8, with any columns and one header row::

    lists/homes.csv    streets, blocks, postcodes, whole addresses
    lists/staff.csv    names of staff as they are written

A street or block points at nobody by itself: it is taken out together with the number beside it. Postcodes, whole addresses and staff are
taken out wherever they stand.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from engagement_lib.problems import Fault, InputError
from engagement_lib.redact.spans import Span

HOMES, STAFF = "homes.csv", "staff.csv"
LONGEST = 8
"""Words of the longest entry that is looked for."""

_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_DOOR = re.compile(r"\d{1,4}[a-h]?", re.I)

Words = tuple[str, ...]


class Known(NamedTuple):
    """Entries as lower-case words: streets and blocks, what is taken out as it stands, and staff."""

    places: frozenset[Words] = frozenset()
    whole: frozenset[Words] = frozenset()
    staff: frozenset[Words] = frozenset()


def read(folder: Path) -> Known:
    """Both lists, as far as they are there. Raises ``InputError`` for a file that is no CSV in UTF-8."""
    homes = {words for cell in _cells(folder / HOMES) if (words := _words(cell))}
    numbered = {words for words in homes if any(character.isdigit() for word in words for character in word)}
    staff = {words for cell in _cells(folder / STAFF) if len(words := _words(cell)) > 1}
    return Known(frozenset(homes - numbered), frozenset(numbered), frozenset(staff))


def find(text: str, known: Known) -> Iterator[Span]:
    """Every entry in a text.

    >>> mine = Known(places=frozenset({("the", "minories")}), staff=frozenset({("jo", "bell")}))
    >>> text = "jo bell came to 14 The Minories"
    >>> [text[span.start:span.end] for span in find(text, mine)]
    ['jo bell', '14 The Minories']
    """
    if not any(known):
        return
    found = list(_WORD.finditer(text))
    plain = [match.group().lower().replace("’", "'") for match in found]
    for place in range(len(found)):
        for length in range(min(LONGEST, len(found) - place), 0, -1):
            words, end = tuple(plain[place : place + length]), place + length
            if words in known.staff:
                yield Span(found[place].start(), found[end - 1].end(), "name", "on your list of staff")
            elif words in known.whole:
                yield Span(found[place].start(), found[end - 1].end(), "address", "on your list of homes")
            elif words in known.places:
                first = place - 1 if place and _DOOR.fullmatch(plain[place - 1]) else place
                last = end if end < len(found) and _DOOR.fullmatch(plain[end]) and first == place else end - 1
                if first < place or last >= end:
                    yield Span(
                        found[first].start(), found[last].end(), "address", "on your list of homes, with its number"
                    )


def _words(cell: str) -> Words:
    return tuple(match.group().lower().replace("’", "'") for match in _WORD.finditer(cell))[:LONGEST]


def _cells(file: Path) -> Iterator[str]:
    if not file.is_file():
        return
    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            rows = list(csv.reader(lines))
    except (UnicodeDecodeError, csv.Error) as error:
        raise InputError(
            Fault(
                f"lists/{file.name}",
                "a file that is no CSV in UTF-8",
                "one row a home or person",
                "save it as CSV UTF-8",
            )
        ) from error
    for row in rows[1:]:
        yield from row
