"""How far to trust a map: each figure or the reason for none, what it was read from, and that bad maps score badly."""

import math

import numpy as np
import pytest
from sklearn import manifold
from sklearn.datasets import load_digits
from sklearn.decomposition import PCA

from explorer.comparison import Identities, MapQuality, MapQualityParams
from explorer.comparison.map_quality import distance_correlation, label_accuracy, trustworthiness
from explorer.comparison.map_trust import fit, judged_rows
from explorer.errors import InputError
from explorer.features.result import Features
from explorer.projections import Projection
from explorer.recipe import Recipe
from explorer.store import Store
from tests.features.sets import normal


def judge(X, Y, codes=None, **params):
    names = tuple(map(str, range(max(codes) + 1))) if codes is not None else ()
    return fit(
        MapQualityParams(**params),
        features=Features(np.asarray(X, dtype=np.float32)),
        projection=Projection(np.asarray(Y, dtype=np.float32), ("x", "y")),
        identities=Identities(np.asarray(codes, dtype=np.int32), names) if codes is not None else None,
    )


@pytest.fixture(scope="module")
def digits():
    X, codes = load_digits(return_X_y=True)
    return X.astype(np.float32), PCA(2, random_state=0).fit_transform(X).astype(np.float32), codes


def test_the_three_figures_are_the_measures_and_say_what_they_were_read_from(digits):
    X, Y, codes = digits
    found = judge(X, Y, codes)

    assert found.trustworthiness == trustworthiness(X, Y)
    assert found.trustworthiness == pytest.approx(manifold.trustworthiness(X, Y, n_neighbors=15), abs=3e-4)  # ties
    assert found.label_accuracy == label_accuracy(Y, codes)
    assert found.distance_correlation == distance_correlation(X, Y)
    assert (found.n_samples, found.n_judged, found.n_labelled) == (1797, 1797, 1797)
    assert (found.n_neighbors, found.n_pairs) == (15, 100_000)
    assert found.chance == pytest.approx(183 / 1797)  # the threes
    assert found.notes == {}


def test_by_hand():
    # As in test_map_quality: row 0 and row 6 have changed places; three neighbours are all that seven rows allow.
    places = [0, 1.0, 2.1, 3.3, 4.6, 6.0, 7.0]
    X, Y = [[place] for place in places], [[place, 0] for place in (7.0, *places[1:6], 0.0)]
    found = judge(X, Y, [0, 0, 0, 0, 1, 1, 1], n_neighbors=1)

    assert found.trustworthiness == pytest.approx(1 - 18 / 35)
    # nearest shown: of 0 row 5, of 1 row 6, of 2 row 1, of 3 row 2, of 4 row 3, of 5 row 0, of 6 row 1
    assert found.label_accuracy == pytest.approx(2 / 7)
    assert found.chance == pytest.approx(4 / 7)
    assert found.n_pairs == 21
    assert found.notes == {}


def test_a_random_and_a_shuffled_map_score_badly(digits):
    X, Y, codes = digits
    random = np.random.default_rng(0)
    good = judge(X, Y, codes)
    for bad in (judge(X, random.normal(size=Y.shape), codes), judge(X, random.permutation(Y), codes)):
        assert 0.45 < bad.trustworthiness < 0.55 < 0.8 < good.trustworthiness
        assert bad.label_accuracy < bad.chance + 0.05 < 0.6 < good.label_accuracy
        assert abs(bad.distance_correlation) < 0.05 < 0.5 < good.distance_correlation


def test_the_map_is_read_in_the_metric_asked_for(digits):
    X, Y, _ = digits

    found = judge(X, Y, metric="cosine")

    assert found.trustworthiness == trustworthiness(X, Y, "cosine")
    assert found.distance_correlation == distance_correlation(X, Y, "cosine")
    assert found.trustworthiness != judge(X, Y).trustworthiness


def test_a_sample_of_rows_is_judged_among_all_of_them_and_the_seed_decides(digits):
    X, Y, codes = digits
    whole = judge(X, Y, codes)
    some, again, other = (judge(X, Y, codes, max_samples=400, random_state=seed) for seed in (0, 0, 1))

    assert some == again
    assert some.trustworthiness != other.trustworthiness
    assert (some.n_judged, some.n_samples) == (400, 1797)
    assert abs(some.trustworthiness - whole.trustworthiness) < 0.01
    assert some.label_accuracy == whole.label_accuracy  # of every row
    cut = trustworthiness(X[:400], Y[:400])
    assert abs(some.trustworthiness - whole.trustworthiness) < abs(cut - whole.trustworthiness)  # the control


def test_rows_of_one_place_on_the_map_are_not_their_own_neighbours():
    X = normal(60, 4)
    Y = np.zeros((60, 2))
    found = judge(X, Y, np.arange(60) % 2)

    assert 0.3 < found.trustworthiness < 0.7
    assert found.distance_correlation is None
    assert "equally far" in found.notes["distance_correlation"]


def test_many_wide_rows_are_judged_in_part_so_that_it_takes_seconds():
    assert len(judged_rows(MapQualityParams(), 70_000, 784)) == 2000
    assert len(judged_rows(MapQualityParams(), 1_000_000, 512)) == 276
    assert 100 < len(judged_rows(MapQualityParams(metric="manhattan"), 70_000, 784)) < 300
    assert len(judged_rows(MapQualityParams(metric="manhattan"), 1_000_000, 784)) == 100
    rows = judged_rows(MapQualityParams(), 70_000, 784)
    assert len(set(rows.tolist())) == 2000
    assert (np.diff(rows) > 0).all()
    assert judged_rows(MapQualityParams(), 2000, 50).tolist() == list(range(2000))


@pytest.mark.parametrize(("rows", "neighbours"), [(31, 15), (30, 14), (4, 1), (3, 1)])
def test_fewer_neighbours_of_few_rows(rows, neighbours):
    X = normal(rows, 3)
    found = judge(X, X[:, :2])

    assert found.n_neighbors == neighbours
    assert 0 <= found.trustworthiness <= 1
    assert ("n_neighbors" in found.notes) == (neighbours < 15)


@pytest.mark.parametrize("rows", [1, 2])
def test_of_two_rows_there_is_no_figure(rows):
    found = judge(np.ones((rows, 3)), np.ones((rows, 2)), [0] * rows)

    assert (found.trustworthiness, found.label_accuracy, found.distance_correlation) == (None, None, None)
    assert set(found.notes.values()) == {f"There are only {rows} rows; it takes 3."}


@pytest.mark.parametrize(
    ("codes", "why"),
    [
        (None, "no identity column"),
        ([0] * 40, "All rows have the same identity"),
        ([0] * 14 + [1] + [-1] * 25, "Only 15 rows have an identity"),
        ([-1] * 40, "Only 0 rows have an identity"),
    ],
)
def test_where_identities_say_nothing_the_other_two_are_there(codes, why):
    X = normal(40, 3)
    found = judge(X, X[:, :2], codes) if codes != [-1] * 40 else judge_without_names(X)

    assert (found.label_accuracy, found.chance, found.n_labelled) == (None, None, 0)
    assert why in found.notes["label_accuracy"]
    assert found.trustworthiness > 0.7
    assert found.distance_correlation > 0.5


def judge_without_names(X):
    nobody = Identities(np.full(len(X), -1, dtype=np.int32), ())
    projection = Projection(np.ascontiguousarray(X[:, :2]), ("x", "y"))
    return fit(MapQualityParams(), features=Features(X), projection=projection, identities=nobody)


def test_rows_without_identity_are_left_out_of_label_accuracy_alone():
    X = normal(80, 2)
    codes = np.where(X[:, 0] > 0, 1, 0)
    codes[:20] = -1
    found = judge(X, X, codes)

    assert found.n_labelled == 60
    assert found.label_accuracy == label_accuracy(X, codes)
    assert (found.n_judged, found.trustworthiness) == (80, 1)


def test_small_identities_are_said_to_be_outvoted():
    X = normal(64, 3)

    assert judge(X, X[:, :2], np.arange(64) // 8).notes["label_accuracy"].startswith("100% of the rows")
    assert judge(X, X[:, :2], np.arange(64) // 9).notes.get("label_accuracy") is None


def test_all_rows_alike():
    found = judge(np.zeros((40, 3)), normal(40, 2), np.arange(40) % 2)

    assert found.distance_correlation is None
    assert found.trustworthiness == 1  # every row is a true neighbour
    assert not math.isnan(found.label_accuracy)


def test_a_map_of_other_rows_is_refused():
    with pytest.raises(InputError, match="The map has 39 rows, the data 40"):
        judge(normal(40, 3), normal(39, 2))
    with pytest.raises(InputError, match="they can't be compared"):
        judge(normal(40, 3), normal(40, 2), np.arange(39) % 2)


def test_it_is_kept_and_read_back(tmp_path):
    found = judge(normal(20, 3), normal(20, 2))
    store, recipe = Store(tmp_path), Recipe("comparison.map_quality", 1, {})
    store.write(recipe, found, 0.1)

    assert store.read(recipe, MapQuality) == found
    assert found.label_accuracy is None
