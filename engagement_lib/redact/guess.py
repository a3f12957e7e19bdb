"""Guess which words of a text are a person's name from the words around them, whatever the capitals: "thanks to dawn on reception".

The language model that finds names in well-written text reads capitals, and residents often write none. Here every word is judged by
itself with a linear model: is it on a list of names, is it an ordinary word, what stands before and after. The weights were learned by
``tools/teach_names.py`` from comments written for this project, with other names put in, and most of them in small letters.

**Source:** Ratinov and Roth, "Design challenges and misconceptions in named entity recognition", CoNLL 2009 (local features with lists).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.feature_extraction import FeatureHasher

from engagement_lib.redact import lists
from engagement_lib.redact.spans import Span

WEIGHTS = Path(__file__).parent / "lists" / "weights.npz"
WHY = "words around it"
PLACES = 2**17
"""Features are counted by a hash of their names into so many places."""

AT_ONCE = 1_000
"""Texts whose features are held in memory together."""

_TOKEN = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*|\[[a-zA-Z -]+\]|\d+|[^\w\s]|\n")
_BEFORE, _AFTER = 3, 2


class Token(NamedTuple):
    """A word or mark, lower-case without "'s", and where it stands."""

    plain: str
    start: int
    end: int
    word: bool


def tokens(text: str) -> list[Token]:
    """
    >>> [token.plain for token in tokens("Mo's flat, no 9")]
    ['mo', 'flat', ',', 'no', '9']
    """
    found = []
    for match in _TOKEN.finditer(text):
        said, end = match.group(), match.end()
        if said.endswith(("'s", "’s")):
            said, end = said[:-2], end - 2
        found.append(Token(said.lower().replace("’", "'"), match.start(), end, said[0].isalpha()))
    return found


def features(text: str, found: Sequence[Token], unlisted: frozenset[int] = frozenset()) -> Iterator[list[str]]:
    """What is known of each word. Words at the places ``unlisted`` are treated as on no list and never seen, to learn from."""
    kinds = [
        _kind(token.plain) if place not in unlisted and token.word else ("new" if token.word else "mark")
        for place, token in enumerate(found)
    ]
    told_by_case = text != text.lower() and text != text.upper()
    for place, token in enumerate(found):
        if not token.word:
            continue
        said = [
            found[place + step].plain if 0 <= place + step < len(found) else "|" for step in range(-_BEFORE, _AFTER + 1)
        ]
        kind = [kinds[place + step] if 0 <= place + step < len(found) else "|" for step in range(-_BEFORE, _AFTER + 1)]
        mine, before, after = kind[_BEFORE], said[_BEFORE - 1], said[_BEFORE + 1]
        known = [f"k={mine}", f"l={min(len(token.plain), 9)}", f"e2={token.plain[-2:]}", f"e3={token.plain[-3:]}", f"s3={token.plain[:3]}",
                 f"e2k={token.plain[-2:]}{mine}", f"k-1={kind[_BEFORE - 1]}{mine}", f"k+1={mine}{kind[_BEFORE + 1]}",
                 f"k-1+1={kind[_BEFORE - 1]}{mine}{kind[_BEFORE + 1]}", f"-1={before}", f"-1k={before}/{mine}", f"-2={said[_BEFORE - 2]}",
                 f"-2-1={said[_BEFORE - 2]}/{before}", f"-3={said[0]}", f"-2-1k={said[_BEFORE - 2]}/{before}/{mine}", f"+1={after}",
                 f"+1k={after}/{mine}", f"+2={said[_BEFORE + 2]}", f"+1+2={after}/{said[_BEFORE + 2]}",
                 f"-1+1={before}/{after}"]  # fmt: skip
        if place not in unlisted:
            known.append(f"w={token.plain}")
        if told_by_case:
            letters = text[token.start : token.end]
            shape = "A" if letters.isupper() and len(letters) > 1 else "a" if letters[0].islower() else "Aa"
            starts = "first" if before in "|.!?:;-\n" else "inside"
            known += [f"c={shape}{starts}", f"ck={shape}{starts}{mine}"]
        yield known


def _kind(word: str) -> str:
    """On which lists a word is, and how ordinary it is."""
    given, family, ordinary = lists.given(), lists.family(), lists.ordinary()
    known = "G" if word in given.sure else "g" if word in given.also_words else ""
    known += "F" if word in family.sure else "f" if word in family.also_words else ""
    return known + ("o" if word in ordinary else "n")


def columns(rows: Iterable[list[str]]) -> csr_matrix:
    """Features as a sparse matrix, one row a word."""
    return FeatureHasher(PLACES, input_type="string", alternate_sign=False).transform(rows)


@cache
def _weights() -> tuple[np.ndarray, float, float]:
    with np.load(WEIGHTS) as held:
        weights = np.zeros(PLACES, np.float32)
        weights[held["places"]] = held["weights"]
        return weights, float(held["intercept"]), float(held["least"])


def scores(texts: Sequence[str]) -> list[list[tuple[Token, float]]]:
    """The words of each text, and how much each looks like part of a person's name: log-odds less the least that counts."""
    return [scored for start in range(0, len(texts), AT_ONCE) for scored in _scores(texts[start : start + AT_ONCE])]


def _scores(texts: Sequence[str]) -> list[list[tuple[Token, float]]]:
    read = [tokens(text) for text in texts]
    rows = [row for text, found in zip(texts, read, strict=True) for row in features(text, found)]
    if not rows:
        return [[] for _ in texts]
    weights, intercept, least = _weights()
    score = iter((columns(rows) @ weights + (intercept - least)).tolist())
    return [[(token, next(score)) for token in found if token.word] for found in read]


def find(text: str, scored: Sequence[tuple[Token, float]]) -> Iterator[Span]:
    """The words that look like a person's name; those side by side are one name.

    >>> text = "please thank nimco on reception for me"
    >>> [text[span.start:span.end] for span in find(text, scores([text])[0])]
    ['nimco']
    """
    for start, end in _joined(text, [token for token, score in scored if score > 0]):
        yield Span(start, end, "name", WHY, guess=True)


def _joined(text: str, likely: Sequence[Token]) -> Iterator[tuple[int, int]]:
    start = end = -1
    for token in likely:
        if start >= 0 and text[end : token.start] in {" ", "  ", "-"}:
            end = token.end
            continue
        if start >= 0:
            yield start, end
        start, end = token.start, token.end
    if start >= 0:
        yield start, end
