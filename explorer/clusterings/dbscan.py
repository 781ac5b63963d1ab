"""DBSCAN: rows with enough others within a distance, and what they reach (Ester et al. 1996)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from explorer.clusterings.params import ClusteringParams, at_most_memory, at_most_rows
from explorer.clusterings.result import Clustering, only_noise_or_one, ordered
from explorer.features.result import Features
from explorer.neighbors.graph import metric_field
from explorer.params import param
from explorer.recipe import Report, silent

SAMPLE_ROWS = 500


@dataclass(frozen=True)
class DBSCANParams(ClusteringParams):
    """scikit-learn's parameters under its names, with its defaults."""

    by_density: ClassVar[bool] = True

    eps: float = param(0.5, "How near another row must be to count as a neighbour.", low=1e-9, high=1e12)
    min_samples: int = param(
        5,
        "How many rows, itself counted, must be that near for a cluster to grow there.",
        low=1,
        high=100_000,
        unit="rows",
    )
    metric: str = metric_field(("euclidean", "cosine", "manhattan", "chebyshev"), advanced=True)

    def check(self, shape: tuple[int, ...]) -> None:
        """Refuse to ask for more rows in one place than there are."""
        at_most_rows("min_samples", self.min_samples, shape[0])


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
        Its note says when every row is noise, or all are one cluster.

    Raises
    ------
    ParamsError
        When ``min_samples`` is above the number of rows.
    LimitError
        When so many rows lie within ``eps`` of each other that their list wouldn't fit in memory.
    """
    from sklearn.cluster import DBSCAN

    params.check(features.X.shape)
    report("neighbours within eps")
    _check_memory(params, features.X)
    report("DBSCAN")
    labels = ordered(DBSCAN(**params.as_dict()).fit(features.X).labels_)
    return Clustering(labels, only_noise_or_one(labels, "raise eps or lower min_samples", "lower eps"))


def _check_memory(params: DBSCANParams, X: np.ndarray) -> None:
    """Estimate the neighbour lists from a sample of rows before scikit-learn makes all of them at once."""
    from sklearn.metrics import pairwise_distances_chunked

    rows = np.unique(np.linspace(0, len(X) - 1, SAMPLE_ROWS).astype(np.int64))
    near = sum(
        int(np.count_nonzero(block <= params.eps))
        for block in pairwise_distances_chunked(X[rows], X, metric=params.metric, working_memory=64)
    )
    expected = near / len(rows) * len(X) * 8 * 2  # int64 row numbers, once as found and once joined
    at_most_memory(
        f"within eps = {params.eps:g} a row has about {near // len(rows):,} others; listing them takes",
        expected,
        "Choose a smaller eps",
    )
