"""Stretches of text that point at a person, and what stands in their place."""

from __future__ import annotations

import re
from collections.abc import Iterable
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
    """Spans without overlaps, in order: a rule beats a guess, then the longer one wins. Nothing inside a placeholder is touched."""
    taken = [(match.start(), match.end()) for match in PLACEHOLDER.finditer(text)]
    chosen: list[Span] = []
    for span in sorted(spans, key=lambda span: (span.guess, span.start - span.end, span.start)):
        clashes = [*taken, *((other.start, other.end) for other in chosen)]
        if all(span.end <= start or span.start >= end for start, end in clashes):
            chosen.append(span)
    return sorted(chosen)


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
    gone = list(before)

    def place(now: int) -> int:
        then = now
        for span in gone:
            if then >= span.start + len(f"[{span.kind}]"):
                then += span.end - span.start - len(f"[{span.kind}]")
        return then

    return [span._replace(start=place(span.start), end=place(span.end)) for span in spans]
