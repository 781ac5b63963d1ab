"""The k nearest other rows of each row: exact where that takes about a minute at most, approximate above.

Cosine and correlation are searched as Euclidean distances between unit vectors, where ``|u - v|² = 2 (1 -
cos)``: one fast search serves all three, and a vector without direction gets an axis of its own, so its
distances are numbers.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from explorer.errors import ParamsError
from explorer.features.result import Features
from explorer.neighbors.result import KNNGraph
from explorer.params import Params, param
from explorer.recipe import Report, silent

METRICS = ("euclidean", "cosine", "correlation", "manhattan", "chebyshev")

# Products and sums a second that comparing all pairs gets through on two cores; as measured, rounded down.
PACE = {"euclidean": 3e10, "manhattan": 1e9, "chebyshev": 1e9}
EXACT_SECONDS = 60
COMPARISON = 30  # keeping the nearest of all costs as much as that many dimensions
BLOCK_ROWS = 2048  # enough for every core to have its share, few enough for progress to be seen
BLOCK_BYTES = 64_000_000


@dataclass(frozen=True)
class GraphParams(Params):
    """How near neighbours are found."""

    n_neighbors: int = param(15, "How many other rows are kept for each row.", low=1, high=1000, unit="rows")
    metric: str = param(
        "euclidean",
        "How the distance of two vectors is measured: cosine looks at their direction only.",
        choices=METRICS,
    )
    random_state: int = param(
        0,
        "Seed of the approximate search, which is used where comparing all pairs would take over a minute.",
        low=0,
        high=2**32 - 1,
        advanced=True,
    )


def fit(params: GraphParams, *, features: Features, report: Report = silent) -> KNNGraph:
    """Find the nearest other rows of each row.

    Exact (scikit-learn's brute force) where `is_exact` says so, else by nearest-neighbour descent (Dong,
    Moses & Li 2011, the ``pynndescent`` package). Either way the distances kept are computed from the
    vectors' difference in float64, so copies stand at exactly 0.

    Parameters
    ----------
    params : GraphParams
    features : Features
    report : Report, optional

    Returns
    -------
    KNNGraph
        ``exact`` says which search it was. Equally near rows are in row order.

    Raises
    ------
    ParamsError
        When ``n_neighbors`` is not below the number of rows.

    Notes
    -----
    Cosine and correlation of a vector without direction (all zeros; all equal) are 0 to another such vector
    and 1 to any other, as in umap-learn.
    """
    n_samples = features.n_samples
    if params.n_neighbors >= n_samples:
        raise ParamsError(
            f"n_neighbors = {params.n_neighbors} other rows for each row is too many for {n_samples:,} rows: "
            f"choose at most {n_samples - 1:,} (UMAP, which counts the row itself, at most {n_samples:,}).",
            field="n_neighbors",
        )
    angular = params.metric in ("cosine", "correlation")
    X = _directions(features.X, params.metric == "correlation") if angular else features.X
    metric = "euclidean" if angular else params.metric
    exact = is_exact(n_samples, features.X.shape[1], params.metric)
    search = _exact if exact else _approximate
    indices = np.empty((n_samples, params.n_neighbors), dtype=np.int32)
    distances = np.empty((n_samples, params.n_neighbors), dtype=np.float32)
    for start, found in search(X, params.n_neighbors, metric, params.random_state, report):
        rows = slice(start, start + len(found))
        indices[rows], distances[rows] = _measured(X, start, found, metric, angular)
    return KNNGraph(indices, distances, params.metric, exact)


def is_exact(n_samples: int, n_features: int, metric: str) -> bool:
    """Whether all pairs are compared; a fixed rule, so that a recipe means the same on every machine.

    Parameters
    ----------
    n_samples, n_features : int
    metric : str
        One of `METRICS`.

    Returns
    -------
    bool
        For Euclidean, cosine and correlation e.g. up to 57,000 rows of 512 dimensions, or 138,000 of 64; for
        Manhattan and Chebyshev, which cost thirty times as much, 10,000 rows of 512.
    """
    pace = PACE.get(metric, PACE["euclidean"])
    return n_samples**2 * (n_features + COMPARISON) <= EXACT_SECONDS * pace


def _directions(X: np.ndarray, centred: bool) -> np.ndarray:
    """Unit vectors, float32; rows without direction point along one more axis, square to the rest."""
    units = np.empty((X.shape[0], X.shape[1] + 1), dtype=np.float32)
    step = max(1, BLOCK_BYTES // (8 * X.shape[1]))
    for start in range(0, len(X), step):
        block = X[start : start + step].astype(np.float64)
        size = np.linalg.norm(block, axis=1, keepdims=True)
        if centred:
            block -= block.mean(axis=1, keepdims=True)
        norm = np.linalg.norm(block, axis=1, keepdims=True)
        # What is left of a constant row after subtracting its mean is rounding, not a direction.
        lost = norm <= np.finfo(np.float32).eps * size
        units[start : start + step, :-1] = np.divide(block, norm, out=np.zeros_like(block), where=~lost)
        units[start : start + step, -1] = lost[:, 0]
    return units


Found = Iterator[tuple[int, np.ndarray]]


def _exact(X: np.ndarray, k: int, metric: str, _seed: int, report: Report) -> Found:
    nearest = _all_pairs(X, k, metric)
    for start in range(0, len(X), BLOCK_ROWS):
        report("neighbours", start / len(X))
        yield start, nearest(np.arange(start, min(start + BLOCK_ROWS, len(X))))
    report("neighbours", 1.0)


def _approximate(X: np.ndarray, k: int, metric: str, seed: int, report: Report) -> Found:
    from pynndescent import NNDescent

    report("neighbours (compiling first: about a minute)")
    with warnings.catch_warnings():
        # Rows that it gives up on are looked up among all below.
        warnings.filterwarnings("ignore", "Failed to correctly find n_neighbors")
        index = NNDescent(X, metric=metric, n_neighbors=k + 1, random_state=seed)
    whole = _without_self(index.neighbor_graph[0], np.arange(len(X)))
    short = np.flatnonzero((whole < 0).any(axis=1))
    if len(short):
        whole[short] = _all_pairs(X, k, metric)(short)
    yield 0, whole


def _all_pairs(X: np.ndarray, k: int, metric: str) -> Callable[[np.ndarray], np.ndarray]:
    """A function from row positions to the k nearest other rows of each."""
    from sklearn.neighbors import NearestNeighbors

    index = NearestNeighbors(n_neighbors=k + 1, algorithm="brute", metric=metric).fit(X)
    return lambda rows: _without_self(index.kneighbors(X[rows], return_distance=False), rows)


def _without_self(found: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """Drop each row from its own list; where copies crowded it out of the list, drop the last."""
    own = found == rows[:, None]
    own[~own.any(axis=1), -1] = True
    others: np.ndarray = found[~own].reshape(len(found), -1)
    return others


def _measured(
    X: np.ndarray, start: int, found: np.ndarray, metric: str, angular: bool
) -> tuple[np.ndarray, np.ndarray]:
    """Distances of the found rows from the vectors themselves, and the rows sorted by them, ties by row."""
    n_rows, k = found.shape
    distances = np.empty((n_rows, k))
    step = max(1, BLOCK_BYTES // (8 * k * X.shape[1]))
    for first in range(0, n_rows, step):
        block = slice(first, first + step)
        own = X[start + first : start + min(first + step, n_rows)].astype(np.float64)
        distances[block] = _NORMS[metric](X[found[block]] - own[:, None, :])
    if angular:
        distances = distances**2 / 2
    distances = distances.astype(np.float32)
    order = np.lexsort((found, distances), axis=1)
    return np.take_along_axis(found, order, axis=1), np.take_along_axis(distances, order, axis=1)


_NORMS: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "euclidean": lambda gap: np.sqrt(np.einsum("ijk,ijk->ij", gap, gap)),
    "manhattan": lambda gap: np.abs(gap).sum(axis=2),
    "chebyshev": lambda gap: np.abs(gap).max(axis=2),
}
