"""Say why: quote the words that decided, and what they are evidence of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from engagement_lib.classify import cues
from engagement_lib.classify.reading import places

if TYPE_CHECKING:
    from engagement_lib.classify.model import Read

_FLAGS = {"hazard", "wrong_door", "complaint"}
TELLING = 0.5
"""A sentence more likely than not to show a failure is quoted; without one, the most telling."""

QUOTES = 2
LONGEST = 90
"""Letters of a quotation; longer ones are cut, for they stand in tables."""

_NO_CUE = {
    "failure": "the sentence that most shows a failure",
    "value": "reads like a request or a first report; no sentence shows a failure",
    "none": "reads like an opinion or praise; no sentence shows a failure",
    "unclear": "the evidence is too even to tell",
}


def basis(texts: Sequence[str], demand: Sequence[str], types: Sequence[str], read: Read) -> list[str]:
    """One line a text: the quoted words and their meaning; the sentence itself where no cue stands in it."""
    of = places(read.owner, len(texts))
    return [
        _one(text, label, kinds.split(";"), read.spans[mine], read.shows[mine])
        for text, label, kinds, mine in zip(texts, demand, types, of, strict=True)
    ]


def _one(text: str, label: str, kinds: list[str], spans: list[tuple[int, int]], shows: np.ndarray) -> str:
    order = sorted(range(len(spans)), key=lambda place: -shows[place])
    if label == "failure":
        told = [place for place in order if shows[place] >= TELLING][:QUOTES] or order[:1]
        return "; ".join(_failing(text, spans[place], kinds) for place in sorted(told))
    for span in spans:
        for match in cues.found(text, *span, among=_SPEAKING.get(label, [])):
            return f"“{_quote(text[match.start : match.end])}”: {match.cue.means}; no sentence shows a failure"
    place = order[0] if label == "unclear" else 0
    return f"“{_quote(text[slice(*spans[place])])}”: {_NO_CUE[label]}"


def _failing(text: str, span: tuple[int, int], kinds: list[str]) -> str:
    matches = cues.found(text, *span, among=_SPEAKING["failure"])
    matches.sort(key=lambda match: (match.cue.label not in kinds, match.start))
    means = matches[0].cue.means if matches else _NO_CUE["failure"]
    return f"“{_quote(text[slice(*span)])}”: {means}"


def _speaks_for(cue: cues.Cue) -> str:
    if cue.label in _FLAGS:
        return ""
    return cue.label if cue.label in ("value", "none") else "failure"


def _quote(words: str) -> str:
    words = " ".join(words.split())
    return words if len(words) <= LONGEST else f"{words[: LONGEST - 1]}…"


_SPEAKING = {label: [cue for cue in cues.CUES if _speaks_for(cue) == label] for label in ("failure", "value", "none")}
