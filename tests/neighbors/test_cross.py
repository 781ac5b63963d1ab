"""The nearest rows of one set for another's: exact, ties by row, the same bits in any company and with any threads."""

import numba
import numpy as np
import pytest
from scipy.spatial.distance import cdist

from explorer.errors import ParamsError
from explorer.neighbors import GraphParams, exact, knn_graph
from explorer.neighbors.cross import nearest_rows
from explorer.neighbors.graph import METRICS
from tests.features.sets import features, normal


def table(rows):
    return np.array(rows, dtype=np.float32)


def plainly(X, reference, k, metric):
    """All pairs in float64, kept as float32, ties by row."""
    name = {"manhattan": "cityblock"}.get(metric, metric)
    distances = cdist(X.astype(np.float64), reference.astype(np.float64), name).astype(np.float32)
    order = np.argsort(distances, axis=1, kind="stable")[:, :k]
    return order, np.take_along_axis(distances, order, axis=1)


def test_neighbours_on_a_line_by_hand():
    indices, distances = nearest_rows(table([[2], [8], [3]]), table([[0], [1], [3], [7]]), 2)
    assert indices.tolist() == [[1, 2], [3, 2], [2, 1]]  # 1 and 3 are equally near to 2
    assert distances.tolist() == [[1, 1], [1, 5], [0, 2]]
    assert indices.dtype == np.int32
    assert distances.dtype == np.float32


@pytest.mark.parametrize("metric", METRICS)
@pytest.mark.parametrize("k", [1, 9, 300])
def test_they_are_those_of_all_pairs(metric, k):
    X, reference = normal(50, 7, seed=1), normal(300, 7)
    indices, distances = nearest_rows(X, reference, k, metric)
    expected, far = plainly(X, reference, k, metric)
    assert np.mean(indices == expected) > 0.999  # cosine's unit vectors are rounded
    assert np.allclose(distances, far, atol=1e-6)


@pytest.mark.parametrize("metric", ["euclidean", "manhattan", "chebyshev"])
def test_ties_are_in_row_order_also_where_the_list_ends(metric):
    X, reference = (np.random.default_rng(seed).integers(0, 3, (n, 4)) for seed, n in ((0, 40), (1, 500)))
    indices, distances = nearest_rows(table(X), table(reference), 7, metric)
    expected, far = plainly(X, reference, 7, metric)
    assert np.array_equal(indices, expected)
    assert np.array_equal(distances, far)


@pytest.mark.parametrize("metric", METRICS)
def test_they_are_the_graphs(metric):
    X = normal(200, 6)
    graph = knn_graph(features(X), GraphParams(n_neighbors=5, metric=metric))
    indices, distances = nearest_rows(X, X, 6, metric)
    assert np.array_equal(indices[:, 0], np.arange(200))
    assert np.all(distances[:, 0] == 0)
    assert np.array_equal(indices[:, 1:], graph.indices)
    assert np.allclose(distances[:, 1:], graph.distances, rtol=1e-6, atol=0)


@pytest.mark.parametrize("metric", METRICS)
def test_neither_blocks_nor_company_nor_threads_change_a_bit(metric, monkeypatch):
    X, reference = np.round(normal(60, 5, seed=1)), np.round(normal(400, 5))  # with many ties
    whole = nearest_rows(X, reference, 8, metric)
    alone = [nearest_rows(X[row : row + 1], reference, 8, metric) for row in range(60)]
    monkeypatch.setattr(numba.config, "NUMBA_NUM_THREADS", 1)
    calm = nearest_rows(X, reference, 8, metric)
    monkeypatch.setattr(exact, "FEW", 7)
    monkeypatch.setattr(exact, "BLOCK", 5)  # fewer than the neighbours asked for
    parts = nearest_rows(X, reference, 8, metric)
    for found in (tuple(np.concatenate(one) for one in zip(*alone, strict=True)), calm, parts):
        assert np.array_equal(found[0], whole[0])
        assert np.array_equal(found[1], whole[1])


@pytest.mark.parametrize("far", [0, 1e4, 1e18])
def test_vectors_far_from_zero_and_outliers_are_measured_as_well(far):
    reference = normal(100, 3) + np.float32(far)
    reference[7] = 1e19
    indices, distances = nearest_rows(reference[20:30], reference, 3)
    expected, true = plainly(reference[20:30], reference, 3, "euclidean")
    assert np.array_equal(indices, expected)
    assert np.allclose(distances, true, rtol=1e-6, atol=0)


@pytest.mark.parametrize(("own", "others"), [(1e18, 1), (1, 1e18), (1e-25, 1e-25), (1e-12, 1)])
def test_sets_of_unlike_sizes_are_measured_as_well(own, others):
    X, reference = np.float32(own) * normal(20, 5, seed=1), np.float32(others) * normal(200, 5)
    indices, distances = nearest_rows(X, reference, 200)
    expected, true = plainly(X, reference, 200, "euclidean")
    assert np.array_equal(indices, expected)
    assert np.allclose(distances, true, rtol=1e-6, atol=0)
    nearest, _ = nearest_rows(X, reference, 4)
    assert np.array_equal(nearest, expected[:, :4])


def test_no_row_asked_for_is_no_answer():
    indices, distances = nearest_rows(normal(0, 3), normal(10, 3), 2)
    assert indices.shape == distances.shape == (0, 2)


@pytest.mark.parametrize("metric", METRICS)
def test_all_rows_equal(metric):
    same = np.full((30, 4), 0.1, dtype=np.float32)
    indices, distances = nearest_rows(same[:3], same, 5, metric)
    assert indices.tolist() == [[0, 1, 2, 3, 4]] * 3
    assert np.all(distances == 0)


def test_rows_without_direction_are_at_0_from_each_other_and_1_from_the_rest():
    indices, distances = nearest_rows(table([[0, 0], [2, 0]]), table([[1, 0], [0, 0], [-1, 0]]), 3, "cosine")
    assert indices.tolist() == [[1, 0, 2], [0, 1, 2]]
    assert distances.tolist() == [[0, 1, 1], [0, 1, 2]]


def test_progress_rises(monkeypatch):
    monkeypatch.setattr(exact, "FEW", 4)
    told = []
    nearest_rows(normal(10, 3), normal(20, 3), 2, report=lambda stage, done=None: told.append((stage, done)))
    assert told == [("neighbours", 0), ("neighbours", 0.4), ("neighbours", 0.8), ("neighbours", 1)]


def test_what_cannot_be_searched_is_refused():
    with pytest.raises(ParamsError, match=r"metric = 'hamming' must be one of euclidean, cosine"):
        nearest_rows(normal(3, 2), normal(5, 2), 2, "hamming")
    for k in (0, 6):
        with pytest.raises(ParamsError, match=rf"n_neighbors = {k} rows of .* 5 can't .* choose 1 to 5") as caught:
            nearest_rows(normal(3, 2), normal(5, 2), k)
        assert caught.value.field == "n_neighbors"
