"""Put like beside like: in an order for reading, and on a map."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from scipy.cluster.hierarchy import leaves_list, linkage, optimal_leaf_ordering
from scipy.spatial.distance import pdist
from sklearn.decomposition import PCA
from threadpoolctl import threadpool_limits


def reading(texts: Sequence[str], vectors: np.ndarray) -> list[str]:
    """The texts in an order that keeps the way from each to the next short.

    **Source:** Bar-Joseph and others, "Fast optimal leaf ordering for hierarchical clustering", 2001.

    >>> import numpy as np
    >>> reading(["a", "b", "c"], np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 0.1]]))
    ['a', 'c', 'b']
    """
    if len(texts) < 3:
        return list(texts)
    far = pdist(np.asarray(vectors, dtype=np.float64))
    places = leaves_list(optimal_leaf_ordering(linkage(far, "average"), far)).tolist()
    if places[0] > places[-1]:
        places.reverse()
    return [texts[place] for place in places]


INSIDE = 0.3
"""How wide a theme is on the map beside the map's own width. **Source:** judgement, by looking at maps."""


def spots(vectors: np.ndarray, themes: Sequence[str], middles: Mapping[str, np.ndarray]) -> np.ndarray:
    """A place for each comment, 0 to 1 across and down: themes by the two main directions of their middles, comments about them by the
    two main directions of what tells comments of one theme apart. Near on the map is only roughly near in meaning."""
    names = sorted(middles)
    centres = _two_directions(np.array([middles[name] for name in names]))
    place = {name: number for number, name in enumerate(names)}
    of = np.array([place[name] for name in themes])
    about = _two_directions(vectors - np.array([middles[name] for name in names])[of])
    return _stretched(_stretched(_apart(centres))[of] + INSIDE * (_stretched(about) - 0.5))


def _two_directions(points: np.ndarray) -> np.ndarray:
    if len(points) < 3:
        return np.column_stack([np.arange(len(points)), np.zeros(len(points))]).astype(float)
    with threadpool_limits(limits=1):
        return PCA(2, svd_solver="covariance_eigh").fit_transform(np.asarray(points, dtype=np.float64))


def _apart(centres: np.ndarray) -> np.ndarray:
    """Ranks in place of distances, half and half, so that no two themes lie on one spot."""
    ranks = centres.argsort(axis=0).argsort(axis=0) / max(1, len(centres) - 1)
    return (_stretched(centres) + ranks) / 2


def _stretched(points: np.ndarray) -> np.ndarray:
    low, high = points.min(axis=0), points.max(axis=0)
    return (points - low) / np.where(high > low, high - low, 1)
