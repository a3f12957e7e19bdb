"""Words that are evidence for a label: each cue once, with what it means, an example it finds and a near miss it spares.

Written from the codebook's definitions. Cues are evidence for the model, which weighs them; none decides alone. Every pattern is
looked for within one sentence (see :mod:`engagement_lib.sentences`), and a match that overlaps its ``unless`` does not count.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from hashlib import sha256
from typing import NamedTuple

from engagement_lib.classify.cues.cue import Cue
from engagement_lib.classify.cues.failure import FAILURE
from engagement_lib.classify.cues.flags import FLAGS
from engagement_lib.classify.cues.other import OTHER

CUES: list[Cue] = [*FAILURE, *OTHER, *FLAGS]


@cache
def version() -> str:
    """The first 12 hex digits of a hash of the table."""
    table = [(cue.name, cue.pattern.pattern, cue.unless.pattern if cue.unless else "") for cue in CUES]
    return sha256(repr(table).encode()).hexdigest()[:12]


class Match(NamedTuple):
    """A cue that was found, and where."""

    cue: Cue
    start: int
    end: int


def found(text: str, start: int = 0, end: int | None = None, among: Sequence[Cue] = CUES) -> list[Match]:
    """The first match of each cue between two places of the text, in the order of the table.

    >>> [match.cue.name for match in found("I rang and nobody came")]
    ['told_before', 'did_not_come']
    """
    piece = _small(text[start:end])
    matches = []
    for cue in among:
        spared = [hit.span() for hit in cue.unless.finditer(piece)] if cue.unless and cue.pattern.search(piece) else []
        for hit in cue.pattern.finditer(piece):
            if hit.group().strip() and not any(hit.start() < far and near < hit.end() for near, far in spared):
                matches.append(Match(cue, start + hit.start(), start + hit.end()))
                break
    return matches


def _small(text: str) -> str:
    """Small letters, each in its place: a few capitals (``İ``) have a small form of two characters and stay as they are."""
    small = text.lower()
    return small if len(small) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
