"""Sweeps and trees as pictures: what is marked, what a click carries, what is said for those who don't see them."""

import dataclasses
from typing import Any

import numpy as np
import pytest
from sklearn.datasets import make_blobs

from explorer.clusterings import DensityTreeParams, HDBSCANParams, density_tree
from explorer.clusterings import condensed as condensed_steps
from explorer.clusterings.condensed import CondensedTreeParams
from explorer.clusterings.k_distance import KDistance
from explorer.comparison.sweeping.params import SweepParams
from explorer.comparison.sweeping.stretches import beside, stretches
from explorer.comparison.sweeping.sweep import fit
from explorer.figures import DARK, LIGHT, condensed_tree, curves, grid, k_distance
from explorer.figures.k_distance import ordinal
from explorer.figures.sweep import score_of, shown_scores
from tests.features.sets import features

X, _ = make_blobs(200, 2, centers=[[0, 0], [10, 0], [0, 10], [10, 10]], random_state=0)
SPACE = features(X)
KMEANS = SweepParams("kmeans", values=(1, 2, 3, 4, 5), fixed={"random_state": 0})
FOUND = fit(KMEANS, features=SPACE)
GRID = SweepParams("hdbscan", values=(3, 8, 20), second=(1, 5))
assert GRID.parts() == (DensityTreeParams(1), DensityTreeParams(5))
TREE = density_tree.fit(DensityTreeParams(5), features=SPACE)


@pytest.fixture(scope="module")
def grid_found():
    parts: dict[str, Any] = {
        f"shared_{number}": density_tree.fit(DensityTreeParams(int(count)), features=SPACE)
        for number, count in enumerate(GRID.second)  # a tree for each
    }
    return fit(GRID, features=SPACE, **parts)


@pytest.mark.parametrize("look", [LIGHT, DARK])
def test_a_panel_for_each_score_that_is_defined(look):
    marks = stretches(FOUND.ari_before, FOUND.n_clusters)
    drawn = curves(FOUND, KMEANS.values, "n_clusters", 3, marks, look)
    names = shown_scores(FOUND)
    assert "dbcv" not in names
    assert "noise" not in names
    assert "ari_identities" not in names
    assert len(drawn.figure.data) == len(names)
    for trace, name in zip(drawn.figure.data, names, strict=True):
        assert list(trace.customdata) == [0, 1, 2, 3, 4]
        assert np.array_equal(np.asarray(trace.y, float), score_of(FOUND, name), equal_nan=True)
    assert np.isnan(drawn.figure.data[names.index("silhouette")].y[0])
    assert "5 groupings, n_clusters 1 to 5" in drawn.alt


def test_plateaus_are_shaded_and_cliffs_and_the_chosen_marked():
    marks = dataclasses.replace(stretches(FOUND.ari_before, FOUND.n_clusters), plateaus=((1, 3),), cliffs=(1,))
    shapes = curves(FOUND, KMEANS.values, "n_clusters", 3, marks, LIGHT).figure.layout.shapes
    found = [(shape.type, shape.x0, shape.x1) for shape in shapes]
    assert found == [("rect", 2, 4), ("line", 4, 4), ("line", 1.5, 1.5)] * len(shown_scores(FOUND))
    assert all(shape.yref.endswith(" domain") for shape in shapes)  # in its panel: no title is crossed
    none = curves(FOUND, KMEANS.values, "n_clusters", None, dataclasses.replace(marks, plateaus=(), cliffs=()), LIGHT)
    assert not none.figure.layout.shapes
    assert none.alt.count("there is none") == 2


def test_one_value_and_nothing_defined():
    one = SweepParams("kmeans", values=(1,), fixed={"random_state": 0})
    found = fit(one, features=SPACE)
    drawn = curves(found, one.values, "n_clusters", 0, stretches(found.ari_before, found.n_clusters), LIGHT)
    assert len(drawn.figure.data) == 1


def test_cells_of_a_grid_are_squares_that_carry_their_number(grid_found):
    axes = dict(zip(GRID.names, (GRID.values, GRID.second), strict=True))
    agreement = beside(grid_found, 3)
    trace = grid(grid_found, axes, "silhouette", 4, agreement, LIGHT).figure.data[0]
    assert list(trace.customdata) == list(range(6))
    assert list(trace.x) == ["3", "8", "20"] * 2
    assert list(trace.y) == ["1"] * 3 + ["5"] * 3
    assert list(trace.text) == [str(count) for count in grid_found.n_clusters]
    assert trace.marker.line.color[4] == LIGHT.accent
    assert trace.marker.symbol == "square"
    nothing = dataclasses.replace(grid_found, silhouette=np.full(6, np.nan))
    assert "undefined" in grid(nothing, axes, "silhouette", None, agreement, DARK).figure.data[0].hovertext[0]


def test_agreement_beside_is_the_mean_over_neighbours(grid_found):
    found = beside(grid_found, 3)
    before, above = grid_found.ari_before, grid_found.ari_beside
    assert found[0] == pytest.approx(np.mean([before[1], above[3]]))
    assert found[4] == pytest.approx(np.mean([before[4], before[5], above[4]]))
    assert np.isnan(beside(fit(SweepParams("kmeans", values=(2,), fixed={"random_state": 0}), features=SPACE), 1)).all()


def test_kept_clusters_of_a_condensed_tree_are_coloured():
    tree = condensed_steps.fit(CondensedTreeParams(min_cluster_size=20, min_samples=5), shared=TREE)
    drawn = condensed_tree(tree, LIGHT)
    (coloured,) = [trace for trace in drawn.figure.data if trace.fillcolor == LIGHT.accent]
    assert np.isnan(coloured.x).sum() == tree.n_clusters == 4  # outlines, each with a gap after it
    told = drawn.figure.data[-1]
    kept = {place for place, text in zip(told.x, told.text, strict=True) if "a cluster of the grouping" in text}
    assert kept == set(tree.centres[tree.selected])
    assert "the 4 clusters of the grouping" in drawn.alt
    assert HDBSCANParams(min_cluster_size=20, min_samples=5).shared_params() == DensityTreeParams(5)


def test_the_knee_is_named():
    found = KDistance(np.array([0.5, 1.0]), np.array([1.0, 9.0]), 1.0, (0.5, 20.0), 4, 2, "euclidean", False)
    drawn = k_distance(found, found.grid, LIGHT)
    assert "4th nearest" in drawn.alt
    assert "approximate" in drawn.alt
    assert "bends most at 1" in drawn.alt
    assert "no knee" in k_distance(dataclasses.replace(found, knee=None), (), DARK).alt
    assert [ordinal(number) for number in (1, 2, 3, 4, 11, 12, 21, 112)] == [
        "1st", "2nd", "3rd", "4th", "11th", "12th", "21st", "112th",
    ]  # fmt: skip


def test_a_frame_is_for_what_is_found_again_not_for_nothing_found_again(grid_found):
    axes = dict(zip(GRID.names, (GRID.values, GRID.second), strict=True))
    counts = np.array([0, 1, 2, 2, 3, 0], dtype=np.int32)
    found = dataclasses.replace(grid_found, n_clusters=counts)
    widths = grid(found, axes, "silhouette", None, np.full(6, 0.95), LIGHT).figure.data[0].marker.line.width
    assert [width == 2 for width in widths] == (counts >= 2).tolist()
