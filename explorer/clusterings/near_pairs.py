"""All pairs of rows within a distance, found once: DBSCAN at any smaller distance is read off them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from explorer.clusterings.params import ClusteringParams, at_most_memory
from explorer.clusterings.trees import NearPairs
from explorer.features.result import Features
from explorer.neighbors.graph import metric_field
from explorer.params import param
from explorer.recipe import Report, silent

SAMPLE_ROWS = 500
METRICS = ("euclidean", "cosine", "manhattan", "chebyshev")
# Each pair is found from both its rows, as a distance and a position, then kept once and put in order.
BYTES_A_NEIGHBOUR = 44


@dataclass(frozen=True)
class NearPairsParams(ClusteringParams):
    """Up to which distance."""

    eps: float = param(0.5, "Up to which distance pairs are kept.", low=1e-9, high=1e12)
    metric: str = metric_field(METRICS, advanced=True)


def fit(params: NearPairsParams, *, features: Features, report: Report = silent) -> NearPairs:
    """Find the pairs as ``sklearn.cluster.DBSCAN`` does: by ``sklearn.neighbors.NearestNeighbors``.

    Parameters
    ----------
    params : NearPairsParams
    features : Features
    report : Report, optional

    Returns
    -------
    NearPairs

    Raises
    ------
    LimitError
        When so many rows lie within ``eps`` of each other that their list wouldn't fit in memory.
    """
    from sklearn.neighbors import NearestNeighbors

    X = features.X
    report("how many are near")
    near = mean_neighbours(X, params.eps, params.metric)
    at_most_memory(
        f"within eps = {params.eps:g} a row has about {near:,.0f} others; listing them takes",
        near * len(X) * BYTES_A_NEIGHBOUR,
        "Choose a smaller largest eps",
    )
    report("pairs within the largest eps")
    # asked as DBSCAN asks, so that the same distances are compared
    model = NearestNeighbors(radius=params.eps, metric=params.metric).fit(X)
    found, others = model.radius_neighbors(X, return_distance=True)
    counts = np.array([len(other) for other in others])
    distances = np.concatenate(found)
    del found
    second = np.concatenate(others).astype(np.int32)
    del others
    report("sorting the pairs")
    first = np.repeat(np.arange(len(X), dtype=np.int32), counts)
    once = np.flatnonzero(first < second)
    order = once[np.argsort(distances[once], kind="stable")]
    whole = params.metric != "cosine" and bool((np.rint(X) == X).all())
    return NearPairs(first[order], second[order], distances[order], len(X), params.eps, params.metric, whole)


def mean_neighbours(X: np.ndarray, eps: float, metric: str) -> float:
    """How many rows, itself counted, a row has within a distance: estimated from a sample of 500 rows.

    Parameters
    ----------
    X : ndarray of shape (n_samples, n_features)
    eps : float
    metric : str
    """
    from sklearn.metrics import pairwise_distances_chunked

    rows = np.unique(np.linspace(0, len(X) - 1, SAMPLE_ROWS).astype(np.int64))
    near = sum(
        int(np.count_nonzero(block <= eps))
        for block in pairwise_distances_chunked(X[rows], X, metric=metric, working_memory=64)
    )
    return near / len(rows)
