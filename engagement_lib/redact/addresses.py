"""Homes: a house or flat number with its street or block, however carelessly written.

A street or block without a number points at nobody and stays: themes need it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from engagement_lib.redact import lists
from engagement_lib.redact.spans import Span
from engagement_lib.redact.streets import (
    BEFORE_A_HOME,
    ENDINGS,
    IN_WORDS,
    MEASURES,
    NOT_A_DOOR,
    NOT_IN_A_STREET,
    PLACE_ENDINGS,
    UNITS,
    VERBS,
)

_NUMBER = r"\d{1,4}[a-h]?(?![\w%])(?!\s?(?:am|pm|%|mph|p\b))"
_NUMBERS = rf"{_NUMBER}(?:\s?(?:[-–/,&]|to|and)\s?{_NUMBER}){{0,4}}(?:\s+(?:even|odd)(?:\s+numbers?)?)?"
_WORD = r"[a-z][\w'’-]{0,30}\.?"
_STREET = (
    rf"(?:(?:the\s+(?:{_WORD}\s+){{0,3}}?|(?:{_WORD}\s+){{1,3}}?)(?:{ENDINGS})\b(?:\s+(?:{ENDINGS})\b)?"
    r"|[a-z]{3,}(?:gate|croft|garth|wick|thorpe|side)\b)"
)
_FLAT = (
    r"(?:(?:top|first|second|third|ground|basement|garden|lower|upper|\d(?:st|nd|rd|th)?)\s+(?:floor\s+|fl\s+)?)?"
    r"(?:flat|flt|apartment|apt|bedsit|maisonette|unit|suite|room|rm|studio|plot|caravan|pitch|house|hse|door|block|blk|landing|entrance|wing)"
)
_FLOOR = r"(?:(?:top|first|second|third|ground|\d(?:st|nd|rd|th)|basement|garden|lower|upper)\s+(?:floor\s+)?(?:flat|maisonette)|\d(?:st|nd|rd|th)\s+floor)"
_DOOR = rf"(?:{_NUMBER}|[a-h]\b|{IN_WORDS})"
_SHORT = r"(?:no\.?|nos\.?|nr\.?|numbers?|num\.?)"

_NUMBERED_STREET = (
    rf"\b(?P<lead>(?:{_FLOOR}|{_FLAT})[\s,]+)?(?P<number>{_NUMBERS}|{IN_WORDS}),?\s+(?P<street>{_STREET})"
)
_FLAT_THEN_PLACE = (
    rf"\b(?P<flat>{_FLAT}\.?\s*(?:{_SHORT}\s*)?(?:\d[\w/-]{{0,5}}|[a-h]\b)|(?<!\bmy\s)(?<!\bthe\s)(?<!\ba\s)(?:flat|flt|apartment|apt)\s+{IN_WORDS}(?:\s+(?:ay|bee|see|dee))?\b)(?P<more>(?:[\s,]+(?:{_FLAT}|{_SHORT})\.?\s*{_DOOR}){{0,2}})"
    rf"(?:[\s,(]+(?:at|in|of|above|on)?\s*(?:{_FLOOR}[\s,]+)?(?P<street>(?:{_NUMBERS}[\s,]+)?{_STREET}))?"
)
_BLOCKS = "court|house|lodge|towers?|point|heights|mansions|buildings?|villas?|estate|wharf|hse|twrs?|ct|crt|hts|bldgs?|mansion"
_PLACE_THEN_FLAT = (
    rf"\b(?P<street>(?:{_WORD}\s+){{1,2}}?(?:{_BLOCKS})),?\s+(?:(?:flat|flt|apt|no\.?|number|door|room)\s*)?"
    r"(?P<number>\d{1,3}[a-h]?(?:-\d{1,3})?)(?![\w%])(?![:./]\d)"
)
_NUMBER_OF_A_HOME = rf"\b(?P<short>{_SHORT})\s*(?P<number>{_NUMBERS}|{IN_WORDS})\b(?!-\d)(?P<street>,?\s+(?:the\s+(?:{_WORD})|{_STREET}))?"
_AFTER_AT = (
    r"\b(?P<before>at|outside|from|opposite|off|behind|near|to|in|of|on|for|by|i am|we are|past|between|lives?\s+(?:at|in)|living\s+(?:at|in)|moved\s+(?:to|from|into))\s+"
    r"(?P<number>\d{1,4}[a-h]?(?:\s?[-–]\s?\d{1,4}[a-h]?)?)(?![\w%:.,]\d|\w|%)(?P<rest>\s+(?:the\s+)?(?P<one>[a-z][\w'’-]{0,30})(?:\s+(?P<two>[a-z][\w'’-]{0,30}))?)?"
)
_LETTERED = r"(?<![\w£.-])(?P<number>\d{1,3}[a-dA-D])(?![\w-])(?:,?\s+(?P<one>[A-Z][\w'’-]{1,30}))?"
_TITLED = r"(?:The\s+)?[A-Z][\w'’-]{1,30}(?:\s+[A-Z][\w'’-]{1,30})?"
_NAMED = rf"(?<=\b[aofin][tfrn]\s)(?P<it>{_TITLED},\s+(?:[A-Z][\w'’-]{{1,30}}\s+){{1,2}}(?i:{ENDINGS})\b)"
_COTTAGE = rf"\b(?P<it>(?:[A-Z][\w'’-]{{1,30}}\s+){{1,2}}(?:Cottage|Farm|Forge|Barn|Rectory|Vicarage|Bungalow),\s+(?:[A-Z][\w'’-]{{1,30}}\s+){{1,2}}(?i:{ENDINGS})\b)"
_BY_ITSELF = (
    r"(?:^|(?<!\d)[.,;:(\n]\s*|\b(?:of|in|at|by|from|get|to|under|outside)\s+)(?P<it>(?P<number>\d{1,4}[a-h]?(?:\s?[-–]\s?\d{1,4}[a-h]?)?)\s+"
    r"(?P<street>(?:the\s+)?[a-z][\w'’-]{1,30}(?:\s+[a-z][\w'’-]{1,30})?))(?=\s*(?:[.,;)\n–|]|$|-\s|[a-z]{1,2}\d{1,2}[a-z]?\s?\d[a-z]{2}\b))"
)

_DWELLING_ALONE = re.compile(r"flat|flt|apartment|apt|bedsit|maisonette|house|hse|door|studio|caravan|plot", re.I)


class Rule(NamedTuple):
    """How a home is written: what to look for, and what judges each find, giving the part that is the home or nothing.

    ``block_follows``: the block's or street's name may come after. ``numbers_follow``: more numbers of that street may.
    """

    why: str
    pattern: re.Pattern[str]
    judge: Callable[[str, re.Match[str]], tuple[int, int] | None] = lambda _text, match: match.span()
    block_follows: bool = False
    numbers_follow: bool = True


class Part(NamedTuple):
    """A stretch of text that one rule takes for a home, or for part of one."""

    start: int
    end: int
    rule: Rule


def find(text: str) -> list[Span]:
    """Every home in a text.

    >>> [text[span.start:span.end] for text in ["the damp at flat 2b, larch hse", "3 weeks on park road", "she is at number 9"] for span in find(text)]
    ['flat 2b, larch hse', 'number 9']
    """
    parts = _joined(sorted(_parts(text), key=lambda part: (part.start, part.end, part.rule.why)), text)
    whole = [part._replace(start=_before(text, part.start), end=_more(text, part)) for part in parts]
    return [Span(part.start, part.end, "address", part.rule.why) for part in _joined(whole, text)]


def _joined(parts: Iterable[Part], text: str) -> list[Part]:
    """Parts that overlap or stand side by side as one."""
    joined: list[Part] = []
    for part in parts:
        if joined and _BETWEEN.fullmatch(text, joined[-1].end, max(part.start, joined[-1].end)):
            joined[-1] = joined[-1]._replace(end=max(joined[-1].end, part.end))
        else:
            joined.append(part)
    return joined


_NAME_BEFORE = re.compile(rf"(?:\b{_TITLED}|\bthe\s+\w{{1,30}}(?:\s+\w{{1,30}})?),\s*$")


def _before(text: str, start: int) -> int:
    """The house's name before its number: "The Granary, 15 Wharf Street"."""
    said = _NAME_BEFORE.search(text, max(0, start - 40), start)
    words = [word.strip(",").lower() for word in said.group().split()] if said else []
    known = len(words) == 1 and words[0] in lists.ordinary()
    return said.start() if said and not known and NOT_IN_A_STREET.isdisjoint(words) else start


_BETWEEN = re.compile(r"[\s,(/]{0,3}(?:(?:of|at|in|above|on|off)\s+)?")
_AND_ALSO = re.compile(
    r"\s*(?:,|and\b|&)\s*(?:and\s+)?(?P<number>\d{1,4}[a-h]?)(?![\w.:/%-])(?:\s+(?P<next>[\w'’-]{1,30}))?", re.I
)
_BLOCK_AFTER = re.compile(
    r",\s+(?:The\s+)?[A-Z][\w'’-]{1,30}(?:\s+[A-Z][\w'’-]{1,30}){0,2}(?=[,.;\n]|\s*$|\s+[A-Z]{1,2}\d)"
)
_STREET_AFTER = re.compile(rf"(?:[\s,]+{_WORD}){{0,3}}?[\s,]+(?:{ENDINGS})\b", re.I)
_STREET_NEXT = re.compile(rf",\s+(?:{_WORD}\s+){{1,2}}(?:{ENDINGS})\b", re.I)
_NEXT_WORD = re.compile(r"\s+(?P<word>[^\W\d][\w'’-]{1,30})")
_POSTCODE_NEXT = re.compile(r"[\s,]*[a-z]{1,2}\d{1,2}[a-z]?\s?\d[a-z]{2}\b", re.I)
_DIGITS = re.compile(r"\d+")
_COUNTED = re.compile(r"\b(?:the|no|any|this|that|every|each|a)\s+$", re.I)
_WHERE = re.compile(r",?\s*\(?(?:rear|front|upstairs|downstairs|(?:ground|first|second|top)\s+fl\w*)\)?", re.I)


def _more(text: str, part: Part) -> int:
    """Further numbers in the same street ("12 Elm Road, 14 and 16"), and which part of the house."""
    end = part.end
    while (street := _STREET_NEXT.match(text, end)) and not _vetoed(street.group()):
        end = street.end()
    if part.rule.block_follows:
        while (block := _BLOCK_AFTER.match(text, end) or _STREET_AFTER.match(text, end)) and not _vetoed(block.group()):
            end = block.end()
    if where := _WHERE.match(text, end):
        end = where.end()
    while part.rule.numbers_follow and (also := _AND_ALSO.match(text, end)):
        following = (also["next"] or "").lower()
        new = bool(following) and following not in lists.ordinary() and following not in UNITS
        verb = following in {"", "and", "all", "both", "is", "are", "have", "has", "n", "which", "who", "or"}
        if _is_a_year(also["number"]) or not (new or verb):
            break
        end = also.end("next") if new else also.end("number")
    return end


def _vetoed(words: str) -> bool:
    return any(word.strip(",.'’").lower() in NOT_IN_A_STREET for word in words.split())


def _parts(text: str) -> Iterator[Part]:
    for rule in _RULES:
        for match in rule.pattern.finditer(text):
            if place := rule.judge(text, match):
                yield Part(*place, rule)


def _is_a_year(number: str) -> bool:
    """Whether the digits a number begins with are a year: "1984", "2026b"."""
    said = _DIGITS.match(number)
    return said is not None and 1900 <= int(said.group()) <= 2100


def _numbered_street(text: str, match: re.Match[str]) -> tuple[int, int] | None:
    counts = not match["number"][0].isdigit() and _COUNTED.search(text, max(0, match.start() - 8), match.start())
    return match.span() if _may_be_a_street(match["street"]) and not counts else None


def _flat(text: str, match: re.Match[str]) -> tuple[int, int] | None:
    """The flat with its block, or the flat alone where what follows is no block."""
    start, end = match.span()
    if match["street"] and _may_be_a_street(match["street"]):
        return start, end
    end = match.end("more") if match["more"] else match.end("flat")
    following = _NEXT_WORD.match(text, end)
    if not match["more"] and following and following["word"].lower() in MEASURES:
        return None
    alone = text[start:end]
    if not match["more"] and not _DWELLING_ALONE.search(match["flat"]):
        return None
    if re.fullmatch(r"(?:house|door|flat|hse)\s+(?:[a-h]|(?:19|20)\d\d)", alone, re.I):
        return None
    return start, end


def _place_then_flat(text: str, match: re.Match[str]) -> tuple[int, int] | None:
    """ "That bramble house flat 8" without the words before the block's name."""
    start = match.start()
    words = list(re.finditer(r"\S+", match["street"]))
    for word in words[:-1]:
        if word.group().lower().strip(".,") in NOT_IN_A_STREET:
            start = match.start() + word.end() + 1
    if start >= match.start() + words[-1].start() or _is_a_year(match["number"]):
        return None
    following = _NEXT_WORD.match(text, match.end())
    said = following["word"] if following else ""
    new = bool(said) and (said.istitle() or said.lower() not in lists.ordinary()) and said.lower() not in UNITS
    return start, following.end() if following and new and "," in match.group() else match.end()


def _number_of_a_home(text: str, match: re.Match[str]) -> tuple[int, int] | None:
    """ "At number 9", "number 9 has parked", but not "number 1 priority", "the number 9 bus", "no 2 people"."""
    short, said = match["short"].lower(), match["number"]
    street = match["street"]
    if street and _may_be_a_street(street.strip(", ")) and not (short == "no" and not said[0].isdigit()):
        return match.span()
    end = match.end("number")
    before, after = text[max(0, match.start() - 24) : match.start()].lower(), text[end : end + 16].lower()
    if re.search(r"(?:\bthe|bus|phone|my|a|this|ref(?:erence)?|account|your|which)\s*$", before) or re.match(
        r"\s*(?:bus|priority|one|issue|reason|complaint|in (?:the|a|line|queue)|on the|on your|way|thing|this|time|more|longer|people|weeks?|days?|\d|[.:/]\d)",
        after,
    ):
        return None
    if not said[0].isdigit():
        return (match.start(), end) if short.startswith(("number", "nr")) and short != "numbers" else None
    led = re.search(
        r"(?:\b(?:at|from|in|outside|near|opposite|of|between|to|by|and|with|told|tell)|,|:|^|\.)\s*$", before
    )
    return (match.start(), end) if short.startswith(("num", "nos", "nr", "no.")) or led else None


def _after_at(_text: str, match: re.Match[str]) -> tuple[int, int] | None:
    """The number with its street, the number alone, or nothing where it is a time or a quantity."""
    number, one, two = match["number"], match["one"], match["two"]
    start, end = match.span("number")
    digits = int(_DIGITS.match(number).group())  # type: ignore[union-attr]
    sure = match["before"].lower() in BEFORE_A_HOME or match["before"].lower().startswith(("liv", "moved"))
    door = (start, end) if sure and digits > 12 and not _is_a_year(number) else None
    if one is None:
        return door
    first, the = one.lower(), match["rest"].strip().lower().startswith("the ")
    if first in VERBS | UNITS:
        return door if first in VERBS else None
    if first == "st" and two:
        return start, match.end("two")
    if (
        first not in lists.ordinary()
        or first.endswith(PLACE_ENDINGS)
        or (the and sure)
        or (sure and one[0].isupper() and one[1:2].islower())
    ):
        with_two = two and two.lower() not in UNITS and (two[0].isupper() or two.lower() not in lists.ordinary())
        return start, match.end("two") if with_two else match.end("one")
    return door if digits > 24 else None


def _lettered(text: str, match: re.Match[str]) -> tuple[int, int] | None:
    if NOT_A_DOOR.search(text[max(0, match.start() - 14) : match.start()]):
        return None
    word = match["one"]
    return match.start(), match.end() if word and word.lower() not in lists.ordinary() else match.end("number")


def _by_itself(text: str, match: re.Match[str]) -> tuple[int, int] | None:
    """ "61 Saddlergate." or "103 tithe barn, EX4 8RT" between two marks; "3 visits." is no address."""
    said = match["street"].split()
    words = [word.lower() for word in said if word.lower() != "the"]
    if not words or _is_a_year(match["number"]) or any(word in UNITS or word in VERBS for word in words):
        return None
    titled = all(word[:1].isupper() for word in said) and text != text.upper()
    postcode = _POSTCODE_NEXT.match(text, match.end("it"))
    strange = any(word not in lists.ordinary() for word in words)
    return match.span("it") if titled or postcode or strange or len(words) < len(said) else None


def _may_be_a_street(street: str) -> bool:
    """ "Old Coach Rd", "the almshouses" or "Eastgate", but not "weeks on park road"."""
    words = [word.strip(".,'’").lower() for word in street.split()]
    words = [word for word in words if not word[:1].isdigit()]
    if words and words[0] == "the":
        return len(words) > 1 and not any(word in UNITS for word in words[1:])
    if len(words) == 1:
        return words[0].endswith(PLACE_ENDINGS) and len(words[0]) > 6
    return len(words) > 1 and not any(word in NOT_IN_A_STREET for word in words[:-1])


_RULES = [
    Rule("a house or flat number and a street or block", re.compile(_NUMBERED_STREET, re.I), _numbered_street),
    Rule("a flat and what follows it", re.compile(_FLAT_THEN_PLACE, re.I), _flat, block_follows=True),
    Rule("a street or block and a number", re.compile(_PLACE_THEN_FLAT, re.I), _place_then_flat),
    Rule("'number' of a home", re.compile(_NUMBER_OF_A_HOME, re.I), _number_of_a_home, numbers_follow=False),
    Rule("a number after 'at' or 'from'", re.compile(_AFTER_AT, re.I), _after_at, numbers_follow=False),
    Rule("a number with a letter", re.compile(_LETTERED), _lettered, numbers_follow=False),
    Rule("a house with a name", re.compile(_NAMED)),
    Rule("a cottage with a name", re.compile(_COTTAGE)),
    Rule("a number and a street by themselves", re.compile(_BY_ITSELF, re.I), _by_itself, numbers_follow=False),
]
