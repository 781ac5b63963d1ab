"""Groupings: a cluster, or noise, for each row.

>>> clustering = cluster(features, KMeansParams(n_clusters=10, random_state=0))  # doctest: +SKIP
"""

from __future__ import annotations

from explorer.clusterings.agglomerative import AgglomerativeParams
from explorer.clusterings.bisecting_kmeans import BisectingKMeansParams
from explorer.clusterings.by_column import ByColumnParams
from explorer.clusterings.condensed import CondensedTree, CondensedTreeParams
from explorer.clusterings.dbscan import DBSCANParams
from explorer.clusterings.dendrogram import Dendrogram, DendrogramParams
from explorer.clusterings.density_tree import DensityTreeParams
from explorer.clusterings.edited import EditedParams
from explorer.clusterings.gaussian_mixture import GaussianMixtureParams
from explorer.clusterings.hdbscan import HDBSCANParams
from explorer.clusterings.joining import CentreParams, VoteParams
from explorer.clusterings.k_distance import KDistance, KDistanceParams
from explorer.clusterings.kmeans import KMeansParams
from explorer.clusterings.leiden import LeidenParams
from explorer.clusterings.linkage import LinkageParams
from explorer.clusterings.minibatch_kmeans import MiniBatchKMeansParams
from explorer.clusterings.near_pairs import NearPairsParams
from explorer.clusterings.optics import OPTICSParams
from explorer.clusterings.params import ClusteringParams
from explorer.clusterings.result import Clustering, Joined
from explorer.clusterings.sampled import AssignedParams, Sample, SampleParams
from explorer.clusterings.spectral import SpectralParams
from explorer.clusterings.trees import DensityTree, LinkageTree, NearPairs
from explorer.clusterings.xmeans import XMeansParams
from explorer.errors import ParamsError
from explorer.features.result import Features
from explorer.neighbors import knn_graph
from explorer.neighbors.result import KNNGraph
from explorer.params import Params
from explorer.recipe import Report, Step, silent

METHODS: tuple[Step, ...] = (
    Step(
        "clusterings.kmeans",
        "k-means",
        KMeansParams,
        "explorer.clusterings.kmeans:fit",
        Clustering,
        inputs=("features",),
        good_for="Round clusters of like size, as many as you ask for. Quick: a good first look.",
    ),
    Step(
        "clusterings.minibatch_kmeans",
        "mini-batch k-means",
        MiniBatchKMeansParams,
        "explorer.clusterings.minibatch_kmeans:fit",
        Clustering,
        inputs=("features",),
        good_for="k-means for very many rows: quicker, and a little less exact.",
    ),
    Step(
        "clusterings.bisecting_kmeans",
        "bisecting k-means",
        BisectingKMeansParams,
        "explorer.clusterings.bisecting_kmeans:fit",
        Clustering,
        inputs=("features",),
        good_for="Many clusters, split one by one: more even in size than those of k-means.",
    ),
    Step(
        "clusterings.xmeans",
        "X-means",
        XMeansParams,
        "explorer.clusterings.xmeans:fit",
        Clustering,
        heavy=True,
        heavy_from=10_000,
        inputs=("features",),
        good_for="k-means that finds its own number of clusters, where they are round; of others it makes too many.",
    ),
    Step(
        "clusterings.gaussian_mixture",
        "Gaussian mixture",
        GaussianMixtureParams,
        "explorer.clusterings.gaussian_mixture:fit",
        Clustering,
        heavy=True,
        heavy_from=20_000,
        inputs=("features",),
        good_for="Stretched clusters and such that overlap, as many as you ask for. Best in few dimensions.",
    ),
    Step(
        "clusterings.hdbscan",
        "HDBSCAN",
        HDBSCANParams,
        "explorer.clusterings.hdbscan:fit",
        Clustering,
        version=2,
        inputs=("features",),
        optional=("shared",),
        good_for="Clusters of any shape and density, as many as there are; what fits nowhere is noise. Best on a UMAP.",
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
        optional=("shared",),
        good_for="Rows nearer than a distance that you know, such as two pictures of one person; the rest is noise.",
    ),
    Step(
        "clusterings.optics",
        "OPTICS",
        OPTICSParams,
        "explorer.clusterings.optics:fit",
        Clustering,
        heavy=True,
        heavy_from=2_000,
        inputs=("features",),
        good_for="Like DBSCAN, for clusters of differing density. Slow: up to some 50,000 rows.",
    ),
    Step(
        "clusterings.agglomerative",
        "agglomerative",
        AgglomerativeParams,
        "explorer.clusterings.agglomerative:fit",
        Clustering,
        inputs=("features",),
        optional=("shared", "graph"),
        good_for="Clusters within clusters: the nearest are joined until as many are left as you ask for.",
    ),
    Step(
        "clusterings.leiden",
        "Leiden",
        LeidenParams,
        "explorer.clusterings.leiden:fit",
        Clustering,
        heavy=True,
        heavy_from=20_000,
        inputs=("features", "graph"),
        good_for="Clusters of any shape, as many as there are, all rows in one: quick, and good in many dimensions.",
    ),
    Step(
        "clusterings.spectral",
        "spectral",
        SpectralParams,
        "explorer.clusterings.spectral:fit",
        Clustering,
        heavy=True,
        heavy_from=5_000,
        inputs=("features", "graph"),
        good_for="Clusters of any shape, as many as you ask for, cut where few neighbours are parted.",
    ),
)

# What groupings are cut from: made once, cut many times.
SHARED: tuple[Step, ...] = (
    Step(
        "clusterings.linkage",
        "tree of joins",
        LinkageParams,
        "explorer.clusterings.linkage:fit",
        LinkageTree,
        heavy=True,
        heavy_from=5_000,
        inputs=("features",),
        optional=("graph",),
    ),
    Step(
        "clusterings.density_tree",
        "HDBSCAN's tree",
        DensityTreeParams,
        "explorer.clusterings.density_tree:fit",
        DensityTree,
        heavy=True,
        heavy_from=5_000,
        inputs=("features",),
    ),
    Step(
        "clusterings.near_pairs",
        "pairs of near rows",
        NearPairsParams,
        "explorer.clusterings.near_pairs:fit",
        NearPairs,
        heavy=True,
        heavy_from=5_000,
        inputs=("features",),
    ),
)

# Groupings that a person, or the data, makes: nothing is computed from vectors.
BY_HAND: tuple[Step, ...] = (
    Step(
        "clusterings.by_column",
        "a column of the data",
        ByColumnParams,
        "explorer.clusterings.by_column:fit",
        Clustering,
        inputs=("dataset",),
    ),
    Step(
        "clusterings.edited",
        "edited by hand",
        EditedParams,
        "explorer.clusterings.edited:fit",
        Clustering,
        inputs=("base",),
        uses_blobs=True,
    ),
)

# What is drawn of them.
PICTURES: tuple[Step, ...] = (
    Step(
        "clusterings.k_distance",
        "distances to nearest rows",
        KDistanceParams,
        "explorer.clusterings.k_distance:fit",
        KDistance,
        inputs=("graph",),
    ),
    Step(
        "clusterings.dendrogram",
        "dendrogram",
        DendrogramParams,
        "explorer.clusterings.dendrogram:fit",
        Dendrogram,
        inputs=("shared",),
    ),
    Step(
        "clusterings.condensed_tree",
        "condensed tree",
        CondensedTreeParams,
        "explorer.clusterings.condensed:fit",
        CondensedTree,
        inputs=("shared",),
    ),
)

# How a method does more rows than it can.
SAMPLED: tuple[Step, ...] = (
    Step(
        "clusterings.sample",
        "a sample of the rows",
        SampleParams,
        "explorer.clusterings.sampled:draw",
        Sample,
        inputs=("features",),
    ),
    Step(
        "clusterings.rest",
        "the rows that a sample leaves out",
        SampleParams,
        "explorer.clusterings.sampled:rest",
        Sample,
        inputs=("features",),
    ),
    Step(
        "clusterings.assigned",
        "a sample, with the rest assigned",
        AssignedParams,
        "explorer.clusterings.sampled:assign",
        Clustering,
        inputs=("features", "sample", "grouping"),
    ),
)

_NEW = ("features", "grouping", "new")

# How new rows join a grouping that is there.
JOINING: tuple[Step, ...] = (
    Step("clusterings.joined_vote", "new rows by a vote", VoteParams, "explorer.clusterings.joining:vote", Joined,
         inputs=_NEW),
    Step("clusterings.joined_centre", "new rows by centres", CentreParams, "explorer.clusterings.joining:centre",
         Joined, inputs=_NEW),
    Step("clusterings.joined_gaussian_mixture", "new rows in a mixture", GaussianMixtureParams,
         "explorer.clusterings.joining:mixture", Joined, heavy=True, heavy_from=20_000, inputs=_NEW),
    Step("clusterings.joined_hdbscan", "new rows in HDBSCAN's tree", HDBSCANParams,
         "explorer.clusterings.joining:hdbscan", Joined, version=2, heavy=True, heavy_from=5_000, inputs=_NEW),
)  # fmt: skip

STEPS: tuple[Step, ...] = METHODS + SHARED + PICTURES + SAMPLED + BY_HAND + JOINING

__all__ = [
    "BY_HAND",
    "METHODS",
    "SHARED",
    "STEPS",
    "AgglomerativeParams",
    "AssignedParams",
    "BisectingKMeansParams",
    "ByColumnParams",
    "Clustering",
    "ClusteringParams",
    "DBSCANParams",
    "DensityTree",
    "DensityTreeParams",
    "EditedParams",
    "GaussianMixtureParams",
    "HDBSCANParams",
    "Joined",
    "KMeansParams",
    "LeidenParams",
    "LinkageParams",
    "LinkageTree",
    "MiniBatchKMeansParams",
    "NearPairs",
    "NearPairsParams",
    "OPTICSParams",
    "Sample",
    "SampleParams",
    "SpectralParams",
    "XMeansParams",
    "cluster",
]


def cluster(
    features: Features, params: Params, *, graph: KNNGraph | None = None, report: Report = silent
) -> Clustering:
    """Group the rows; which method is told by the type of the parameters.

    Parameters
    ----------
    features : Features
        The feature space, or a map turned into one by ``projections.as_features``.
    params : ClusteringParams
        Of one of the methods.
    graph : KNNGraph, optional
        Neighbours found before, for the methods that start from them; found here when not given.
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
    step = next((step for step in METHODS if step.params is type(params)), None)
    if step is None or not isinstance(params, ClusteringParams):
        raise ParamsError(f"{type(params).__name__} belongs to no clustering.")
    inputs: dict[str, Features | KNNGraph] = {"features": features}
    if (wanted := params.graph_params()) is not None:
        params.check(features.X.shape)  # before the search for neighbours, which may take a while
        inputs["graph"] = graph or knn_graph(features, wanted, report)
    clustering: Clustering = step.resolve()(params, report=report, **inputs)
    return clustering
