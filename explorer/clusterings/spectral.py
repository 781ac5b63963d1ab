"""Spectral clustering: k-means on the slowest ways in which something spreads over the neighbour graph.

Shi & Malik (2000); Ng, Jordan & Weiss (2001).
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from explorer.clusterings.graph import adjacency
from explorer.clusterings.params import (
    ClusteringParams,
    at_most_memory,
    at_most_rows,
    at_most_seconds,
    clusters_field,
    neighbors_field,
    seed_field,
)
from explorer.clusterings.result import Clustering, made_of_asked, ordered, parted_copies
from explorer.errors import ParamsError
from explorer.features.result import Features
from explorer.neighbors.graph import GraphParams, counting_itself, metric_field
from explorer.neighbors.result import KNNGraph
from explorer.params import param
from explorer.recipe import Report, silent


@dataclass(frozen=True)
class SpectralParams(ClusteringParams):
    """scikit-learn's parameters under its names; the affinity is ``"nearest_neighbors"``, from the shared graph."""

    swept: ClassVar[tuple[str, ...]] = ("n_clusters",)

    n_clusters: int = clusters_field(8)
    n_neighbors: int = neighbors_field()
    metric: str = metric_field(advanced=True)
    # arpack, scikit-learn's default, inverts the graph: at 20,000 rows it takes gigabytes and minutes
    eigen_solver: str = param(
        "lobpcg",
        "How the graph's slowest waves are found: lobpcg takes little memory; arpack is exact and only for few rows.",
        choices=("lobpcg", "arpack"),
        advanced=True,
    )
    assign_labels: str = param(
        "kmeans",
        "How clusters are read off the waves: by k-means, by rounding, or by directions (no chance in it).",
        choices=("kmeans", "discretize", "cluster_qr"),
        advanced=True,
    )
    n_init: int = param(
        10, "How often k-means starts anew; the best result is kept.", low=1, high=1000, advanced=True
    )
    random_state: int | None = seed_field()

    def check(self, shape: tuple[int, ...]) -> None:
        """Refuse as many clusters as rows, more neighbours, and what wouldn't fit in memory or in ten minutes."""
        n_samples, _ = shape
        if self.n_clusters >= n_samples > 1:
            raise ParamsError(
                f"n_clusters = {self.n_clusters:,} is too many for {n_samples:,} rows: a graph has fewer waves than "
                f"rows; choose at most {n_samples - 1:,}.",
                field="n_clusters",
            )
        at_most_rows("n_neighbors", self.n_neighbors, n_samples, least=2)
        what = f"cutting the graph of {n_samples:,} rows with eigen_solver = {self.eigen_solver!r}"
        if self.eigen_solver == "arpack":  # as measured on structureless rows, whose inverted graph has few zeros
            remedy = "Choose eigen_solver = 'lobpcg', which needs far less"
            at_most_memory(f"{what} takes", 12 * n_samples**2, remedy)
            at_most_seconds(what, 1.1e-10 * n_samples**3, remedy)
        else:
            remedy = "Ask for fewer clusters, or take Leiden"
            at_most_memory(f"{what} takes", 8 * n_samples * (60 + 10 * self.n_clusters), remedy)
            at_most_seconds(what, n_samples * (1e-4 + 1.5e-7 * self.n_clusters**2), remedy)

    def graph_params(self) -> GraphParams:
        """The neighbour graph that is cut."""
        return counting_itself(self.n_neighbors, self.metric)


def fit(params: SpectralParams, *, features: Features, graph: KNNGraph, report: Report = silent) -> Clustering:
    """Cut the neighbour graph where few neighbours are parted: ``sklearn.cluster.SpectralClustering``.

    The affinity is scikit-learn's ``"nearest_neighbors"``: 1 between rows that name each other among their
    ``n_neighbors``, 1/2 where only one does.

    Parameters
    ----------
    params : SpectralParams
    features : Features
    graph : KNNGraph
        As the parameters ask for it.
    report : Report, optional

    Returns
    -------
    Clustering
        Its note says when the graph fell into parts, between which nothing says who belongs together, and when copies
        were parted.

    Raises
    ------
    ParamsError
        When ``n_clusters`` isn't below the number of rows.
    LimitError
        When it would take too much memory or time.
    """
    if params.n_clusters == 1:  # which lobpcg can't do, and which needs no graph
        return Clustering(np.zeros(features.n_samples, dtype=np.int32))
    from scipy.sparse import eye_array
    from scipy.sparse.csgraph import connected_components
    from sklearn.cluster import SpectralClustering

    params.check(features.X.shape)
    near = adjacency(params, features.n_samples, graph) + eye_array(features.n_samples, format="csr")
    n_parts = connected_components(near, directed=False, return_labels=False)
    report("spectral clustering")
    model = SpectralClustering(
        params.n_clusters,
        affinity="precomputed",
        eigen_solver=params.eigen_solver,
        assign_labels=params.assign_labels,
        n_init=params.n_init,
        random_state=params.random_state,
    )
    with warnings.catch_warnings(record=True) as said:  # of parts, and of waves that lobpcg left imprecise: notes below
        warnings.simplefilter("always")
        labels = ordered(model.fit(0.5 * (near + near.T)).labels_)
    notes = [made_of_asked(labels, params.n_clusters), parted_copies(features.X, labels)]
    if any("not reaching the requested tolerance" in str(warning.message) for warning in said):
        notes.append("the graph's waves were found only roughly: compare with eigen_solver = 'arpack'")
    if n_parts > 1:
        notes.append(f"the neighbour graph fell into {n_parts:,} parts, joined by chance if at all; raise n_neighbors")
    return Clustering(labels, "; ".join(filter(None, notes)))
