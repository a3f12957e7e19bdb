"""What a person should look at before the words of a comment travel: what may be left of somebody, and facts that point at one.

Nothing is taken out here. A comment may hold no name and still tell every neighbour who wrote it: the only wheelchair user on the sixth
floor. **Source:** Information Commissioner's Office, "Anonymisation", 2025 (singling out, the motivated intruder).
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path

from engagement_lib.contracts import UNUSUAL_WORD
from engagement_lib.redact import lists
from engagement_lib.redact.spans import PLACEHOLDER

CUES = Path(__file__).parent / "lists" / "telling.toml"


@cache
def _cues() -> dict[str, re.Pattern[str]]:
    """Kinds of facts and their patterns, from one table: pieces end where words end, a whole pattern says so itself."""
    table = tomllib.loads(CUES.read_text(encoding="utf-8"))
    return {
        kind: re.compile(cue["whole"] if "whole" in cue else rf"\b(?:{'|'.join(cue['pieces'])})(?!\w)", re.I)
        for kind, cue in table.items()
    }


def kinds() -> list[str]:
    """The kinds of facts that are looked for."""
    return list(_cues())


_WORD = re.compile(r"[a-z][a-z'’-]{3,}")


def find(text: str) -> list[str]:
    """Why a person should look at a redacted comment; nothing where there is no reason.

    >>> find("I am the only wheelchair user up here"), find("The lift is out again")
    (['health', 'singled out'], [])
    """
    plain = PLACEHOLDER.sub(" ", text)
    why = [reason for reason, pattern in _cues().items() if pattern.search(plain)]
    if not all(map(_usual, _WORD.findall(plain.lower().replace("’", "'")))):
        why.append(UNUSUAL_WORD)
    return why


def _usual(word: str) -> bool:
    """Whether residents use it, or the word it is made from: "pinging" from "ping", "baking" from "bake"."""
    return not lists.stems(word).isdisjoint(lists.ordinary())
