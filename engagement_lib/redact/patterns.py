"""Details that have a shape. Every pattern stands once, here, with what it must not take."""

from __future__ import annotations

import re

from engagement_lib.redact import addresses, references
from engagement_lib.redact.spans import Span

# kind, why, pattern. A group named `it` marks the part to replace; otherwise the whole match is.
_RULES: list[tuple[str, str, str, int]] = [
    ("e-mail", "user@domain", r"(?<![\w.+'-])[\w+'-]+(?:\.[\w+'-]+)*\s?(?:@|\(at\)|\[at\])\s?[\w-]+(?:\.[\w-]+)+", re.I),
    ("link", "a web address", r"\b(?:https?://|www\.)[^\s<>\]]+", re.I),
    ("handle", "@name", r"(?<![\w@])@[A-Za-z_]\w{2,30}\b", 0),
    # two letters, six digits, a suffix letter; QQ is the prefix of specimens
    ("NI number", "National Insurance number", r"\b[A-CEGHJ-PQR-TW-Z][A-CEGHJ-NPQR-TW-Z][\s.-]?(?:\d{2}[\s.-]?){3}[A-D]\b|\b[A-CEGHJ-PQR-TW-Z][A-CEGHJ-NPQR-TW-Z][\s.-]?\d{3}[\s.-]?\d{3}[\s.-]?[A-D]\b", re.I),
    ("postcode", "UK postcode", r"\b(?:[A-Z]{1,2}\d[A-Z\d]?\s{0,2}\d(?!(?:AM|PM)\b)[A-Z]{2}|GIR\s?0AA)\b", re.I),
    # +44 and 0 numbers of 10 or 11 digits with any usual spacing
    ("phone", "UK telephone number", r"(?<![\w£])(?:\+\s?44\s?(?:\(0\)\s?)?|0044\s?|\(?0)(?:[\s().-]{0,2}\d){9,10}(?!\d)", 0),
    ("phone", "a number after 'ring', 'call', 'text', 'tel'", r"\b(?:tel|phone|mob(?:ile)?|ring|call|text)\b(?:\s+(?:me|us|him|her|them)\b)?[\s:.on]{0,8}(?P<it>\d[\d\s-]{5,14}\d)", re.I),
    ("account number", "sort code and account", r"\b\d{2}-\d{2}-\d{2}\s+\d{8}\b", 0),
]  # fmt: skip

_COMPILED = [(kind, why, re.compile(pattern, flags)) for kind, why, pattern, flags in _RULES]


def find(text: str) -> list[Span]:
    """Every detail with a shape.

    >>> [(text[s.start:s.end], s.kind) for text in ["Flat 12, Samphire House HV4 7QP"] for s in find(text)][:2]
    [('HV4 7QP', 'postcode'), ('Flat 12, Samphire House', 'address')]
    """
    spans = []
    for kind, why, pattern in _COMPILED:
        for match in pattern.finditer(text):
            start, end = match.span("it") if "it" in pattern.groupindex else match.span()
            spans.append(Span(start, end, kind, why))
    return [*spans, *references.find(text), *addresses.find(text)]
