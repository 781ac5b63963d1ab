"""Groupings: a cluster, or noise, for each row.

>>> clustering = cluster(features, KMeansParams(n_clusters=10, random_state=0))  # doctest: +SKIP
"""

from __future__ import annotations

from explorer.clusterings.agglomerative import AgglomerativeParams
from explorer.clusterings.dbscan import DBSCANParams
from explorer.clusterings.hdbscan import HDBSCANParams
from explorer.clusterings.kmeans import KMeansParams
from explorer.clusterings.result import Clustering
from explorer.errors import ParamsError
from explorer.features.result import Features
from explorer.params import Params
from explorer.recipe import Report, Step, silent

STEPS: tuple[Step, ...] = (
    Step(
        "clusterings.kmeans",
        "k-means",
        KMeansParams,
        "explorer.clusterings.kmeans:fit",
        Clustering,
        inputs=("features",),
    ),
    Step(
        "clusterings.hdbscan",
        "HDBSCAN",
        HDBSCANParams,
        "explorer.clusterings.hdbscan:fit",
        Clustering,
        heavy=True,
        heavy_from=5_000,
        inputs=("features",),
    ),
    Step(
        "clusterings.dbscan",
        "DBSCAN",
        DBSCANParams,
        "explorer.clusterings.dbscan:fit",
        Clustering,
        heavy=True,
        heavy_from=5_000,
        inputs=("features",),
    ),
    Step(
        "clusterings.agglomerative",
        "agglomerative",
        AgglomerativeParams,
        "explorer.clusterings.agglomerative:fit",
        Clustering,
        heavy=True,
        heavy_from=5_000,
        inputs=("features",),
    ),
)

__all__ = [
    "STEPS",
    "AgglomerativeParams",
    "Clustering",
    "DBSCANParams",
    "HDBSCANParams",
    "KMeansParams",
    "cluster",
]


def cluster(features: Features, params: Params, report: Report = silent) -> Clustering:
    """Group the rows; which method is told by the type of the parameters.

    Parameters
    ----------
    features : Features
        The feature space, or a map turned into one by ``projections.as_features``.
    params : KMeansParams, HDBSCANParams, DBSCANParams or AgglomerativeParams
    report : Report, optional

    Returns
    -------
    Clustering of shape (n_samples,)

    Raises
    ------
    ParamsError
        When no method takes such parameters, or they don't fit the data.
    LimitError
        When it would take too long or too much memory.
    """
    step = next((step for step in STEPS if step.params is type(params)), None)
    if step is None:
        raise ParamsError(f"{type(params).__name__} belongs to no clustering.")
    clustering: Clustering = step.resolve()(params, features=features, report=report)
    return clustering
