"""The mean of a cluster as a picture: the library's own way back, without having kept its fit."""

import io

import numpy as np
import pytest
from PIL import Image
from sklearn.datasets import load_digits
from sklearn.decomposition import PCA
from sklearn.preprocessing import StandardScaler

from explorer.anatomy.centre_pictures import CentrePicturesParams, fit, way_back
from explorer.clusterings.result import Clustering
from tests.features.sets import features


@pytest.fixture(scope="module")
def digits():
    X, codes = load_digits(return_X_y=True)
    return X / 16, codes.astype(np.int32)


def opened(pack, offsets, number):
    data = bytes(pack[int(offsets[number]) : int(offsets[number + 1])])
    return np.asarray(Image.open(io.BytesIO(data)).convert("RGB"))


@pytest.mark.parametrize("whiten", [False, True])
def test_the_way_back_is_the_pca_s_inverse(digits, whiten):
    X, _ = digits
    model = PCA(20, whiten=whiten, svd_solver="full").fit(X)
    Z = model.transform(X)
    middle, way = way_back(Z, X)
    np.testing.assert_allclose(Z @ way + middle, model.inverse_transform(Z), atol=1e-8)


def test_the_way_back_after_standardising(digits):
    X, _ = digits
    scaler = StandardScaler().fit(X)
    model = PCA(20, svd_solver="full").fit(scaler.transform(X))
    Z = model.transform(scaler.transform(X))
    middle, way = way_back(Z, X)
    expected = scaler.inverse_transform(model.inverse_transform(Z))
    np.testing.assert_allclose(Z @ way + middle, expected, atol=1e-8)


def test_a_constant_feature_leads_nowhere():
    middle, way = way_back(np.zeros((4, 2)), np.array([[0.0], [1], [0], [1]]))
    assert middle == pytest.approx([0.5])
    assert way.tolist() == [[0], [0]]


def test_the_picture_of_unreduced_pixels_is_their_mean(digits):
    X, codes = digits
    params = CentrePicturesParams(height=8, width=8)
    made = fit(params, features=features(X), pixels=features(X), grouping=Clustering(codes))

    zero = opened(made.pack, made.offsets, 0)
    mean = np.rint(X[codes == 0].mean(axis=0).reshape(8, 8) * 255)
    assert zero.shape == (64, 64, 3)  # each pixel 8 x 8
    assert np.abs(zero[4::8, 4::8, 0].astype(int) - mean).max() <= 1
    assert len(made.offsets) == 11
    assert made.note == "the mean of its rows' pixels"


def test_the_picture_through_a_pca_is_near_the_mean(digits):
    X, codes = digits
    params = CentrePicturesParams(height=8, width=8, reduced=True)
    Z = PCA(30, random_state=0).fit_transform(X)
    made = fit(params, features=features(Z), pixels=features(X), grouping=Clustering(codes))

    mean = X[codes == 3].mean(axis=0).reshape(8, 8) * 255
    shown = opened(made.pack, made.offsets, 3)[4::8, 4::8, 0].astype(float)
    assert np.abs(shown - mean).max() < 8
    assert "30 dimensions" in made.note


def test_colours_stay_colours():
    X = np.tile([1.0, 0, 0], (5, 4))
    params = CentrePicturesParams(height=2, width=2)
    made = fit(params, features=features(X), pixels=features(X), grouping=Clustering(np.zeros(5, np.int32)))
    assert (opened(made.pack, made.offsets, 0) == [255, 0, 0]).all()


def test_no_cluster_no_picture():
    X = np.ones((3, 4))
    params = CentrePicturesParams(height=2, width=2)
    made = fit(params, features=features(X), pixels=features(X), grouping=Clustering(np.full(3, -1, np.int32)))
    assert made.offsets.tolist() == [0]
