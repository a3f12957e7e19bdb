"""Details that have a shape. Every pattern stands once, here, with what it must not take."""

from __future__ import annotations

import re

from engagement_lib.redact.spans import Span

_STREET = (
    r"(?:street|st|road|rd|lane|ln|avenue|ave|close|drive|way|walk|court|crescent|place|gardens|grove|terrace|square|"
    r"hill|park|rise|row|mews|green|estate|house|lodge|tower|towers|point|heights|mansions|buildings|villas|view|"
    r"parade|path|wharf|quay|yard|gate|vale|mount|broadway|embankment|bank|common|field|fields|meadow|meadows|end)"
)
_WORD = r"[A-Z][\w'’-]+"
_ANY_WORD = r"[A-Za-z][\w'’-]+"
_DWELLING = r"(?:flat|apartment|apt|unit|room|bedsit|block|no\.?|number|plot)"
_NUMBER = r"\d{1,4}\s?[a-dA-D]?"
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)[a-z]*"
_DATE = rf"(?:\d{{1,2}}(?:st|nd|rd|th)?[\s./-]+(?:of\s+)?(?:\d{{1,2}}|{_MONTH})[\s,./-]+\d{{2,4}}|{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+\d{{4}})"

# kind, why, pattern. A group named `it` marks the part to replace; otherwise the whole match is.
_RULES: list[tuple[str, str, str, int]] = [
    ("e-mail", "user@domain", r"(?<![\w.+'-])[\w.+'-]+\s?(?:@|\(at\)|\[at\])\s?[\w-]+(?:\.[\w-]+)+", re.I),
    ("link", "a web address", r"\b(?:https?://|www\.)[^\s<>\]]+", re.I),
    ("handle", "@name", r"(?<![\w@])@[A-Za-z_]\w{2,30}\b", 0),
    # two letters, six digits, a suffix letter; QQ is the prefix of specimens
    ("NI number", "National Insurance number", r"\b[A-CEGHJ-PQR-TW-Z][A-CEGHJ-NPQR-TW-Z][\s-]?(?:\d{2}[\s-]?){3}[A-D]\b", re.I),
    ("postcode", "UK postcode", r"\b(?:[A-Z]{1,2}\d[A-Z\d]?\s{0,2}\d[ABD-HJLNP-UW-Z]{2}|GIR\s?0AA)\b", re.I),
    (
        "date of birth",
        "a date after 'born' or 'date of birth'",
        rf"\b(?:d\.?\s?o\.?\s?b\.?|date\s+of\s+birth|born(?:\s+on)?|birth\s?da(?:y|te))\W{{0,3}}(?:is|was|:)?\s*(?P<it>{_DATE}|\d{{6,8}})",
        re.I,
    ),
    # +44 and 0 numbers of 10 or 11 digits with any usual spacing
    ("phone", "UK telephone number", r"(?<![\w£])(?:\+\s?44\s?(?:\(0\)\s?)?|0044\s?|\(?0)(?:[\s().-]{0,2}\d){9,10}(?!\d)", 0),
    ("phone", "a number after 'ring', 'call', 'text', 'tel'", r"\b(?:tel|phone|mob(?:ile)?|ring|call|text)\b(?:\s+(?:me|us|him|her|them)\b)?[\s:.on]{0,8}(?P<it>\d[\d\s-]{5,14}\d)", re.I),
    ("account number", "sort code and account", r"\b\d{2}-\d{2}-\d{2}\s+\d{8}\b", 0),
    ("reference", "letters, a mark and digits", r"(?<![\w-])[A-Z]{2,6}\d{0,2}[-/#][A-Z0-9]{0,6}[-/]?\d{3,}(?:[-/]\d+)*\b", re.I),
    ("reference", "a letter and six or more digits", r"\b[A-Z]{1,3}\d{6,10}\b", re.I),
    (
        "reference",
        "digits after 'ref', 'case', 'job', 'account', 'tenancy'",
        r"\b(?:ref(?:erence)?|case|job|ticket|order|account|a/c|acct|tenancy|rent|payment|customer|complaint|claim|enquiry)"
        r"(?:\s*(?:no|num|number|ref|reference|id))?\b\.?\s*[:#]?\s*(?P<it>[A-Z]{0,5}[-/]?\d[\d/-]{3,}[A-Z]?)\b",
        re.I,
    ),
    ("reference", "eight or more digits", r"(?<![\d£.,/-])\d{8,16}(?![\d%])", 0),
    (
        "address",
        "a flat or house number and a street or block",
        rf"\b(?:(?i:{_DWELLING})\.?\s*)?{_NUMBER}[,\s]+(?:(?i:at|in|of|on)\s+)?(?:(?i:the)\s+)?{_WORD}(?:\s+{_WORD}){{0,2}}?\s+(?i:{_STREET})\b\.?",
        0,
    ),
    (
        "address",
        "a flat or house number and a street or block",
        rf"\b(?:{_DWELLING}\.?\s*)?{_NUMBER}[,\s]+{_ANY_WORD}(?:\s+{_ANY_WORD})?\s+"
        r"(?:street|road|lane|avenue|close|drive|walk|court|crescent|gardens|grove|terrace|square|mews|house|tower|lodge|estate)\b",
        re.I,
    ),
    ("address", "a street or block and a number", rf"(?<![\w'’-]){_WORD}(?:\s+{_WORD})?\s+(?i:court|house|tower|lodge|estate),?\s+(?i:flat|no\.?|number)\s*{_NUMBER}\b", 0),
    ("address", "'flat' or 'number' and a number", r"\b(?:flat|apartment|apt|bedsit)\s*(?:no\.?\s*)?\d{1,4}\s?[a-d]?\b", re.I),
    ("address", "'number' of a neighbour", r"\b(?:at|from|in|resident\s+of|neighbours?\s+at|lives?\s+at)\s+(?P<it>(?:no\.?|number)\s*\d{1,4}[a-d]?)\b", re.I),
]  # fmt: skip

_COMPILED = [(kind, why, re.compile(pattern, flags)) for kind, why, pattern, flags in _RULES]

_NOT_AN_ADDRESS = re.compile(r"^\d{1,4}\s+(?:years?|months?|weeks?|days?|hours?|minutes?|mins?|times?|people|of|out|or|and|to|pm|am|"
                             r"bed(?:room)?|flats?|houses?|homes?|the\s+(?:whole|last|first)|in\s+the|on\s+the|different|other|more)\b", re.I)  # fmt: skip


def find(text: str) -> list[Span]:
    """Every detail with a shape.

    >>> [(text[s.start:s.end], s.kind) for text in ["Flat 12, Samphire House HV4 7QP"] for s in find(text)][:2]
    [('HV4 7QP', 'postcode'), ('Flat 12, Samphire House', 'address')]
    """
    spans = []
    for kind, why, pattern in _COMPILED:
        for match in pattern.finditer(text):
            start, end = match.span("it") if "it" in pattern.groupindex else match.span()
            if kind == "address" and _NOT_AN_ADDRESS.match(text[start:end]):
                continue
            spans.append(Span(start, end, kind, why))
    return spans
