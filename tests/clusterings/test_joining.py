"""New rows join clusters as the libraries predict; where they can't be asked, the nearest vote, and it is said."""

import hdbscan as package
import numpy as np
import pytest
from sklearn.cluster import KMeans
from sklearn.datasets import make_blobs
from sklearn.mixture import GaussianMixture

from explorer.clusterings import Clustering, HDBSCANParams, KMeansParams, cluster, joining
from explorer.clusterings.gaussian_mixture import GaussianMixtureParams
from explorer.errors import InputError
from tests.features.sets import features

X, _ = make_blobs(400, n_features=3, centers=5, random_state=3)
OLD, NEW = X[:300].astype(np.float32), X[300:].astype(np.float32)
FAR = np.full((1, 3), 500, dtype=np.float32)


def joined(rule, params, grouping, new=NEW, old=OLD):
    return rule(params, features=features(old), grouping=grouping, new=features(new))


def by_number(found, labels, predicted):
    """A library's numbers as those on screen."""
    number = dict(zip(found.tolist(), labels.tolist(), strict=True))
    return [number.get(label, -1) for label in predicted.tolist()]


def test_k_means_predicts():
    grouping = cluster(features(OLD), KMeansParams(n_clusters=5, random_state=0))
    model = KMeans(5, random_state=0).fit(OLD)
    found = joined(joining.centre, joining.CentreParams(), grouping)
    assert found.labels.tolist() == by_number(model.labels_, grouping.labels, model.predict(NEW))


def test_a_mixture_predicts():
    params = GaussianMixtureParams(n_components=5, random_state=0)
    grouping = cluster(features(OLD), params)
    model = GaussianMixture(5, random_state=0)
    labels = model.fit_predict(OLD.astype(np.float64))
    found = joined(joining.mixture, params, grouping)
    assert found.labels.tolist() == by_number(labels, grouping.labels, model.predict(NEW.astype(np.float64)))
    assert "predict" in found.note


def test_a_cloud_without_rows_takes_no_new_ones():
    alike = np.ones((30, 2))
    params = GaussianMixtureParams(n_components=2, random_state=0)
    grouping = cluster(features(alike), params)
    found = joined(joining.mixture, params, grouping, [[1, 1], [0, 0], [9, 9]], alike)
    assert found.labels.tolist() == [0, 0, 0]
    assert "predict" in found.note


def test_hdbscan_predicts_and_what_is_far_is_noise():
    params = HDBSCANParams(min_cluster_size=10)
    grouping = cluster(features(OLD), params)
    model = package.HDBSCAN(10, prediction_data=True, core_dist_n_jobs=1).fit(OLD)
    expected, _ = package.approximate_predict(model, NEW)
    found = joined(joining.hdbscan, params, grouping, np.vstack([NEW, FAR, OLD[:1]]))
    assert found.labels[:100].tolist() == by_number(model.labels_, grouping.labels, expected)
    assert len(set(found.labels.tolist())) > 3
    assert found.labels[100] == -1


@pytest.mark.parametrize(
    ("rule", "params"),
    [(joining.mixture, GaussianMixtureParams(n_components=2, random_state=0)),
     (joining.hdbscan, HDBSCANParams(min_cluster_size=10)),
     (joining.hdbscan, HDBSCANParams(min_cluster_size=2, min_samples=200))],
    ids=["mixture", "hdbscan", "few rows"],
)  # fmt: skip
def test_another_grouping_than_is_on_screen_is_joined_by_a_vote_and_it_says_so(rule, params):
    labels = np.arange(300, dtype=np.int32) % 2
    found = joined(rule, params, Clustering(labels), OLD[:9])
    assert "nearest rows are" in found.note
    by_vote = joined(joining.vote, joining.VoteParams(), Clustering(labels), OLD[:9])
    assert found.labels.tolist() == by_vote.labels.tolist()


def test_a_vote_by_hand():
    # Of the five nearest of 0 two are 0, two noise, one 1; of those with most votes noise is nearest. For 99 it is 1.
    old = [[1], [2], [3], [4], [5], [90]]
    grouping = Clustering(np.array([-1, 0, 0, -1, 1, 1], dtype=np.int32))
    found = joined(joining.vote, joining.VoteParams(), grouping, [[0], [99]], old)
    assert found.labels.tolist() == [-1, 1]
    alone = joined(joining.vote, joining.VoteParams(n_neighbors=1), grouping, [[2]], old)
    assert alone.labels.tolist() == [0]


def test_rows_of_a_single_cluster_join_it():
    blobs = make_blobs(300, n_features=2, centers=2, cluster_std=2, random_state=2)[0].astype(np.float32)
    params = HDBSCANParams(allow_single_cluster=True)
    grouping = cluster(features(blobs), params)
    assert len(grouping.sizes) == 1
    inside = blobs[grouping.labels == 0]
    found = joined(joining.hdbscan, params, grouping, np.vstack([inside, FAR[:, :2]]), blobs)
    assert np.mean(found.labels[:-1] == 0) > 0.9
    assert "HDBSCAN can't predict where all rows may be one cluster" in found.note


def test_all_noise_stays_noise():
    grouping = Clustering(np.full(300, -1, dtype=np.int32))
    for rule, params in (
        (joining.centre, joining.CentreParams()),
        (joining.hdbscan, HDBSCANParams()),
        (joining.vote, joining.VoteParams()),
    ):
        assert set(joined(rule, params, grouping).labels.tolist()) == {-1}


def test_other_rows_are_refused_in_words():
    grouping = Clustering(np.zeros(300, dtype=np.int32))
    with pytest.raises(InputError, match="grouping is of 300 rows, the features are of 299"):
        joined(joining.vote, joining.VoteParams(), grouping, old=OLD[1:])
    with pytest.raises(InputError, match="have 2 dimensions, the grouping was made in 3"):
        joined(joining.vote, joining.VoteParams(), grouping, NEW[:, :2])
    with pytest.raises(InputError, match="The new row holds NaN"):
        joined(joining.centre, joining.CentreParams(), grouping, FAR * np.nan)
