"""What is drawn of trees and distances: by hand, against the libraries, and of very few rows."""

from itertools import pairwise

import numpy as np
import pytest
from scipy.cluster.hierarchy import leaves_list
from scipy.cluster.hierarchy import linkage as scipy_linkage
from sklearn.datasets import load_digits, make_blobs

from explorer.clusterings import DensityTreeParams, HDBSCANParams, LinkageParams, cluster, density_tree, linkage
from explorer.clusterings import condensed as condensed_tree
from explorer.clusterings import dendrogram as drawing
from explorer.clusterings import k_distance as distances
from explorer.clusterings.condensed import MOST_CLUSTERS, CondensedTreeParams
from explorer.clusterings.dendrogram import DendrogramParams
from explorer.clusterings.k_distance import KDistanceParams, knee, suggested
from explorer.errors import InputError
from explorer.neighbors import GraphParams, KNNGraph, knn_graph
from tests.features.sets import features

DIGITS = load_digits().data[:500].astype(np.float32)
BLOBS, _ = make_blobs(400, 2, centers=[[0, 0], [10, 0], [0, 10]], random_state=0)


def tree_of(X):
    return linkage.fit(LinkageParams(), features=features(X))


def dendrogram(X, leaves=50):
    return drawing.fit(DendrogramParams(leaves), shared=tree_of(X))


def condensed(X, **values):
    params = CondensedTreeParams(**values)
    tree = density_tree.fit(DensityTreeParams(params.shared_params().min_samples), features=features(X))
    return condensed_tree.fit(params, shared=tree)


def test_a_dendrogram_by_hand():
    tree = linkage.fit(LinkageParams(linkage="single"), features=features([[0], [1], [3], [10]]))
    found = drawing.fit(DendrogramParams(3), shared=tree)
    assert found.leaf_sizes.tolist() == [2, 1, 1]
    assert found.heights.tolist() == [7, 2]
    assert found.sides.tolist() == [[0.5, 2], [0, 1]]
    assert found.bottoms.tolist() == [[2, 0], [0, 0]]
    assert [found.between(k) for k in (2, 3)] == [4.5, 1.0]
    assert found.between(1) > 7


@pytest.mark.parametrize("leaves", [2, 30, 500])
def test_the_last_joins_are_scipys(leaves):
    found = dendrogram(DIGITS, leaves)
    theirs = scipy_linkage(DIGITS, "ward")
    assert found.heights == pytest.approx(theirs[::-1][: leaves - 1, 2])
    assert found.leaf_sizes.sum() == len(DIGITS)
    assert len(found.leaf_sizes) == leaves
    if leaves == len(DIGITS):
        assert len(leaves_list(theirs)) == leaves
    for k in range(2, min(leaves, 10)):
        assert found.heights[k - 1] <= found.between(k) <= found.heights[k - 2]


def test_brackets_never_cross():
    found = dendrogram(DIGITS)
    assert (found.sides[:, 0] < found.sides[:, 1]).all()
    assert (found.bottoms <= found.heights[:, None]).all()


def test_a_dendrogram_of_very_few_rows():
    assert dendrogram([[1.0]]).leaf_sizes.tolist() == [1]
    assert dendrogram([[1.0], [1.0]]).heights.tolist() == [0]


def test_a_condensed_tree_shows_the_groupings_clusters():
    found = condensed(BLOBS, min_cluster_size=20, min_samples=5)
    grouping = cluster(features(BLOBS), HDBSCANParams(min_cluster_size=20, min_samples=5))
    assert found.n_clusters == len(grouping.sizes) == found.selected.sum() == 3
    assert found.parents[0] == -1
    assert found.widths[0, 0] == len(BLOBS)
    assert (np.diff(found.widths, axis=1) <= 0).all()
    assert (np.diff(found.levels, axis=1) >= 0).all()
    for child, parent in enumerate(found.parents):
        if parent >= 0:
            assert found.levels[child, 0] == pytest.approx(found.levels[parent, -1], rel=0.2) or parent == 0
            assert found.widths[child, 0] <= found.widths[parent, 0]


def test_no_cluster_of_a_condensed_tree_covers_another():
    found = condensed(DIGITS, min_cluster_size=5, min_samples=1)
    left, right = found.centres - found.widths[:, 0] / 2, found.centres + found.widths[:, 0] / 2
    for number, parent in enumerate(found.parents.tolist()):
        if parent >= 0:
            assert left[parent] <= left[number] < right[number] <= right[parent]
    siblings = sorted((parent, left[number], right[number]) for number, parent in enumerate(found.parents.tolist()))
    assert all(one[2] <= other[1] + 1e-9 for one, other in pairwise(siblings) if one[0] == other[0])


def test_a_condensed_tree_of_very_many_clusters_is_cut_and_says_so():
    found = condensed(np.random.default_rng(0).normal(size=(1000, 2)), min_cluster_size=2, min_samples=1)
    assert len(found.parents) == MOST_CLUSTERS
    assert found.n_hidden > 50


def test_a_condensed_tree_of_copies_and_of_very_few_rows():
    assert condensed(np.ones((20, 2)), min_cluster_size=5).n_clusters == 0
    assert len(condensed([[1.0], [2.0]], min_cluster_size=2).parents) == 0


def test_the_knee_of_a_bent_line_is_its_bend():
    bent = np.concatenate([np.linspace(1, 2, 90), np.linspace(2, 10, 11)[1:]])
    assert knee(bent) == pytest.approx(2, abs=0.05)


@pytest.mark.parametrize("line", [[1.0, 1.0, 1.0], [1.0, 2.0, 3.0], [1.0, 2.0], [5.0]])
def test_a_straight_line_has_no_knee(line):
    assert knee(np.array(line)) is None


def test_values_of_eps_lie_among_the_distances():
    found = distances.fit(KDistanceParams(), graph=knn_graph(features(DIGITS), GraphParams(4)))
    assert (found.k, found.n_samples, found.metric, found.exact) == (4, 500, "euclidean", True)
    assert found.knee is not None
    assert found.distances[0] <= found.knee <= found.distances[-1]
    assert 5 < len(found.grid) <= 15
    assert found.distances[0] <= found.grid[0] < found.grid[-1] <= found.distances[-1]
    assert all(value == float(f"{value:.3g}") for value in found.grid)
    assert (found.shares[-1], len(found.shares)) == (1, 500)


@pytest.mark.parametrize(("line", "grid"), [([0.0, 0.0], ()), ([0.0, 3.14159], (3.14,)), ([1e-7] * 4, (1e-7,))])
def test_values_of_eps_where_there_is_little_to_choose(line, grid):
    assert suggested(np.array(line)) == pytest.approx(grid)


def test_distances_of_nobody():
    nobody = KNNGraph(np.empty((0, 4), np.int32), np.empty((0, 4), np.float32), "euclidean", True)
    with pytest.raises(InputError, match="at least 2 rows"):
        distances.fit(KDistanceParams(), graph=nobody)
