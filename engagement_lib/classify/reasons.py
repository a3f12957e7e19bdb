"""Say why: quote the words that decided, and what they are evidence of."""

from __future__ import annotations

from collections.abc import Sequence

from engagement_lib.classify import cues
from engagement_lib.classify.model import DEMANDS

SPEAKS_FOR = {"value": "value", "none": "none"}


def basis(text: str, demand: str, failure_types: Sequence[str], matches: list[cues.Match], word_basis: str) -> str:
    """One line: the quoted words and their meaning; the strongest words of the model when no cue speaks for the label.

    >>> basis("I rang twice and nobody came", "failure", ["missed_appointment"], cues.found("I rang twice and nobody came"), "")
    '“nobody came”: somebody was due and did not come; “rang twice”: it was reported before'
    """
    speaking = [match for match in matches if _label(match.cue) == demand]
    speaking.sort(key=lambda match: (match.cue.label not in failure_types, match.start))
    if speaking:
        return "; ".join(f"“{_quote(text, match)}”: {match.cue.means}" for match in speaking[:3])
    return f"no cue; nearest words: {word_basis}" if word_basis else "no cue; judged by likeness to labelled comments"


def _label(cue: cues.Cue) -> str:
    if cue.label in ("hazard", "wrong_door", "complaint"):
        return ""
    return SPEAKS_FOR.get(cue.label, "failure")


def _quote(text: str, match: cues.Match) -> str:
    words = " ".join(text[match.start : match.end].split())
    return words if len(words) <= 80 else words[:77] + "…"


assert set(SPEAKS_FOR) < set(DEMANDS)
