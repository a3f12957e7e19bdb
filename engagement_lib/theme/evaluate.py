"""How good themes are: against people's labels, against themselves on parts of the texts, and by their words."""

from __future__ import annotations

import time
from collections.abc import Sequence
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.metrics import adjusted_rand_score, normalized_mutual_info_score

from engagement_lib import encode
from engagement_lib.theme import FEWEST, plain
from engagement_lib.theme.discover import Granularity, groups
from engagement_lib.theme.words import has_words, strongest, vectoriser

RESAMPLES, SHARE = 20, 0.8
TOP = 10
"""Words of a theme that are judged. **Source:** Grootendorst, "BERTopic", 2022, section 4."""


def themes(
    texts: Sequence[str], labels: Sequence[str] | None = None, *, granularity: Granularity = "standard", seed: int = 0,
    resamples: int = RESAMPLES, cache: Path | None = None, progress: encode.Progress | None = None,
    encoder: encode.Encoder = encode.PACKAGED,
) -> dict[str, Any]:  # fmt: skip
    """Figures for the themes of texts; texts alike count once, with the first's label.

    Returns ``n`` (distinct texts), ``themes``, ``left_out`` (share not themed), ``ari_labels`` and ``nmi_labels`` (texts left out count
    as one group of their own; ``None`` without labels), ``ari_resamples`` (mean over pairs of parts of 80 %, over texts themed in both),
    ``npmi``, ``diversity``, ``seconds`` (grouping alone, vectors known) and ``seconds_encoding``.

    **Source:** Hubert and Arabie, "Comparing partitions", 1985 (adjusted Rand index).
    """
    label = dict(zip(reversed(texts), reversed(labels), strict=True)) if labels is not None else {}
    distinct = sorted(text for text in set(texts) if has_words(text))
    if plain.others(distinct) < FEWEST:
        empty = dict.fromkeys(("ari_labels", "nmi_labels", "ari_resamples", "npmi", "diversity"))
        return {"n": len(distinct), "themes": 0, "left_out": 1.0, **empty, "seconds": 0.0, "seconds_encoding": 0.0}
    started = time.perf_counter()
    vectors = encode.vectors(distinct, cache, progress, encoder)
    encoded = time.perf_counter()
    held, _ = groups(distinct, vectors, granularity)
    of = held.of
    grouped = time.perf_counter()
    npmi, diversity = words(distinct, of)
    truth = [label[text] for text in distinct] if labels is not None else None
    return {
        "n": len(distinct),
        "themes": len(held.stability),
        "left_out": round(float((of == -1).mean()), 4),
        "ari_labels": None if truth is None else round(float(adjusted_rand_score(truth, of)), 4),
        "nmi_labels": None if truth is None else round(float(normalized_mutual_info_score(truth, of)), 4),
        "ari_resamples": _steadiness(distinct, vectors, granularity, seed, resamples),
        "npmi": npmi,
        "diversity": diversity,
        "seconds": round(grouped - encoded, 2),
        "seconds_encoding": round(encoded - started, 2),
    }


def _steadiness(
    texts: list[str], vectors: np.ndarray, granularity: Granularity, seed: int, resamples: int
) -> float | None:
    chance = np.random.default_rng(seed)
    parts = []
    for _ in range(resamples):
        places = np.sort(chance.permutation(len(texts))[: int(SHARE * len(texts))])
        held, _ = groups([texts[place] for place in places], vectors[places], granularity)
        parts.append(np.full(len(texts), -1))
        parts[-1][places] = held.of
    both = [(one, other, (one >= 0) & (other >= 0)) for one, other in combinations(parts, 2)]
    return (
        round(float(np.mean([adjusted_rand_score(one[mine], other[mine]) for one, other, mine in both])), 4)
        if both
        else None
    )


def words(texts: Sequence[str], of: np.ndarray) -> tuple[float, float]:
    """Coherence (NPMI, -1 to 1) and diversity (0 to 1) of the ten words that tell each theme from the others.

    **Source:** Bouma, "Normalized (pointwise) mutual information in collocation extraction", 2009; Lau and others, "Machine reading tea
    leaves", 2014 (words together in one text); Dieng and others, "Topic modeling in embedding spaces", 2020 (diversity).
    """
    top = list(strongest(texts, of, TOP, pairs=False).values())
    chosen = [word for mine in top for word in mine]
    if not chosen:
        return 0.0, 0.0
    counter = vectoriser(pairs=False)
    there = counter.fit_transform(texts)
    scores = []
    for mine in top:
        columns = there[:, [counter.vocabulary_[word] for word in mine]]
        both = (columns.T @ columns).toarray() / len(texts)
        scores += [_npmi(both[i, j], both[i, i], both[j, j]) for i, j in combinations(range(len(mine)), 2)]
    return round(float(np.mean(scores)), 4), round(len(set(chosen)) / len(chosen), 4)


def _npmi(both: float, one: float, other: float) -> float:
    if both in (0, 1):
        return 2.0 * both - 1
    return float(np.log(both / (one * other)) / -np.log(both))
