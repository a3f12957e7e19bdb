"""References and dates of birth: numbers that lead to one person's file, in the many ways systems and people write them.

A plain date, a time, a sum of money, a measure and a year stay: themes need them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from engagement_lib.redact import lists
from engagement_lib.redact.spans import Span

_CUE = (
    r"ref(?:erence)?|case|job|ticket|order|account|acount|a/c|acct|tenancy|tncy|tenant|rent|payment|customer|complaint|claim|enquiry|receipt|"
    r"application|pcn|crime|cad|warrant|invoice|council\s+tax|ctax|ct|nhs|hospital|plan|fine|permit|badge|policy|report|repair|works?\s+order|"
    r"wo|tribunal|licen[cs]e|membership|booking|incident|log|passport|file|uprn|hb|uc|esa|pip"
)
_SAID = r"(?:\s+(?:no|num|number|numbers|ref|reference|id|is|was|it's|its|it\s+is|my|our|the|on|it|of|in|for)\b)?"
_CODE = r"[a-z]{0,6}[\s./\\_*#-]?\d[\da-z]*(?:[\s./\\_*-]\s?(?:\d[\da-z]*|[a-z]\b|[a-z]{1,4}\d[\da-z]*)|[./\\_*-][a-z]{1,5}\b){0,5}"
_AFTER_CUE = re.compile(rf"\b(?:{_CUE})\b{_SAID}{_SAID}\.?\s*[:#(]?\s*(?P<it>{_CODE})(?![\w%])", re.I)
_LAW = re.compile(r"(?:act|regulations?|order|rules?)\s+(?:19|20)\d\d", re.I)
_SMALL_WORDS = frozenset(
    "a about after at before by for from in is it its my of on or over since than the to under until was with and".split()
)
_FIRST_WORD = re.compile(r"(?P<word>[a-z]+)\s+", re.I)
_MIXED = re.compile(r"(?<![\w£$€@.,'’/\\-])[a-z\d]+(?:[./\\_*-]+[a-z\d]+)*(?![\w%@])", re.I)
_GROUPS = re.compile(
    r"(?<![\w£$€.,/-])(?:[A-Z]{1,4}\s)?\d{3,8}(?:\s\d{1,4}){1,4}(?:\s[A-Z])?(?![\w%.,/:-]?\d)(?![\w%])"
)
_CAPITALS_THEN_NUMBER = re.compile(
    r"(?<![\w£$€.-])(?!BS\b|EN\b|ISO\b)[A-Z]{2,4}\s(?!(?:19|20)\d\d\b)\d{4,10}(?:\s?[A-Z\d])?(?![\w%])"
)
_LETTERS_THEN_NUMBER = re.compile(r"(?<![\w£$€.-])(?P<letters>[a-z]{2,3})\s\d{4,10}(?:\s\d{1,4}){0,2}(?![\w%])")
_LONE = re.compile(r"(?<![\d£$€.,/\w:-])\d{7,16}(?![\d%\w])")
_SPACED = re.compile(r"(?<![\w.])(?:[a-z]\s)?\d(?:\s\d){4,}(?!\w)", re.I)
_DIGIT = r"(?:oh?|zero|nought|one|two|three|four|five|six|seven|eight|nine|hundred|(?:double|triple|treble)[\s-]+(?:oh?|zero|\w+))"
_SPOKEN = re.compile(rf"\b(?:plus\s+)?{_DIGIT}(?:[\s,-]+(?:{_DIGIT}|\d)){{4,}}\b", re.I)

_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)[a-z]*"
_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_DAY_AND_MONTH = rf"(?:{_DAY}\s?[./-]\s?(?:0?[1-9]|1[0-2])\s?[./-]\s?|{_DAY}(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH},?\s+|{_MONTH}\s+{_DAY}(?:st|nd|rd|th)?,?\s+)"
_ANY_YEAR = r"(?:(?:19|20)\d{2}|'?\d{2})(?!\d)"
_OLD_YEAR = r"(?:19\d{2}|200\d|201[0-2]|(?:[3-9]\d|0\d|1[0-2])(?![\d:.]))(?!\d)"
_YOUNG_YEAR = r"(?:19\d{2}|20[01]\d|2020|(?:[3-9]\d|[01]\d|20)(?![\d:.]))(?!\d)"
_ISO = r"(?:19\d{2}|200\d|201[0-2])-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])"
_DATE = (
    rf"(?:{_DAY_AND_MONTH}{_ANY_YEAR}|(?:19|20)\d{{2}}-\d{{1,2}}-\d{{1,2}}|{_DAY}(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH})"
)
_IN_WORDS = rf"(?:the\s+)?[a-z]+(?:[\s-][a-z]+)?\s+(?:of\s+)?{_MONTH},?\s+(?:nineteen|two\s+thousand|twenty)(?:[\s-](?:and\s+)?[a-z]+){{0,3}}"
_BIRTHS = [
    ("a date after 'born' or 'date of birth'",
     re.compile(rf"\b(?:d\.?\s?o\.?\s?b\b\.?|date\s+of\s+birth|birth\s?date|born(?:\s+on)?|birthda(?:y|te))(?:[\s:,('’-]+(?!on\b|since\b)[a-z]+){{0,6}}?[\s:,(-]*(?:on\s+)?(?P<it>{_DATE}|\d{{6}}(?!\d)|\d{{8}}(?!\d))", re.I)),
    ("a date after 'born'", re.compile(rf"\b(?:born|birthday)(?:\s+(?:on|is|was))?\s+(?P<it>{_IN_WORDS})", re.I)),
    ("a date after an age", re.compile(rf"\bturn(?:ed|s|ing)?\s+\d{{1,3}}\s+on\s+(?:the\s+)?(?P<it>{_DATE})", re.I)),
    ("a date after 'security'", re.compile(rf"\b(?:security|verification|id\s+check|details|questions)\W{{1,4}}(?P<it>{_DATE})", re.I)),
    ("a full date long ago", re.compile(rf"(?<![\w£./-])(?P<it>{_DAY_AND_MONTH}{_OLD_YEAR}|{_ISO})(?![\w/])", re.I)),
    ("a date after a child", re.compile(
        rf"\b(?:baby|son|daughter|boy|girl|child|twins?|sister|brother|grandson|granddaughter|toddler)\b(?:[\s,:(-]+(?!on\b|since\b|from\b|by\b|until\b|dated\b|in\b|the\b|and\b)[\w'’\[\]-]+){{0,4}}[\s,:(-]+(?P<it>{_DAY_AND_MONTH}{_YOUNG_YEAR})", re.I)),
    ("a date after a name", re.compile(rf"\[name\][\s,:(–-]{{1,4}}(?P<it>{_DAY_AND_MONTH}{_YOUNG_YEAR})", re.I)),
    ("a date after an age in brackets", re.compile(rf"\b(?:is|aged?)\s+\d{{1,2}}\s*\((?P<it>{_DAY_AND_MONTH}{_ANY_YEAR})", re.I)),
]  # fmt: skip

_PLAIN = re.compile(
    rf"(?:{_DAY}[./-](?:0?[1-9]|1[0-2])[./-](?:(?:19|20)\d{{2}}|\d{{2}})|(?:19|20)\d{{2}}[./-]\d{{1,2}}[./-]\d{{1,2}}|"
    r"(?:19|20)\d{2}(?:[/-]\d{2,4})?|\d{1,2}[./-](?:19|20)\d{2}|"  # dates, years
    r"\d{1,2}/\d{2}|\d{1,2}[.:]\d{2}(?:am|pm)?(?:-\d{1,2}(?:[.:]\d{2})?(?:am|pm)?)?|"  # times
    r"\d+(?:\.\d+)?(?:st|nd|rd|th|s|k|m|mm|cm|km|kg|g|w|kw|kwh|v|hz|mb|gb|mph|am|pm|hrs?|mins?|yrs?|ish|x\d+|ft|sqm|p|bn|x)?|"  # measures
    r"\d{1,3}(?:[.-]\d{1,3}){1,2}|(?:a|b|m)\d{1,4}|ip(?:v4|hone)?\d+|x\d+)",
    re.I,
)
LEAST = 4
"""Digits of a reference. **Source:** judgement: house numbers, prices and bus routes have fewer, and are other rules' matter."""


def find(text: str) -> Iterator[Span]:
    """Every date of birth and reference.

    >>> for text in ["dob 3.4.1961, job JX-20417", "on 12/10/2026 I paid 1250", "tenancy is 30417-02"]:
    ...     print(sorted({(text[span.start:span.end], span.kind) for span in find(text)}))
    [('3.4.1961', 'date of birth'), ('JX-20417', 'reference')]
    []
    [('30417-02', 'reference')]
    """
    for why, pattern in _BIRTHS:
        for match in pattern.finditer(text):
            yield Span(*match.span("it"), "date of birth", why)
    for match in _AFTER_CUE.finditer(text):
        first = _FIRST_WORD.match(match["it"])
        start = match.start("it") + (first.end() if first and first["word"].lower() in _SMALL_WORDS else 0)
        said = text[start : match.end("it")]
        if _digits(said) >= LEAST and not _plain(said, after_cue=True) and not _LAW.fullmatch(said):
            yield Span(start, match.end("it"), "reference", "a code after a word such as 'ref', 'case', 'account'")
    for match in _MIXED.finditer(text):
        said = match.group()
        if _digits(said) >= LEAST and not said.isdigit() and not _plain(said):
            yield Span(*match.span(), "reference", "letters or marks among digits")
    for match in _GROUPS.finditer(text):
        groups = re.findall(r"\d+", match.group())
        if sum(map(len, groups)) >= 8 and not all(re.fullmatch(r"(?:19|20)\d\d", group) for group in groups):
            yield Span(*match.span(), "reference", "digits in groups")
    for match in _CAPITALS_THEN_NUMBER.finditer(text):
        yield Span(*match.span(), "reference", "capitals and a number")
    for match in _LETTERS_THEN_NUMBER.finditer(text):
        if match["letters"] not in lists.ordinary() and not re.search(r"\s(?:19|20)\d\d$", match.group()):
            yield Span(*match.span(), "reference", "letters and a number")
    for pattern, why in (
        (_LONE, "seven or more digits"),
        (_SPACED, "single digits in a row"),
        (_SPOKEN, "digits in words"),
    ):
        for match in pattern.finditer(text):
            yield Span(*match.span(), "reference", why)


def _digits(said: str) -> int:
    return sum(letter.isdigit() for letter in said)


def _plain(said: str, after_cue: bool = False) -> bool:
    """A date, a time, a measure or a year; after a cue only dates, times and years count as such."""
    if _PLAIN.fullmatch(said.strip()) is None:
        return False
    return not (after_cue and re.fullmatch(r"\d+[a-z]?|\d{1,3}(?:[.-]\d{1,3}){1,2}", said, re.I)) or bool(
        re.fullmatch(r"(?:19|20)\d\d", said)
    )
