"""Names by the lists: a listed name and the capitalised words that belong to it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from engagement_lib.redact import lists
from engagement_lib.redact.spans import Span

_WORD = re.compile(r"[^\W\d_][^\W\d_'’-]*(?:['’-][^\W\d_]+)*")
_PLACE_AFTER = re.compile(
    r"\s+(?:street|road|lane|avenue|close|way|walk|court|house|tower|estate|gardens|grove|terrace|square|park|hill|"
    r"centre|center|hospital|school|church|ward|clinic|surgery|library|council|station|bridge|green|contractors?|ltd|limited|heating|lifts|law)\b",
    re.I,
)
_PERSON_BEFORE = re.compile(
    r"(?:\b(?:mr|mrs|ms|miss|dr|my (?:son|daughter|husband|wife|partner|mum|mam|dad|mother|father|brother|sister|neighbour|friend|carer|nan)|"
    r"by|from|with|to|called|named|and|thanks?|thank you|cheers|lady|man|chap|lad|officer|caretaker|manager|warden|name is|i am|i'm|im|it's|regards|love|hi|dear|ask for|told|met|saw|is|was|&),?\s+|\n)$",
    re.I,
)
_SHORTEST_LOWER = 4
"""A lower-case name shorter than this is more often a slip of the keys or a word of another language."""


def find(text: str) -> Iterator[Span]:
    """Stretches that are a listed name.

    Capitalised: any name that is only a name; one that is a word too only beside another name or after words such as "called".
    Lower case: only names that are nothing else, of four letters or more.

    >>> [text[s.start:s.end] for text in ["spoke to ewelina and Grace Okonkwo, grace period"] for s in find(text)]
    ['ewelina', 'Grace Okonkwo']
    """
    words = list(_WORD.finditer(text))
    place = 0
    while place < len(words):
        length = _length(text, words, place)
        if length:
            start, end = words[place].start(), words[place + length - 1].end()
            end -= 2 if text[start:end].endswith(("'s", "’s")) else 0
            if not _PLACE_AFTER.match(text, end):
                yield Span(start, end, "name", "on the list of names", guess=True)
        place += max(1, length)


def _length(text: str, words: list[re.Match[str]], place: int) -> int:
    """How many words from this one on are one person's name; nought if none."""
    given, family = lists.given(), lists.family()
    word = _plain(words[place].group())
    raised = words[place].group()[0].isupper()
    following = words[place + 1] if place + 1 < len(words) and _beside(text, words[place], words[place + 1]) else None
    second = _plain(following.group()) if following else ""
    second_raised = bool(following) and following.group()[0].isupper()  # type: ignore[union-attr]
    shouting = words[place].group().isupper() and len(words[place].group()) > 1

    is_given = word in given.sure or (raised and word in given.also_words)
    takes_second = second in family.sure or (second_raised and raised and not shouting and second in family.also_words)
    if is_given and takes_second:
        return 2
    if raised and not shouting:
        if word in given.sure:
            return (
                2
                if second_raised
                and second
                and second not in given.sure | given.also_words
                and _looks_like_a_name(second)
                else 1
            )
        if word in family.sure and not _starts_a_sentence(text, words[place].start()):
            return 1
        if word in given.also_words and _PERSON_BEFORE.search(
            text, max(0, words[place].start() - 25), words[place].start()
        ):
            return 1
        return 0
    return 1 if word in given.sure and len(word) >= (_SHORTEST_LOWER if not shouting else 4) else 0


def _plain(word: str) -> str:
    word = word.lower().replace("’", "'")
    return word.removesuffix("'s")


def _beside(text: str, one: re.Match[str], other: re.Match[str]) -> bool:
    return text[one.end() : other.start()] in {" ", "  "} and not one.group().endswith(("'s", "’s"))


def _looks_like_a_name(word: str) -> bool:
    names = lists.family()
    return word in names.sure or word in names.also_words


def _starts_a_sentence(text: str, start: int) -> bool:
    before = text[:start].rstrip(" \"'(“‘")
    return not before or before[-1] in ".!?\n:;-"
