"""Maps: a place in 2-D or 3-D for each row.

>>> projection = project(features, UMAPParams(random_state=0))  # doctest: +SKIP
"""

from __future__ import annotations

from explorer.errors import ParamsError
from explorer.features.result import Features
from explorer.neighbors import knn_graph
from explorer.neighbors.result import KNNGraph
from explorer.params import Params
from explorer.projections.as_features import AsFeaturesParams
from explorer.projections.given import GivenMapParams
from explorer.projections.pca import PCAParams
from explorer.projections.placing import BACK, PLACED
from explorer.projections.result import Projection
from explorer.projections.tsne import TSNEParams
from explorer.projections.umap import UMAPParams, graph_params
from explorer.recipe import Report, Step, silent

STEPS: tuple[Step, ...] = (
    Step(
        "projections.pca",
        "PCA",
        PCAParams,
        "explorer.projections.pca:fit",
        Projection,
        inputs=("features",),
        good_for="The broad shape, at once, and distances that mean something; groups often overlap.",
    ),
    Step(
        "projections.umap",
        "UMAP",
        UMAPParams,
        "explorer.projections.umap:fit",
        Projection,
        version=3,
        heavy=True,
        inputs=("features", "graph"),
        optional=("start", "target"),
        shows=True,
        timed_by="engine",
        good_for="Groups, and roughly which are near each other.",
    ),
    Step(
        "projections.tsne",
        "t-SNE",
        TSNEParams,
        "explorer.projections.tsne:fit",
        Projection,
        heavy=True,
        inputs=("features",),
        good_for="Groups of near rows, drawn well apart; how far apart says little. Slower than UMAP.",
    ),
    Step(
        "projections.given",
        "Given map",
        GivenMapParams,
        "explorer.projections.given:fit",
        Projection,
        inputs=("features", "dataset"),
        good_for="The places that came with the data, as they are.",
    ),
    Step(
        "projections.as_features",
        "a map as the space to cluster in",
        AsFeaturesParams,
        "explorer.projections.as_features:fit",
        Features,
        inputs=("projection",),
    ),
    *PLACED,
    *BACK,
)

__all__ = [
    "STEPS",
    "AsFeaturesParams",
    "GivenMapParams",
    "PCAParams",
    "Projection",
    "TSNEParams",
    "UMAPParams",
    "graph_params",
    "project",
]


def project(
    features: Features,
    params: Params,
    *,
    graph: KNNGraph | None = None,
    start: Projection | None = None,
    report: Report = silent,
) -> Projection:
    """Lay the rows out in 2-D or 3-D; which method is told by the type of the parameters.

    Parameters
    ----------
    features : Features
    params : PCAParams, UMAPParams or TSNEParams
    graph : KNNGraph, optional
        Neighbours found before, for the methods that start from them; found here when not given.
    start : Projection, optional
        A map to go on from, for the methods that can.
    report : Report, optional

    Returns
    -------
    Projection of shape (n_samples, params.n_components)

    Raises
    ------
    ParamsError
        When no method takes such parameters, or they don't fit the data.
    """
    makes = [step for step in STEPS if step.result is Projection and "projection" not in step.inputs]
    step = next((step for step in makes if step.params is type(params)), None)
    if step is None:
        raise ParamsError(f"{type(params).__name__} belongs to no projection.")
    inputs: dict[str, Features | KNNGraph | Projection] = {"features": features}
    if "graph" in step.inputs:
        inputs["graph"] = graph or knn_graph(features, graph_params(params), report)
    if start is not None:
        if "start" not in step.optional:
            raise ParamsError(f"{step.title} starts from no map.")
        inputs["start"] = start
    projection: Projection = step.resolve()(params, report=report, **inputs)
    return projection
