"""Name a theme in residents' own words: the phrase that stands nearest to what its comments mean and farther from the others."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from engagement_lib import encode
from engagement_lib.theme import consensus, phrases, words

READ = 60
"""Comments a title is read from: those most clearly in the theme."""

CANDIDATES = 40
"""Phrases of a theme that are weighed: those whose words tell it best from the others."""

FEW = 6
"""In a theme of fewer comments than this a word may name it that only one of them uses."""

ELSEWHERE, OFTEN, SHARED = 0.7, 0.1, 0.06
"""A phrase is worth its nearness to the theme's middle (cosine), less so much of its nearness to the nearest other theme's, and more by so
much of the logarithm of how many say it, and of how many use its words. **Source:** judgement, on the titles of public comments."""

RICHER = 0.65
"""A longer phrase takes the place of the word it holds when it is worth at least this share of it: "stairs not cleaned", not "stairs"."""

SECOND, FURTHER = 0.55, 0.02
"""A second phrase joins the first when it is worth this share of it, and when the theme's comments stand so much nearer (cosine, on
average) to one of the two than to the first alone. **Source:** judgement, on the titles of public comments."""

_JOINING = {"not", "never", "nobody", "on", "in", "at", "for", "with", "to", "of", "from"}


@dataclass(frozen=True)
class Phrase:
    """Base forms of its words, how most people put it, how many comments of the theme say it, and how many use each of its words: the
    fewest, and the geometric mean."""

    key: tuple[str, ...]
    said: str
    often: int
    fewest: int
    shared: float


def titles(
    texts: Sequence[str], vectors: np.ndarray, of: np.ndarray, near: np.ndarray, fallback: Mapping[int, Sequence[str]],
    encoded: encode.Encoded = encode.vectors,
) -> dict[int, str]:  # fmt: skip
    """A short title for each theme; its strongest words (``fallback``) where no phrase is found.

    ``of`` is the theme of each text (-1 for none), ``near`` how clearly it belongs there.

    **Source:** Sharma and Li, "Self-supervised contextual keyword and keyphrase retrieval with self-labelling", 2019, and Carbonell and
    Goldstein, "The use of MMR", SIGIR 1998 (phrases near to a text's middle, and different from each other).
    """
    themes = sorted(set(of.tolist()) - {-1})
    found = _candidates(texts, of, near, themes)
    flat = sorted({phrase.said for theme in themes for phrase in found[theme]})
    place = {said: number for number, said in enumerate(flat)}
    points = encoded(flat)
    middles = np.array(list(consensus.middles(vectors, of).values()))
    chosen: dict[int, str] = {}
    for number, theme in enumerate(themes):
        mine = points[[place[phrase.said] for phrase in found[theme]]]
        parts = _best(found[theme], mine, middles, number, vectors[of == theme])
        title = ", ".join(part.said for part in parts) or ", ".join(fallback.get(theme, [])[:3]) or "other"
        title = title[0].upper() + title[1:]
        chosen[theme] = title if title not in chosen.values() else f"{title} ({theme + 1})"
    return chosen


def _candidates(
    texts: Sequence[str], of: np.ndarray, near: np.ndarray, themes: Sequence[int]
) -> dict[int, list[Phrase]]:
    """For each theme its phrases, those first whose words tell it best from the others."""
    read = {}
    for theme in themes:
        places: list[int] = np.flatnonzero(of == theme).tolist()
        read[theme] = sorted(places, key=lambda place: (-near[place], texts[place]))[:READ]
    flat = iter(phrases.of([texts[place] for places in read.values() for place in places]))
    counter = words.vectoriser(pairs=False)
    tells = words.tells(counter.fit_transform(texts), of)
    answer = {}
    for theme, places in read.items():
        said = _phrases([next(flat) for _ in places])
        worth = {word: float(tells[theme][column]) for word, column in counter.vocabulary_.items()}
        may = [phrase for phrase in said if phrase.fewest > 1 or len(places) < FEW] or said
        by_words = {phrase: _telling(phrase, worth) for phrase in may}
        answer[theme] = sorted(by_words, key=lambda phrase: (-by_words[phrase], phrase.said))[:CANDIDATES]
    return answer


def _phrases(comments: Sequence[dict[tuple[str, ...], str]]) -> list[Phrase]:
    ways: dict[tuple[str, ...], Counter[str]] = {}
    for comment in comments:
        for key, said in comment.items():
            ways.setdefault(key, Counter())[said] += 1
    uses = Counter(word for comment in comments for word in {word for key in comment for word in key})
    answer = []
    for key, way in ways.items():
        each = [uses[word] for word in key if word not in _JOINING] or [way.total()]
        commonest = min((-often, said) for said, often in way.items())[1]
        answer.append(Phrase(key, commonest, way.total(), min(each), math.prod(each) ** (1 / len(each))))
    return answer


def _telling(phrase: Phrase, worth: Mapping[str, float]) -> float:
    each = [worth.get(word, 0.0) for word in phrase.said.split()]
    return sum(each) / math.sqrt(len(each))


def _best(
    found: Sequence[Phrase], points: np.ndarray, middles: np.ndarray, number: int, members: np.ndarray
) -> list[Phrase]:
    """One phrase, or two where one leaves much unsaid."""
    if not found:
        return []
    nearness = points @ middles.T
    others = np.delete(nearness, number, axis=1).max(axis=1, initial=0.0)
    said = OFTEN * np.log([phrase.often for phrase in found]) + SHARED * np.log([phrase.shared for phrase in found])
    worth = (nearness[:, number] - ELSEWHERE * others + said).round(4)
    first = int(np.argmax(worth))
    if len(found[first].key) == 1:
        longer = [place for place, phrase in enumerate(found) if set(found[first].key) < set(phrase.key)]
        best = max(longer, key=lambda place: worth[place], default=first)
        first = best if worth[best] >= RICHER * worth[first] else first
    told = members @ points.T
    gain = np.maximum(0, told - told[:, [first]]).mean(axis=0).round(4)
    further = [
        place
        for place, phrase in enumerate(found)
        if not set(phrase.key) & set(found[first].key) - {"not", "never"}
        and worth[place] >= SECOND * worth[first]
        and gain[place] >= FURTHER
    ]
    return [found[first], *([found[max(further, key=lambda place: gain[place] * worth[place])]] if further else [])]
