"""The scores of a grouping are scikit-learn's and hdbscan's; undefined is NaN; by hand; and worse when it is worse."""

import warnings

import hdbscan
import numpy as np
import pytest
from hdbscan.validity import validity_index
from sklearn.cluster import DBSCAN, KMeans
from sklearn.datasets import load_digits, make_blobs
from sklearn.metrics import calinski_harabasz_score, davies_bouldin_score, silhouette_score

from explorer.clusterings import DensityTreeParams, NearPairsParams, density_tree, near_pairs
from explorer.comparison.sweeping import scores
from explorer.comparison.sweeping.density import dbcv, relative_validity
from explorer.comparison.sweeping.scores import Judge
from tests.features.sets import features

DIGITS = load_digits().data[:600].astype(np.float32)
BLOBS, TRUTH = make_blobs(300, 3, centers=5, random_state=0)
LINE = np.array([[0.0], [1.0], [10.0], [11.0], [50.0]], dtype=np.float32)


def judge(X, metric="euclidean", max_samples=5000):
    return Judge(np.asarray(X, dtype=np.float32), metric, max_samples, 0)


def noisy(labels, every=7):
    """The same, every so many rows noise."""
    labels = labels.copy()
    labels[::every] = -1
    return labels


@pytest.mark.parametrize("metric", ["euclidean", "cosine", "manhattan"])
@pytest.mark.parametrize("k", [2, 9, 40])
def test_scikit_learns_scores_of_the_rows_that_are_no_noise(metric, k):
    labels = noisy(KMeans(k, random_state=0).fit(DIGITS).labels_)
    kept = labels >= 0
    X, some = DIGITS[kept].astype(np.float64), labels[kept]
    assert judge(DIGITS, metric).silhouette(labels) == pytest.approx(silhouette_score(X, some, metric=metric))
    calinski, davies = judge(DIGITS).spreads(labels)
    assert calinski == pytest.approx(calinski_harabasz_score(X, some))
    assert davies == pytest.approx(davies_bouldin_score(X, some))


def test_blocks_of_rows_change_nothing(monkeypatch):
    labels = noisy(KMeans(5, random_state=0).fit(DIGITS).labels_)
    whole = judge(DIGITS).spreads(labels)
    monkeypatch.setattr(scores, "BLOCK_BYTES", 8 * 64 * 70)
    assert judge(DIGITS).spreads(labels) == pytest.approx(whole)


def test_two_pairs_and_noise_by_hand():
    labels = np.array([0, 0, 1, 1, -1])
    # inside 1; to the other pair 10.5 from its far row, 9.5 from its near one
    assert judge(LINE).silhouette(labels) == pytest.approx(((10.5 - 1) / 10.5 + (9.5 - 1) / 9.5) / 2)
    # centres 0.5 and 10.5: 4 * 5² between, 4 * 0.5² inside
    assert judge(LINE).spreads(labels) == pytest.approx((100 * 2 / 1, (0.5 + 0.5) / 10))


@pytest.mark.parametrize("labels", [[0, 0, 0, 0, 0], [-1, -1, -1, -1, -1], [0, 0, -1, -1, -1], [0, 1, 2, 3, 4]])
def test_undefined(labels):
    labels = np.array(labels)
    assert np.isnan([judge(LINE).silhouette(labels), *judge(LINE).spreads(labels)]).all()
    if labels.max() < 1:
        assert np.isnan(dbcv(judge(LINE).distances, labels, 1))
        assert np.isnan(relative_validity(np.array([[0, 1, 1.0]]), labels))


def test_rows_on_their_centres_and_rows_all_alike():
    X = np.repeat([[0.0], [1.0]], 3, axis=0)
    labels = np.array([0, 0, 0, 1, 1, 1])
    assert judge(X).silhouette(labels) == 1
    assert judge(X).spreads(labels) == (np.inf, 0)
    alike = judge(np.full((6, 2), 0.1))
    assert np.isnan(alike.silhouette(labels))
    assert np.isnan(alike.spreads(labels)).all()  # scikit-learn says 0, the best there is, and 1
    assert dbcv(alike.distances, labels, 2) == 0


def test_a_sample_is_drawn_by_its_seed_and_comes_near():
    labels = KMeans(10, n_init=1, random_state=0).fit(DIGITS).labels_
    sampled = judge(DIGITS, max_samples=300)
    assert len(sampled.rows) == 300
    theirs = silhouette_score(DIGITS[sampled.rows].astype(np.float64), labels[sampled.rows])
    assert sampled.silhouette(labels) == pytest.approx(theirs)
    assert sampled.silhouette(labels) == judge(DIGITS, max_samples=300).silhouette(labels)
    assert sampled.silhouette(labels) == pytest.approx(judge(DIGITS).silhouette(labels), abs=0.05)


@pytest.mark.parametrize("every", [7, 10_000])
@pytest.mark.parametrize("X", [BLOBS, DIGITS[:300, 20:32]], ids=["blobs", "digits"])
def test_exact_validity_is_hdbscans(X, every):
    labels = noisy(KMeans(4, random_state=0).fit(X).labels_, every)
    distances = judge(X).distances
    theirs = validity_index(X.astype(np.float32).astype(np.float64), labels)
    assert dbcv(distances, labels, X.shape[1]) == pytest.approx(theirs, abs=1e-6)


def test_validity_falls_when_rows_are_shuffled_and_leaves_no_warning_in_many_dimensions():
    shuffled = np.random.default_rng(0).permutation(TRUTH)
    distances = judge(BLOBS).distances
    assert dbcv(distances, TRUTH, 3) > 0.3 > -0.5 > dbcv(distances, shuffled, 3)
    assert judge(BLOBS).silhouette(TRUTH) > 0.5 > 0.05 > judge(BLOBS).silhouette(shuffled)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        far = judge(BLOBS * 1e6).distances
        assert dbcv(far, TRUTH, 50) == pytest.approx(dbcv(distances, TRUTH, 50))
        assert -1 < dbcv(distances, np.arange(len(BLOBS)) % 150, 50) < 0.1  # pairs of rows
        assert dbcv(distances, np.r_[np.arange(3), np.full(297, 3)], 3) <= 0  # clusters of one row


@pytest.mark.parametrize("size", [5, 15])
def test_relative_validity_is_hdbscans(size):
    model = hdbscan.HDBSCAN(size, min_samples=4, gen_min_span_tree=True, core_dist_n_jobs=1)
    model.fit(BLOBS.astype(np.float32))
    tree = density_tree.fit(DensityTreeParams(4), features=features(BLOBS))
    assert relative_validity(tree.edges(4), model.labels_) == pytest.approx(model.relative_validity_)


def test_the_edges_of_near_pairs_are_a_spanning_tree_of_mutual_reachability():
    pairs = near_pairs.fit(NearPairsParams(1e3), features=features(BLOBS))
    tree = density_tree.fit(DensityTreeParams(4), features=features(BLOBS))
    edges = pairs.edges(5)  # which counts the row itself
    assert len(edges) == len(BLOBS) - 1
    # of several such trees each has the same lengths
    assert np.sort(edges[:, 2]) == pytest.approx(np.sort(tree.spanning[:, 2]))
    labels = DBSCAN(eps=0.7, min_samples=5).fit(BLOBS.astype(np.float32)).labels_
    assert -1 < relative_validity(edges, labels) < 1
    close = near_pairs.fit(NearPairsParams(0.7), features=features(BLOBS)).edges(5)
    assert len(close) < len(BLOBS) - 1
    assert close[:, 2].max() <= 0.7 * (1 + 1e-6)
