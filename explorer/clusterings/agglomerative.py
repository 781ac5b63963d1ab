"""Agglomerative clustering: the two nearest groups are joined, again and again, until n_clusters are left."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from explorer.clusterings.result import Clustering, ordered
from explorer.errors import LimitError, ParamsError
from explorer.features.result import Features
from explorer.params import Params, param
from explorer.recipe import Report, silent
from explorer.settings import current


@dataclass(frozen=True)
class AgglomerativeParams(Params):
    """scikit-learn's parameters under its names, with its defaults."""

    n_clusters: int = param(2, "How many clusters to end with.", low=1, high=10_000, unit="clusters")
    linkage: str = param(
        "ward",
        "What makes two groups near: ward keeps the variance inside groups small, complete looks at their "
        "farthest rows, average at all pairs, single at the nearest two.",
        choices=("ward", "complete", "average", "single"),
    )
    metric: str = param(
        "euclidean",
        "How the distance of two vectors is measured; ward takes euclidean only.",
        choices=("euclidean", "cosine", "manhattan"),
        advanced=True,
    )

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.linkage == "ward" and self.metric != "euclidean":
            raise ParamsError(
                f"metric = {self.metric!r} doesn't go with ward, which takes 'euclidean' only; "
                "choose that, or another linkage.",
                field="metric",
            )


def fit(params: AgglomerativeParams, *, features: Features, report: Report = silent) -> Clustering:
    """Join the nearest groups until ``n_clusters`` are left: ``sklearn.cluster.AgglomerativeClustering``.

    Parameters
    ----------
    params : AgglomerativeParams
    features : Features
    report : Report, optional

    Returns
    -------
    Clustering

    Raises
    ------
    ParamsError
        When ``n_clusters`` is above the number of rows, or cosine is asked for with rows of zeros.
    LimitError
        When the table of all distances wouldn't fit in memory.
    """
    from sklearn.cluster import AgglomerativeClustering

    if params.n_clusters > features.n_samples:
        raise ParamsError(
            f"n_clusters = {params.n_clusters:,} is more than there are rows; choose at most {features.n_samples:,}.",
            field="n_clusters",
        )
    if params.metric == "cosine" and (empty := int(np.count_nonzero(~features.X.any(axis=1)))):
        raise ParamsError(
            f"metric = 'cosine' has no meaning for the {empty:,} rows that are all zeros; choose 'euclidean'.",
            field="metric",
        )
    if params.linkage != "single":  # which keeps one distance a row
        _check_memory(features.n_samples)
    report("joining groups")
    if features.n_samples == 1:  # scikit-learn asks for two
        return Clustering(np.zeros(1, dtype=np.int32))
    return Clustering(ordered(AgglomerativeClustering(**params.as_dict()).fit(features.X).labels_))


def _check_memory(n_samples: int) -> None:
    needed = 8 * n_samples * (n_samples - 1)  # a float64 for each pair of rows, held twice while joining
    limit = current().worker_memory_bytes
    if needed > limit:
        most = int((limit / 8) ** 0.5)
        raise LimitError(
            f"agglomerative clustering compares all pairs of {n_samples:,} rows, which takes",
            f"{needed / 1e9:,.1f} GB",
            f"{limit / 1e9:,.1f} GB",
            f"Take at most {most:,} rows or another method, or start the server with "
            "EXPLORER_WORKER_MEMORY_BYTES raised (and the memory for it).",
        )
