"""How good a grouping is by itself: silhouette, Caliński-Harabasz, Davies-Bouldin. Noise is left out.

Each is scikit-learn's to within rounding; here the distances of the rows are computed once for all groupings.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

import numpy as np

from explorer.clusterings.result import NOISE

BLOCK_BYTES = 64_000_000  # of vectors in float64, that are looked at together
ROUNDING = 1e-28  # by this share of their squared lengths rows at one place may lie apart, as computed


class Judge:
    """What is the same for all groupings of one space: its rows, and the distances of those the silhouette looks at.

    Parameters
    ----------
    X : ndarray of shape (n_samples, n_features)
    metric : str
        Of the silhouette.
    max_samples : int
        Rows it looks at, drawn at random where there are more.
    random_state : int
        Seed of the draw.
    """

    def __init__(self, X: np.ndarray, metric: str, max_samples: int, random_state: int) -> None:
        self._X, self._metric = X, metric
        self.rows = np.arange(len(X))
        if len(X) > max_samples:
            self.rows = np.sort(np.random.default_rng(random_state).choice(len(X), max_samples, replace=False))

    @cached_property
    def distances(self) -> np.ndarray:
        """Between the rows that the silhouette looks at. Shape (n_judged, n_judged), float64."""
        from sklearn.metrics import pairwise_distances

        found: np.ndarray = pairwise_distances(self._X[self.rows].astype(np.float64), metric=self._metric)
        np.fill_diagonal(found, 0)
        return found

    def silhouette(self, labels: np.ndarray) -> float:
        """How much nearer rows are to their own cluster than to the next (Rousseeuw 1987).

        Parameters
        ----------
        labels : ndarray of shape (n_samples,)

        Returns
        -------
        float
            -1..1, higher is better; a row alone in its cluster counts as 0. NaN unless there are at least two
            clusters among the rows looked at and fewer than rows, and where all of those are copies.
        """
        found, number = np.unique(labels[self.rows], return_inverse=True)
        kept = labels[self.rows] != NOISE
        if len(found) and found[0] == NOISE:
            found, number = found[1:], number - 1
        if not 2 <= len(found) < np.count_nonzero(kept):
            return float("nan")
        sizes = np.bincount(number[kept], minlength=len(found)).astype(float)
        sums = _by_cluster(number, kept, len(found)) @ self.distances  # of each row's distances to each cluster
        place = np.flatnonzero(kept)
        own = number[place]
        inside = sums[own, place] / np.maximum(sizes[own] - 1, 1)
        others = sums[:, place] / sizes[:, None]
        others[own, np.arange(len(place))] = np.inf
        outside = others.min(axis=0)
        widest = np.maximum(inside, outside)
        if not widest.any():
            return float("nan")
        row = np.divide(outside - inside, widest, out=np.zeros_like(widest), where=(widest > 0) & (sizes[own] > 1))
        return float(row.mean())

    def spreads(self, labels: np.ndarray) -> tuple[float, float]:
        """Caliński-Harabasz and Davies-Bouldin.

        Parameters
        ----------
        labels : ndarray of shape (n_samples,)

        Returns
        -------
        calinski_harabasz : float
            Spread of the centres over that around them, each by its degrees of freedom (Caliński & Harabasz 1974);
            from 0, higher is better. Infinite where all rows lie on their centres.
        davies_bouldin : float
            Mean over clusters of how alike the most alike other is: their rows' mean distances from their centres over
            the distance of the centres (Davies & Bouldin 1979); from 0, lower is better.

        Notes
        -----
        Both are NaN unless there are at least two clusters and fewer than rows, and where all rows lie at one place.
        """
        kept = labels != NOISE
        sizes = np.bincount(labels[kept])
        n_clusters, n_kept = len(sizes), int(sizes.sum())
        if not 2 <= n_clusters < n_kept:
            return float("nan"), float("nan")
        centres = self._sums(labels, kept, n_clusters) / sizes[:, None]
        squares = self._from_centres(labels, centres)
        inside = float(squares[kept].sum())
        middle = sizes @ centres / n_kept
        between = float(sizes @ ((centres - middle) ** 2).sum(axis=1))
        if inside + between <= n_kept * float(middle @ middle) * ROUNDING:
            return float("nan"), float("nan")
        ratio = np.inf if inside == 0 else between * (n_kept - n_clusters) / (inside * (n_clusters - 1))
        widths = np.bincount(labels[kept], weights=np.sqrt(squares[kept])) / sizes
        return ratio, _davies_bouldin(centres, widths)

    def _sums(self, labels: np.ndarray, kept: np.ndarray, n_clusters: int) -> np.ndarray:
        """Sum of the rows of each cluster, in float64, a block at a time."""
        sums = np.zeros((n_clusters, self._X.shape[1]))
        for block in self._blocks():
            sums += _by_cluster(labels[block], kept[block], n_clusters) @ self._X[block].astype(np.float64)
        return sums

    def _blocks(self) -> Iterator[slice]:
        step = max(1, BLOCK_BYTES // (8 * self._X.shape[1]))
        for start in range(0, len(self._X), step):
            yield slice(start, start + step)

    def _from_centres(self, labels: np.ndarray, centres: np.ndarray) -> np.ndarray:
        """Squared distance of each row from its cluster's centre; noise has some value too."""
        squares = np.empty(len(labels))
        for block in self._blocks():
            gap = self._X[block] - centres[labels[block]]
            squares[block] = np.einsum("ij,ij->i", gap, gap)
        return squares


def _by_cluster(labels: np.ndarray, kept: np.ndarray, n_clusters: int) -> np.ndarray:
    """A sparse matrix that sums rows by cluster. Shape (n_clusters, n_rows)."""
    from scipy.sparse import csr_matrix

    place = np.flatnonzero(kept)
    found: np.ndarray = csr_matrix((np.ones(len(place)), (labels[place], place)), shape=(n_clusters, len(labels)))
    return found


def _davies_bouldin(centres: np.ndarray, widths: np.ndarray) -> float:
    from scipy.spatial.distance import cdist

    if not widths.any():
        return 0.0
    worst = np.empty(len(centres))
    step = max(1, BLOCK_BYTES // (8 * len(centres)))
    for start in range(0, len(centres), step):
        block = slice(start, start + step)
        apart = cdist(centres[block], centres)
        apart[apart == 0] = np.inf  # itself; and another at the same place, as in scikit-learn
        worst[block] = ((widths[block, None] + widths) / apart).max(axis=1)
    return float(worst.mean())
