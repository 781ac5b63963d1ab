"""Every clustering is its library's, largest cluster first; what can't be grouped is said in words."""

import dataclasses
import warnings
from typing import Any

import hdbscan
import numpy as np
import pytest
from sklearn.cluster import (
    DBSCAN,
    OPTICS,
    AgglomerativeClustering,
    BisectingKMeans,
    KMeans,
    MiniBatchKMeans,
    SpectralClustering,
)
from sklearn.datasets import load_digits
from sklearn.metrics import adjusted_rand_score
from sklearn.mixture import GaussianMixture

from explorer import plan, settings
from explorer.clusterings import (
    AgglomerativeParams,
    BisectingKMeansParams,
    DBSCANParams,
    GaussianMixtureParams,
    HDBSCANParams,
    KMeansParams,
    MiniBatchKMeansParams,
    OPTICSParams,
    SpectralParams,
    cluster,
)
from explorer.clusterings import params as limits
from explorer.clusterings.density_tree import expected_seconds
from explorer.clusterings.result import ordered, parted_copies
from explorer.errors import LimitError, ParamsError
from explorer.params import Params, build
from tests.features.sets import features, normal

DIGITS = load_digits().data.astype(np.float32)

SAME = [
    (KMeansParams, KMeans, {"n_clusters": 10, "random_state": 0}),
    (KMeansParams, KMeans, {"n_clusters": 4, "n_init": 3, "random_state": 1, "algorithm": "elkan", "max_iter": 500}),
    (MiniBatchKMeansParams, MiniBatchKMeans, {"n_clusters": 10, "random_state": 0}),
    (MiniBatchKMeansParams, MiniBatchKMeans, {"batch_size": 100, "max_no_improvement": None, "random_state": 1}),
    (BisectingKMeansParams, BisectingKMeans, {"n_clusters": 10, "random_state": 0}),
    (BisectingKMeansParams, BisectingKMeans, {"bisecting_strategy": "largest_cluster", "n_init": 3, "random_state": 1}),
    (HDBSCANParams, hdbscan.HDBSCAN, {}),
    (HDBSCANParams, hdbscan.HDBSCAN, {"min_cluster_size": 20, "min_samples": 3, "cluster_selection_method": "leaf"}),
    (HDBSCANParams, hdbscan.HDBSCAN, {"metric": "manhattan", "cluster_selection_epsilon": 20.0, "alpha": 1.2}),
    (DBSCANParams, DBSCAN, {"eps": 20.0}),
    (DBSCANParams, DBSCAN, {"eps": 0.05, "metric": "cosine", "min_samples": 3}),
    (AgglomerativeParams, AgglomerativeClustering, {"n_clusters": 10}),
    (AgglomerativeParams, AgglomerativeClustering, {"n_clusters": 7, "linkage": "average", "metric": "cosine"}),
    (AgglomerativeParams, AgglomerativeClustering, {"n_clusters": 7, "linkage": "single"}),
]


@pytest.mark.parametrize(("params", "library", "values"), SAME)
def test_row_for_row_the_librarys(params, library, values):
    found = cluster(features(DIGITS), params(**values))
    theirs = library(**values).fit(DIGITS).labels_
    assert np.array_equal(found.labels, ordered(theirs))
    assert adjusted_rand_score(found.labels, theirs) == 1
    assert len(found.sizes) == len(set(theirs) - {-1})


# What is not the library's own: its name, and what it is there.
OTHER: dict[str, dict[str, Any]] = {
    "agglomerative": {"connectivity": None, "n_neighbors": ...},  # theirs is the graph itself
    "gaussian_mixture": {"n_components": 1},
    "optics": {"max_eps": np.inf, "metric": "minkowski"},  # which is euclidean with its p of 2
    "spectral": {"n_neighbors": 10, "metric": ..., "eigen_solver": None},
}
LIBRARY = {
    "kmeans": KMeans,
    "minibatch_kmeans": MiniBatchKMeans,
    "bisecting_kmeans": BisectingKMeans,
    "gaussian_mixture": GaussianMixture,
    "hdbscan": hdbscan.HDBSCAN,
    "dbscan": DBSCAN,
    "optics": OPTICS,
    "agglomerative": AgglomerativeClustering,
    "spectral": SpectralClustering,
}


@pytest.mark.parametrize("method", LIBRARY)
def test_defaults_are_the_librarys(method):
    theirs = LIBRARY[method]().get_params()
    ours = plan.CLUSTERINGS[method].params().as_dict()
    other = OTHER.get(method, {})
    assert {name: theirs.get(name, ...) for name in other} == other
    assert {name: value for name, value in ours.items() if name not in other}.items() <= theirs.items()


GROUPS = features([[0.0], [0.1], [0.2], [5.0], [5.1], [5.2], [5.3], [40.0]])


@pytest.mark.parametrize(
    ("params", "labels"),
    [
        (KMeansParams(n_clusters=3, random_state=0), [1, 1, 1, 0, 0, 0, 0, 2]),
        (MiniBatchKMeansParams(n_clusters=3, random_state=0), [1, 1, 1, 0, 0, 0, 0, 2]),
        (BisectingKMeansParams(n_clusters=3, random_state=0), [1, 1, 1, 0, 0, 0, 0, 2]),
        (GaussianMixtureParams(n_components=3, random_state=0), [1, 1, 1, 0, 0, 0, 0, 2]),
        (OPTICSParams(min_samples=2, cluster_method="dbscan", eps=0.15), [1, 1, 1, 0, 0, 0, 0, -1]),
        (AgglomerativeParams(n_clusters=3), [1, 1, 1, 0, 0, 0, 0, 2]),
        (DBSCANParams(eps=0.15, min_samples=2), [1, 1, 1, 0, 0, 0, 0, -1]),
        (HDBSCANParams(min_cluster_size=3, min_samples=1), [1, 1, 1, 0, 0, 0, 0, -1]),
    ],
)
def test_two_groups_and_a_stranger_by_hand(params, labels):
    found = cluster(GROUPS, params)
    assert found.labels.tolist() == labels
    assert found.note == ""


@pytest.mark.parametrize(
    "params",
    [
        KMeansParams(n_clusters=10, random_state=0),
        MiniBatchKMeansParams(n_clusters=10, random_state=0),
        BisectingKMeansParams(n_clusters=10, random_state=0),
        GaussianMixtureParams(n_components=10, random_state=0),
        AgglomerativeParams(n_clusters=10),
        SpectralParams(n_clusters=10, random_state=0),
        HDBSCANParams(),
        DBSCANParams(eps=20.0),
    ],
)
def test_the_digits_are_found_and_shuffled_digits_are_not(params):
    found = cluster(features(DIGITS), params)
    digit = load_digits().target
    assert adjusted_rand_score(digit, found.labels) > 0.25
    assert abs(adjusted_rand_score(np.random.default_rng(0).permutation(digit), found.labels)) < 0.01


def test_structureless_rows_are_noise_to_hdbscan():
    found = cluster(features(normal(500, 20)), HDBSCANParams(min_cluster_size=25))
    assert found.n_noise > 450


@pytest.mark.parametrize(
    ("params", "field"),
    [
        (KMeansParams(n_clusters=9), "n_clusters"),
        (MiniBatchKMeansParams(n_clusters=9), "n_clusters"),
        (BisectingKMeansParams(n_clusters=9), "n_clusters"),
        (GaussianMixtureParams(n_components=9), "n_components"),
        (OPTICSParams(min_samples=9), "min_samples"),
        (OPTICSParams(min_cluster_size=9), "min_cluster_size"),
        (AgglomerativeParams(n_clusters=9), "n_clusters"),
        (HDBSCANParams(min_cluster_size=9), "min_cluster_size"),
        (DBSCANParams(min_samples=9), "min_samples"),
    ],
)
def test_more_than_there_are_rows(params, field):
    with pytest.raises(ParamsError, match=rf"{field} = 9 .* rows; choose at most 8") as caught:
        cluster(GROUPS, params)
    assert caught.value.field == field


@pytest.mark.parametrize(
    "params",
    [
        KMeansParams(n_clusters=1),
        MiniBatchKMeansParams(n_clusters=1),
        BisectingKMeansParams(n_clusters=1),
        GaussianMixtureParams(n_components=1),
        AgglomerativeParams(n_clusters=1),
        DBSCANParams(min_samples=1),
    ],
)
def test_one_row_is_one_cluster(params):
    assert cluster(features([[1.0, 2.0]]), params).labels.tolist() == [0]


def test_optics_of_one_row():
    with pytest.raises(ParamsError, match="bring at least 2"):
        cluster(features([[1.0]]), OPTICSParams())


def test_hdbscan_of_very_few_rows():
    with pytest.raises(ParamsError, match="bring at least 2"):
        cluster(features([[1.0]]), HDBSCANParams(min_cluster_size=2))
    for n_samples in range(2, 7):
        params = HDBSCANParams(min_cluster_size=2, allow_single_cluster=True, min_samples=100)
        assert len(cluster(features(normal(n_samples, 2)), params).labels) == n_samples


def test_copies():
    copies = features(np.ones((50, 3)))
    made = cluster(copies, KMeansParams(n_clusters=8, random_state=0))
    assert made.sizes.tolist() == [50]
    assert made.note == "made 1 of 8: there are only so many distinct rows"
    bisected = cluster(copies, BisectingKMeansParams(n_clusters=8, random_state=0))
    assert (bisected.sizes.tolist(), bisected.note) == ([50], made.note)
    batches = cluster(copies, MiniBatchKMeansParams(n_clusters=8, random_state=0))
    assert (batches.sizes.tolist(), batches.note[:11]) == ([50], "made 1 of 8")
    clouds = cluster(copies, GaussianMixtureParams(n_components=8, random_state=0))
    assert (clouds.sizes.tolist(), clouds.note[:11]) == ([50], "made 1 of 8")
    assert cluster(copies, OPTICSParams()).sizes.tolist() == [50]
    assert cluster(copies, HDBSCANParams(allow_single_cluster=True)).sizes.tolist() == [50]
    assert cluster(copies, HDBSCANParams()).n_noise == 50
    assert cluster(copies, DBSCANParams()).sizes.tolist() == [50]
    assert len(cluster(copies, AgglomerativeParams(n_clusters=8)).sizes) == 8


@pytest.mark.parametrize("params", [KMeansParams, BisectingKMeansParams, AgglomerativeParams])
def test_one_cluster_and_a_cluster_a_row_are_said_to_tell_nothing(params):
    few = features(normal(20, 3))
    assert cluster(few, params(n_clusters=1)).note == "all rows are one cluster: ask for more"
    assert cluster(few, params(n_clusters=20)).note == "each row is a cluster of its own: ask for fewer"
    assert cluster(few, params(n_clusters=5)).note == ""


def test_kmeans_that_was_stopped_says_so():
    stopped = cluster(features(DIGITS), KMeansParams(n_clusters=20, max_iter=1, random_state=0))
    assert "stopped after 1 rounds" in stopped.note
    one = cluster(features(DIGITS), KMeansParams(n_clusters=1, algorithm="elkan"))
    assert one.note == "all rows are one cluster: ask for more"


def test_hdbscan_warns_of_many_dimensions():
    assert "in 51 dimensions" in cluster(features(normal(30, 51)), HDBSCANParams()).note
    assert "dimensions" not in cluster(features(normal(30, 50)), HDBSCANParams()).note


def test_hdbscan_that_would_take_too_long_is_refused_before_it_starts():
    fashion_mnist = features(np.zeros((70_000, 784), dtype=np.float32))
    with pytest.raises(LimitError) as caught:
        cluster(fashion_mnist, HDBSCANParams())
    assert "70,000 rows in 784 dimensions" in caught.value.what
    assert (caught.value.value, caught.value.limit) == ("96 minutes", "10")
    assert "PCA" in caught.value.remedy
    assert expected_seconds(70_000, 50) < 600
    assert expected_seconds(1_000_000, 2) < 600


def test_the_memory_of_all_pairs_is_checked_before(monkeypatch):
    small = dataclasses.replace(settings.read({}), worker_memory_bytes=1_000_000)
    monkeypatch.setattr(limits, "current", lambda: small)
    assert len(cluster(features(normal(353, 2)), AgglomerativeParams()).labels) == 353
    with pytest.raises(LimitError, match=r"400 rows.*connectivity = 'knn'") as caught:
        cluster(features(normal(400, 2)), AgglomerativeParams())
    assert (caught.value.value, caught.value.limit) == ("0.0 GB", "0.0 GB")
    assert len(cluster(features(normal(400, 2)), AgglomerativeParams(linkage="single")).labels) == 400


def test_the_memory_of_dbscans_neighbours_is_checked_before(monkeypatch):
    small = dataclasses.replace(settings.read({}), worker_memory_bytes=1_000_000)
    monkeypatch.setattr(limits, "current", lambda: small)
    rows = features(normal(1000, 2))
    assert len(cluster(rows, DBSCANParams(eps=0.01)).labels) == 1000
    with pytest.raises(LimitError, match="smaller eps"):
        cluster(rows, DBSCANParams(eps=100.0))


def test_ward_takes_euclidean_only_and_cosine_no_zeros():
    with pytest.raises(ParamsError, match="ward") as caught:
        AgglomerativeParams(metric="cosine")
    assert caught.value.field == "metric"
    with pytest.raises(ParamsError, match="the 3 rows that are all zeros"):
        cluster(features(np.zeros((3, 2))), AgglomerativeParams(linkage="average", metric="cosine"))


def test_a_method_that_told_nothing_apart_says_what_to_change():
    assert cluster(GROUPS, DBSCANParams(eps=1e-6)).note == "every row is noise: raise eps or lower min_samples"
    assert cluster(GROUPS, DBSCANParams(eps=1e6)).note == "all rows are one cluster: lower eps"
    for params in (DBSCANParams(), HDBSCANParams(), OPTICSParams()):
        assert cluster(features(np.ones((20, 3))), params).note.startswith("all rows are copies of each other")
    assert cluster(features(normal(500, 20)), HDBSCANParams(min_cluster_size=250)).note.startswith("every row is noise")


@pytest.mark.parametrize("eps", [0, -1.0])
def test_a_distance_is_above_zero(eps):
    with pytest.raises(ParamsError, match=r"eps = .* must be more than 0; write 0.5, for example") as caught:
        DBSCANParams(eps=eps)
    assert caught.value.field == "eps"


def test_density_in_many_dimensions_is_warned_of_beforehand():
    for asked in (DBSCANParams(), HDBSCANParams(), OPTICSParams()):
        assert asked.caution(15) == ""
        assert "in 16 dimensions" in asked.caution(16)
        assert "UMAP" in asked.caution(16)
    assert KMeansParams().caution(1000) == ""


def test_params_of_nobody():
    with pytest.raises(ParamsError, match="Params belongs to no clustering"):
        cluster(GROUPS, Params())


def test_a_person_sees_no_warning_of_a_library():
    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("always")
        for step in plan.CLUSTERINGS.values():
            cluster(features(np.ones((20, 2))), step.params())
            cluster(features(np.repeat([[0, 1], [2, 1], [9, 1]], 10, axis=0)), step.params())
    assert seen == []


@pytest.mark.parametrize("method", ["spectral", "agglomerative"])
def test_copies_in_different_clusters_are_said(method):
    params = plan.CLUSTERINGS[method].params
    values = {"random_state": 0} if method == "spectral" else {}
    copies = cluster(features(np.ones((30, 4))), build(params, {"n_clusters": 3, **values}))
    assert "rows with the same vector are in different clusters" in copies.note
    apart = np.repeat(np.arange(3.0), 10)[:, None] * np.ones(4)
    assert "same vector" not in cluster(features(apart), build(params, {"n_clusters": 3, **values})).note


def test_copies_are_found_wherever_they_stand():
    X = np.random.default_rng(0).normal(size=(500, 20)).astype(np.float32)
    labels = np.arange(500) % 4
    assert parted_copies(X, labels) == ""
    X[499] = X[0]  # labelled 3 and 0
    assert parted_copies(X, labels)
    X[499], X[4] = -X[0], X[0]  # both labelled 0
    assert parted_copies(X, labels) == ""
