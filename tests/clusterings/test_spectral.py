"""Spectral clustering is scikit-learn's on nearest neighbours, from the graph that a UMAP starts from."""

import numpy as np
import pytest
from sklearn.cluster import SpectralClustering
from sklearn.datasets import load_digits, make_circles
from sklearn.decomposition import PCA
from sklearn.metrics import adjusted_rand_score

from explorer import plan, settings
from explorer.clusterings import KMeansParams, SpectralParams, cluster
from explorer.clusterings import params as limits
from explorer.clusterings.result import ordered
from explorer.errors import LimitError, ParamsError
from tests.features.sets import features, normal

DIGITS = PCA(20, random_state=0).fit_transform(load_digits().data[:600]).astype(np.float32)


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"n_neighbors": 10, "eigen_solver": "arpack"},
        {"assign_labels": "cluster_qr"},
        {"assign_labels": "discretize"},
    ],
)
def test_row_for_row_scikit_learns(values):
    own = {"n_clusters": 10, "n_neighbors": 15, "eigen_solver": "lobpcg", "random_state": 0, **values}
    found = cluster(features(DIGITS), SpectralParams(**own))
    theirs = SpectralClustering(affinity="nearest_neighbors", **own).fit(DIGITS).labels_
    assert adjusted_rand_score(found.labels, theirs) == 1
    assert np.array_equal(found.labels, ordered(theirs))
    assert found.note == ""


def test_rings_that_kmeans_cuts_across():
    rings, which = make_circles(400, factor=0.4, noise=0.03, random_state=0)
    spectral = cluster(features(rings), SpectralParams(n_clusters=2, random_state=0))
    kmeans = cluster(features(rings), KMeansParams(n_clusters=2, random_state=0))
    assert adjusted_rand_score(which, spectral.labels) == 1
    assert adjusted_rand_score(which, kmeans.labels) < 0.1


def test_the_graph_is_the_one_a_umap_starts_from():
    space = plan.features(plan.dataset("ab" * 20, "npy", "faces"), plan.USES["given"].params())
    umap = plan.projection(space, plan.PROJECTIONS["umap"].params())
    assert plan.clustering(space, SpectralParams()).inputs["graph"] == umap.inputs["graph"]


def test_a_graph_in_parts_is_told_of():
    X = features(np.concatenate([normal(60, 3), normal(40, 3) + 100]))
    found = cluster(X, SpectralParams(n_clusters=2, n_neighbors=8, random_state=0))
    assert found.sizes.tolist() == [60, 40]
    assert found.note.startswith("the neighbour graph fell into 2 parts")


def test_one_cluster_and_too_many():
    X = features(normal(20, 3))
    assert cluster(X, SpectralParams(n_clusters=1)).sizes.tolist() == [20]
    assert len(cluster(X, SpectralParams(n_clusters=19, random_state=0)).sizes) > 15
    for k in (20, 21):
        with pytest.raises(ParamsError, match=rf"n_clusters = {k} .* choose at most 19") as caught:
            cluster(X, SpectralParams(n_clusters=k))
        assert caught.value.field == "n_clusters"


def test_copies():
    found = cluster(features(np.ones((50, 3))), SpectralParams(n_clusters=3, random_state=0))
    assert len(found.labels) == 50


def test_what_arpack_cannot_do_lobpcg_can(monkeypatch):
    monkeypatch.setattr(limits, "current", lambda: settings.read({}, memory=16_000_000_000))
    SpectralParams().check((70_000, 50))
    with pytest.raises(LimitError, match="70,000 rows with eigen_solver = 'arpack'") as caught:
        SpectralParams(eigen_solver="arpack").check((70_000, 50))
    assert "lobpcg" in caught.value.remedy
    with pytest.raises(LimitError, match="fewer clusters"):
        SpectralParams(n_clusters=10_000).check((70_000, 50))
