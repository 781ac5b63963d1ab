"""The curve: umap-learn's a and b; the tables against the formula they stand for."""

import numpy as np
import pytest

from explorer.projections.compiled import umap_learn
from explorer.projections.umap.curve import ENTRIES, HIGHEST, LOWEST, fit_curve, forces
from explorer.projections.umap.kernels import _entry


@pytest.mark.parametrize(("min_dist", "spread"), [(0, 0.5), (0.5, 0.5), (0, 5), (5, 5), (0.1, 1), (0.5, 2)])
def test_it_is_umap_learns(min_dist, spread):
    with np.errstate(divide="ignore"):
        expected = umap_learn().umap_.find_ab_params(spread, min_dist)
    assert fit_curve(min_dist, spread) == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize(("a", "b"), [(1.577, 0.895), (115.0, 1.93), (0.02, 0.8)])
def test_a_table_gives_the_gradient_nearly(a, b):
    tables = forces(a, b, repulsion_strength=3.0)
    squared = np.exp2(np.random.default_rng(0).uniform(LOWEST, HIGHEST, 2000)).astype(np.float32)
    entries = [_entry(one) for one in squared]
    squared = squared.astype(np.float64)
    curve = 1 + a * squared**b
    np.testing.assert_allclose(tables.pull[entries], -2 * a * b * squared ** (b - 1) / curve, rtol=0.025)
    np.testing.assert_allclose(tables.push[entries], 6 * b / ((0.001 + squared) * curve), rtol=0.025)


@pytest.mark.parametrize(("squared", "entry"), [(0, 0), (1e-30, 0), (1e30, ENTRIES - 1), (np.inf, ENTRIES - 1)])
def test_distances_beyond_the_table_have_its_ends(squared, entry):
    assert _entry(np.float32(squared)) == entry
