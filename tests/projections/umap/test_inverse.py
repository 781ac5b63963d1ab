"""The way back from a UMAP: by hand, degenerate, and better than the mean, which a shuffled map is not."""

import numpy as np
import pytest
from sklearn.datasets import load_digits

from explorer.errors import InputError
from explorer.projections import Projection, UMAPParams, project
from explorer.projections.umap.curve import fit_curve
from explorer.projections.umap.inverse import back, strengths
from explorer.projections.umap.transform import transform
from tests.features.sets import features, normal


def map_of(Y):
    return Projection(np.asarray(Y, dtype=np.float32), tuple(f"axis {axis}" for axis in range(len(Y[0]))))


def vectors(params, X, Y, places):
    return back(params, features=features(X), projection=map_of(Y), places=map_of(places)).X


def test_the_weighted_mean_by_hand():
    # The two nearest of the place at 0 stand at 0 and 1 on the map: strengths 1 and 1 / (1 + a).
    a, _ = fit_curve(0.1, 1.0)
    other = 1 / (1 + a)
    found = vectors(UMAPParams(n_neighbors=2), [[0, 10], [4, 10], [99, 99]], [[0, 0], [1, 0], [50, 0]], [[0, 0]])
    np.testing.assert_allclose(found, [[4 * other / (1 + other), 10]], rtol=1e-5)


def test_strengths_are_the_map_s_curve():
    a, b = fit_curve(0.5, 2.0)
    found = strengths(np.array([0, 1, 2], dtype=np.float32), UMAPParams(min_dist=0.5, spread=2.0))
    np.testing.assert_allclose(found, [1, 1 / (1 + a), 1 / (1 + a * 2 ** (2 * b))])


def test_degenerate_maps_give_a_vector():
    X = normal(6, 3)
    same = np.zeros((6, 2), dtype=np.float32)
    np.testing.assert_allclose(vectors(UMAPParams(), X, same, [[0, 0]])[0], X.mean(axis=0), rtol=1e-4, atol=1e-5)
    np.testing.assert_allclose(vectors(UMAPParams(), X[:1], same[:1], [[5, 5]]), X[:1], rtol=1e-6)
    far = vectors(UMAPParams(), X, normal(6, 2), [[1e30, 0]])
    assert np.isfinite(far).all()


def test_what_has_no_vector_is_refused_in_words():
    X, Y = normal(6, 3), normal(6, 2)
    with pytest.raises(InputError, match="has 3 coordinates, the map 2"):
        vectors(UMAPParams(), X, Y, [[0, 0, 0]])
    with pytest.raises(InputError, match="map is of 5 rows, the vectors of 6"):
        vectors(UMAPParams(), X, Y[:5], [[0, 0]])
    with pytest.raises(InputError, match="farther from the map's rows than can be measured"):
        vectors(UMAPParams(), X, Y - 3e38, [[3e38, 3e38]])


def test_held_out_rows_come_back_nearer_than_the_mean_and_from_a_shuffled_map_they_do_not():
    X = (load_digits().data / 16).astype(np.float32)
    order = np.random.default_rng(0).permutation(len(X))
    new, old = X[order[:180]], X[order[180:900]]
    params = UMAPParams(random_state=0)
    drawn = project(features(old), params)
    places = transform(params, features=features(old), projection=drawn, new=features(new))

    def error(Y):
        found = back(params, features=features(old), projection=map_of(Y), places=places).X
        return np.median(np.linalg.norm(found - new, axis=1))

    mean = np.median(np.linalg.norm(old.mean(axis=0) - new, axis=1))
    assert error(drawn.Y) < 0.8 * mean
    assert error(np.random.default_rng(0).permutation(drawn.Y)) > 0.95 * mean
