"""given, l2, standardise, and the verbs."""

import numpy as np
import pytest
from sklearn.preprocessing import StandardScaler, normalize

from explorer.errors import InputError, ParamsError
from explorer.features import EXTRACT, PREPROCESS, STEPS, extract, preprocess
from explorer.features.given import GivenParams
from explorer.features.l2 import L2Params
from explorer.features.pca import PCAParams
from explorer.features.standardise import StandardiseParams
from tests.features.sets import features, normal, of_images, of_vectors


@pytest.mark.parametrize("dtype", [np.float16, np.float32])
def test_given_is_the_vectors_as_float32(dtype):
    vectors = np.arange(6).reshape(3, 2).astype(dtype)

    result = extract(of_vectors(vectors), GivenParams())

    assert result.X.dtype == np.float32
    assert np.array_equal(result.X, vectors)
    assert "2 dimensions" in result.note


def test_given_needs_vectors():
    with pytest.raises(InputError, match="Use its pixels"):
        extract(of_images(np.zeros((2, 3, 3), np.uint8)), GivenParams())


def test_l2_is_the_normalize_of_scikit_learn():
    table = normal(20_000, 7)  # more than two batches

    result = preprocess(features(table), L2Params())

    np.testing.assert_allclose(result.X, normalize(table), rtol=1e-6)
    np.testing.assert_allclose(np.linalg.norm(result.X, axis=1), 1, rtol=1e-6)


def test_l2_of_three_and_four_and_of_zeros():
    result = preprocess(features([[3, 4], [0, 0]]), L2Params())

    np.testing.assert_allclose(result.X, [[0.6, 0.8], [0.0, 0.0]], rtol=1e-7)
    assert "1 of them" in result.note


def test_l2_of_numbers_whose_squares_exceed_32_bits():
    result = preprocess(features([[3e30, 4e30], [3e-30, 4e-30]]), L2Params())

    np.testing.assert_allclose(result.X, [[0.6, 0.8], [0.6, 0.8]], rtol=1e-6)


def test_standardise_is_the_scaler_of_scikit_learn():
    table = normal(500, 7)

    result = preprocess(features(table), StandardiseParams())

    assert np.array_equal(result.X, StandardScaler().fit_transform(table))
    np.testing.assert_allclose(result.X.std(axis=0), 1, rtol=1e-4)


def test_standardise_by_hand_with_a_dimension_that_does_not_vary():
    result = preprocess(features([[1, 5], [3, 5]]), StandardiseParams())

    assert result.X.tolist() == [[-1, 0], [1, 0]]
    assert "1 of them" in result.note


def test_steps_run_one_after_the_other():
    table = features(normal(50, 7))

    both = preprocess(table, L2Params(), PCAParams(3))

    assert np.array_equal(both.X, preprocess(preprocess(table, L2Params()), PCAParams(3)).X)
    assert not np.allclose(np.abs(both.X), np.abs(preprocess(table, PCAParams(3), L2Params()).X))


def test_parameters_of_another_verb_are_refused():
    with pytest.raises(ParamsError, match="L2Params belongs to none of: given, pixels"):
        extract(of_vectors(np.ones((2, 2), np.float32)), L2Params())


def test_the_registries():
    assert list(EXTRACT) == ["given", "pixels", "evened", "hsv", "hog"]
    assert list(PREPROCESS) == ["l2", "standardise", "pca"]
    assert all(step.resolve() for step in STEPS)
    assert all(step.name.startswith("features.") for step in STEPS)
