"""In what setting something was said. "Fix the roads" is a request in a report, a wish in a survey; "nothing" depends on the question."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

SETTINGS = ("good", "better", "survey", "contact")
"""After a question what was good; what could be better; another open question; a report, call, complaint or other contact."""

_GOOD = re.compile(
    r"\bwhat (?:was|is|were|went|do(?:es)?|did)\b(?!.*\bnot so\b).*\b(?:good|well|like)\b(?!.*(?:n['’]?t|not) go)"
)
_BETTER = re.compile(r"\b(?:better|improve\w*|change)\b|\bnot so good\b|n['’]?t go well|\bwent wrong\b|^wish$")
_SURVEY = re.compile(
    r"survey|score|rating|feedback|\?|satisf|consultation|\b(?:comments? on|(?:other|patient) comments?|anything else|patient form"
    r"|your (?:thoughts|views)|tell us|fft|friends and family)\b"
)


def setting(words: str) -> str:
    """Tell the setting from the question asked or the kind of contact; ``""`` where nothing is known.

    >>> [setting(words) for words in ("What was good?", "How could we improve?", "Survey: any other comments", "Street report", "")]
    ['good', 'better', 'survey', 'contact', '']
    """
    small = " ".join(words.lower().split())
    for name, pattern in (("good", _GOOD), ("better", _BETTER), ("survey", _SURVEY)):
        if pattern.search(small):
            return name
    return "contact" if small else ""


def of(asks: str, kind: str) -> str:
    """The setting of a response, from what its layout says: ``asks`` (good, better, open) and ``kind`` (survey, contact and so on)."""
    if asks in ("good", "better"):
        return asks
    return "survey" if kind == "survey" else "contact"


def columns(settings: Sequence[str]) -> np.ndarray:
    """One row a response, one column a setting: 1 where it holds, all 0 where nothing is known."""
    return np.array([[float(said == name) for name in SETTINGS] for said in settings]).reshape(-1, len(SETTINGS))
