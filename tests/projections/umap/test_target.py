"""The supervised intersections: umap-learn's numbers, and what they are for."""

import numpy as np
import pytest

from explorer.neighbors import GraphParams, knn_graph
from explorer.projections.compiled import umap_learn
from explorer.projections.umap.fuzzy_set import fuzzy_set, memberships
from explorer.projections.umap.target import intersect_categories, intersect_numbers
from tests.features.sets import features, normal

GRAPH = knn_graph(features(normal(200, 6)), GraphParams(n_neighbors=9))
CATEGORIES = np.random.default_rng(0).integers(-1, 3, 200)
NUMBERS = knn_graph(features(normal(200, 1, seed=3)), GraphParams(n_neighbors=9))


@pytest.mark.parametrize("weight", [0.0, 0.5, 0.9, 1.0])
def test_categories_are_umap_learns(weight):
    fuzzy = fuzzy_set(GRAPH)
    far = 2.5 / (1 - weight) if weight < 1 else 1e12
    expected = umap_learn().umap_.discrete_metric_simplicial_set_intersection(fuzzy.copy(), CATEGORIES, far_dist=far)
    found = intersect_categories(fuzzy, CATEGORIES, weight)
    np.testing.assert_allclose(found.toarray(), expected.toarray(), rtol=1e-5, atol=1e-7)


@pytest.mark.parametrize("weight", [0.1, 0.5, 0.8])
def test_numbers_are_umap_learns(weight):
    fuzzy, target = fuzzy_set(GRAPH), memberships(NUMBERS)
    umap_ = umap_learn().umap_
    mixed = umap_.general_simplicial_set_intersection(fuzzy, target, weight)
    expected = umap_.reset_local_connectivity(mixed)
    found = intersect_numbers(fuzzy, target, weight)
    np.testing.assert_allclose(found.toarray(), expected.toarray(), rtol=1e-4, atol=1e-6)


def test_categories_are_parted_entirely_by_full_weight():
    known = np.arange(200) % 2
    ties = intersect_categories(fuzzy_set(GRAPH), known, 1.0).tocoo()
    assert np.all(known[ties.row] == known[ties.col])
    assert ties.max() == 1


def test_the_set_given_is_left_alone():
    fuzzy, target = fuzzy_set(GRAPH), memberships(NUMBERS)
    before = fuzzy.toarray(), target.toarray()
    intersect_categories(fuzzy, CATEGORIES)
    intersect_numbers(fuzzy, target)
    assert np.array_equal(before[0], fuzzy.toarray())
    assert np.array_equal(before[1], target.toarray())
