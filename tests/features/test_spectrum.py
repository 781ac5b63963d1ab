import numpy as np
import pytest
from sklearn.decomposition import PCA

from explorer.features.result import Spectrum
from explorer.features.spectrum import MOST_EXACT, SpectrumParams, spectrum
from tests.features.sets import features, normal


def shares(table):
    return spectrum(SpectrumParams(), features=features(table))


@pytest.mark.parametrize(
    ("n_samples", "n_features"),
    [(9_000, 30), (300, 120), (60, 500), (40, MOST_EXACT + 50), (2, 3), (3, 1)],
)
def test_the_shares_are_those_of_a_full_pca(n_samples, n_features):
    table = normal(n_samples, n_features) + 100

    result = shares(table)

    expected = PCA(svd_solver="full").fit(table.astype(np.float64)).explained_variance_ratio_
    n_kept = min(n_samples - 1, n_features, 100)
    assert result.variance.shape == (n_kept,)
    np.testing.assert_allclose(result.variance, expected[:n_kept], atol=2e-5)
    assert (np.diff(result.variance) <= 0).all()
    assert (result.n_features, result.exact) == (n_features, True)
    assert result.variance.dtype == np.float32


def test_both_large_is_an_estimate_and_says_so():
    random = np.random.default_rng(0)
    factors = random.normal(size=(MOST_EXACT + 10, 3)) * [10, 5, 2]
    table = factors @ np.linalg.qr(random.normal(size=(MOST_EXACT + 20, 3)))[0].T

    result = shares(table)

    assert result.exact is False
    assert len(result.variance) == 100
    np.testing.assert_allclose(result.variance[:3], np.array([100, 25, 4]) / 129, atol=0.02)
    assert result.variance[3:].max() < 1e-5


def test_by_hand():
    np.testing.assert_allclose(shares([[3, 0], [-3, 0], [0, 1], [0, -1]]).variance, [0.9, 0.1], rtol=1e-6)


@pytest.mark.parametrize("table", [np.ones((5, 3)), np.ones((1, 3))])
def test_without_variance_the_shares_are_zero(table):
    assert not shares(table).variance.any()


def test_it_goes_through_the_store(tmp_path):
    from explorer.recipe import Recipe
    from explorer.store import Store

    store, recipe = Store(tmp_path), Recipe("features.spectrum", 1, {})
    result = shares(normal(20, 4))
    store.write(recipe, result, seconds=0.0)

    back = store.read(recipe, Spectrum)

    assert np.array_equal(back.variance, result.variance)
    assert (back.n_features, back.exact) == (4, True)
