"""Eigen-images are scikit-learn's components; an image is rebuilt as its inverse does; what is undefined says so."""

import io

import numpy as np
import pytest
from PIL import Image
from sklearn.datasets import load_digits
from sklearn.decomposition import PCA

from explorer.errors import InputError, ParamsError
from explorer.features.eigenimages import EigenimagesParams, RebuiltParams, eigenimages, rebuilt
from explorer.features.encoding import encoded, signed
from tests.features.sets import features, normal


@pytest.fixture(scope="module")
def digits():
    return load_digits(return_X_y=True)[0] / 16


def picture(pack, offsets, number):
    data = bytes(pack[int(offsets[number]) : int(offsets[number + 1])])
    return np.asarray(Image.open(io.BytesIO(data)).convert("RGB")).astype(int)


def test_they_are_the_components_of_scikit_learn(digits):
    found = eigenimages(EigenimagesParams(12, 8, 8), features=features(digits))
    model = PCA(12, random_state=0).fit(digits.astype(np.float32))
    np.testing.assert_allclose(found.components, model.components_, atol=1e-5)
    np.testing.assert_allclose(found.mean, digits.mean(axis=0), atol=1e-6)
    np.testing.assert_allclose(found.variance, model.explained_variance_ratio_, rtol=1e-4)
    assert len(found.offsets) == 1 + 12 + 1
    assert "red adds light" in found.note


def test_an_image_rebuilt_is_the_inverse_of_the_transform(digits):
    found = eigenimages(EigenimagesParams(20, 8, 8), features=features(digits))
    made = rebuilt(RebuiltParams(7, 8, 8), features=features(digits), eigenimages=found)
    model = PCA(20, random_state=0).fit(digits.astype(np.float32))
    theirs = model.inverse_transform(model.transform(digits[7:8].astype(np.float32)))[0]

    assert made.errors[-1] == pytest.approx(np.sqrt(np.mean((theirs - digits[7]) ** 2)), rel=1e-4)
    assert made.errors[0] == pytest.approx(np.sqrt(np.mean((digits.mean(axis=0) - digits[7]) ** 2)), rel=1e-5)
    assert (np.diff(made.errors) <= 1e-9).all()
    assert made.shares[0] == 0
    assert (np.diff(made.shares) >= -1e-9).all()
    shown = picture(made.pack, made.offsets, 21)[4::8, 4::8, 0]
    assert np.abs(shown - np.clip(theirs.reshape(8, 8), 0, 1) * 255).max() <= 1
    original = picture(made.pack, made.offsets, 0)[4::8, 4::8, 0]
    assert np.abs(original - digits[7].reshape(8, 8) * 255).max() <= 1


def test_all_components_rebuild_every_image():
    X = np.abs(normal(6, 8)) / 20
    found = eigenimages(EigenimagesParams(60, 2, 4), features=features(X))
    assert len(found.components) == 5  # one fewer than there are rows
    made = rebuilt(RebuiltParams(3, 2, 4), features=features(X), eigenimages=found)
    assert made.errors[-1] == pytest.approx(0, abs=1e-5)
    assert made.shares[-1] == pytest.approx(1)


def test_two_images_by_hand():
    # The mean is (1/2, 1/2), the only direction that from one to the other.
    found = eigenimages(EigenimagesParams(5, 1, 2), features=features([[1, 0], [0, 1]]))
    assert found.variance.tolist() == pytest.approx([1])
    made = rebuilt(RebuiltParams(0, 1, 2), features=features([[1, 0], [0, 1]]), eigenimages=found)
    assert made.errors.tolist() == pytest.approx([0.5, 0], abs=1e-6)
    assert made.shares.tolist() == pytest.approx([0, 1])


def test_the_worst_rebuilt_is_the_one_unlike_the_others(digits):
    X = np.concatenate([digits[:400], np.random.default_rng(0).random((1, 64))])
    found = eigenimages(EigenimagesParams(40, 8, 8), features=features(X))
    assert found.worst[0] == 400
    assert sorted(found.worst.tolist()) == list(range(401))
    model = PCA(found.n_kept, svd_solver="full").fit(X.astype(np.float32))
    assert model.explained_variance_ratio_.sum() >= 0.9 > model.explained_variance_ratio_[:-1].sum()
    theirs = np.sqrt(((X - model.inverse_transform(model.transform(X))) ** 2).mean(axis=1))
    np.testing.assert_allclose(found.errors, theirs, atol=1e-3)


def test_images_that_are_all_alike_have_nothing_to_rebuild():
    X = np.full((4, 4), 0.5)
    found = eigenimages(EigenimagesParams(3, 2, 2), features=features(X))
    assert found.variance.tolist() == [0, 0, 0]
    made = rebuilt(RebuiltParams(0, 2, 2), features=features(X), eigenimages=found)
    assert np.isnan(made.shares).all()
    assert made.errors.tolist() == [0] * 4


def test_what_can_t_be_done_is_said():
    with pytest.raises(InputError, match="only 1"):
        eigenimages(EigenimagesParams(3, 1, 2), features=features([[1, 0]]))
    found = eigenimages(EigenimagesParams(5, 1, 2), features=features([[1, 0], [0, 1]]))
    with pytest.raises(ParamsError, match="2 rows"):
        rebuilt(RebuiltParams(2, 1, 2), features=features([[1, 0], [0, 1]]), eigenimages=found)


def test_signs_are_colours_around_white_and_the_largest_is_full():
    shown = signed(np.array([[[-2.0], [0], [2], [1]]]))[0]
    assert shown[1].tolist() == [255, 255, 255]
    assert shown[0][2] > shown[0][0]  # blue below 0
    assert shown[2][0] > shown[2][2]  # red above
    assert shown[3][1] > shown[2][1]  # less is paler
    assert (signed(np.zeros((2, 2, 1))) == 255).all()
    coloured = signed(np.array([[[1.0, -1, 0]]]))
    assert coloured[0, 0].tolist() == [255, 0, 128]


def test_small_pictures_are_enlarged_by_whole_numbers():
    made = encoded([np.array([[0, 255]], np.uint8)])
    assert picture(made.pack, made.offsets, 0).shape == (32, 64, 3)
    large = encoded([np.zeros((70, 100, 3), np.uint8)])
    assert picture(large.pack, large.offsets, 0).shape == (70, 100, 3)
