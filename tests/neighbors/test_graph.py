"""The neighbour graph: exact, never itself, copies, rows without direction, and the approximate search."""

import numpy as np
import pytest
from sklearn.datasets import load_digits
from sklearn.neighbors import NearestNeighbors

from explorer.errors import ParamsError
from explorer.neighbors import GraphParams, graph, knn_graph
from tests.features.sets import features, normal

METRICS = ["euclidean", "cosine", "correlation", "manhattan", "chebyshev"]


def test_neighbours_on_a_line_by_hand():
    found = knn_graph(features([[0], [1], [3], [7]]), GraphParams(n_neighbors=2))
    assert found.indices.tolist() == [[1, 2], [0, 2], [1, 0], [2, 1]]
    assert found.distances.tolist() == [[1, 3], [1, 2], [2, 3], [4, 6]]
    assert found.exact
    assert found.metric == "euclidean"
    assert found.indices.dtype == np.int32
    assert found.distances.dtype == np.float32


@pytest.mark.parametrize("metric", METRICS)
def test_distances_and_neighbours_are_scikit_learns(metric):
    X = normal(300, 7)
    found = knn_graph(features(X), GraphParams(n_neighbors=9, metric=metric))
    index = NearestNeighbors(n_neighbors=10, metric=metric, algorithm="brute").fit(X.astype(np.float64))
    distances, indices = index.kneighbors(X.astype(np.float64))
    assert np.array_equal(found.indices, indices[:, 1:])
    assert np.allclose(found.distances, distances[:, 1:], atol=1e-6)


def test_another_metric_gives_another_graph():
    X = features(normal(300, 7))
    graphs = [knn_graph(X, GraphParams(n_neighbors=9, metric=metric)).indices for metric in METRICS]
    assert not any(np.array_equal(graphs[0], other) for other in graphs[1:])


@pytest.mark.parametrize("metric", METRICS)
def test_copies_are_neighbours_at_exactly_zero_and_no_row_is_its_own(metric):
    X = normal(40, 5)
    X[:30] = X[0]  # more copies than neighbours: a row may not even be in its own list
    found = knn_graph(features(X), GraphParams(n_neighbors=6, metric=metric))
    assert not np.any(found.indices == np.arange(40)[:, None])
    assert np.all(found.distances[:30] == 0)
    assert np.all(found.indices[:30] < 30)
    assert np.all(found.distances[30:] > 0)
    assert all(len(set(row)) == 6 for row in found.indices.tolist())


@pytest.mark.parametrize("metric", ["cosine", "correlation"])
def test_rows_without_direction_are_at_0_from_each_other_and_1_from_the_rest(metric):
    X = np.array([[1, 2, 0], [2, 4, 0], [-1, -2, 0], [0, 0, 0], [0, 0, 0]], dtype=np.float32)
    if metric == "correlation":
        X[3:] = 0.1  # constant, and not exactly representable
    found = knn_graph(features(X), GraphParams(n_neighbors=4, metric=metric))
    assert np.isfinite(found.distances).all()
    assert found.indices[3].tolist() == [4, 0, 1, 2]
    assert found.distances[3].tolist() == pytest.approx([0, 1, 1, 1])
    assert found.indices[0].tolist() == [1, 3, 4, 2]
    assert found.distances[0].tolist() == pytest.approx([0, 1, 1, 2], abs=1e-6)


def test_progress_rises_from_0_to_1():
    told = []
    knn_graph(features(normal(1500, 6)), GraphParams(n_neighbors=5), lambda *step: told.append(step))
    assert {stage for stage, _ in told} == {"neighbours"}
    shares = [done for _, done in told]
    assert shares == sorted(shares)
    assert (shares[0], shares[-1]) == (0, 1)
    assert 0 < shares[len(shares) // 2] < 1


def test_a_row_alone_is_told_to_bring_another():
    with pytest.raises(ParamsError, match=r"1 rows: a row alone has no neighbours\. Bring at least two"):
        knn_graph(features(normal(1, 3)), GraphParams(n_neighbors=10))


def test_as_many_neighbours_as_rows_is_refused_with_value_limit_and_remedy():
    with pytest.raises(ParamsError, match=r"n_neighbors = 10 .* 10 rows: choose at most 9") as caught:
        knn_graph(features(normal(10, 3)), GraphParams(n_neighbors=10))
    assert caught.value.field == "n_neighbors"
    assert knn_graph(features(normal(10, 3)), GraphParams(n_neighbors=9)).indices.shape == (10, 9)


def test_what_is_compared_in_full():
    assert graph.is_exact(70_000, 784, "euclidean")
    assert graph.is_exact(105_000, 512, "cosine")
    assert graph.is_exact(252_000, 64, "correlation")
    assert graph.is_exact(29_000, 512, "manhattan")
    assert not graph.is_exact(100_000, 784, "euclidean")
    assert not graph.is_exact(40_000, 512, "chebyshev")


def test_the_nearest_face_is_the_same_person_on_digits():
    digits = load_digits()
    nearest = knn_graph(features(digits.data), GraphParams(n_neighbors=1)).indices[:, 0]
    assert np.mean(digits.target[nearest] == digits.target) == pytest.approx(0.988, abs=0.002)
    shuffled = np.random.default_rng(0).permutation(digits.target)
    assert np.mean(shuffled[nearest] == shuffled) < 0.15


@pytest.mark.timeout(400)  # nearest-neighbour descent compiles for most of a minute
def test_the_approximate_search(monkeypatch):
    X = normal(1500, 5)
    X[:40] = X[0]
    params = GraphParams(n_neighbors=8, random_state=3)
    exact = knn_graph(features(X), params)
    monkeypatch.setattr(graph, "EXACT_SECONDS", 0)
    first, second = knn_graph(features(X), params), knn_graph(features(X), params)
    assert (exact.exact, first.exact) == (True, False)
    assert np.array_equal(first.indices, second.indices)
    assert not np.any(first.indices == np.arange(1500)[:, None])
    assert first.indices.min() >= 0
    assert np.all(first.distances[:40] == 0)
    assert np.all(np.diff(first.distances, axis=1) >= 0)
    found = np.mean(first.distances <= exact.distances[:, -1:])
    assert first.recall == pytest.approx(found, abs=0.02)
    assert first.recall > 0.95
    assert exact.recall == 1
