"""Joining along the neighbour graph is scikit-learn's, reuses the graph, and says what it can't do before it starts."""

import dataclasses
from typing import Any

import numpy as np
import pytest
from sklearn.cluster import AgglomerativeClustering
from sklearn.neighbors import NearestNeighbors

from explorer import plan, settings
from explorer.clusterings import AgglomerativeParams, agglomerative, cluster
from explorer.clusterings import params as limits
from explorer.clusterings.result import ordered
from explorer.errors import LimitError, ParamsError
from explorer.neighbors import GraphParams, knn_graph
from tests.features.sets import features, normal

KNN: dict[str, Any] = {"connectivity": "knn", "n_neighbors": 8}


@pytest.mark.parametrize(
    ("linkage", "metric"),
    [("ward", "euclidean"), ("average", "cosine"), ("complete", "manhattan"), ("single", "euclidean")],
)
def test_row_for_row_scikit_learns(linkage, metric):
    X = normal(400, 6)
    near = NearestNeighbors(n_neighbors=7, metric=metric).fit(X).kneighbors_graph()
    theirs = AgglomerativeClustering(9, linkage=linkage, metric=metric, connectivity=near).fit(X).labels_
    found = cluster(features(X), AgglomerativeParams(n_clusters=9, linkage=linkage, metric=metric, **KNN))
    assert np.array_equal(found.labels, ordered(theirs))
    assert found.note == ""


def test_rows_are_joined_only_along_the_graph():
    # A ring bent so that its ends nearly meet: all pairs join the ends first, the graph never does.
    angle = np.linspace(0.05, 2 * np.pi - 0.05, 200)
    ring = features(np.column_stack([np.cos(angle), np.sin(angle)]))
    along = cluster(ring, AgglomerativeParams(n_clusters=2, linkage="complete", connectivity="knn", n_neighbors=3))
    assert np.count_nonzero(np.diff(along.labels)) == 1


def test_parts_of_the_graph_are_tied_together_and_the_note_says_so(monkeypatch):
    X = np.concatenate([normal(60, 3), normal(50, 3) + 100, normal(40, 3) - 100])
    asked = AgglomerativeParams(n_clusters=3, **KNN)
    found = cluster(features(X), asked)
    assert found.sizes.tolist() == [60, 50, 40]
    assert found.note.startswith("the neighbour graph fell into 3 parts")
    small = dataclasses.replace(settings.read({}), worker_memory_bytes=8 * 60 * 50 - 1)
    monkeypatch.setattr(limits, "current", lambda: small)
    with pytest.raises(LimitError, match=r"3 parts.*Raise n_neighbors"):
        cluster(features(X), asked)


def test_what_dense_ward_cannot_do_the_graph_can(monkeypatch):
    monkeypatch.setattr(limits, "current", lambda: settings.read({}, memory=16_000_000_000))
    with pytest.raises(LimitError) as caught:
        AgglomerativeParams().check((70_000, 50))
    assert caught.value.value == "39.2 GB"
    assert "connectivity = 'knn'" in caught.value.remedy
    AgglomerativeParams(connectivity="knn").check((70_000, 50))
    with pytest.raises(LimitError, match="minutes"):
        AgglomerativeParams(connectivity="knn").check((2_000_000, 50))
    with pytest.raises(LimitError, match="PCA"):
        AgglomerativeParams(linkage="single").check((1_000_000, 100))


def test_the_graph_is_a_recipe_of_its_own_and_shared():
    space = plan.features(plan.dataset("ab" * 20, "npy", "faces"), plan.USES["given"].params())
    asked = AgglomerativeParams(connectivity="knn")
    umap = plan.projection(space, plan.PROJECTIONS["umap"].params(random_state=0))  # type: ignore[call-arg]
    assert plan.clustering(space, asked).inputs["shared"].inputs["graph"] == umap.inputs["graph"]
    assert "graph" not in plan.clustering(space, AgglomerativeParams()).inputs["shared"].inputs
    on_map = plan.clustering(umap, asked)
    assert on_map.inputs["shared"].inputs["graph"].inputs["features"] == on_map.inputs["features"]


def test_another_graph_is_refused():
    X = features(normal(50, 3))
    asked = AgglomerativeParams(**KNN)
    for graph in (None, knn_graph(X, GraphParams(n_neighbors=5)), knn_graph(X, GraphParams(7, "cosine"))):
        with pytest.raises(ParamsError, match=r"n_neighbors = 8 and metric = 'euclidean' need a graph of 50 x 7"):
            agglomerative.fit(asked, features=X, graph=graph)


def test_copies_along_the_graph():
    found = cluster(features(np.ones((30, 2))), AgglomerativeParams(n_clusters=4, **KNN))
    assert len(found.sizes) == 4
