from typing import Any

import numpy as np
import pytest
from sklearn.cluster import DBSCAN
from sklearn.decomposition import PCA

from explorer.errors import InputError, ParamsError
from explorer.features import extract, preprocess
from explorer.features.pca import SOLVERS, PCAParams
from explorer.features.pixels import PixelsParams
from tests.features.sets import features, normal, of_images
from tests.sources.files import SHARED, opened


def reduced(table, params) -> Any:
    """The `Features` after a PCA; their variance is known to be there."""
    return preprocess(features(table), params)


@pytest.mark.parametrize("solver", SOLVERS)
@pytest.mark.parametrize("whiten", [False, True])
def test_it_is_the_pca_of_scikit_learn(solver, whiten):
    table = normal(300, 20)

    result = reduced(table, PCAParams(5, whiten, solver))

    theirs = PCA(5, whiten=whiten, svd_solver=solver, random_state=0).fit(table)
    assert np.array_equal(result.X, theirs.transform(table))
    np.testing.assert_allclose(result.variance, theirs.explained_variance_ratio_, rtol=1e-6)


def test_a_share_of_the_variance():
    table = normal(300, 20)

    result = reduced(table, PCAParams(0.8))

    assert result.X.shape == PCA(0.8).fit_transform(table).shape
    assert result.variance.sum() >= 0.8
    assert result.variance[:-1].sum() < 0.8


def test_all_components_keep_all_distances():
    table = normal(30, 6)

    result = reduced(table, PCAParams())

    assert result.X.shape == (30, 6)
    ours, theirs = (np.linalg.norm(X[:, None] - X[None], axis=2) for X in (result.X, table))
    np.testing.assert_allclose(ours, theirs, atol=1e-4)


@pytest.mark.parametrize(
    ("n_samples", "n_features", "n_components", "solver"),
    [(300, 20, 5, "covariance_eigh"), (100, 20, 5, "full"), (600, 1_100, 5, "randomized")],
)
def test_the_note_says_which_solver_auto_was(n_samples, n_features, n_components, solver):
    result = reduced(normal(n_samples, n_features), PCAParams(n_components))

    assert repr(solver) in result.note
    assert ("approximate" in result.note) == (solver == "randomized")


@pytest.mark.parametrize(
    ("params", "shape", "words"),
    [
        (PCAParams(11), (10, 20), "n_components = 11 is above 10.*Ask for 10"),
        (PCAParams(6), (10, 5), "n_components = 6 is above 5"),
        (PCAParams(5, svd_solver="arpack"), (10, 5), "above 4"),
        (PCAParams(0.5, svd_solver="randomized"), (10, 5), "share.*'full'"),
        (PCAParams(0.5, svd_solver="arpack"), (10, 5), "share.*'full'"),
        (PCAParams(svd_solver="arpack"), (10, 1), "arpack"),
    ],
)
def test_what_cannot_be_is_refused_with_value_limit_and_remedy(params, shape, words):
    with pytest.raises(ParamsError, match=words) as caught:
        reduced(normal(*shape), params)
    assert caught.value.field in {"n_components", "svd_solver"}


@pytest.mark.parametrize("value", [0, -1, 0.0, 1.5, "mle", True])
def test_values_out_of_range_are_refused_at_once(value):
    with pytest.raises(ParamsError, match="n_components"):
        PCAParams(value)


def test_one_row_has_no_variance():
    with pytest.raises(InputError, match="at least 2 rows"):
        reduced([[1, 2, 3]], PCAParams(1))


@pytest.mark.parametrize("whiten", [False, True])
@pytest.mark.parametrize("solver", [solver for solver in SOLVERS if solver != "arpack"])
def test_rows_that_are_all_equal_stay_equal(whiten, solver):
    result = reduced(np.ones((20, 6)), PCAParams(2, whiten, solver))

    assert np.isfinite(result.X).all()
    assert np.ptp(result.X, axis=0).max() < 1e-5
    assert result.variance.tolist() == [0, 0]


def test_arpack_says_that_it_cannot_do_equal_rows():
    with pytest.raises(ParamsError, match="Use svd_solver = 'full'"):
        reduced(np.ones((20, 6)), PCAParams(2, svd_solver="arpack"))


def dbscan_noise(X):
    return int((DBSCAN(eps=7, min_samples=3).fit_predict(X) == -1).sum())


def as_published(images):
    """The chain of the figures that results are held against, by scikit-learn alone."""
    table = (images.reshape(len(images), -1) / images.max()).astype(np.float32)
    model = PCA(n_components=100, whiten=True, random_state=0).fit(table)
    return model.transform(table)


def test_the_noise_of_dbscan_on_the_faces_is_the_published_one():
    path = SHARED / "lfw_people_min20_resize07.npz"
    if not path.exists():
        pytest.skip(f"{path.name} is not beside the project")

    pixels = extract(opened(path, max_per_identity=50), PixelsParams())
    result = preprocess(pixels, PCAParams(100, whiten=True))

    assert "/ 765" in pixels.note
    assert dbscan_noise(result.X) == 2005


def test_the_same_chain_on_made_images_equals_scikit_learn_called_directly():
    random = np.random.default_rng(0)
    people = random.integers(0, 700, (200, 24, 21))  # some of them in one or two pictures: noise
    images = (people[random.integers(0, 200, 700)] + random.integers(0, 60, (700, 24, 21))).astype(np.uint16)
    images[0, 0, 0] = 765

    result = preprocess(extract(of_images(images), PixelsParams()), PCAParams(100, whiten=True))

    assert np.array_equal(result.X, as_published(images))
    assert 0 < dbscan_noise(result.X) < 700
