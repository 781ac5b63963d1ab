"""What a page says of a sweep: where the parameter matters, what the scores were read from; and time to come."""

import dataclasses

import numpy as np

from explorer import plan
from explorer.clusterings import AgglomerativeParams, HDBSCANParams
from explorer.comparison import Sweep, SweepParams
from explorer.ui.sweep_grouping import _default, _params, _steps
from explorer.ui.sweeps import headline, measured, said

SPACE = plan.features(plan.dataset("ab" * 20, "npy", "faces"), plan.USES["given"].params())
KMEANS = SweepParams("kmeans", values=(2, 3, 4, 5, 6), fixed={"random_state": 0})
GRID = SweepParams("hdbscan", values=(5, 10, 20), second=(1, 5))


def sweep_of(params, **values):
    """A sweep of ten rows, every cell two clusters and alike, but for what is said otherwise."""
    n_cells = len(params.cells)
    score = np.full(n_cells, 0.5)
    line = len(params.values)
    before = np.where(np.arange(n_cells) % line, 0.95, np.nan)
    beside = np.where(np.arange(n_cells) >= line, 0.95, np.nan)
    plain = Sweep(
        labels=np.tile(np.array([0] * 5 + [1] * 5, dtype=np.int32), (n_cells, 1)),
        n_clusters=np.full(n_cells, 2, dtype=np.int32),
        n_noise=np.zeros(n_cells, dtype=np.int32),
        silhouette=score,
        calinski_harabasz=score,
        davies_bouldin=score,
        dbcv=score,
        ari_before=before,
        ari_beside=beside,
        ari_identities=np.full(n_cells, np.nan),
        failed=np.zeros(n_cells, dtype=bool),
        seconds=score,
        notes=("",) * n_cells,
        metric="euclidean",
        n_judged=10,
        dbcv_kind="",
        why={},
    )
    return dataclasses.replace(plain, **values)


def test_a_sweep_is_named_by_its_method_ranges_and_space():
    assert said(plan.sweep(SPACE, KMEANS)) == "k-means · n_clusters 2 to 6 · in given vectors"
    assert said(plan.sweep(SPACE, GRID)).startswith("HDBSCAN · min_cluster_size 5 to 20, min_samples 1 to 5 · in")
    one = SweepParams("agglomerative", values=(10,))
    assert said(plan.sweep(SPACE, one)) == "agglomerative · n_clusters 10 · in given vectors"


def test_where_the_parameter_matters():
    assert headline(sweep_of(KMEANS), KMEANS) == "Hardly changes from n_clusters 2 to 6: 2 clusters"
    more = sweep_of(KMEANS, n_clusters=np.array([2, 3, 4, 5, 6], dtype=np.int32))
    assert headline(more, KMEANS) == "Hardly changes from n_clusters 2 to 6: 2 to 6 clusters"
    rough = sweep_of(KMEANS, ari_before=np.array([np.nan, 0.2, 0.95, 0.2, 0.95]))
    assert headline(rough, KMEANS) == "No plateau: each step of n_clusters changes the grouping"
    none = sweep_of(KMEANS, n_clusters=np.ones(5, dtype=np.int32))
    assert headline(none, KMEANS) == "No value of n_clusters parts the rows into two clusters"
    two = SweepParams("kmeans", values=(2, 3), fixed={"random_state": 0})
    assert headline(sweep_of(two), two) == "2 groupings"
    assert headline(sweep_of(GRID), GRID).startswith("6 of 6 groupings hardly differ")
    some = sweep_of(GRID, n_clusters=np.array([0, 1, 0, 2, 2, 2], dtype=np.int32))
    assert headline(some, GRID) == (
        "3 of 6 groupings hardly differ from those beside them (mean ARI 0.90 or more); 3 part no two clusters"
    )
    apart = sweep_of(GRID, ari_before=np.full(6, 0.1), ari_beside=np.full(6, 0.1))
    assert headline(apart, GRID) == "No grouping is like those beside it: min_cluster_size matters"


def test_what_scores_were_read_from():
    recipe = plan.sweep(SPACE, KMEANS)
    assert "all 10 rows" in measured(sweep_of(KMEANS), recipe)
    sampled = measured(sweep_of(KMEANS, n_judged=4), recipe)
    assert "4 of 10 rows, drawn at random \\(seed 0\\)" in sampled
    assert "DBCV" not in sampled
    assert "DBCV\\: exact" in measured(sweep_of(KMEANS, dbcv_kind="exact"), recipe)
    assert "relative\\_validity\\_" in measured(sweep_of(KMEANS, dbcv_kind="relative"), recipe)


def test_the_first_grouping_shown_is_not_one_that_is_nearly_all_noise():
    silhouette = np.array([0.9, 0.4, 0.5, 0.3, 0.2])
    found = sweep_of(KMEANS, silhouette=silhouette, n_noise=np.array([9, 0, 0, 0, 0], dtype=np.int32))
    assert _default(found) == 2
    assert _default(sweep_of(KMEANS, silhouette=np.full(5, np.nan))) == 0


def test_a_tree_is_cut_between_the_swept_values_and_a_method_without_is_not():
    found = sweep_of(GRID)
    sizes, near = _steps(found, GRID)
    assert (sizes[0], sizes[-1], list(near)) == (2, 20, [1, 5])
    assert 7 in sizes
    assert _params(GRID, ["7", "5"], found) == HDBSCANParams(min_cluster_size=7, min_samples=5)
    assert _params(GRID, [None, None], found) == GRID.cells[0]
    ward = SweepParams("agglomerative", values=(3, 9))
    assert _params(ward, ["4"], sweep_of(ward)) == AgglomerativeParams(n_clusters=4)
    one = SweepParams("agglomerative", values=(3,))
    assert list(_steps(sweep_of(one), one)[0]) == list(range(2, 11))  # one value, but any is cut from its tree
    own_trees = SweepParams("hdbscan", values=(5, 10, 20))  # min_samples left open is min_cluster_size
    for params in (KMEANS, own_trees, SweepParams("dbscan", values=(0.5, 2.0))):
        assert list(_steps(sweep_of(params), params)[0]) == list(params.values)
