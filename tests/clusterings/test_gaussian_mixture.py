"""A Gaussian mixture is scikit-learn's in float64, finds what k-means can't, and says what it can't do."""

import numpy as np
import pytest
from sklearn.datasets import load_digits
from sklearn.decomposition import PCA
from sklearn.metrics import adjusted_rand_score
from sklearn.mixture import GaussianMixture

from explorer import settings
from explorer.clusterings import GaussianMixtureParams, KMeansParams, cluster
from explorer.clusterings import params as limits
from explorer.clusterings.result import ordered
from explorer.errors import LimitError, ParamsError
from tests.features.sets import features, normal

DIGITS = PCA(10, random_state=0).fit_transform(load_digits().data[:600]).astype(np.float32)


@pytest.mark.parametrize("shape", ["full", "tied", "diag", "spherical"])
def test_row_for_row_scikit_learns(shape):
    found = cluster(features(DIGITS), GaussianMixtureParams(n_components=10, covariance_type=shape, random_state=0))
    theirs = GaussianMixture(10, covariance_type=shape, random_state=0).fit_predict(DIGITS.astype(np.float64))
    assert np.array_equal(found.labels, ordered(theirs))


def test_stretched_clouds_are_told_apart_where_kmeans_cuts_them():
    random = np.random.default_rng(0)
    rows = features(random.normal(size=(400, 2)) * [6, 0.5] + np.repeat([[0, 0], [0, 5]], 200, axis=0))
    cloud = np.repeat([0, 1], 200)
    asked = GaussianMixtureParams(n_components=2, n_init=10, init_params="random_from_data", random_state=0)
    assert adjusted_rand_score(cloud, cluster(rows, asked).labels) > 0.98
    assert adjusted_rand_score(cloud, cluster(rows, KMeansParams(n_clusters=2, random_state=0)).labels) < 0.1


def test_a_mean_far_from_zero_costs_no_precision():
    asked = GaussianMixtureParams(n_components=10, random_state=0)
    far = cluster(features(DIGITS.round(1) + 1024), asked)
    assert adjusted_rand_score(cluster(features(DIGITS.round(1)), asked).labels, far.labels) > 0.98


def test_a_constant_feature_and_one_that_has_no_width():
    X = features(np.column_stack([normal(60, 4), np.ones(60)]))
    assert len(cluster(X, GaussianMixtureParams(n_components=3, random_state=0)).sizes) == 3
    with pytest.raises(ParamsError, match=r"collapsed.*5 dimensions: raise reg_covar = 0") as caught:
        cluster(X, GaussianMixtureParams(n_components=30, reg_covar=0.0, random_state=0))
    assert caught.value.field == "reg_covar"


def test_one_that_was_stopped_says_so():
    assert "stopped after 1 rounds" in cluster(features(DIGITS), GaussianMixtureParams(max_iter=1, random_state=0)).note


def test_what_would_take_too_long_or_too_much_is_refused_with_the_remedy(monkeypatch):
    monkeypatch.setattr(limits, "current", lambda: settings.read({}, memory=16_000_000_000))
    GaussianMixtureParams().check((70_000, 50))
    GaussianMixtureParams(covariance_type="diag").check((70_000, 784))
    with pytest.raises(LimitError, match="minutes") as caught:
        GaussianMixtureParams().check((70_000, 784))
    assert "8 clouds over 70,000 rows in 784 dimensions" in caught.value.what
    assert "'diag'" in caught.value.remedy
    with pytest.raises(LimitError, match="GB"):
        GaussianMixtureParams(n_components=1000).check((2000, 5000))
