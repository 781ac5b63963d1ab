"""HDBSCAN: clusters are places denser than what is around them, the rest is noise.

Campello, Moulavi & Sander (2013), by the ``hdbscan`` package.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from explorer.clusterings.params import ClusteringParams, at_most_rows, at_most_seconds
from explorer.clusterings.result import NOISE, Clustering, only_noise_or_one, ordered
from explorer.features.result import Features
from explorer.params import param
from explorer.recipe import Report, silent

TOO_MANY_DIMENSIONS = 50


@dataclass(frozen=True)
class HDBSCANParams(ClusteringParams):
    """The hdbscan package's parameters under its names, with its defaults."""

    by_density: ClassVar[bool] = True

    min_cluster_size: int = param(5, "The smallest group that counts as a cluster.", low=2, high=1_000_000, unit="rows")
    min_samples: int | None = param(
        None,
        "How many rows must be near for a place to be dense: more means more noise. Left open, it is min_cluster_size.",
        low=1,
        high=100_000,
        unit="rows",
    )
    cluster_selection_epsilon: float = param(
        0.0, "Clusters nearer to each other than this distance are merged.", low=0.0, advanced=True
    )
    cluster_selection_method: str = param(
        "eom",
        "eom keeps the most lasting clusters, leaf the smallest ones.",
        choices=("eom", "leaf"),
    )
    metric: str = param(
        "euclidean",
        "How the distance of two vectors is measured. For cosine, scale the features to length 1 (L2) and "
        "take euclidean.",
        choices=("euclidean", "manhattan", "chebyshev"),
        advanced=True,
    )
    allow_single_cluster: bool = param(False, "Whether all rows may form one cluster.", advanced=True)
    alpha: float = param(
        1.0,
        "Divides distances before they are compared with density; rarely worth changing.",
        low=0.01,
        high=100.0,
        advanced=True,
    )

    def check(self, shape: tuple[int, ...]) -> None:
        """Refuse a smallest cluster above the number of rows, and what would take over ten minutes."""
        n_samples, n_features = shape
        at_most_rows("min_cluster_size", self.min_cluster_size, n_samples, least=2)
        at_most_seconds(
            f"HDBSCAN on {n_samples:,} rows in {n_features:,} dimensions",
            expected_seconds(n_samples, n_features),
            f"Reduce to {TOO_MANY_DIMENSIONS} dimensions or fewer with PCA first, or cluster on the map",
        )


def fit(params: HDBSCANParams, *, features: Features, report: Report = silent) -> Clustering:
    """Find dense groups of any shape: ``hdbscan.HDBSCAN``.

    Parameters
    ----------
    params : HDBSCANParams
    features : Features
    report : Report, optional

    Returns
    -------
    Clustering
        Its note warns of many dimensions, where density tells little, and says when every row is noise.

    Raises
    ------
    ParamsError
        When ``min_cluster_size`` is above the number of rows.
    LimitError
        When it would take more than about ten minutes (see `expected_seconds`).
    """
    import hdbscan

    n_samples, n_features = features.X.shape
    params.check(features.X.shape)
    report("HDBSCAN")
    note = ""
    if n_features > TOO_MANY_DIMENSIONS:
        note = (
            f"in {n_features:,} dimensions all distances are alike and density tells little: "
            f"compare with PCA to {TOO_MANY_DIMENSIONS} first, or with clusters on the map"
        )
    if n_samples < 3:  # too few for a tree of distances; two rows are a cluster only where one is allowed
        return Clustering(np.full(n_samples, NOISE, dtype=np.int32), note)
    # One process: the package's own pool gives the same result, and a worker may not start one.
    model = hdbscan.HDBSCAN(**params.as_dict(), core_dist_n_jobs=1)
    found_labels = model.fit(features.X).labels_
    labels = ordered(found_labels)
    found = only_noise_or_one(labels, "lower min_cluster_size or min_samples", "raise min_cluster_size")
    persistence = _renumbered(model.cluster_persistence_, found_labels, labels)
    return Clustering(labels, "; ".join(filter(None, (found, note))), persistence)


def _renumbered(values: Sequence[float], before: np.ndarray, after: np.ndarray) -> np.ndarray:
    """What belongs to each cluster, in the order of their new numbers."""
    numbers, first = np.unique(after, return_index=True)
    renumbered: np.ndarray = np.asarray(values, dtype=np.float32)[before[first[numbers >= 0]]]
    return renumbered


def expected_seconds(n_samples: int, n_features: int) -> float:
    """About how long HDBSCAN takes on structureless data, the worst case.

    Parameters
    ----------
    n_samples, n_features : int

    Returns
    -------
    float
        Seconds on one core, as measured: every pair of rows is compared; on a map a tree saves most of that.
    """
    if n_features <= 3:
        return float(1e-7 * n_samples**1.5 * n_features)
    return 1.5e-9 * n_samples**2 * n_features
