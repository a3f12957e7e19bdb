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
