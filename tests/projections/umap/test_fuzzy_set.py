"""The fuzzy set: umap-learn's numbers on the same graph, and the shapes that trip it."""

import numpy as np
import pytest
from scipy.sparse import coo_matrix

from explorer.neighbors import GraphParams, knn_graph
from explorer.neighbors.result import KNNGraph
from explorer.projections.compiled import umap_learn
from explorer.projections.umap.fuzzy_set import fuzzy_set, local_units, memberships
from tests.features.sets import features, normal

COPIES = np.repeat(normal(30, 4), 3, axis=0)
MIXED = np.vstack([np.zeros((30, 4)), normal(60, 4, seed=1)])


def umap_learns(graph: KNNGraph, apply_set_operations=True, **more):
    own = np.arange(len(graph.indices), dtype=np.int32)[:, None]
    return umap_learn().umap_.fuzzy_simplicial_set(
        own,  # read for its length alone
        graph.indices.shape[1] + 1,
        None,
        graph.metric,
        knn_indices=np.hstack([own, graph.indices]),
        knn_dists=np.hstack([np.zeros_like(own, dtype=np.float32), graph.distances]),
        apply_set_operations=apply_set_operations,
        **more,
    )


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"set_op_mix_ratio": 0.0},
        {"set_op_mix_ratio": 0.3},
        {"local_connectivity": 0.0},
        {"local_connectivity": 0.5},
        {"local_connectivity": 2.5},
        {"local_connectivity": 100.0},
    ],
    ids=str,
)
@pytest.mark.parametrize("X", [normal(300, 6), COPIES, MIXED], ids=["plain", "copies", "mostly copies"])
@pytest.mark.parametrize("k", [1, 4, 14])
def test_it_is_umap_learns(X, k, more):
    graph = knn_graph(features(X), GraphParams(n_neighbors=k))
    expected = umap_learns(graph, **more)[0]
    np.testing.assert_allclose(fuzzy_set(graph, **more).toarray(), expected.toarray(), rtol=1e-4, atol=2e-5)


@pytest.mark.parametrize("metric", ["cosine", "manhattan"])
def test_it_is_umap_learns_for_other_distances(metric):
    graph = knn_graph(features(normal(300, 6)), GraphParams(n_neighbors=14, metric=metric))
    np.testing.assert_allclose(fuzzy_set(graph).toarray(), umap_learns(graph)[0].toarray(), rtol=1e-4, atol=2e-5)


def test_units_are_umap_learns():
    graph = knn_graph(features(MIXED), GraphParams(n_neighbors=9))
    _, scale, nearest = umap_learns(graph)
    found = local_units(graph.distances)
    np.testing.assert_allclose(found[0], nearest, rtol=1e-6)
    np.testing.assert_allclose(found[1], scale, rtol=1e-4)


def test_by_hand():
    # Three rows on a line at 0, 1 and 3. Of its two others the nearest has strength 1, and the far one what is
    # missing to log2(3); the union of p and q is p + q - p q.
    graph = knn_graph(features([[0], [1], [3]]), GraphParams(n_neighbors=2))
    far = np.log2(3) - 1
    one = memberships(graph).toarray()
    np.testing.assert_allclose(one, [[0, 1, far], [1, 0, far], [far, 1, 0]], atol=1e-5)
    both = 2 * far - far * far
    np.testing.assert_allclose(fuzzy_set(graph).toarray(), [[0, 1, both], [1, 0, 1], [both, 1, 0]], atol=1e-5)


@pytest.mark.parametrize("scale", [1e-30, 1e-6, 1e18])
def test_the_datas_units_change_nothing(scale):
    graph = knn_graph(features(normal(50, 4)), GraphParams(n_neighbors=9))
    scaled = KNNGraph(graph.indices, (graph.distances * np.float64(scale)).astype(np.float32), "euclidean", True)
    np.testing.assert_allclose(fuzzy_set(scaled).toarray(), fuzzy_set(graph).toarray(), atol=1e-4)


def test_rows_that_are_all_equal_belong_together_entirely():
    graph = knn_graph(features(np.ones((20, 3))), GraphParams(n_neighbors=4))
    found = fuzzy_set(graph)
    assert set(found.data) == {1.0}
    assert found.diagonal().sum() == 0


@pytest.mark.parametrize("n_samples", [2, 3, 16])
def test_as_many_neighbours_as_there_are(n_samples):
    graph = knn_graph(features(normal(n_samples, 3)), GraphParams(n_neighbors=n_samples - 1))
    np.testing.assert_allclose(fuzzy_set(graph).toarray(), umap_learns(graph)[0].toarray(), atol=2e-5)


def test_the_graph_given_is_left_alone():
    graph = knn_graph(features(normal(50, 4)), GraphParams(n_neighbors=9))
    before = graph.indices.copy()
    fuzzy_set(graph)
    assert np.array_equal(graph.indices, before)


def test_it_is_symmetric_and_tidy():
    found = fuzzy_set(knn_graph(features(normal(200, 5)), GraphParams(n_neighbors=7)))
    assert found.dtype == np.float32
    assert found.has_sorted_indices
    assert found.data.min() > 0
    assert found.data.max() <= 1
    assert abs(found - found.T).max() == 0


def test_a_ruined_set_is_told_from_umap_learns():
    graph = knn_graph(features(normal(300, 6)), GraphParams(n_neighbors=14))
    shuffled = KNNGraph(graph.indices, graph.distances[::-1].copy(), graph.metric, True)
    assert abs(coo_matrix(umap_learns(graph)[0]) - fuzzy_set(shuffled)).max() > 0.1
