"""People's names: after a title or a cue, on the lists, by the words around them, and as the pinned English spaCy pipeline sees them."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Any

from engagement_lib.redact import guess, listed, lists
from engagement_lib.redact.spans import Span
from engagement_lib.redact.streets import STANDING

LONGEST = 10_000
"""Characters read by the pipeline at once; longer texts are read in pieces cut at white space."""

HARDLY = -1.0
"""What the language model sees as a person is left when its likeliest word scores less (log-odds). **Source:** judgement; on comments of four
further writers -1.5 kept .985 of cased names and lost 1.2 % of the letters of traps, -.4 kept .978 and lost .8 %."""

_CIVIL = "Mr|Mrs|Ms|Miss|Mx|Dr|Doctor|Prof|Professor|Rev|Reverend|Sir|Lady|Dame"
"""Titles that tell who somebody is; the others tell their work."""
_TITLES = rf"(?:{_CIVIL}|Cllr|Councillor|PC|Sgt|Nurse|Sister|Imam|Rabbi|Pastor|Father)"
_NAME = r"[A-ZÀ-Þ][\w'’-]*[a-zà-ÿ][\w'’-]*"
_RULES = [
    ("a title before it", re.compile(rf"\b{_TITLES}\.?\s+(?P<it>(?:[A-Z]\.?\s+)?{_NAME}(?:\s+{_NAME}){{0,2}})")),
    ("a title before it", re.compile(r"\b(?:mr|mrs|ms|cllr|MR|MRS|MS|CLLR)\.?\s+(?!and\b|or\b|who\b|is\b|was\b)(?P<it>[\w'’-]{2,}(?:-\w+)?)")),
    ("'my name is' before it", re.compile(rf"\b(?:[Mm]y (?:full )?name(?:'s| is)|[Mm]y names|MY NAME IS|signed,?|[Nn]ame:)\s+(?P<it>[\w'’-]+(?:\s+{_NAME}){{0,2}})")),
    ("'called' before it", re.compile(rf"\b(?:called|named|spoke (?:to|with)|ask(?:ed)? for|lady called|man called)\s+(?P<it>{_NAME}(?:\s+{_NAME})?)")),
    ("a family word before it", re.compile(rf"\b[Mm]y (?:son|daughter|husband|wife|partner|mum|mother|dad|father|brother|sister|neighbour|nan|friend|carer|grandson|granddaughter)s?,?\s+(?P<it>{_NAME}(?:\s+{_NAME})?)")),
    ("a letter's signature", re.compile(rf"(?:[Rr]egards|[Ss]incerely|[Ff]aithfully|[Tt]hanks|[Tt]hank you),?\s*\n+\s*(?P<it>{_NAME}(?:\s+{_NAME}){{0,2}})\s*(?:\n|$)")),
]  # fmt: skip

_NOT_PEOPLE = {
    word.strip()
    for word in """
    on, i, god, jesus, mum, dad, nan, mother, father, son, daughter, wife, husband, covid, council, councillor, ombudsman, universal credit,
    housing, repairs, repair, council tax, direct debit, direct debits, flat, block, estate, court, house, tower, lift, lifts, monday, tuesday, wednesday,
    thursday, friday, saturday, sunday, january, february, march, april, may, june, july, august, september, october, november,
    december, christmas, easter, ramadan, eid, diwali, bank holiday, english, polish, british, nhs, gp, mp, asb, tv, cctv, wifi, app, portal, website,
    dear sir, dear sirs, sir, madam, sir/madam, hi, hello, hey, dear, please, thanks, thank you, thankyou, cheers, regards, kind regards,
    reception, receptionist, caretaker, warden, manager, plumber, electrician, engineer, operator, housing officer, head office, awaab, awaab's law, law, email, e-mail,
    wheelie bin, bin, bins, felt, dr, mr, mrs, ms, miss, cust, caller, ten, adv, appt, yesterday, today, tomorrow, tel, ref, damp, mould, rubbish,
    facebook, whatsapp, google, zoom, youtube, iphone, samsung, worcester, worcester bosch, bosch, stannah, ideal, baxi, vaillant, right to buy, homechoice
    """.split(",")
}
_A_BODY = re.compile(
    r"\b(?:council|services?|team|department|dept|office|gas|water|energy|power|housing|repairs|ombudsman|advice|association|trust|ltd|limited|police|uk)$",
    re.I,
)
"""How the names of bodies end: British Gas, Customer Services, Citizens Advice."""
_UP_TO_TITLE = re.compile(rf".*\b(?:{_TITLES}|mr|mrs|ms|dr|cllr|hi|Hi|Dear|Hello|Ring)\b\.?\s*", re.S)
_WORDY = re.compile(r"[^\W\d_]{2,}")


@cache
def _pipeline() -> Any:
    import spacy

    # this pipeline's entity recogniser carries its own vectors, so the other parts can stay away
    return spacy.load(
        lists.PIPELINE, exclude=["tok2vec", "tagger", "parser", "attribute_ruler", "lemmatizer", "senter"]
    )


def find(texts: list[str]) -> list[list[Span]]:
    """For each text the spans that hold a person's name, with the rule that found each."""
    pieces = [
        (number, start, piece)
        for number, text in enumerate(texts)
        for start, piece in _pieces(text)
        if _may_hold_a_name(piece)
    ]
    scored = guess.scores(texts)
    spans: list[list[Span]] = [
        _with_titles(text, [*by_rule(text), *_guessed(text, [*listed.find(text), *_by_context(text, words)])])
        for text, words in zip(texts, scored, strict=True)
    ]
    documents = _pipeline().pipe((piece for _, _, piece in pieces), batch_size=256) if pieces else ()
    for (number, start, _), document in zip(pieces, documents, strict=True):
        seen = [span._replace(start=start + span.start, end=start + span.end) for span in _people(document)]
        likely = [span for span in seen if _may_be(span, scored[number])]
        spans[number] += _with_titles(texts[number], _guessed(texts[number], likely))
    return spans


def _pieces(text: str) -> Iterator[tuple[int, str]]:
    start = 0
    while len(text) - start > LONGEST:
        cut = text.rfind(" ", start + LONGEST // 2, start + LONGEST)
        cut = cut if cut > start else start + LONGEST
        yield start, text[start:cut]
        start = cut
    yield start, text[start:]


def _may_hold_a_name(text: str) -> bool:
    """The pipeline is the slow part; a text without any capital letter beyond "I" gives it nothing to see."""
    return re.search(r"\b(?!I\b)[A-ZÀ-Þ]\w", text) is not None


def by_rule(text: str) -> Iterator[Span]:
    """Names after a title or a cue."""
    for why, pattern in _RULES:
        for match in pattern.finditer(text):
            start, end = match.span("it")
            if not _is_nobody(text[start:end]):
                yield Span(start, end, "name", why)


def _is_nobody(words: str) -> bool:
    """Whether these are no person's name: a word of the trade, a maker, a law, a body."""
    plain = words.replace("’", "'").strip(" .,;:!?-'\"").lower()
    bodies = lists.not_people()
    if plain in bodies or (
        all(word in bodies or word in lists.ordinary() for word in plain.split()) and not plain.isalpha()
    ):
        return True
    return plain in _NOT_PEOPLE or plain.removesuffix("s") in _NOT_PEOPLE or _A_BODY.search(plain) is not None


_A_PLACE = re.compile(
    r"\b(?:street|road|court|lodge|tower|estate|avenue|terrace|close|crescent|park|gardens|square|grove|bridge|school|hospital|church|chapel|"
    r"building|tree|station|barrier|pub|arms)$", re.I
)  # fmt: skip
_PLACE_FOLLOWS = re.compile(
    r"['’]s?\s+(?:law|rule|bar|caf[eé]|row|arms|supermarket)\b|\s+(?:street|road|avenue|terrace|close|court|house|lodge|tower|estate|gardens?|grove|square|park|hill|lane|way|walk|crescent|"
    r"centre|center|hospital|hospice|infirmary|school|primary|secondary|academy|college|university|church|chapel|mosque|temple|ward|wing|clinic|"
    r"surgery|library|museum|council|station|bridge|point|quarter|rooms?|hall|palace|barrier|bar|caf[eé]|arms|pub|inn|shop|stores?|nurses|foundation|"
    r"city|borough|county|district|homes|trust|contractors?|ltd|limited|heating|lifts|tarmac|hoover|boilers?|showers?|kettle|law|rule|row|brow|buildings?)\b", re.I
)  # fmt: skip
_FIRM_FOLLOWS = re.compile(
    r"(?:['’]s)?(?:\s+(?:[A-Z][a-z]+|&|and)){0,2}\s+(?:Roofing|Drainage|Drains|Cleaning|Cleaners|Plumbing|Plumbers|Heating|Electrical|Builders|"
    r"Building|Scaffolding|Glazing|Windows|Kitchens|Flooring|Landscapes|Removals|Skips|Autos|Motors|Lifts|Security|Services|Solutions|"
    r"Contractors|Bakery|Butchers|Chippy|Takeaway|Fish|Chicken|Pizza|Nails|Barbers|Stores|Bar|Cafe|Café)\b"
)
"""What firms and shops called after somebody are in: "Mason Sawyer Roofing", "Dean's Fish Bar"."""
_SAINT = re.compile(r"(?:st|saint)\.?\s\w+['’]s$", re.I)
"""A church, a school, a ward: "St Margaret's"; "St Hilaire" may be a family."""
_PLACE_BEFORE = re.compile(r"\b(?:st|saint|storm|cardinal|duke of|earl of|the)\.?\s+$", re.I)


_STREET_END = re.compile(STANDING, re.I)
_NAMES_TOO = frozenset(
    "lane hill green way vale field fields croft mead chase orchard paddock banks mount gates".split()
)
"""Endings of streets that are family names as well: "Sarah Hill". They make a place only after a word such as "at" or "on"."""
_AT = re.compile(r"\b(?:at|in|on|outside|near|behind|opposite|along|down|into|off)\s+(?:the\s+)?$", re.I)
_NEXT_RAISED = re.compile(r"\s+([A-Z][a-z]+)\b(?!\.?\s+[A-Z])")


def _street_or_block(text: str, span: Span) -> bool:
    """Without a number: "Byron House", "on Penny Lane", "Duncan" before "Rd"."""
    if (
        (after := _NEXT_RAISED.match(text, span.end))
        and _STREET_END.fullmatch(after[1])
        and after[1].lower() not in _NAMES_TOO
    ):
        return True
    words = text[span.start : span.end].split()
    if len(words) < 2 or not _STREET_END.fullmatch(words[-1]):
        return False
    return words[-1].lower() not in _NAMES_TOO or _AT.search(text, max(0, span.start - 20), span.start) is not None


def _is_a_place(text: str, span: Span) -> bool:
    """A street, a school, a ward, a law called after somebody: "Nelson Street", "St Aidan's", "the Hamilton"; not "the Patels"."""
    if _street_or_block(text, span):
        return True
    said = text[span.start : span.end]
    before = _PLACE_BEFORE.search(text, max(0, span.start - 12), span.start)
    several = said.endswith("s") or " " in said
    called = before is not None and not (before.group().strip().lower() == "the" and several)
    follows = _PLACE_FOLLOWS.match(text, span.end) or _FIRM_FOLLOWS.match(text, span.end)
    return bool(called or _SAINT.match(text[span.start : span.end + 2]) or _A_PLACE.search(said) or follows)


_TITLE_BEFORE = re.compile(rf"\b(?:{_CIVIL}|master|mister|missus)\b\.?\s+(?:and\s+(?:mr|mrs)\.?\s+)?$", re.I)


def _with_titles(text: str, spans: list[Span]) -> list[Span]:
    """A title goes with its name, for it tells who: "Mrs Okonkwo" becomes "[name]". Words for a job stay."""
    answer = []
    for span in spans:
        title = _TITLE_BEFORE.search(text, max(0, span.start - 24), span.start)
        answer.append(span._replace(start=title.start()) if title else span)
    return answer


def _by_a_maker(words: str) -> bool:
    """ "Vaillant ecoTEC": what begins with a maker, shop or town that is on no list of names."""
    first = words.split()[0].lower() if words.split() else ""
    return first in lists.not_people() and first not in lists.names()


def _guessed(text: str, spans: Iterable[Span]) -> list[Span]:
    bodies = [match.span() for match in lists.bodies().finditer(text)]
    return [
        span
        for span in spans
        if not _is_nobody(text[span.start : span.end])
        and not _by_a_maker(text[span.start : span.end])
        and not _is_a_place(text, span)
        and not any(start <= span.start < end for start, end in bodies)
    ]


def _may_be(span: Span, scored: Sequence[tuple[guess.Token, float]]) -> bool:
    """Whether any of its words looks at all like a name from the words around it."""
    first, last = (bisect_left(scored, place, key=lambda pair: pair[0].start) for place in (span.start, span.end))
    return any(score > HARDLY for _, score in scored[first:last])


def _by_context(text: str, scored: Sequence[tuple[guess.Token, float]]) -> Iterator[Span]:
    """Guesses from the words around, but those of dictionary words alone: "dwellings" is nobody, "Comfort" may be somebody."""
    for span in guess.find(text, scored):
        if not all(map(lists.no_name, _WORDY.findall(text[span.start : span.end].lower()))):
            yield span


def _ordinary(words: str) -> bool:
    """Whether residents use all of these as words, or a dictionary has them: "Graffiti", "Brown Bin". The model takes many a capital letter
    for a name."""
    return all(word in lists.ordinary() or lists.no_name(word) for word in _WORDY.findall(words.lower()))


def _people(document: Any) -> Iterator[Span]:
    for entity in document.ents:
        if entity.label_ != "PERSON":
            continue
        start, end = entity.start_char, entity.end_char
        if before := _UP_TO_TITLE.match(entity.text):
            start += before.end()
        words = document.text[start:end]
        if words.endswith(("'s", "’s")):
            words, end = words[:-2], end - 2
        if not _WORDY.search(words) or _is_nobody(words) or _ordinary(words):
            continue
        if "\n" in document.text[start:end]:
            end = start + document.text[start:end].index("\n")
        if start < end:
            yield Span(start, end, "name", "seen as a person by the language model", guess=True)
