"""OPTICS: rows in the order in which a growing dense place reaches them, then cut (Ankerst et al. 1999)."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from explorer.clusterings.params import ClusteringParams, at_most_rows, at_most_seconds
from explorer.clusterings.result import Clustering, only_noise_or_one, ordered
from explorer.errors import ParamsError
from explorer.features.result import Features
from explorer.neighbors.graph import metric_field
from explorer.params import param
from explorer.recipe import Report, silent


@dataclass(frozen=True)
class OPTICSParams(ClusteringParams):
    """scikit-learn's parameters under its names, with its defaults; an open `max_eps` is its infinity."""

    by_density: ClassVar[bool] = True

    min_samples: int = param(
        5,
        "How many rows, itself counted, must be near for a place to be dense: more smooths over small groups.",
        low=2,
        high=100_000,
        unit="rows",
    )
    cluster_method: str = param(
        "xi",
        "How clusters are cut out: xi where density falls steeply, each place by its own measure; dbscan at one "
        "distance, eps, for all.",
        choices=("xi", "dbscan"),
    )
    xi: float = param(
        0.05, "For xi: how steeply density must fall at a cluster's edge, as a share.", low=0.0, high=1.0
    )
    eps: float | None = param(
        None, "For dbscan: the distance to cut at; left open, it is max_eps.", low=1e-9, high=1e12
    )
    max_eps: float | None = param(
        None,
        "Rows farther apart than this are never neighbours; smaller is faster. Left open, there is no limit.",
        low=1e-9,
        high=1e12,
        advanced=True,
    )
    min_cluster_size: int | None = param(
        None,
        "For xi: the smallest group that counts as a cluster. Left open, it is min_samples.",
        low=2,
        high=1_000_000,
        unit="rows",
        advanced=True,
    )
    predecessor_correction: bool = param(
        True, "For xi: drop rows at a cluster's end that were reached from elsewhere.", advanced=True
    )
    metric: str = metric_field(("euclidean", "cosine", "manhattan", "chebyshev"), advanced=True)

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.cluster_method != "dbscan":
            return
        if self.eps is None and self.max_eps is None:
            raise ParamsError('cluster_method = "dbscan" cuts at a distance: give it as eps.', field="eps")
        if self.eps is not None and self.max_eps is not None and self.eps > self.max_eps:
            raise ParamsError(
                f"eps = {self.eps:g} is above max_eps = {self.max_eps:g}, up to which neighbours are known; lower it.",
                field="eps",
            )

    def check(self, shape: tuple[int, ...]) -> None:
        """Refuse to ask for more rows in one place than there are, and what would take over ten minutes."""
        n_samples, n_features = shape
        at_most_rows("min_samples", self.min_samples, n_samples, least=2)
        at_most_rows("min_cluster_size", self.min_cluster_size or 0, n_samples, least=2)
        at_most_seconds(
            f"OPTICS on {n_samples:,} rows in {n_features:,} dimensions",
            expected_seconds(n_samples, n_features),
            "Take HDBSCAN, which finds clusters of differing density much faster, or DBSCAN",
        )


def fit(params: OPTICSParams, *, features: Features, report: Report = silent) -> Clustering:
    """Order the rows by reachability and cut clusters out: ``sklearn.cluster.OPTICS``.

    Parameters
    ----------
    params : OPTICSParams
    features : Features
    report : Report, optional

    Returns
    -------
    Clustering
        Its note says when every row is noise, or all are one cluster.

    Raises
    ------
    ParamsError
        When ``min_samples`` or ``min_cluster_size`` is above the number of rows.
    LimitError
        When it would take more than about ten minutes (see `expected_seconds`).
    """
    from sklearn.cluster import OPTICS

    params.check(features.X.shape)
    report("OPTICS")
    values = params.as_dict()
    values["max_eps"] = np.inf if params.max_eps is None else params.max_eps
    with warnings.catch_warnings(), np.errstate(divide="ignore", invalid="ignore"):  # copies are reached at distance 0
        warnings.filterwarnings("ignore", "All reachability values are inf")  # all noise: the note says it
        labels = ordered(OPTICS(**values).fit(features.X).labels_)
    if params.cluster_method == "dbscan":
        note = only_noise_or_one(features.X, labels, "raise eps or lower min_samples", "lower eps")
    else:
        note = only_noise_or_one(features.X, labels, "lower xi or min_samples", "lower xi or min_samples")
    return Clustering(labels, note)


def expected_seconds(n_samples: int, n_features: int) -> float:
    """About how long OPTICS takes on structureless data on one core, as measured.

    Parameters
    ----------
    n_samples, n_features : int

    Returns
    -------
    float
        Every row is compared with all others, one row at a time.
    """
    return (1.2e-7 + 2e-9 * n_features) * n_samples**2
