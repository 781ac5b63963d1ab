"""The nearest rows of one set for each row of another: exact, in blocks, with the graph's metrics and conventions.

Every pair is first estimated by one matrix product, with a bound on its rounding; only the pairs that could be among
the nearest are then measured from the vectors' difference. So what is found hangs neither on a library's order of
summing, nor on the number of threads, nor on which other rows are asked for at the same time. It costs about as much as
scikit-learn's brute force: 1,000 rows against 59,000 of 784 dimensions took 3.1 s of processor time, that 2.2.
"""

from __future__ import annotations

import numpy as np

from explorer.errors import ParamsError
from explorer.neighbors.graph import METRICS, directions
from explorer.recipe import Report, silent

BLOCK_ROWS, TILE_ROWS = 1024, 4096  # are compared at once, of the one set with the other
BLOCK_BYTES = 64_000_000  # of differences are held at once
ROUNDING = float(np.finfo(np.float64).eps)
SAME = 4e-7  # what two squared distances can differ by that are equal as float32
ANGULAR = ("cosine", "correlation")  # searched as Euclidean distances between unit vectors, |u - v|² = 2 (1 - cos)
LONG = 0.75  # of the rows are as long as this or shorter: a few that are ruined, or blank, don't count
NO_DIRECTION = 1e-5  # of the rows' own size; what is shorter is rounding: after a PCA the mean of all is 0, nearly
ORDERS = {"manhattan": 1, "chebyshev": np.inf}  # of the norm; 2 for the others


def nearest_rows(
    X: np.ndarray, reference: np.ndarray, n_neighbors: int, metric: str = "euclidean", report: Report = silent
) -> tuple[np.ndarray, np.ndarray]:
    """The nearest rows of a reference for each row, a row of the reference with the same vector included.

    Parameters
    ----------
    X : ndarray of shape (n_rows, n_features), float32
        Finite.
    reference : ndarray of shape (n_samples, n_features), float32
        Finite.
    n_neighbors : int
        At most n_samples.
    metric : str
        One of `METRICS`; cosine and correlation are 1 - cos, as in `explorer.neighbors.graph`.
    report : Report, optional

    Returns
    -------
    indices : ndarray of shape (n_rows, n_neighbors), int32
        Positions in the reference, nearest first, equally near ones in row order.
    distances : ndarray of shape (n_rows, n_neighbors), float32
        From the vectors' difference in float64: copies stand at exactly 0.

    Raises
    ------
    ParamsError
        For another metric, or more neighbours than the reference has rows.
    """
    if metric not in METRICS:
        raise ParamsError(f"metric = {metric!r} must be one of {', '.join(METRICS)}.", field="metric")
    if not 1 <= n_neighbors <= len(reference):
        raise ParamsError(
            f"n_neighbors = {n_neighbors} rows of a reference of {len(reference):,} can't be found: choose 1 to "
            f"{len(reference):,}.",
            field="n_neighbors",
        )
    if metric in ANGULAR:
        X, reference = (directions(part, metric == "correlation") for part in (X, reference))
    search = _Search(reference, n_neighbors, metric)
    indices = np.empty((len(X), n_neighbors), dtype=np.int32)
    distances = np.empty((len(X), n_neighbors), dtype=np.float32)
    for start in range(0, len(X), BLOCK_ROWS):
        report("neighbours", start / len(X))
        rows = slice(start, start + BLOCK_ROWS)
        indices[rows], distances[rows] = search(X[rows])
    report("neighbours", 1.0)
    return indices, distances


def without_direction(X: np.ndarray, reference: np.ndarray, centred: bool = False) -> np.ndarray:
    """Which rows are so short beside those of a reference that by the angle they are near nothing but rounding.

    Parameters
    ----------
    X : ndarray of shape (n_rows, n_features)
    reference : ndarray of shape (n_samples, n_features)
    centred : bool
        Whether each row's mean is taken off, as by correlation.

    Returns
    -------
    ndarray of shape (n_rows,), bool
    """
    size = np.sqrt(np.quantile(_squares(reference, centred), LONG)) if len(reference) else 0.0
    short: np.ndarray = np.sqrt(_squares(X, centred)) <= NO_DIRECTION * size
    return short


def _squares(X: np.ndarray, centred: bool) -> np.ndarray:
    squares: np.ndarray = np.einsum("ij,ij->i", X, X, dtype=np.float64)
    if centred:
        squares = np.maximum(squares - X.mean(axis=1, dtype=np.float64) ** 2 * X.shape[1], 0)
    return squares


class _Search:
    """The nearest of a reference for a block of rows, a tile of the reference at a time."""

    def __init__(self, reference: np.ndarray, n_neighbors: int, metric: str) -> None:
        self._reference, self._k, self._metric = reference, n_neighbors, metric
        self._centre = reference.mean(axis=0, dtype=np.float64)

    def __call__(self, X: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        others, distances = np.empty((len(X), 0), dtype=np.int64), np.empty((len(X), 0), dtype=np.float32)
        for first in range(0, len(self._reference), TILE_ROWS):
            tile = self._reference[first : first + TILE_ROWS]
            least, slack = self._estimate(X, tile)
            limit = self._limit(distances, least, slack)
            row, other = np.nonzero(least <= limit[:, None])
            others, distances = self._nearest(X, row, first + other, others, distances)
        return others, distances

    def _estimate(self, X: np.ndarray, tile: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The least that each distance can be (squared where Euclidean), and how much more any of a row can be."""
        share = (X.shape[1] + 8) * ROUNDING  # what a sum of so many terms can be off by
        if self._metric in ORDERS:
            from scipy.spatial.distance import cdist

            least = cdist(X.astype(np.float64), tile.astype(np.float64), "minkowski", p=ORDERS[self._metric])
            least *= 1 - share
            return least, 3 * share * least.max(axis=1)
        A, B = X - self._centre, tile - self._centre
        a, b = np.einsum("ij,ij->i", A, A), np.einsum("ij,ij->i", B, B)
        least = A @ B.T
        least *= -2
        least += (1 - share) * a[:, None]
        least += (1 - share) * b
        return least, 2 * share * (a + b.max())

    def _limit(self, distances: np.ndarray, least: np.ndarray, slack: np.ndarray) -> np.ndarray:
        """The estimate up to which a pair can be among the nearest."""
        if distances.shape[1] == self._k:
            last = distances[:, -1].astype(np.float64)
            last = 2 * last if self._metric in ANGULAR else last if self._metric in ORDERS else last**2
        elif least.shape[1] >= self._k:
            last = np.partition(least, self._k - 1, axis=1)[:, self._k - 1] + slack
        else:
            last = np.full(len(least), np.inf)
        return last * (1 + SAME)

    def _nearest(
        self, X: np.ndarray, row: np.ndarray, other: np.ndarray, others: np.ndarray, distances: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        """The nearest of those known before and of further pairs."""
        known = distances.shape[1]
        row = np.concatenate([np.repeat(np.arange(len(X)), known), row])
        distance = np.concatenate([distances.ravel(), self._measured(X, row[distances.size :], other)])
        other = np.concatenate([others.ravel(), other])
        order = np.lexsort((other, distance, row))
        counts = np.bincount(row, minlength=len(X))
        kept = min(self._k, int(counts.min()))  # each row has had at least so many pairs
        found = order[(np.cumsum(counts) - counts)[:, None] + np.arange(kept)]
        return other[found], distance[found]

    def _measured(self, X: np.ndarray, row: np.ndarray, other: np.ndarray) -> np.ndarray:
        """Distances of pairs from the vectors themselves."""
        distance = np.empty(len(row), dtype=np.float32)
        step = max(1, BLOCK_BYTES // (8 * X.shape[1]))
        for start in range(0, len(row), step):
            pairs = slice(start, start + step)
            gap = self._reference[other[pairs]].astype(np.float64) - X[row[pairs]]
            size = np.linalg.norm(gap, ord=ORDERS.get(self._metric, 2), axis=1)
            with np.errstate(over="ignore"):  # farther than a float32 holds is infinitely far
                distance[pairs] = size**2 / 2 if self._metric in ANGULAR else size
        return distance
