"""DBSCAN: rows with enough others within a distance, and what they reach (Ester et al. 1996)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from explorer.clusterings.near_pairs import METRICS, NearPairsParams, mean_neighbours
from explorer.clusterings.params import ClusteringParams, at_most_memory, at_most_rows
from explorer.clusterings.result import NOISE, Clustering, only_noise_or_one, ordered
from explorer.clusterings.trees import NearPairs
from explorer.errors import ParamsError
from explorer.features.result import Features
from explorer.neighbors.graph import metric_field
from explorer.params import param
from explorer.recipe import Report, silent

ROUNDING = 1e-12  # by this share of eps two ways to compute a distance may differ


@dataclass(frozen=True)
class DBSCANParams(ClusteringParams):
    """scikit-learn's parameters under its names, with its defaults."""

    by_density: ClassVar[bool] = True
    swept: ClassVar[tuple[str, ...]] = ("eps",)

    eps: float = param(0.5, "How near another row must be to count as a neighbour.", low=1e-9, high=1e12)
    min_samples: int = param(
        5,
        "How many rows, itself counted, must be that near for a cluster to grow there.",
        low=1,
        high=100_000,
        unit="rows",
    )
    metric: str = metric_field(METRICS, advanced=True)

    def check(self, shape: tuple[int, ...]) -> None:
        """Refuse to ask for more rows in one place than there are."""
        at_most_rows("min_samples", self.min_samples, shape[0])

    @classmethod
    def shared_by(cls, several: Sequence[ClusteringParams]) -> list[ClusteringParams | None]:
        """The pairs within the largest ``eps`` of each metric; one alone is computed without."""
        asked = [params for params in several if isinstance(params, cls)]
        largest = {params.metric: params.eps for params in sorted(asked, key=lambda params: params.eps)}
        return [NearPairsParams(largest[params.metric], params.metric) for params in asked]


def fit(
    params: DBSCANParams, *, features: Features, shared: NearPairs | None = None, report: Report = silent
) -> Clustering:
    """Grow clusters from row to row within a distance: ``sklearn.cluster.DBSCAN``.

    Parameters
    ----------
    params : DBSCANParams
    features : Features
    shared : NearPairs, optional
        Found before, up to ``eps`` or farther, to read it off.
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
    params.check(features.X.shape)
    if shared is not None and not is_ambiguous(params.eps, shared):
        labels = ordered(cut(params, shared))
    else:
        labels = ordered(_direct(params, features.X, report))
    note = only_noise_or_one(features.X, labels, "raise eps or lower min_samples", "lower eps")
    return Clustering(labels, note)


def is_ambiguous(eps: float, pairs: NearPairs) -> bool:
    """Whether pairs lie so near to ``eps`` that rounding decides; of whole numbers and a whole ``eps`` none do."""
    if pairs.whole and (eps * eps).is_integer():
        return False
    low, high = (np.searchsorted(pairs.distances, eps * (1 + share)) for share in (-ROUNDING, ROUNDING))
    return bool(pairs.distances.dtype == np.float64 and high > low)


def cut(params: DBSCANParams, pairs: NearPairs) -> np.ndarray:
    """scikit-learn's labels read off the pairs of near rows.

    Rows with enough others near are cores; cores near each other are one cluster; clusters are numbered by their first
    core. A row that is none but has a core near belongs to the first cluster to reach it, that of the lowest number.

    Parameters
    ----------
    params : DBSCANParams
    pairs : NearPairs

    Returns
    -------
    ndarray of shape (n_samples,)
        Noise is -1.

    Raises
    ------
    ParamsError
        When the pairs reach less far than ``eps``, or are of another metric.
    """
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    if params.eps > pairs.eps or params.metric != pairs.metric:
        raise ParamsError(
            f"eps = {params.eps:g} ({params.metric}) can't be read off pairs up to {pairs.eps:g} ({pairs.metric}).",
            field="eps",
        )
    n_samples = pairs.n_samples
    # as scikit-learn compares: in the distances' own precision
    stop = np.searchsorted(pairs.distances, pairs.distances.dtype.type(params.eps), side="right")
    first, second = pairs.first[:stop], pairs.second[:stop]
    near = 1 + np.bincount(first, minlength=n_samples) + np.bincount(second, minlength=n_samples)
    core = near >= params.min_samples
    of_first, of_second = core[first], core[second]
    tied = of_first & of_second
    ties = coo_matrix((np.ones(int(tied.sum()), bool), (first[tied], second[tied])), shape=(n_samples, n_samples))
    part = connected_components(ties, directed=False)[1]
    cores = np.flatnonzero(core)
    _, begins, number = np.unique(part[cores], return_index=True, return_inverse=True)
    rank = np.empty(len(begins), dtype=np.int64)
    rank[np.argsort(begins)] = np.arange(len(begins))
    labels = np.full(n_samples, n_samples, dtype=np.int64)
    labels[cores] = rank[number]
    for row, other, reached in ((first, second, of_second & ~of_first), (second, first, of_first & ~of_second)):
        np.minimum.at(labels, row[reached], labels[other[reached]])
    labels[labels == n_samples] = NOISE
    return labels


def _direct(params: DBSCANParams, X: np.ndarray, report: Report) -> np.ndarray:
    from sklearn.cluster import DBSCAN

    report("neighbours within eps")
    near = mean_neighbours(X, params.eps, params.metric)
    at_most_memory(
        f"within eps = {params.eps:g} a row has about {near:,.0f} others; listing them takes",
        near * len(X) * 8 * 2,  # int64 row numbers, once as found and once joined
        "Choose a smaller eps",
    )
    report("DBSCAN")
    labels: np.ndarray = DBSCAN(**params.as_dict()).fit(X).labels_
    return labels
