"""Outliers: the measures against scikit-learn and hdbscan, ranks by hand, planted ones found, copies all the same."""

import hdbscan
import numpy as np
import pytest
from sklearn.datasets import load_digits
from sklearn.metrics import average_precision_score
from sklearn.neighbors import LocalOutlierFactor

from explorer.clusterings.result import Clustering
from explorer.comparison.outlying import GloshParams, OutliersParams, Outlyingness, glosh, outliers
from explorer.comparison.outlying.hierarchy import single_linkage
from explorer.errors import InputError, LimitError, ParamsError
from explorer.neighbors import GraphParams, knn_graph
from explorer.recipe import Recipe
from explorer.store import Store
from tests.features.sets import features, normal


def look(X, *labels, n_neighbors=10, with_glosh=True, **params):
    space = features(X)
    runs = {f"run_{number}": Clustering(np.asarray(line, dtype=np.int32)) for number, line in enumerate(labels)}
    return outliers.fit(
        OutliersParams(**params),
        graph=knn_graph(space, GraphParams(n_neighbors=min(n_neighbors, len(X) - 1))),
        glosh=glosh.fit(GloshParams(min_cluster_size=min(5, n_neighbors + 1)), features=space) if with_glosh else None,
        **runs,  # type: ignore[arg-type]
    )


def test_the_local_outlier_factor_is_scikit_learns():
    X = normal(300, 5)
    expected = -LocalOutlierFactor(n_neighbors=10).fit(X).negative_outlier_factor_

    assert look(X).measures["lof"] == pytest.approx(expected, rel=1e-5)


@pytest.mark.parametrize("scale", [1, 1e-12])
def test_the_neighbours_of_many_copies_are_no_outliers_whatever_the_scale(scale):
    X = normal(200, 4)
    X[:20], X[20] = X[0], 10
    factor = look(X * np.float32(scale), with_glosh=False).measures["lof"]

    assert factor.argmax() == 20
    assert factor[20] > 2
    assert np.delete(factor, 20).max() < factor[20] / 2


def test_glosh_of_copies_is_a_number():
    assert glosh.fit(GloshParams(), features=features(np.ones((20, 3)))).scores.tolist() == [0] * 20


@pytest.mark.parametrize("most_rows", [8_000, 100])
def test_a_few_copies_hide_no_outlier_from_glosh(most_rows, monkeypatch):
    X = normal(200, 4)
    X[0] = 30
    alone = glosh.fit(GloshParams(), features=features(X)).scores
    X[100:108] = X[100]
    monkeypatch.setattr(glosh, "MOST_ROWS", most_rows)
    scores = glosh.fit(GloshParams(), features=features(X)).scores

    assert scores.argmax() == 0
    assert scores[100:108].tolist() == [0] * 8
    assert np.corrcoef(scores[:100], alone[:100])[0, 1] > 0.5  # the others are told apart as before


@pytest.mark.parametrize("far", [1e4, 1e12])
def test_a_row_however_far_is_the_outlier_and_hides_no_other(far):
    X = normal(200, 4)
    near = glosh.fit(GloshParams(), features=features(X[1:])).scores
    X[0] = far
    scores = glosh.fit(GloshParams(), features=features(X)).scores

    assert scores.argmax() == 0
    assert np.mean(np.isclose(scores[1:], near, atol=1e-4)) > 0.98  # equal distances may be joined in another order


@pytest.mark.parametrize("shape", [(700, 64), (300, 2)])
def test_glosh_by_matrix_products_is_the_packages_by_pairs(shape):
    X = normal(*shape)
    expected = hdbscan.HDBSCAN(min_cluster_size=5, algorithm="prims_kdtree").fit(X.astype(float)).outlier_scores_
    assert glosh.fit(GloshParams(), features=features(X)).scores == pytest.approx(expected, abs=1e-6)


def test_glosh_of_more_rows_than_have_room_is_the_packages(monkeypatch):
    X = normal(200, 4)
    monkeypatch.setattr(glosh, "MOST_ROWS", 199)
    expected = hdbscan.HDBSCAN(min_cluster_size=5).fit(X).outlier_scores_
    assert glosh.fit(GloshParams(), features=features(X)).scores == pytest.approx(expected, abs=1e-6)


def test_the_tree_by_hand():
    # 0, 1, 3 and 7 on a line, the nearest other row 1, 1, 2 and 4 away
    tree = single_linkage(np.array([[0.0], [1], [3], [7]]), 1)
    assert tree[:, 2].tolist() == [1, 2, 4]
    assert tree[:, 3].tolist() == [2, 3, 4]
    assert single_linkage(np.zeros((2, 3)), 5)[:, 2].tolist() == [0]


def test_ranks_by_hand():
    assert outliers.ranks(np.array([3.0, 1, 2, 2, 9])).tolist() == [0.75, 0, 0.375, 0.375, 1]
    assert outliers.ranks(np.array([5.0])).tolist() == [0]
    assert outliers.ranks(np.zeros(4)).tolist() == [0.5] * 4


def test_planted_ones_come_first_and_all_measures_agree():
    X = np.concatenate([normal(400, 6), normal(6, 6) * 0.1 + 40 * np.eye(6)])
    noise = np.zeros(406)
    noise[400:] = -1
    found = look(X, noise, np.zeros(406))

    assert set(found.order[:6].tolist()) == set(range(400, 406))
    assert (found.agree[400:] == 4).all()
    assert found.n_groupings == 1
    assert found.agree[:400].mean() < 0.3


def test_strangers_among_people_of_few_pictures_need_few_neighbours():
    X = np.repeat(normal(100, 64), 5, axis=0) + 0.3 * normal(500, 64, seed=1)
    X[::100] = normal(5, 64, seed=2)  # each is near nobody
    strange = np.arange(500) % 100 == 0

    few, many = (average_precision_score(strange, look(X, n_neighbors=k).score) for k in (3, 14))
    assert few == 1
    assert many < 0.3


def test_an_outlier_between_groups_of_unlike_density():
    random = np.random.default_rng(0)
    dense, thin = 0.01 * random.normal(size=(100, 2)), 10 + random.normal(size=(100, 2))
    found = look(np.concatenate([dense, thin, [[0.3, 0.3]]]))

    assert found.measures["lof"].argmax() == 200  # near by, but far for the dense group
    assert found.measures["knn"].argmax() != 200
    assert found.agree[200] >= 1


def test_strange_digits_are_found_better_than_by_chance():
    X, digit = load_digits(return_X_y=True)
    rows = np.concatenate([np.flatnonzero(digit != 8)[:600], np.flatnonzero(digit == 8)[:6]])
    strange = np.arange(606) >= 600
    found = look(X[rows], n_neighbors=15)

    assert average_precision_score(strange, found.score) > 0.03
    shuffled = np.random.default_rng(0).permutation(strange)
    assert average_precision_score(shuffled, found.score) < 0.03


def test_without_noise_nobody_votes_and_it_is_said():
    found = look(normal(50, 3), np.zeros(50), with_glosh=False)

    assert list(found.measures) == ["knn", "lof"]
    assert "No grouping has noise" in found.notes[0]


def test_all_alike_are_all_the_same():
    found = look(np.ones((30, 4)))

    assert set(found.score.tolist()) == {0.5}
    assert np.isfinite(found.measures["lof"]).all()


def test_what_can_not_be_done_is_refused():
    with pytest.raises(ParamsError, match="more than there are rows"):
        glosh.fit(GloshParams(), features=features(normal(3, 2)))
    with pytest.raises(LimitError, match="Reduce to 50 dimensions"):
        GloshParams().check((70_000, 512))
    GloshParams().check((5_000, 512))
    for label in (-1, 0):  # also one that doesn't vote
        with pytest.raises(InputError, match="other rows"):
            look(normal(20, 2), [label] * 19)


def test_it_is_kept_and_read_back(tmp_path):
    found = look(normal(40, 3), [-1] * 40)
    store, recipe = Store(tmp_path), Recipe("comparison.outliers", 1, {})
    store.write(recipe, found, 0.1)
    back = store.read(recipe, Outlyingness)

    assert back.order.tolist() == found.order.tolist()
    assert list(back.measures) == ["knn", "lof", "glosh", "votes"]
    assert back.notes == found.notes
