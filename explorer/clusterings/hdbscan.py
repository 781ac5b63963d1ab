"""HDBSCAN: clusters are places denser than what is around them, the rest is noise.

Campello, Moulavi & Sander (2013), by the ``hdbscan`` package.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from explorer.clusterings.result import NOISE, Clustering, ordered
from explorer.errors import LimitError, ParamsError
from explorer.features.result import Features
from explorer.params import Params, param
from explorer.recipe import Report, silent

MANY_DIMENSIONS = 50
MOST_SECONDS = 600


@dataclass(frozen=True)
class HDBSCANParams(Params):
    """The hdbscan package's parameters under its names, with its defaults."""

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
        advanced=True,
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
        Its note warns of many dimensions, where density tells little.

    Raises
    ------
    ParamsError
        When ``min_cluster_size`` is above the number of rows.
    LimitError
        When it would take more than about ten minutes (see `expected_seconds`).
    """
    import hdbscan

    n_samples, n_features = features.X.shape
    if params.min_cluster_size > n_samples:
        remedy = f"choose at most {n_samples:,}" if n_samples > 1 else "bring at least 2"
        raise ParamsError(
            f"min_cluster_size = {params.min_cluster_size:,} is more than there are rows; {remedy}.",
            field="min_cluster_size",
        )
    seconds = expected_seconds(n_samples, n_features)
    if seconds > MOST_SECONDS:
        raise LimitError(
            f"HDBSCAN on {n_samples:,} rows in {n_features:,} dimensions would take about",
            f"{seconds / 60:,.0f} minutes",
            f"{MOST_SECONDS / 60:.0f}",
            "Reduce to 50 dimensions or fewer with PCA first, or cluster on the map.",
        )
    report("HDBSCAN")
    note = ""
    if n_features > MANY_DIMENSIONS:
        note = (
            f"in {n_features:,} dimensions all distances are alike and density tells little: "
            f"compare with PCA to {MANY_DIMENSIONS} first, or with clusters on the map"
        )
    if n_samples < 3:  # too few for a tree of distances; two rows are a cluster only where one is allowed
        return Clustering(np.full(n_samples, NOISE, dtype=np.int32), note)
    # One process: the package's own pool gives the same result, and a worker may not start one.
    model = hdbscan.HDBSCAN(**params.as_dict(), core_dist_n_jobs=1)
    return Clustering(ordered(model.fit(features.X).labels_), note)


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
