"""Leiden on the shared graph: finds the digits, the same each time, and as many clusters as there are."""

import numpy as np
import pytest
from sklearn.datasets import load_digits
from sklearn.metrics import adjusted_rand_score

from explorer import plan
from explorer.clusterings import LeidenParams, cluster, leiden
from explorer.errors import ParamsError
from explorer.neighbors import GraphParams, knn_graph
from tests.features.sets import features, normal

DIGITS = features(load_digits().data)
GRAPH = knn_graph(DIGITS, LeidenParams().graph_params())


def found(**values):
    return cluster(DIGITS, LeidenParams(**{"random_state": 0, **values}), graph=GRAPH)


def modularity(graph, labels):
    """Of the graph in which a row is tied to those it names and those that name it, by the definition."""
    ties = np.zeros((len(labels), len(labels)))
    np.put_along_axis(ties, graph.indices.astype(np.int64), 1, axis=1)
    ties = np.maximum(ties, ties.T)
    degrees, total = ties.sum(axis=1), ties.sum()
    together = labels[:, None] == labels[None, :]
    return float(((ties - np.outer(degrees, degrees) / total) * together).sum() / total)


def test_the_digits_are_found_and_shuffled_ones_are_not():
    digit = load_digits().target
    assert adjusted_rand_score(digit, found().labels) > 0.85
    assert abs(adjusted_rand_score(np.random.default_rng(0).permutation(digit), found().labels)) < 0.01


def test_the_same_seed_gives_the_same_and_another_something_near():
    assert np.array_equal(found().labels, found().labels)
    other = found(random_state=2**32 - 1)
    assert adjusted_rand_score(found().labels, other.labels) > 0.8


def test_it_has_more_modularity_than_the_truth():
    digit = load_digits().target
    assert modularity(GRAPH, found().labels) > modularity(GRAPH, digit) > 0.8
    assert modularity(GRAPH, np.zeros(len(digit))) == pytest.approx(0)


def test_resolution_makes_it_finer():
    sizes = [len(found(resolution=resolution).sizes) for resolution in (0.01, 1.0, 20.0)]
    assert sizes == sorted(sizes)
    assert sizes[0] < 5
    assert sizes[2] > 30


def test_parted_groups_are_its_clusters():
    X = features(np.concatenate([normal(60, 3), normal(50, 3) + 100, normal(40, 3) - 100]))
    assert cluster(X, LeidenParams(resolution=0.1, random_state=0)).sizes.tolist() == [60, 50, 40]


def test_copies_and_few_rows():
    assert cluster(features(np.ones((50, 3))), LeidenParams(random_state=0)).sizes.tolist() == [50]
    assert cluster(features([[0.0], [1.0]]), LeidenParams(n_neighbors=2, random_state=0)).sizes.tolist() == [2]
    with pytest.raises(ParamsError, match="bring at least 2"):
        cluster(features([[0.0]]), LeidenParams())


def test_another_graph_is_refused():
    with pytest.raises(ParamsError, match=r"n_neighbors = 15 .* need a graph of 1,797 x 14"):
        leiden.fit(LeidenParams(random_state=0), features=DIGITS, graph=knn_graph(DIGITS, GraphParams(n_neighbors=3)))


def test_the_graph_is_the_one_a_umap_starts_from():
    space = plan.features(plan.dataset("ab" * 20, "npy", "faces"), plan.USES["given"].params())
    umap = plan.projection(space, plan.PROJECTIONS["umap"].params())
    assert plan.clustering(space, LeidenParams()).inputs["graph"] == umap.inputs["graph"]
