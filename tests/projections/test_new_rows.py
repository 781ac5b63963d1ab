"""New rows on PCA and t-SNE maps: the libraries' numbers, the map untouched, what can't be placed refused in words."""

import numpy as np
import pytest
from sklearn.datasets import load_digits
from sklearn.decomposition import PCA

from explorer.comparison.map_quality import placed_accuracy
from explorer.errors import InputError, ParamsError
from explorer.projections import PCAParams, Projection, TSNEParams, pca_rows, project, spot, tsne_rows
from explorer.projections.spot import SpotParams
from tests.features.sets import features, normal

DIGITS = load_digits()
X = (DIGITS.data / 16).astype(np.float32)
OLD, NEW = X[:400], X[400:460]


def map_of(Y):
    return Projection(np.asarray(Y, dtype=np.float32), tuple(f"axis {axis}" for axis in range(len(Y[0]))))


@pytest.mark.parametrize("whiten", [False, True])
def test_pca_places_as_scikit_learn_transforms(whiten):
    params = PCAParams(axes=(3, 1), whiten=whiten, svd_solver="full")
    drawn = project(features(OLD), params)
    expected = PCA(3, whiten=whiten, svd_solver="full").fit(OLD).transform(NEW)[:, [2, 0]]

    found = pca_rows.place(params, features=features(OLD), projection=drawn, new=features(NEW))
    np.testing.assert_allclose(found.Y, expected, atol=1e-5)
    assert found.titles == drawn.titles
    again = pca_rows.place(params, features=features(OLD), projection=drawn, new=features(OLD[:9]))
    np.testing.assert_allclose(again.Y, drawn.Y[:9], atol=1e-5)


@pytest.mark.parametrize("whiten", [False, True])
def test_pca_s_way_back_is_scikit_learn_s_with_the_other_components_at_their_mean(whiten):
    params = PCAParams(axes=(3, 1), whiten=whiten, svd_solver="full")
    drawn = project(features(OLD), params)
    places = map_of([[0.5, -1.0], [0, 0]])

    found = pca_rows.back(params, features=features(OLD), projection=drawn, places=places).X
    model = PCA(3, whiten=whiten, svd_solver="full").fit(OLD)
    np.testing.assert_allclose(found, model.inverse_transform([[-1, 0, 0.5], [0, 0, 0]]), atol=1e-5)
    np.testing.assert_allclose(found[1], OLD.mean(axis=0), atol=1e-5)
    there = pca_rows.place(params, features=features(OLD), projection=drawn, new=features(found))
    np.testing.assert_allclose(there.Y, places.Y, atol=1e-4)


def test_a_plane_comes_back_whole_by_hand():
    # Rows on the line (t, 2t): the one component that varies has direction (1, 2) / sqrt 5, the mean is (1, 2).
    rows = [[0, 0], [1, 2], [2, 4]]
    params = PCAParams(svd_solver="full", whiten=True)
    drawn = project(features(rows), params)
    one = np.sqrt(5)  # the spread of whitened 1: deviations are -sqrt 5, 0, sqrt 5, so their standard deviation
    found = pca_rows.back(params, features=features(rows), projection=drawn, places=map_of([[1, 7]])).X
    np.testing.assert_allclose(found, [np.array([1, 2]) + one * np.array([1, 2]) / np.sqrt(5)], atol=1e-5)


def test_a_map_of_other_rows_is_not_used():
    params = PCAParams()
    other = project(features(normal(400, 64)), params)
    with pytest.raises(InputError, match="comes out otherwise than when this map was drawn"):
        pca_rows.place(params, features=features(OLD), projection=other, new=features(NEW))


@pytest.mark.parametrize("n_components", [2, 3])
def test_tsne_places_rows_among_their_like_and_shuffled_is_not(n_components):
    params = TSNEParams(random_state=0, max_iter=250, n_components=n_components)
    drawn = project(features(OLD), params)
    before = drawn.Y.tobytes()
    found = tsne_rows.place(params, features=features(OLD), projection=drawn, new=features(NEW))
    labels, true = DIGITS.target[:400], DIGITS.target[400:460]

    assert placed_accuracy(drawn.Y, labels, found.Y, true) > 0.8
    assert placed_accuracy(drawn.Y, labels, np.random.default_rng(0).permutation(found.Y), true) < 0.4
    assert drawn.Y.tobytes() == before
    alone = tsne_rows.place(params, features=features(OLD), projection=drawn, new=features(NEW[:1]))
    assert np.linalg.norm(alone.Y[0] - found.Y[0]) < 0.05 * np.linalg.norm(np.ptp(drawn.Y, axis=0))
    near = tsne_rows.place(params, features=features(OLD), projection=drawn, new=features(OLD[:30]))
    assert np.median(np.linalg.norm(near.Y - drawn.Y[:30], axis=1)) < 0.05 * np.linalg.norm(np.ptp(drawn.Y, axis=0))


def test_few_rows_and_copies_are_placed_too():
    same = np.ones((6, 3), dtype=np.float32)
    params = TSNEParams(perplexity=1.5)
    found = tsne_rows.place(params, features=features(same), projection=map_of(normal(6, 2)), new=features(same[:2]))
    assert np.isfinite(found.Y).all()


@pytest.mark.parametrize(
    ("params", "place"), [(PCAParams(), pca_rows.place), (TSNEParams(), tsne_rows.place)], ids=["pca", "tsne"]
)
def test_what_cannot_be_placed_is_refused_in_words(params, place):
    drawn = map_of(normal(400, 2))
    with pytest.raises(InputError, match="no new rows"):
        place(params, features=features(OLD), projection=drawn, new=features(NEW[:0]))
    with pytest.raises(InputError, match=r"have 63 dimensions, the map's have 64\. Make"):
        place(params, features=features(OLD), projection=drawn, new=features(NEW[:, 1:]))
    bad = NEW.copy()
    bad[5] = np.nan
    with pytest.raises(InputError, match=r"1 of 60 new rows hold NaN or an infinity \(first: number 5\)"):
        place(params, features=features(OLD), projection=drawn, new=features(bad))


def test_a_place_has_a_coordinate_for_each_axis():
    drawn = map_of(normal(9, 2))
    assert spot.fit(SpotParams(place=(1.0, -2.5)), projection=drawn).Y.tolist() == [[1, -2.5]]
    for wrong in ((), (1.0,), (1.0, 2.0, 3.0), (1.0, 1e300)):
        with pytest.raises(ParamsError, match="must be 2 finite numbers"):
            spot.fit(SpotParams(place=wrong), projection=drawn)
    with pytest.raises(InputError, match="has 3 coordinates, the map 2"):
        pca_rows.back(PCAParams(), features=features(OLD), projection=drawn, places=map_of([[1, 2, 3]]))
