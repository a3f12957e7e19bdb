"""Stretches of text that point at a person, and what stands in their place."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from typing import NamedTuple

PLACEHOLDER = re.compile(
    r"\[(?:name|address|postcode|phone|e-mail|NI number|date of birth|reference|handle|link|account number)\]"
)


class Span(NamedTuple):
    """From ``start`` up to ``end``, what kind of detail it is, the rule that found it, and whether that was a guess."""

    start: int
    end: int
    kind: str
    why: str
    guess: bool = False


def resolve(spans: Iterable[Span], text: str) -> list[Span]:
    """Spans without overlaps, in order: of one kind they are joined; else a rule beats a guess, then the longer one wins.

    Nothing inside a placeholder is touched.
    """
    taken = [match.span() for match in PLACEHOLDER.finditer(text)]
    chosen: list[Span] = []
    for span in sorted(_joined(spans), key=lambda span: (span.guess, span.start - span.end, span.start)):
        place = bisect_left(taken, span.end, key=lambda other: other[0])
        if place == 0 or taken[place - 1][1] <= span.start:
            taken.insert(place, (span.start, span.end))
            chosen.append(span)
    return sorted(chosen)


def _joined(spans: Iterable[Span]) -> Iterator[Span]:
    """Those of one kind that overlap as one; it is called what its first part is."""
    last: dict[tuple[str, bool], Span] = {}
    for span in sorted(spans):
        before = last.get((span.kind, span.guess))
        if before and span.start < before.end:
            last[span.kind, span.guess] = before._replace(end=max(before.end, span.end))
            continue
        if before:
            yield before
        last[span.kind, span.guess] = span
    yield from last.values()


def replace(text: str, spans: Iterable[Span]) -> str:
    """The text with each span replaced by its kind in brackets.

    >>> replace("Ring 07700 900417", [Span(5, 17, "phone", "shape")])
    'Ring [phone]'
    """
    pieces, place = [], 0
    for span in spans:
        pieces += [text[place : span.start], f"[{span.kind}]"]
        place = span.end
    return "".join([*pieces, text[place:]])


def as_given(spans: Iterable[Span], before: Iterable[Span]) -> list[Span]:
    """Spans found in a text in which ``before`` had been replaced, at their places in the text as it was given.

    >>> as_given([Span(13, 18, "name", "cue")], [Span(5, 17, "phone", "shape")])
    [Span(start=18, end=23, kind='name', why='cue', guess=False)]
    """
    ends, shifts = [], [0]
    for span in before:
        placeholder = len(f"[{span.kind}]")
        ends.append(span.start + placeholder - shifts[-1])
        shifts.append(shifts[-1] + span.end - span.start - placeholder)

    def place(now: int) -> int:
        return now + shifts[bisect_right(ends, now)]

    return [span._replace(start=place(span.start), end=place(span.end)) for span in spans]
