"""PCA maps: scikit-learn's numbers, the chosen axes, titles that are true."""

import numpy as np
import pytest
from sklearn.datasets import load_digits
from sklearn.decomposition import PCA

from explorer.errors import InputError, ParamsError
from explorer.params import build
from explorer.projections import PCAParams, graph_params, project
from tests.features.sets import features, normal


@pytest.mark.parametrize("solver", ["auto", "full", "covariance_eigh", "arpack", "randomized"])
@pytest.mark.parametrize("whiten", [False, True])
def test_it_is_scikit_learns(solver, whiten):
    X = load_digits().data.astype(np.float32)
    params = PCAParams(n_components=3, svd_solver=solver, whiten=whiten, random_state=0)
    expected = PCA(3, svd_solver=solver, whiten=whiten, random_state=0).fit_transform(X)
    assert np.array_equal(project(features(X), params).Y, expected)


def test_axes_are_columns_of_as_many_components_as_the_last_needs():
    X = normal(200, 8)
    found = project(features(X), PCAParams(axes=(5, 2), random_state=0))
    whole = PCA(5, random_state=0)
    assert np.array_equal(found.Y, whole.fit_transform(X)[:, [4, 1]])
    shares = whole.explained_variance_ratio_
    assert found.titles == (f"PCA 5 ({100 * shares[4]:.1f} %)", f"PCA 2 ({100 * shares[1]:.1f} %)")


def test_titles_by_hand():
    # Variance 9 : 1 along the two axes.
    X = np.array([[3, 0], [-3, 0], [0, 1], [0, -1]])
    found = project(features(X), PCAParams())
    assert found.titles == ("PCA 1 (90.0 %)", "PCA 2 (10.0 %)")
    assert np.allclose(np.abs(found.Y), np.abs(X), atol=1e-6)


def test_rows_that_are_all_equal_have_a_map_without_nan():
    for whiten in (False, True):
        found = project(features(np.ones((20, 4))), PCAParams(whiten=whiten))
        assert np.all(found.Y == 0)
        assert found.titles == ("PCA 1 (0.0 %)", "PCA 2 (0.0 %)")


def test_whitening_makes_no_axis_out_of_rounding():
    X = normal(50, 3)
    X[:, 2] = X[:, 0]  # rank 2
    found = project(features(X), PCAParams(n_components=3, whiten=True))
    assert found.Y.std(axis=0, ddof=1) == pytest.approx([1, 1, 0], abs=1e-4)


@pytest.mark.parametrize(
    ("shape", "params", "field"),
    [
        ((1, 5), PCAParams(), "n_components"),
        ((9, 1), PCAParams(), "n_components"),
        ((9, 4), PCAParams(axes=(5, 1)), "axes"),
        ((3, 9), PCAParams(n_components=3, svd_solver="arpack"), "n_components"),
    ],
)
def test_more_components_than_there_are(shape, params, field):
    with pytest.raises(ParamsError, match=r"component \d is asked for, but .* have only \d") as caught:
        project(features(normal(*shape)), params)
    assert caught.value.field == field


@pytest.mark.parametrize("axes", [[1], [1, 1], [0, 1], [1, 2, 3], [1, "2"], [1, True]])
def test_axes_that_make_no_sense(axes):
    with pytest.raises(ParamsError) as caught:
        build(PCAParams, {"axes": axes})
    assert caught.value.field == "axes"


def test_arpack_that_finds_nothing_says_what_to_do():
    with pytest.raises(ParamsError, match="svd_solver = 'full'"):
        project(features(np.ones((20, 4))), PCAParams(svd_solver="arpack", random_state=0))


def test_values_too_large_are_an_error_not_a_nan():
    with pytest.raises(InputError, match="standardise"):
        project(features(normal(40, 3) * 1e30), PCAParams())


def test_pca_starts_from_no_graph():
    with pytest.raises(ParamsError, match="PCAParams"):
        graph_params(PCAParams())
