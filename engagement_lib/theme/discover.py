"""Find the themes of distinct comments: by consensus up to a few hundred, in BERTopic with the same clusterer above.

Answers that name no subject are grouped by their words, before.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd

from engagement_lib import encode
from engagement_lib.sentences import spans
from engagement_lib.theme import consensus, name, plain, words

Granularity = Literal["coarse", "standard", "fine"]
BOUNDS: dict[Granularity, tuple[int, int]] = {"coarse": (3, 8), "standard": (5, 15), "fine": (8, 25)}
"""The fewest and the most themes."""

TEXTS_A_THEME = 8
"""There are at most so many themes that each could hold this many comments. **Source:** at 8 and 12, themes of six public corpora met
people's labels (adjusted Rand) .34 and .32 at 100 texts and .31 and .25 at 40; resamples agreed .72 and .72, .69 and .61."""

SMALL = 60
"""Of fewer texts than this there may be three themes, whatever is asked for."""

LONG = 40
"""Words from which a comment's sentences are asked for further themes. **Source:** judgement: half of all comments have under 20."""

SHORTEST = 4
"""Words of a sentence that is asked by itself; a shorter one stays with the one before."""

SPEAKS_OF, CLEARLY = 0.5, 0.1
"""A sentence speaks of a theme when it is this near to its middle (cosine), and this much nearer than to any other's. **Source:**
judgement."""

MOST_FOR_SENTENCES = 5_000
"""In larger runs every comment carries one theme, for sentences would cost hours."""

MANY = 300
"""Above this many texts BERTopic runs."""


@dataclass
class Found:
    """``texts`` that were grouped, ``vectors`` one row each, ``of`` the theme of each (-1 where none), ``near`` how clearly; ``titles``,
    ``words`` and ``stability`` by theme."""

    texts: list[str]
    vectors: np.ndarray
    of: np.ndarray
    near: np.ndarray
    titles: dict[int, str]
    words: dict[int, list[str]]
    stability: dict[int, float]

    def middles(self) -> dict[int, np.ndarray]:
        """The mean of each theme's vectors, scaled to length one."""
        return consensus.middles(self.vectors, self.of)


def sentences(text: str) -> list[str]:
    """The sentences of a long comment; nothing of a short one.

    >>> sentences("The lift is out again"), len(sentences("The lift is out. " * 20))
    ([], 20)
    """
    if len(text.split()) <= LONG:
        return []
    pieces: list[str] = []
    for start, end in spans(text):
        if pieces and len(text[start:end].split()) < SHORTEST:
            pieces[-1] += " " + text[start:end]
        else:
            pieces.append(text[start:end])
    return [piece for piece in pieces if words.has_words(piece)]


def also(found: Found, encoded: encode.Encoded = encode.vectors) -> dict[str, dict[int, float]]:
    """Themes that single sentences of long comments clearly speak of, and how near they are."""
    said = {text: sentences(text) for text in found.texts} if len(found.texts) <= MOST_FOR_SENTENCES else {}
    distinct = sorted({piece for pieces in said.values() for piece in pieces})
    middles = found.middles()
    if not distinct or not middles:
        return {}
    names = list(middles)
    near = encoded(distinct) @ np.array([middles[theme] for theme in names]).T
    best = near.argmax(axis=1)
    ranked = np.sort(near, axis=1)
    gap = ranked[:, -1] - ranked[:, -2] if len(names) > 1 else ranked[:, -1]
    clear = (ranked[:, -1] >= SPEAKS_OF) & (gap >= CLEARLY)
    tells = {piece: (names[best[i]], float(gap[i])) for i, piece in enumerate(distinct) if clear[i]}
    answer: dict[str, dict[int, float]] = {}
    for text, pieces in said.items():
        for theme, clearness in (tells[piece] for piece in pieces if piece in tells):
            answer.setdefault(text, {})[theme] = max(clearness, answer.get(text, {}).get(theme, 0.0))
    return answer


def bounds(number: int, granularity: Granularity) -> tuple[int, int]:
    """The fewest and the most themes to look for among so many texts.

    >>> bounds(40, "standard"), bounds(100, "standard"), bounds(2_000, "fine")
    ((3, 5), (5, 12), (8, 25))
    """
    fewest, most = BOUNDS[granularity]
    fewest = min(fewest, 3) if number < SMALL else fewest
    return fewest, max(fewest, min(most, number // TEXTS_A_THEME))


def themes(distinct: list[str], granularity: Granularity, encoded: encode.Encoded = encode.vectors) -> Found:
    """Themes of distinct texts."""
    vectors = encoded(distinct)
    held, called = groups(distinct, vectors, granularity)
    strong = _bertopic(distinct, vectors, held.of) if len(distinct) > MANY else words.strongest(distinct, held.of)
    strong |= {theme: [] for theme in called}  # their words are how people answer, not what they speak of
    titles = name.titles(distinct, vectors, held.of, held.near, strong, encoded) | called
    return Found(distinct, vectors, held.of, held.near, titles, strong, held.stability)


def groups(
    texts: list[str], vectors: np.ndarray, granularity: Granularity, asked: int | None = None
) -> tuple[consensus.Held, dict[int, str]]:
    """The theme of each text, and what those themes are called that are made of answers which name no subject.

    As many themes as are ``asked`` for, otherwise as ``granularity`` and number of texts allow.
    """
    kinds = np.array(plain.kinds(texts))
    rest = np.flatnonzero(kinds == "")
    called = sorted(set(kinds) - {""})
    fewest, most = (max(2, asked - len(called)),) * 2 if asked else bounds(len(rest), granularity)
    held = consensus.groups([texts[place] for place in rest], vectors[rest], fewest, most)
    of, near = np.zeros(len(texts), dtype=int), np.ones(len(texts))
    stability = dict(held.stability) if len(rest) else {}
    of[rest], near[rest] = held.of, held.near
    first = max(stability, default=-1) + 1
    for number, title in enumerate(called, first):
        of[kinds == title], stability[number] = number, 1.0
    return consensus.Held(of, near, stability), dict(enumerate(called, first))


class _Held:
    """Groups found before, behind the face BERTopic expects of its clusterer."""

    def __init__(self, of: np.ndarray):
        self.labels_ = of

    def fit(self, _points: np.ndarray, _labels: object = None) -> _Held:
        return self


def _bertopic(texts: list[str], vectors: np.ndarray, of: np.ndarray) -> dict[int, list[str]]:
    """The ten strongest words of each theme, by BERTopic with our own groups, words and weights. It numbers themes anew; ours are kept."""
    from bertopic import BERTopic
    from bertopic.dimensionality import BaseDimensionalityReduction
    from bertopic.representation import BaseRepresentation

    class Strongest(BaseRepresentation):  # type: ignore[misc]
        """Words by how many of a theme's comments use them."""

        def extract_topics(
            self, _model: Any, documents: pd.DataFrame, _weights: Any, topics: Any
        ) -> dict[int, list[tuple[str, float]]]:
            strong = words.strongest(documents["Document"].tolist(), documents["Topic"].to_numpy())
            return {topic: [(word, 1.0) for word in strong.get(topic, [])] for topic in topics}

    model: Any = BERTopic(
        umap_model=BaseDimensionalityReduction(),
        hdbscan_model=_Held(of),
        vectorizer_model=words.vectoriser(),
        representation_model=Strongest(),
        calculate_probabilities=False,
        verbose=False,
    )
    topics, _ = model.fit_transform(texts, embeddings=vectors)
    ours = dict(zip(topics, of.tolist(), strict=True))
    return {
        ours[topic]: [word for word, _ in pairs if word]
        for topic, pairs in model.get_topics().items()
        if ours[topic] >= 0
    }
