"""X-means finds the number of well-parted groups by itself, leaves one round cloud whole, and its BIC is by hand."""

import math

import numpy as np
import pytest
from sklearn.cluster import KMeans

from explorer.clusterings import XMeansParams, cluster
from explorer.clusterings.result import ordered
from explorer.clusterings.xmeans import bic
from explorer.errors import ParamsError
from tests.features.sets import features

RANDOM = np.random.default_rng(0)


def blobs(k, each, n_features, apart):
    random = np.random.default_rng(1)
    corners = np.array([[apart * (number >> bit & 1) for bit in range(n_features)] for number in range(k)])
    return np.concatenate([random.normal(size=(each, n_features)) + corner for corner in corners])


def test_the_criterion_by_hand():
    # 0, 2 | 10, 12 on a line. One centre at 6: squares 36 + 16 + 16 + 36 = 104, variance 104 / 3.
    one = -2 * math.log(2 * math.pi * 104 / 3) - 3 / 2 - 2 / 2 * math.log(4)
    assert bic([4], 104.0, 1) == pytest.approx(one)
    # Two centres, 1 and 11: squares 4, variance 4 / 2 = 2; shares 4 * log(1/2); 1 + 2 + 1 free numbers.
    two = 4 * math.log(1 / 2) - 2 * math.log(2 * math.pi * 2) - 2 / 2 - 4 / 2 * math.log(4)
    assert bic([2, 2], 4.0, 1) == pytest.approx(two)
    assert two > one
    found = cluster(features([[0], [2], [10], [12]]), XMeansParams(k_max=2, random_state=0))
    assert found.labels.tolist() == [0, 0, 1, 1]


def test_the_criterion_in_more_dimensions_is_that_of_each_alike():
    # The same spread a dimension: the likelihood is the sum of the dimensions', shares and free numbers aside.
    flat = bic([50], 80.0, 1) + math.log(50)
    assert bic([50], 240.0, 3) + 2 * math.log(50) == pytest.approx(3 * flat)


def test_the_criterion_where_nothing_is_left_to_estimate():
    assert bic([1, 1], 0.0, 2) == -math.inf
    assert bic([5, 5], 0.0, 2) == math.inf


@pytest.mark.parametrize(("k", "n_features"), [(1, 2), (2, 2), (4, 2), (8, 10), (16, 10)])
def test_well_parted_groups_are_counted(k, n_features):
    X = blobs(k, 60, n_features, 12)
    found = cluster(features(X), XMeansParams(random_state=0))
    assert found.sizes.tolist() == [60] * k
    assert np.array_equal(found.labels, ordered(np.repeat(np.arange(k), 60)))
    assert found.note == ""


@pytest.mark.parametrize("n_features", [1, 2, 5, 50])
def test_one_round_cloud_stays_one(n_features):
    found = cluster(features(RANDOM.normal(size=(500, n_features)) + 3), XMeansParams(random_state=0))
    assert found.sizes.tolist() == [500]


def test_what_is_found_is_a_kmeans():
    X = blobs(4, 60, 2, 12).astype(np.float32)
    found = cluster(features(X), XMeansParams(random_state=3))
    assert np.array_equal(found.labels, ordered(KMeans(4, n_init=10, random_state=0).fit(X).labels_))


def test_the_same_seed_gives_the_same():
    X = features(RANDOM.normal(size=(300, 3)) * [5, 1, 1])
    first, again = (cluster(X, XMeansParams(random_state=5)).labels for _ in range(2))
    assert np.array_equal(first, again)


def test_a_stretched_cloud_is_cut_up_and_the_note_says_why():
    found = cluster(features(RANDOM.normal(size=(2000, 5)) * [100, 1, 1, 1, 1]), XMeansParams(k_max=6, random_state=0))
    assert len(found.sizes) == 6
    assert found.note.startswith("stopped at k_max = 6")


def test_between_k_min_and_k_max():
    X = features(blobs(8, 60, 10, 12))
    assert len(cluster(X, XMeansParams(k_max=5, random_state=0)).sizes) == 5
    assert len(cluster(X, XMeansParams(k_min=12, random_state=0)).sizes) >= 12
    assert len(cluster(X, XMeansParams(k_min=3, k_max=3, random_state=0)).sizes) == 3


def test_copies_few_rows_and_what_cannot_be():
    assert cluster(features(np.ones((50, 3))), XMeansParams(random_state=0)).sizes.tolist() == [50]
    assert cluster(features(np.ones((50, 3))), XMeansParams(k_min=4, random_state=0)).sizes.tolist() == [50]
    heaps = features(np.repeat([[0, 0], [5, 5], [9, 1]], 10, axis=0))
    assert cluster(heaps, XMeansParams(random_state=0)).sizes.tolist() == [10, 10, 10]
    assert cluster(features([[1.0, 2.0]]), XMeansParams()).labels.tolist() == [0]
    assert len(cluster(features([[1.0], [2.0]]), XMeansParams()).labels) == 2
    with pytest.raises(ParamsError, match=r"k_min = 3 is more than there are rows; choose at most 2"):
        cluster(features([[1.0], [2.0]]), XMeansParams(k_min=3))
    with pytest.raises(ParamsError, match="k_min = 60 is above k_max = 50"):
        XMeansParams(k_min=60)
