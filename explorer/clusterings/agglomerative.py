"""Agglomerative clustering: the two nearest groups are joined, again and again, until n_clusters are left."""

from __future__ import annotations

from dataclasses import dataclass

from explorer.clusterings import linkage
from explorer.clusterings.linkage import LinkageParams
from explorer.clusterings.params import CentresParams, clusters_field
from explorer.clusterings.result import Clustering, made_of_asked, ordered, parted_copies
from explorer.clusterings.trees import LinkageTree
from explorer.features.result import Features
from explorer.neighbors.result import KNNGraph
from explorer.params import build
from explorer.recipe import Report, silent


@dataclass(frozen=True)
class AgglomerativeParams(LinkageParams, CentresParams):
    """scikit-learn's parameters under its names, with its defaults; and where `connectivity` comes from."""

    n_clusters: int = clusters_field(2)

    def check(self, shape: tuple[int, ...]) -> None:
        """Refuse more clusters than rows, and what wouldn't fit in memory or in ten minutes."""
        CentresParams.check(self, shape)
        super().check(shape)

    def shared_params(self) -> LinkageParams:
        """The tree, which is the same for any number of clusters."""
        values = {name: value for name, value in self.as_dict().items() if name != "n_clusters"}
        return build(LinkageParams, values)


def fit(
    params: AgglomerativeParams,
    *,
    features: Features,
    shared: LinkageTree | None = None,
    graph: KNNGraph | None = None,
    report: Report = silent,
) -> Clustering:
    """Join the nearest groups until ``n_clusters`` are left: ``sklearn.cluster.AgglomerativeClustering``.

    Parameters
    ----------
    params : AgglomerativeParams
    features : Features
    shared : LinkageTree, optional
        As `shared_params` asks for it; made here when not given.
    graph : KNNGraph, optional
        To make it from; needed with ``connectivity = "knn"``.
    report : Report, optional

    Returns
    -------
    Clustering
        Its note says into how many parts the neighbour graph fell that had to be tied together, and when copies were
        parted.

    Raises
    ------
    ParamsError
        When ``n_clusters`` is above the number of rows, or cosine is asked for with rows of zeros.
    LimitError
        When it would take too much memory or time.
    """
    CentresParams.check(params, features.X.shape)
    tree = shared or linkage.fit(params.shared_params(), features=features, graph=graph, report=report)
    labels = ordered(tree.cut(params.n_clusters))
    notes = [tree.note, made_of_asked(labels, params.n_clusters), parted_copies(features.X, labels)]
    return Clustering(labels, "; ".join(filter(None, notes)))
