"""What people decided about themes, applied on every run: rename, merge, split, drop, pin.

A decision is kept with the middle of the theme it was made about, so that it finds its theme again by what residents say, not by a number.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

from engagement_lib import encode
from engagement_lib.theme import consensus
from engagement_lib.theme.discover import Found
from engagement_lib.theme.name import titles
from engagement_lib.theme.words import strongest

SAME = 0.8
"""A theme is the one decided about when its middle is at least this near (cosine) and no other theme's is nearer."""

PINNED = 0.5
"""A comment goes to a pinned theme that was not found when it is this near to its middle, and nearer than to any other theme's."""


@dataclass(frozen=True)
class Decision:
    """``middle`` and ``other`` are unit vectors (of the theme, and of the one it is merged into); ``title`` for a rename or a pin."""

    action: str
    middle: tuple[float, ...] = ()
    other: tuple[float, ...] = ()
    title: str = ""
    who: str = ""


@dataclass
class Decided:
    """Themes after the decisions: who named a theme, and texts of dropped themes."""

    found: Found
    named_by: dict[int, str] = field(default_factory=dict)
    dropped: int = 0


def apply(found: Found, decisions: Iterable[Decision], encoded: encode.Encoded = encode.vectors) -> Decided:
    """Apply decisions in the order they were made; one whose theme is not there this time changes nothing."""
    decided = Decided(found)
    for decision in decisions:
        if decision.middle and len(decision.middle) != found.vectors.shape[1]:
            continue  # made with another encoder, in whose space nothing can be found again
        here = found.middles()
        theme = _nearest(decision.middle, here)
        if decision.action == "pin":
            _pin(decided, decision, here, theme)
        elif theme is None:
            continue
        elif decision.action == "rename":
            found.titles[theme], decided.named_by[theme] = decision.title, decision.who
        elif decision.action == "drop":
            decided.dropped += int((found.of == theme).sum())
            found.of = np.where(found.of == theme, -1, found.of)
        elif decision.action == "merge":
            into = _nearest(decision.other, here)
            if into is not None and into != theme:
                found.of = np.where(found.of == theme, into, found.of)
                found.stability[into] = min(found.stability[into], found.stability[theme])
                _rename(decided, [into], encoded)
        elif decision.action == "split":
            _split(decided, theme, encoded)
    return decided


def _nearest(middle: tuple[float, ...], here: dict[int, np.ndarray]) -> int | None:
    likeness = {theme: float(np.dot(middle, vector)) for theme, vector in here.items()} if middle else {}
    best = max(likeness, key=lambda theme: (likeness[theme], -theme), default=None)
    return best if best is not None and likeness[best] >= SAME else None


def _pin(decided: Decided, decision: Decision, here: dict[int, np.ndarray], theme: int | None) -> None:
    found = decided.found
    if theme is None:
        near = found.vectors @ np.array(decision.middle)
        others = np.max([found.vectors @ vector for vector in here.values()], axis=0) if here else np.zeros(len(near))
        mine = (near >= PINNED) & (near > others)
        if not mine.any():
            return
        theme = max(found.stability, default=-1) + 1
        found.of = np.where(mine, theme, found.of)
        found.near = np.where(mine, np.clip(near - others, 0, 1), found.near)
        found.stability[theme] = 1.0
    found.titles[theme], decided.named_by[theme] = decision.title, decision.who
    found.words[theme] = strongest(found.texts, found.of).get(theme, [])


def _split(decided: Decided, theme: int, encoded: encode.Encoded) -> None:
    found = decided.found
    mine = np.flatnonzero(found.of == theme)
    if len(mine) < 2 * consensus.FEWEST_TO_SPLIT:
        return
    held = consensus.groups([found.texts[place] for place in mine], found.vectors[mine], 2, 3)
    new = {
        part: (theme if number == 0 else max(found.stability) + number) for number, part in enumerate(held.stability)
    }
    found.of[mine] = [new.get(part, -1) for part in held.of.tolist()]
    found.stability |= {new[part]: share for part, share in held.stability.items()}
    _rename(decided, list(new.values()), encoded)


def _rename(decided: Decided, themes: list[int], encoded: encode.Encoded) -> None:
    """Title and words anew for themes that hold other comments than before, but for names that people gave."""
    found = decided.found
    words = strongest(found.texts, found.of)
    found.words |= {theme: words.get(theme, []) for theme in themes}
    fresh = titles(found.texts, found.vectors, found.of, found.near, found.words, encoded)
    found.titles |= {theme: fresh[theme] for theme in themes if theme in fresh and theme not in decided.named_by}
