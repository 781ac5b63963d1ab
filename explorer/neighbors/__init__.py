"""Who is nearest to whom: computed once, shared by whatever is drawn from it; and which rows are copies.

>>> graph = knn_graph(features, GraphParams(n_neighbors=10))  # doctest: +SKIP
"""

from __future__ import annotations

from explorer.features.result import Features
from explorer.neighbors.copies import CopiesParams
from explorer.neighbors.graph import GraphParams
from explorer.neighbors.near import NearParams
from explorer.neighbors.query import QueryParams
from explorer.neighbors.result import Duplicates, KNNGraph, Nearest
from explorer.recipe import Report, Step, silent

STEPS: tuple[Step, ...] = (
    Step(
        "neighbors.graph",
        "nearest neighbours",
        GraphParams,
        "explorer.neighbors.graph:fit",
        KNNGraph,
        version=2,
        heavy=True,
        inputs=("features",),
    ),
    Step(
        "neighbors.copies",
        "Copies",
        CopiesParams,
        "explorer.neighbors.copies:find",
        Duplicates,
        heavy=True,
        heavy_from=20_000,
        inputs=("dataset",),
        timed_by="compare",
    ),
    Step(
        "neighbors.near",
        "Near duplicates",
        NearParams,
        "explorer.neighbors.near:find",
        Duplicates,
        heavy=True,
        heavy_from=20_000,
        inputs=("features", "dataset"),
    ),
    Step(
        "neighbors.query",
        "Nearest rows",
        QueryParams,
        "explorer.neighbors.query:find",
        Nearest,
        version=2,
        inputs=("features",),
        optional=("new",),
        uses_blobs=True,
    ),
)

__all__ = [
    "STEPS",
    "CopiesParams",
    "Duplicates",
    "GraphParams",
    "KNNGraph",
    "NearParams",
    "Nearest",
    "QueryParams",
    "knn_graph",
]


def knn_graph(features: Features, params: GraphParams | None = None, report: Report = silent) -> KNNGraph:
    """The nearest other rows of each row.

    Parameters
    ----------
    features : Features
    params : GraphParams, optional
    report : Report, optional
        Told how far it is.

    Returns
    -------
    KNNGraph of shape (n_samples, params.n_neighbors)

    Raises
    ------
    ParamsError
        When there are too few rows for that many neighbours.
    """
    graph: KNNGraph = STEPS[0].resolve()(params or GraphParams(), features=features, report=report)
    return graph
