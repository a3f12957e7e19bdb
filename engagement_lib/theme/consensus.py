"""Groups that hold still: many resamples are clustered, and what they agree on is kept.

One run of a clusterer tells as much about its starting point as about the comments. Here each comment is first drawn towards those most
like it, so that a single odd wording matters less. Each of many random parts of the comments is grouped by k-means, with fewer and with
more groups; how often two comments fall together is a likeness that no single run decides. The groups are cut from that likeness. Then
each group is looked for in fresh parts: one that most parts do not show is not published.

**Source:** Zhang and others, "Attributed graph clustering via adaptive graph convolution", IJCAI 2019 (points averaged with their
neighbours before they are grouped); Fred and Jain, "Combining multiple clusterings using evidence accumulation", IEEE TPAMI 27 (6), 2005
(the likeness, average linkage); Hennig, "Cluster-wise assessment of cluster stability", Computational Statistics and Data Analysis 52,
2007 (the fresh parts).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

import numpy as np
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.spatial.distance import squareform
from sklearn.cluster import KMeans
from sklearn.decomposition import PCA
from sklearn.metrics import adjusted_rand_score, silhouette_score
from threadpoolctl import threadpool_limits

SEED = 20
PARTS, SHARE = 60, 0.8
"""How many random parts are grouped, and how much of the whole each is."""

FRESH, FEWER = 20, 20
"""Parts in which each group is looked for, each grouped from the beginning, with fewer parts of its own."""

NEIGHBOURS, MOST_NEIGHBOURS = 0.15, 90
"""Each text is drawn half way towards the mean of so large a share of all texts, those most like it, and of at most so many.
**Source:** on draws of 100 and 300 texts from six public corpora resamples agreed (adjusted Rand, texts left out as a group) .64 and .70
without this, .68 and .76 with a tenth, .69 and .77 with 15 %; people's labels were met alike (.40 and .42). On BBC News in 10 to 50
themes a theme's ten words held together .180 without a bound, .186 with 90, .189 with 45 (NPMI within ten running words; diversity .81,
.82, .83); 20 newsgroups gave 10 themes with 90 and 9 with 45."""

DIMENSIONS = 20
"""Directions kept of the 384. **Source:** before texts were drawn together, on six public corpora, at 100 and 300 texts, resamples agreed
.81 and .86 with 6 directions, .81 and .90 with 10, .81 and .89 with 20, .81 and .88 with all (adjusted Rand, 15 % left out); people's
labels were met about alike."""

LARGEST = 1_500
"""Of more comments this many decide the groups, chosen by a hash of their words; the others go to the nearest. **Source:** at 1,000, 1,500
and 2,000 themes met people's labels (adjusted Rand) .31, .32 and .33 on 20 newsgroups, .40, .44 and .43 on M10, .76, .77 and .77 on BBC."""

NEAR = 0.05
"""A comment belongs to a group when it fell together with its members this much more often than with those of any other group.
**Source:** before texts were drawn together, on the six corpora, at 100 and 300 texts, resamples agreed .62 and .75 at 0, with nothing
left out; .72 and .83 at .05, with 7 and 5 % left out; .78 and .89 at .15, with 11 and 10 %. People's labels were met alike."""

HOLDS = 0.5
"""A group is found again in a part when it and one of the part's groups share more than half of the comments of both (Jaccard), and is
published when found in more than this share of parts. **Source:** Hennig 2007: below one half a group is dissolved."""

MOST_LEFT = 0.15
FEWEST_TO_SPLIT = 6
"""A theme is split only into parts of about so many texts."""


@dataclass(frozen=True)
class Held:
    """``of``: the group of each text, -1 where none; ``near``: how clearly (0 to 1); ``stability``: for each group, the share of fresh
    parts that show it."""

    of: np.ndarray
    near: np.ndarray
    stability: dict[int, float]


def groups(texts: Sequence[str], vectors: np.ndarray, fewest: int, most: int) -> Held:
    """Group distinct texts by their vectors into between ``fewest`` and ``most`` groups. Their order changes nothing but the order.

    >>> import numpy as np
    >>> points = np.repeat(np.eye(3), 12, axis=0) + np.random.default_rng(0).normal(0, 0.05, (36, 3))
    >>> held = groups([str(number) for number in range(36)], points, 2, 5)
    >>> len(set(held.of[:12])), len(set(held.of)), min(held.stability.values())
    (1, 3, 1.0)
    """
    keys = [sha256(text.encode()).digest() for text in texts]
    order = np.array(sorted(range(len(texts)), key=lambda place: keys[place]))
    vectors = vectors[order].astype(np.float64)
    if len(vectors) < 3 or not np.ptp(vectors, axis=0).any():
        return Held(np.zeros(len(vectors), dtype=int), np.ones(len(vectors)), {0: 1.0})
    with threadpool_limits(limits=1):  # the same sums in the same order on every machine
        of, near, stability = _best(vectors[:LARGEST], fewest, most)
        if len(vectors) > LARGEST:
            of, near = _place(vectors, of, near)
    back = np.empty(len(order), dtype=int)
    back[order] = np.arange(len(order))
    return Held(of[back], near[back], stability)


def middles(vectors: np.ndarray, of: np.ndarray) -> dict[int, np.ndarray]:
    """For each group the mean of its vectors, scaled to length one."""
    answer = {}
    for group in sorted(set(of.tolist()) - {-1}):
        mean = vectors[of == group].mean(axis=0)
        answer[group] = mean / max(float(np.linalg.norm(mean)), 1e-9)
    return answer


def _drawn(vectors: np.ndarray) -> np.ndarray:
    """Each text half way between itself and those most like it."""
    vectors = _one_long(vectors)
    like = np.round(vectors @ vectors.T, 5)
    np.fill_diagonal(like, 0)
    many = max(2, min(MOST_NEIGHBOURS, round(NEIGHBOURS * len(like))))
    weights = np.where(like >= np.partition(like, -many, axis=1)[:, [-many]], np.maximum(like, 0), 0)
    return vectors + _one_long(weights @ vectors)


def _one_long(rows: np.ndarray) -> np.ndarray:
    return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)


def _reduced(vectors: np.ndarray) -> np.ndarray:
    """The main directions of these texts, each scaled to length one; rounded, so that the last digit of a sum decides nothing."""
    number = min(DIMENSIONS, len(vectors) - 1, vectors.shape[1])
    points = PCA(number, svd_solver="covariance_eigh").fit_transform(vectors.astype(np.float64))
    return np.round(_one_long(points), 5)


def _parts(number: int, how_many: int, seed: int) -> list[np.ndarray]:
    chance = np.random.default_rng(seed)
    return [np.sort(chance.permutation(number)[: int(SHARE * number)]) for _ in range(how_many)]


def _together(points: np.ndarray, fewest: int, most: int, parts: int) -> np.ndarray:
    """How often two texts fall together, 0 to 1; each part is grouped into another number of groups and all texts go to its nearest."""
    often = np.zeros((len(points), len(points)), dtype=np.float32)
    for number, part in enumerate(_parts(len(points), parts, SEED)):
        wanted = min(fewest + number % (most + 3 - fewest), len(part) - 1, len(np.unique(points[part], axis=0)))
        labels = KMeans(wanted, n_init=1, random_state=number).fit(points[part]).predict(points)
        often += labels[:, None] == labels[None, :]
    return often / parts


def _tree(together: np.ndarray) -> np.ndarray:
    apart = 1 - together
    np.fill_diagonal(apart, 0)
    return linkage(squareform(apart, checks=False), "average")


def _best(vectors: np.ndarray, fewest: int, most: int) -> tuple[np.ndarray, np.ndarray, dict[int, float]]:
    """The number of groups that are best apart, best found again, and hold most texts."""
    points = _reduced(vectors)
    together = _together(_reduced(_drawn(vectors)), fewest, most, PARTS)
    tree = _tree(together)
    fresh = [
        (part, _tree(_together(_reduced(_drawn(vectors[part])), fewest, most, FEWER)))
        for part in _parts(len(vectors), FRESH, SEED + 1)
    ]
    tried = []
    for number in range(fewest, most + 1):
        of = fcluster(tree, number, "maxclust") - 1
        if len(set(of)) < 2:
            continue
        again = [(part, fcluster(branch, number, "maxclust") - 1) for part, branch in fresh]
        stability = _stability(of, again)
        shown = {group: share for group, share in stability.items() if share > HOLDS}
        held = float(np.isin(of, list(shown)).mean())
        tried.append((round(held * _separation(points, of) * _agreement(of, again), 4), -number, of, shown))
    if not tried:
        return np.zeros(len(vectors), dtype=int), np.ones(len(vectors)), {0: 1.0}
    *_, of, shown = max(tried, key=lambda one: one[:2])
    if not shown:
        shown = {0: 0.0}
    of, near = _nearest(together, of, list(shown))
    return np.where(near < _cut(near), -1, of), near, shown


def _separation(points: np.ndarray, of: np.ndarray) -> float:
    return max(float(silhouette_score(points, of)), 0.0)


def _agreement(of: np.ndarray, fresh: list[tuple[np.ndarray, np.ndarray]]) -> float:
    return float(np.mean([adjusted_rand_score(of[part], labels) for part, labels in fresh]))


def _cut(near: np.ndarray) -> float:
    return min(NEAR, float(np.quantile(near, MOST_LEFT, method="lower")))


def _nearest(together: np.ndarray, of: np.ndarray, names: list[int]) -> tuple[np.ndarray, np.ndarray]:
    """For each text the group it falls together with most often, and how much more often than with the next."""
    rows = np.arange(len(of))
    members = [of == name for name in names]
    often = np.column_stack([
        (together[:, mine].sum(axis=1) - mine) / np.maximum(mine.sum() - mine, 1) for mine in members
    ])  # fmt: skip
    best = often.argmax(axis=1)
    own = often[rows, best]
    often[rows, best] = 0
    return np.array(names)[best], np.clip(own - often.max(axis=1), 0, 1)


def _stability(of: np.ndarray, fresh: list[tuple[np.ndarray, np.ndarray]]) -> dict[int, float]:
    """For each group the share of fresh parts in which it is found again."""
    found = {int(name): 0 for name in np.unique(of)}
    for part, labels in fresh:
        sizes = np.bincount(labels)
        for name in found:
            mine = of[part] == name
            hits = np.bincount(labels[mine], minlength=len(sizes))
            found[name] += bool((hits / np.maximum(mine.sum() + sizes - hits, 1)).max() > HOLDS)
    return {name: times / len(fresh) for name, times in found.items()}


def _place(vectors: np.ndarray, of: np.ndarray, near: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The texts that did not decide go to the group whose middle is nearest, unless the two nearest are about as near."""
    points = _reduced(vectors)
    names = np.array(sorted(set(of) - {-1}))
    core = points[: len(of)]
    middles = np.array([core[of == name].mean(axis=0) for name in names])
    likeness = points[len(of) :] @ _one_long(middles).T
    best = np.sort(likeness, axis=1)
    gap = best[:, -1] - best[:, -2] if len(names) > 1 else np.ones(len(likeness))
    cut = np.quantile(gap, (of == -1).mean(), method="lower") if len(gap) else 0.0
    rest = np.where(gap < cut, -1, names[likeness.argmax(axis=1)])
    return np.concatenate([of, rest]), np.concatenate([near, np.clip(gap, 0, 1)])
