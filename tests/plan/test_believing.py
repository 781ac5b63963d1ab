"""How a map is judged, as recipes."""

import pytest

from explorer import plan
from explorer.params import build

SPACE = plan.features(plan.dataset("ab" * 20, "npy", "faces"), plan.USES["given"].params())
MAP = plan.projection(SPACE, build(plan.PROJECTIONS["pca"].params, {"random_state": 0}))


@pytest.mark.parametrize(("n_samples", "n_neighbors"), [(1, 1), (2, 1), (4, 3), (15, 14), (16, 15), (1000, 15)])
def test_few_rows_have_few_neighbours_and_a_map_of_one_row_can_be_named(n_samples, n_neighbors):
    assert plan.n_true(n_samples) == n_neighbors
    assert plan.true_neighbours(MAP, n_samples).params["n_neighbors"] == n_neighbors
    assert plan.point_trust(MAP, n_samples).inputs["graph"] == plan.true_neighbours(MAP, n_samples)
