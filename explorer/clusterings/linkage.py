"""The tree of agglomerative clustering: all joins, the nearest groups first. Cut anywhere, it is that many clusters."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from explorer.clusterings.graph import adjacency
from explorer.clusterings.params import (
    ClusteringParams,
    at_most_memory,
    at_most_rows,
    at_most_seconds,
    neighbors_field,
)
from explorer.clusterings.trees import LinkageTree
from explorer.errors import ParamsError
from explorer.features.result import Features
from explorer.neighbors.graph import GraphParams, counting_itself
from explorer.neighbors.result import KNNGraph
from explorer.params import param
from explorer.recipe import Report, silent

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix


@dataclass(frozen=True)
class LinkageParams(ClusteringParams):
    """What makes two groups near, and which may be joined."""

    linkage: str = param(
        "ward",
        "What makes two groups near: ward keeps the variance inside groups small, complete looks at their "
        "farthest rows, average at all pairs, single at the nearest two.",
        choices=("ward", "complete", "average", "single"),
    )
    connectivity: str = param(
        "none",
        "Which groups may be joined: none means any two; knn only those with rows that are near neighbours, which "
        "takes far less memory, so that it can do many rows.",
        choices=("none", "knn"),
    )
    n_neighbors: int = neighbors_field(advanced=True)
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

    def check(self, shape: tuple[int, ...]) -> None:
        """Refuse more neighbours than rows, and what wouldn't fit in memory or in ten minutes."""
        n_samples, n_features = shape
        rows = f"agglomerative clustering compares all pairs of {n_samples:,} rows, which"
        if self.connectivity == "knn":
            at_most_rows("n_neighbors", self.n_neighbors, n_samples, least=2)
            what = f"joining {n_samples:,} rows along their neighbour graph"
            at_most_seconds(what, joining_seconds(n_samples, n_features), "Take a sample, or MiniBatchKMeans")
        elif self.linkage == "single":  # which keeps one distance a row
            seconds = 5e-10 * n_samples**2 * (n_features + 10)
            at_most_seconds(rows, seconds, "Reduce the dimensions first (PCA), or choose connectivity = 'knn'")
        else:
            needed = 8 * n_samples * (n_samples - 1)  # a float64 for each pair of rows, held twice while joining
            at_most_memory(f"{rows} takes", needed, "Choose connectivity = 'knn', which needs far less")
            at_most_seconds(rows, 8e-8 * n_samples**2, "Choose connectivity = 'knn', which needs far less")

    def graph_params(self) -> GraphParams | None:
        """The neighbour graph that groups are joined along, if they are."""
        if self.connectivity == "none":
            return None
        return counting_itself(self.n_neighbors, self.metric)


def joining_seconds(n_samples: int, n_features: int) -> float:
    """About how long joining along a neighbour graph takes on structureless data, the worst case, as measured."""
    return float(1e-6 * n_samples**1.5 * (5 + 0.03 * n_features))


def fit(
    params: LinkageParams, *, features: Features, graph: KNNGraph | None = None, report: Report = silent
) -> LinkageTree:
    """Join the nearest groups until all are one: the tree of ``sklearn.cluster.AgglomerativeClustering``.

    Parameters
    ----------
    params : LinkageParams
    features : Features
    graph : KNNGraph, optional
        As the parameters ask for it; needed with ``connectivity = "knn"``.
    report : Report, optional

    Returns
    -------
    LinkageTree
        Its note says into how many parts the neighbour graph fell that had to be tied together.

    Raises
    ------
    ParamsError
        When cosine is asked for with rows of zeros.
    LimitError
        When it would take too much memory or time.
    """
    from sklearn.cluster import AgglomerativeClustering

    params.check(features.X.shape)
    if params.metric == "cosine" and (empty := int(np.count_nonzero(~features.X.any(axis=1)))):
        raise ParamsError(
            f"metric = 'cosine' has no meaning for the {empty:,} rows that are all zeros; choose 'euclidean'.",
            field="metric",
        )
    if features.n_samples == 1:  # scikit-learn asks for two
        return LinkageTree(np.empty((0, 2), np.int32), np.empty(0))
    connectivity, note = None, ""
    if params.connectivity == "knn":
        connectivity = adjacency(params, features.n_samples, graph)
        note = _check_parts(connectivity)
    report("joining groups")
    model = AgglomerativeClustering(
        1,
        linkage=params.linkage,
        metric=params.metric,
        connectivity=connectivity,
        compute_full_tree=True,
        compute_distances=True,
    )
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "the number of connected components")  # the note says it
        model.fit(features.X)
    return LinkageTree(model.children_.astype(np.int32), model.distances_.astype(np.float64), note)


def _check_parts(connectivity: csr_matrix) -> str:
    """Refuse a graph in parts too large or too many to be tied together; else say how many there are."""
    from scipy.sparse.csgraph import connected_components

    n_parts, part = connected_components(connectivity, directed=False)
    if n_parts == 1:
        return ""
    sizes = np.sort(np.bincount(part)).astype(float)
    what = f"the neighbour graph fell into {n_parts:,} parts, and comparing the rows of one with those of another"
    remedy = "Raise n_neighbors"
    at_most_memory(f"{what} takes", 8 * sizes[-1] * sizes[-2], remedy)  # a float64 for each such pair
    at_most_seconds(what, n_parts**2 / 2 * (1e-4 + 1e-9 * len(part)), remedy)
    return f"the neighbour graph fell into {n_parts:,} parts, which were tied together where they are nearest"
