"""Cut a comment into sentences, mixed ones at their turn ("kind staff, but nobody rang back"), so that no clause is drowned."""

from __future__ import annotations

import re

_END = re.compile(r"[.!?…]+[\"'”’)]*(?=\s|$)|\n+|\s[-–—]\s|;(?=\s)|\s/\s")
_SHORT_FORM = re.compile(
    r"(?:^|\s)(?:no|nos|mr|mrs|ms|dr|st|rd|ave|approx|e\.g|i\.e|etc|tel|ref|flat|\d+|[a-z])\.$", re.I
)
_TURN = re.compile(
    r",?\s(?=(?:but|however|although|though|except|apart from|unfortunately|only (?:thing|problem|trouble|downside|complaint|issue))\b)",
    re.I,
)
_BREATH = re.compile(r",\s|\s(?=(?:and|so|then|because|which|when|while)\s)", re.I)
LONGEST = 30
"""Words in a piece before it is cut at a comma or an "and". **Source:** judgement: people type whole stories without a full stop."""


def spans(text: str) -> list[tuple[int, int]]:
    """Start and end of each piece, in order; together they hold every word of the text.

    >>> [text[start:end] for text in ["Kind man. Fixed it, but left a mess"] for start, end in spans(text)]
    ['Kind man.', 'Fixed it,', 'but left a mess']
    """
    pieces = []
    for start, end in _cut(text, 0, len(text), _END, keep=True):
        for turn_start, turn_end in _cut(text, start, end, _TURN):
            if len(text[turn_start:turn_end].split()) > LONGEST:
                pieces += _breaths(text, turn_start, turn_end)
            else:
                pieces.append((turn_start, turn_end))
    return [piece for piece in (_trim(text, *piece) for piece in pieces) if re.search(r"\w", text[slice(*piece)])]


def _cut(text: str, start: int, end: int, at: re.Pattern[str], keep: bool = False) -> list[tuple[int, int]]:
    pieces, begin = [], start
    for mark in at.finditer(text, start, end):
        if keep and _SHORT_FORM.search(text[begin : mark.end()]):
            continue
        pieces.append((begin, mark.end() if keep else mark.start() + text[mark.start() : mark.end()].startswith(",")))
        begin = mark.end()
    return [*pieces, (begin, end)]


def _breaths(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Pieces of at most about ``LONGEST`` words, cut where a speaker would breathe."""
    pieces, begin = [], start
    for small_start, small_end in _cut(text, start, end, _BREATH):
        if len(text[begin:small_end].split()) > LONGEST and small_start > begin:
            pieces.append((begin, small_start))
            begin = small_start
    return [*pieces, (begin, end)]


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    piece = text[start:end]
    return start + len(piece) - len(piece.lstrip()), end - (len(piece) - len(piece.rstrip()))
