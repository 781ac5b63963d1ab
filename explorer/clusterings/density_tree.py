"""HDBSCAN's tree: which rows hang together at which density. Condensed to a least cluster size, it is a grouping."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from explorer.clusterings.params import ClusteringParams, at_most_seconds
from explorer.clusterings.trees import DensityTree
from explorer.features.result import Features
from explorer.params import param
from explorer.recipe import Report, silent

TOO_MANY_DIMENSIONS = 50
FEWEST_ROWS = 3


@dataclass(frozen=True)
class DensityTreeParams(ClusteringParams):
    """What a place's density is."""

    min_samples: int = param(
        5,
        "How many rows must be near for a place to be dense.",
        low=1,
        high=1_000_000,
        unit="rows",
    )
    metric: str = param(
        "euclidean",
        "How the distance of two vectors is measured. For cosine, scale the features to length 1 (L2) and "
        "take euclidean.",
        choices=("euclidean", "manhattan", "chebyshev"),
        advanced=True,
    )
    alpha: float = param(
        1.0,
        "Divides distances before they are compared with density; rarely worth changing.",
        low=0.01,
        high=100.0,
        advanced=True,
    )

    def check(self, shape: tuple[int, ...]) -> None:
        """Refuse what would take over ten minutes."""
        n_samples, n_features = shape
        at_most_seconds(
            f"HDBSCAN on {n_samples:,} rows in {n_features:,} dimensions",
            expected_seconds(n_samples, n_features),
            f"Reduce to {TOO_MANY_DIMENSIONS} dimensions or fewer with PCA first, or cluster on the map",
        )


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


def fit(params: DensityTreeParams, *, features: Features, report: Report = silent) -> DensityTree:
    """The single-linkage tree of ``hdbscan.HDBSCAN``, which takes nearly all of its time.

    Parameters
    ----------
    params : DensityTreeParams
    features : Features
    report : Report, optional

    Returns
    -------
    DensityTree
        Empty below 3 rows, of which there is none.

    Raises
    ------
    LimitError
        When it would take more than about ten minutes (see `expected_seconds`).
    """
    import hdbscan

    params.check(features.X.shape)
    if features.n_samples < FEWEST_ROWS:
        return DensityTree(np.empty((0, 4)), np.empty((0, 3)))
    report("HDBSCAN's tree")
    # One process: the package's own pool gives the same result, and a worker may not start one.
    model = hdbscan.HDBSCAN(**params.as_dict(), gen_min_span_tree=True, core_dist_n_jobs=1).fit(features.X)
    return DensityTree(model.single_linkage_tree_.to_numpy(), model.minimum_spanning_tree_.to_numpy())
