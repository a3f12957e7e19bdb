"""Group distinct texts by meaning with BERTopic, given our own vectors, reduction, clusterer and stop words."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from sklearn.cluster import KMeans
from sklearn.decomposition import PCA
from sklearn.metrics import silhouette_score
from threadpoolctl import threadpool_limits

from engagement_lib import encode
from engagement_lib.theme import name

SEED = 20
FEWEST_THEMES, MOST_THEMES = 3, 15
TEXTS_A_THEME = 12
"""A theme needs about this many comments before its words say anything. **Source:** judgement, not
measured."""

LOOSE = 0.30
"""A text whose likeness (cosine) to the middle of its theme is lower is not yet themed, up to ``MOST_LOOSE`` of all texts.
**Source:** judgement, not measured."""

MOST_LOOSE = 0.15
SAMPLE = 3_000


class Groups(NamedTuple):
    theme_of: dict[str, str]
    fit_of: dict[str, float]
    themes: pd.DataFrame
    explanation: str


class _Clusterer:
    """K-means with the number of groups that separates best, behind the face BERTopic expects of HDBSCAN.

    K-means leaves nothing out and gives the same answer each time; a density clusterer collapses on a few hundred texts.
    """

    def fit(self, points: np.ndarray, _labels: object = None) -> _Clusterer:
        with threadpool_limits(limits=1):
            self.model = _best(points)
            self.labels_ = self.model.labels_
        return self

    def predict(self, points: np.ndarray) -> np.ndarray:
        return self.model.predict(points)


def _best(points: np.ndarray) -> KMeans:
    most = min(MOST_THEMES, max(FEWEST_THEMES, len(points) // TEXTS_A_THEME))
    sample = np.random.default_rng(SEED).permutation(len(points))[:SAMPLE]
    fitted = {}
    for number in range(FEWEST_THEMES, most + 1):
        model = KMeans(number, n_init=10, random_state=SEED).fit(points)
        labels = model.labels_[sample]
        score = silhouette_score(points[sample], labels) if len(set(labels)) > 1 else -1.0
        fitted[number] = (round(float(score), 4), model)
    return max(fitted.items(), key=lambda item: (item[1][0], item[0]))[1][1]


def groups(distinct: list[str], cache: Path | None = None, progress: encode.Progress | None = None) -> Groups:
    """Themes of distinct texts, given in sorted order."""
    vectors = encode.vectors(distinct, cache, progress)
    topics, words = _fit(distinct, vectors)
    middles = {topic: _unit(vectors[topics == topic].mean(axis=0)) for topic in sorted(set(topics))}
    fit = np.array([float(vector @ middles[topic]) for vector, topic in zip(vectors, topics, strict=True)])
    loose = _loose(fit)

    titles = name.titles(
        {topic: [distinct[i] for i in np.flatnonzero((topics == topic) & ~loose)] for topic in middles}, words
    )
    ids = {topic: _theme_id(titles[topic], words[topic]) for topic in middles}
    placed = [(text, topics[i], fit[i]) for i, text in enumerate(distinct) if not loose[i]]
    themes = pd.DataFrame(
        {"title": [titles[topic] for topic in middles], "words": [";".join(words[topic]) for topic in middles]},
        index=pd.Index([ids[topic] for topic in middles], name="theme_id"),
    )
    explanation = (
        f"{len(distinct):,} different comments were grouped by meaning into {len(middles)} themes; "
        f"{int(loose.sum()):,} fit none well and are not yet themed. A machine grouped and named them; no person has signed them off."
    )
    return Groups({t: ids[k] for t, k, _ in placed}, {t: max(0.0, float(f)) for t, _, f in placed}, themes, explanation)


def _fit(distinct: list[str], vectors: np.ndarray) -> tuple[np.ndarray, dict[int, list[str]]]:
    """Topic number of each text, and the ten strongest words of each topic (c-TF-IDF)."""
    from bertopic import BERTopic
    from bertopic.vectorizers import ClassTfidfTransformer

    with threadpool_limits(limits=1):
        model: Any = BERTopic(
            umap_model=PCA(n_components=min(20, len(distinct) - 1), svd_solver="full", random_state=SEED),
            hdbscan_model=_Clusterer(),
            vectorizer_model=name.vectoriser(),
            ctfidf_model=ClassTfidfTransformer(bm25_weighting=True, reduce_frequent_words=True),
            calculate_probabilities=False,
            verbose=False,
        )
        topics, _ = model.fit_transform(distinct, embeddings=vectors)
    words = {
        topic: [word for word, weight in pairs if word and weight > 0] for topic, pairs in model.get_topics().items()
    }
    return np.array(topics), words


def _unit(vector: np.ndarray) -> np.ndarray:
    return vector / max(float(np.linalg.norm(vector)), 1e-9)


def _loose(fit: np.ndarray) -> np.ndarray:
    cut = min(LOOSE, float(np.quantile(fit, MOST_LOOSE)))
    return fit < cut


def _theme_id(title: str, words: list[str]) -> str:
    return "theme-" + sha256("|".join([title, *words]).encode()).hexdigest()[:8]
