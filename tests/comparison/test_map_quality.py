"""The measures of a map: by hand, against other implementations, on degenerate maps; bad maps must fail."""

import math

import numpy as np
import pytest
from scipy.spatial.distance import pdist
from scipy.stats import spearmanr
from sklearn import manifold
from sklearn.datasets import load_digits
from sklearn.decomposition import PCA
from sklearn.neighbors import KNeighborsClassifier

from explorer.comparison.map_quality import (
    distance_correlation,
    label_accuracy,
    nearest_on_map,
    placed_accuracy,
    placed_trustworthiness,
    trustworthiness,
)
from explorer.errors import InputError
from tests.features.sets import normal

METRICS = ["euclidean", "cosine", "correlation", "manhattan", "chebyshev"]


def on_line(*places):
    return np.column_stack([np.array(places, dtype=float), np.zeros(len(places))])


def test_trustworthiness_by_hand():
    # Seven rows on a line; on the map row 0 and row 6 have changed places. The nearest shown, and its rank in the data:
    # of row 0 row 5 (5th), of 1 row 6 (6th), of 5 row 0 (6th), of 6 row 1 (5th), of the others the true one. Excess
    # 4 + 5 + 5 + 4 = 18 of at most 7 * 1 * (14 - 3 - 1) / 2 = 35.
    X = np.array([0, 1.0, 2.1, 3.3, 4.6, 6.0, 7.0])[:, None]
    Y = on_line(7, 1.0, 2.1, 3.3, 4.6, 6.0, 0)
    assert trustworthiness(X, Y, n_neighbors=1) == pytest.approx(1 - 18 / 35)


@pytest.mark.parametrize("metric", METRICS)
@pytest.mark.parametrize("k", [1, 5, 15])
def test_trustworthiness_is_scikit_learns(metric, k):
    X = normal(120, 6)
    Y = PCA(2).fit_transform(X)
    expected = manifold.trustworthiness(X, Y, n_neighbors=k, metric=metric)
    assert trustworthiness(X, Y, metric, k) == pytest.approx(expected, abs=1e-12)


def test_trustworthiness_in_blocks(monkeypatch):
    X = normal(120, 6)
    Y = PCA(2).fit_transform(X)
    whole = trustworthiness(X, Y)
    monkeypatch.setattr("explorer.comparison.map_quality.BLOCK_BYTES", 8 * 120 * 7)
    assert trustworthiness(X, Y) == whole


def test_the_data_itself_is_its_own_best_map():
    X = normal(100, 2)
    labels = (X[:, 0] > np.median(X[:, 0])).astype(int)
    assert trustworthiness(X, X) == 1
    assert distance_correlation(X, X * 7) == pytest.approx(1)
    assert label_accuracy(X, labels) > 0.9


def test_label_accuracy_by_hand():
    # Nearest two of each row on the line 0 1 2 | 10 11 12 13: all of their own side but the last row's label is wrong.
    Y = on_line(0, 1, 2, 10, 11, 12, 13)
    assert label_accuracy(Y, np.array([0, 0, 0, 1, 1, 1, 1]), 2) == 1
    # now row 6 is called 0: row 5 sees 4 (1) and 6 (0), a draw, which the lower label wins; 6 itself sees 1 and 1
    assert label_accuracy(Y, np.array([0, 0, 0, 1, 1, 1, 0]), 2) == pytest.approx(5 / 7)


def test_label_accuracy_is_a_classifiers_with_each_row_left_out():
    Y, labels = normal(150, 2), np.random.default_rng(0).integers(0, 4, 150)
    right = [
        KNeighborsClassifier(5).fit(np.delete(Y, row, 0), np.delete(labels, row)).predict(Y[row : row + 1])[0]
        == labels[row]
        for row in range(150)
    ]
    assert label_accuracy(Y, labels, 5) == pytest.approx(np.mean(right))


def test_rows_without_label_neither_vote_nor_count():
    Y = on_line(0, 0.5, 1, 2, 10, 11, 12, 13)
    assert label_accuracy(Y, np.array([0, -1, 0, 0, 1, 1, 1, 1]), 2) == 1


def test_placed_trustworthiness_by_hand():
    # Of a row at 0 the nearest is 1, of one at 7 it is 6. The first is shown at 4, its fourth nearest of 5: excess 3;
    # the second truly. At most 2 * 1 * (10 - 3 + 1) / 2 = 8, which is both shown at their last.
    X, new = np.array([1.0, 2, 3, 4, 6])[:, None], np.array([0.0, 7])[:, None]
    Y = on_line(1, 2, 3, 4, 6)
    assert placed_trustworthiness(X, Y, new, on_line(4.1, 7), n_neighbors=1) == pytest.approx(1 - 3 / 8)
    assert placed_trustworthiness(X, Y, new, on_line(0, 7), n_neighbors=1) == 1
    assert placed_trustworthiness(X, Y, new, on_line(7, 0), n_neighbors=1) == 0


def test_placed_trustworthiness_in_blocks_and_for_random_places(monkeypatch):
    X, new = normal(200, 3), normal(90, 3, seed=1)
    assert placed_trustworthiness(X, X, new, new) == 1
    shuffled = np.random.default_rng(0).permutation(new)
    whole = placed_trustworthiness(X, X, new, shuffled, "cosine")
    assert 0.4 < placed_trustworthiness(X, X, new, shuffled) < 0.65
    monkeypatch.setattr("explorer.comparison.map_quality.BLOCK_BYTES", 8 * 200 * 7)
    assert placed_trustworthiness(X, X, new, shuffled, "cosine") == whole


def test_placed_accuracy_is_a_classifiers():
    Y, new = normal(150, 2), normal(60, 2, seed=1)
    labels, true = (np.random.default_rng(0).integers(0, 4, n) for n in (150, 60))
    expected = KNeighborsClassifier(5).fit(Y, labels).score(new, true)
    assert placed_accuracy(Y, labels, new, true, 5) == pytest.approx(expected)


def test_distance_correlation_by_hand():
    # Distances 1 2 3 of the pairs (0, 1), (1, 2), (0, 2); on the map 2 1 3: one swap of three, 1 - 6 * 2 / 24.
    assert distance_correlation(np.array([[0.0], [1], [3]]), on_line(0, 2, 3)) == pytest.approx(0.5)


@pytest.mark.parametrize("metric", METRICS)
def test_distance_correlation_is_spearmans(metric):
    X = normal(80, 5)
    Y = PCA(2).fit_transform(X)
    name = {"manhattan": "cityblock"}.get(metric, metric)
    expected = spearmanr(pdist(X.astype(float), name), pdist(Y.astype(float)))[0]
    assert distance_correlation(X, Y, metric) == pytest.approx(expected, abs=1e-9)


def test_a_sample_of_pairs_is_near_all_of_them_and_the_seed_decides():
    X = normal(300, 5)
    Y = PCA(2).fit_transform(X)
    whole = distance_correlation(X, Y)
    some, again, other = (distance_correlation(X, Y, n_pairs=10_000, random_state=seed) for seed in (0, 0, 1))
    assert some == again
    assert some != other
    assert abs(some - whole) < 0.03


def test_rows_that_are_all_equal():
    same, spread = np.zeros((40, 3)), normal(40, 2)
    assert math.isnan(distance_correlation(same, spread))
    assert math.isnan(distance_correlation(spread, same))
    assert trustworthiness(same, spread) == 1  # every row is a true neighbour
    assert label_accuracy(same, np.zeros(40, dtype=int)) == 1


def test_too_few_rows_and_other_rows_are_refused():
    with pytest.raises(InputError, match=r"more than 30 rows; there are 30"):
        trustworthiness(normal(30, 3), normal(30, 2))
    with pytest.raises(InputError, match=r"from 3 rows on; there are 2"):
        distance_correlation(normal(2, 3), normal(2, 2))
    with pytest.raises(InputError, match=r"more rows with a label; there are 15"):
        label_accuracy(normal(20, 2), np.array([0] * 15 + [-1] * 5))
    with pytest.raises(InputError, match=r"more than 30 rows; there are 30"):
        placed_trustworthiness(normal(30, 3), normal(30, 2), normal(5, 3), normal(5, 2))
    with pytest.raises(InputError, match=r"The map has 6 rows, the data 5"):
        placed_accuracy(normal(30, 2), np.zeros(30, dtype=int), normal(6, 2), np.zeros(5, dtype=int))
    with pytest.raises(InputError, match=r"The map has 39 rows, the data 40"):
        trustworthiness(normal(40, 3), normal(39, 2))


def test_bad_maps_fail_where_a_plain_one_passes():
    digits = load_digits()
    X, labels = digits.data, digits.target
    plain = PCA(2).fit_transform(X)
    random = np.random.default_rng(0)
    bad = {"random": random.normal(size=plain.shape), "shuffled": random.permutation(plain)}
    assert trustworthiness(X, plain) > 0.8
    assert label_accuracy(plain, labels) > 0.6
    assert distance_correlation(X, plain) > 0.5
    for Y in bad.values():
        assert 0.45 < trustworthiness(X, Y) < 0.55
        assert label_accuracy(Y, labels) < 0.15
        assert abs(distance_correlation(X, Y)) < 0.05


@pytest.mark.parametrize("metric", ["euclidean", "cosine", "manhattan"])
def test_rows_judged_among_all_give_their_share_of_the_whole(metric, monkeypatch):
    X = normal(120, 6)
    Y = PCA(2).fit_transform(X)
    parts = np.array_split(np.random.default_rng(0).permutation(120), 4)
    shares = [trustworthiness(X, Y, metric, judged=part) for part in parts]

    assert len(set(shares)) == 4
    assert np.mean(shares) == pytest.approx(trustworthiness(X, Y, metric), abs=1e-12)
    monkeypatch.setattr("explorer.comparison.map_quality.BLOCK_BYTES", 8 * 120 * 7)
    assert trustworthiness(X, Y, metric, judged=parts[0]) == pytest.approx(shares[0], abs=1e-12)


def test_neighbours_of_some_rows_are_those_among_all():
    Y = normal(50, 2)
    rows = np.array([7, 0, 49])

    assert nearest_on_map(Y, 5, rows).tolist() == nearest_on_map(Y, 5)[rows].tolist()
    alike = nearest_on_map(np.zeros((50, 2)), 5, rows)
    assert alike.shape == (3, 5)
    assert not (alike == rows[:, None]).any()
