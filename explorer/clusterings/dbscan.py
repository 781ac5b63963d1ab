"""DBSCAN: rows with enough others within a distance, and what they reach (Ester et al. 1996)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from explorer.clusterings.result import Clustering, ordered
from explorer.errors import LimitError
from explorer.features.result import Features
from explorer.params import Params, param
from explorer.recipe import Report, silent
from explorer.settings import current

SAMPLE_ROWS = 500


@dataclass(frozen=True)
class DBSCANParams(Params):
    """scikit-learn's parameters under its names, with its defaults."""

    eps: float = param(0.5, "How near another row must be to count as a neighbour.", low=1e-9, high=1e12)
    min_samples: int = param(
        5,
        "How many rows, itself counted, must be that near for a cluster to grow there.",
        low=1,
        high=100_000,
        unit="rows",
    )
    metric: str = param(
        "euclidean",
        "How the distance of two vectors is measured: cosine looks at their direction only.",
        choices=("euclidean", "cosine", "manhattan", "chebyshev"),
        advanced=True,
    )


def fit(params: DBSCANParams, *, features: Features, report: Report = silent) -> Clustering:
    """Grow clusters from row to row within a distance: ``sklearn.cluster.DBSCAN``.

    Parameters
    ----------
    params : DBSCANParams
    features : Features
    report : Report, optional

    Returns
    -------
    Clustering

    Raises
    ------
    LimitError
        When so many rows lie within ``eps`` of each other that their list wouldn't fit in memory.
    """
    from sklearn.cluster import DBSCAN

    report("neighbours within eps")
    _check_memory(params, features.X)
    report("DBSCAN")
    return Clustering(ordered(DBSCAN(**params.as_dict()).fit(features.X).labels_))


def _check_memory(params: DBSCANParams, X: np.ndarray) -> None:
    """Estimate the neighbour lists from a sample of rows before scikit-learn makes all of them at once."""
    from sklearn.metrics import pairwise_distances_chunked

    rows = np.unique(np.linspace(0, len(X) - 1, SAMPLE_ROWS).astype(np.int64))
    near = sum(
        int(np.count_nonzero(block <= params.eps))
        for block in pairwise_distances_chunked(X[rows], X, metric=params.metric, working_memory=64)
    )
    expected = near / len(rows) * len(X) * 8 * 2  # int64 row numbers, once as found and once joined
    limit = current().worker_memory_bytes
    if expected > limit:
        raise LimitError(
            f"within eps = {params.eps:g} a row has about {near // len(rows):,} others; listing them takes",
            f"{expected / 1e9:,.1f} GB",
            f"{limit / 1e9:,.1f} GB",
            "Choose a smaller eps, or start the server with EXPLORER_WORKER_MEMORY_BYTES raised "
            "(and the memory for it).",
        )
