"""Details that have a shape. Every pattern stands once, here, with what it must not take."""

from __future__ import annotations

import re

from engagement_lib.redact import addresses, references
from engagement_lib.redact.spans import Span

_AREAS = "|".join(
    r"[\s-]?".join(area)
    for area in (
        "AB AL B BA BB BD BH BL BN BR BS BT CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH DL DN DT DY E EC EH EN EX FK FY G GL GU HA HD HG HP HR HS "
        "HU HX IG IP IV KA KT KW KY L LA LD LE LL LN LS LU M ME MK ML N NE NG NN NP NR NW OL OX PA PE PH PL PO PR RG RH RM S SA SE SG SK SL SM SN "
        "SO SP SR SS ST SW SY TA TD TF TN TQ TR TS TW UB W WA WC WD WF WN WR WS WV YO ZE"
    ).split()
)
"""Letters a postcode may begin with. **Source:** Royal Mail, postcode areas."""

# kind, why, pattern. A group named `it` marks the part to replace; otherwise the whole match is.
_RULES: list[tuple[str, str, str, int]] = [
    ("e-mail", "user@domain", r"(?<![\w.+'-])[\w+'-]+(?:\.[\w+'-]+)*\s?(?:@|\(at\)|\[at\])\s?[\w-]+(?:\.[\w-]+)+", re.I),
    ("e-mail", "user at domain, in words", r"(?<![\w.+'-])[\w+'-]{1,64}(?:(?:\.|\s?[(\[]?\bdot\b[)\]]?\s?)[\w+'-]{1,64}){0,4}\s?(?:[(\[]\s?at\s?[)\]]|\bat\b)\s?[\w-]+\s?[(\[]?\bdot\b[)\]]?\s?(?:com|co|org|net|uk|gov|ac|me|info)\b(?:\s?[(\[]?\bdot\b[)\]]?\s?uk\b)?", re.I),
    ("e-mail", "letters of an e-mail set apart", r"(?<!\w)\w(?:[\s.-]{1,3}\w(?!\w)){1,40}\s{0,2}@(?:[\s.-]{0,3}\w(?!\w)){3,60}", 0),
    ("name", "letters of a word set apart", r"(?<![\w-])[^\W\d_](?:[\s.-]{1,2}[^\W\d_]){4,40}(?![\w-])", 0),
    ("link", "a web address", r"\b(?:https?://|www\.)[^\s<>\]]+", re.I),
    ("handle", "@name", r"(?<![\w@])@[A-Za-z_]\w{2,30}\b", 0),
    # two letters, six digits, a suffix letter; QQ is the prefix of specimens
    ("NI number", "National Insurance number", r"\b[A-CEGHJ-PQR-TW-Z][A-CEGHJ-NPQR-TW-Z][\s.-]?(?:\d{2}[\s.-]?){3}[A-D]\b|\b[A-CEGHJ-PQR-TW-Z][A-CEGHJ-NPQR-TW-Z][\s.-]?\d{3}[\s.-]?\d{3}[\s.-]?[A-D]\b", re.I),
    ("postcode", "UK postcode", r"\b(?:[A-Z]{1,2}\d[A-Z\d]?\s{0,2}\d(?!(?:AM|PM)\b)[A-Z]{2}|GIR\s?0AA)\b", re.I),
    ("postcode", "letters and digits of a postcode set apart", rf"\b(?:{_AREAS})(?<=\w)[\s-]{{0,2}}\d(?:[\s-]?[\da-z])?[\s-]{{0,2}}\d[\s-]{{0,2}}[a-z][\s-]{{1,2}}[a-z]\b", re.I),
    ("phone", "a telephone number with o's for noughts", r"(?<![\w£])\(?[o0](?=[\d\s/().-]{0,24}o)(?=(?:[o\s/().-]{0,12}\d){3})(?:[\s/().-]{0,3}[\do]){8,10}(?!\w)", re.I),
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
