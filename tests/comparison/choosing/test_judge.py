"""Quality, coverage and agreement with the others: scikit-learn's silhouette, copies left out, and the edges."""

import numpy as np
import pytest
from sklearn.datasets import make_blobs
from sklearn.metrics import silhouette_score
from sklearn.neighbors import NearestNeighbors

from explorer.clusterings.result import Clustering, ordered
from explorer.comparison.choosing.judge import VerdictsParams, fit
from explorer.comparison.choosing.result import Verdicts
from explorer.comparison.result import Identities
from explorer.errors import InputError
from explorer.features.result import Features
from explorer.neighbors.result import KNNGraph
from explorer.recipe import Recipe, silent
from explorer.store import Store

X, TRUTH = make_blobs(200, centers=4, cluster_std=0.6, random_state=1)
X = X.astype(np.float32)
HALVES = np.asarray(TRUTH >= 2, dtype=int)
RANDOM = np.random.default_rng(0).integers(0, 4, 200)


def grouping(labels):
    return Clustering(ordered(np.asarray(labels)))


def judge(**labels):
    distances, indices = NearestNeighbors(n_neighbors=10).fit(X).kneighbors()
    graph = KNNGraph(indices.astype(np.int32), distances.astype(np.float32), "euclidean", True)
    groupings = {
        name: Identities(part.astype(np.int32), tuple(map(str, range(part.max() + 1))))
        if name == "truth"
        else grouping(part)
        for name, part in labels.items()
    }
    return fit(VerdictsParams(), features=Features(X, ""), graph=graph, report=silent, **groupings)


def test_quality_is_scikit_learns_silhouette_without_noise_and_coverage_is_the_rest():
    noisy = np.where(np.arange(200) % 4 == 0, -1, TRUTH)
    found = judge(grouping_0000=TRUTH, grouping_0001=noisy)
    kept = noisy >= 0
    assert found.quality == pytest.approx(
        [silhouette_score(X, TRUTH), silhouette_score(X[kept], TRUTH[kept])], abs=1e-6
    )
    assert found.coverage.tolist() == [1, 0.75]


def test_of_two_each_is_held_against_the_other():
    found = judge(grouping_0000=TRUTH, grouping_0001=HALVES)
    assert found.agreement[0] == found.agreement[1] > 0


def test_what_is_all_noise_takes_no_vote_from_the_others():
    noise = np.full(200, -1)
    plain = judge(grouping_0000=TRUTH, grouping_0001=HALVES)
    found = judge(grouping_0000=TRUTH, grouping_0001=HALVES, grouping_0002=noise, grouping_0003=noise)
    assert found.agreement[:2].tolist() == plain.agreement.tolist()


def test_near_copies_do_not_speak_for_each_other():
    found = judge(grouping_0000=RANDOM, grouping_0001=RANDOM, grouping_0002=RANDOM, grouping_0003=TRUTH)
    assert np.abs(found.agreement) == pytest.approx(np.zeros(4), abs=0.02)


def test_copies_alone_have_nobody_to_agree_with():
    found = judge(grouping_0000=TRUTH, grouping_0001=3 - TRUTH)
    assert np.isnan(found.agreement).all()


def test_the_identities_are_held_against_all_and_a_consensus_against_none():
    noisy = np.where(np.arange(200) % 10 == 0, -1, TRUTH)
    found = judge(grouping_0000=noisy, grouping_0001=HALVES, made_0000=TRUTH, truth=TRUTH)
    assert np.isnan(found.agreement[2])
    assert found.agreement[3] > 0.5
    assert found.quality[2] == found.quality[3]


def test_without_two_clusters_the_silhouette_is_undefined():
    found = judge(grouping_0000=np.zeros(200, dtype=int), grouping_0001=np.full(200, -1), grouping_0002=TRUTH)
    assert np.isnan(found.quality[:2]).all()
    assert found.coverage.tolist() == [1, 0, 1]
    assert not found.agreement[:2].any() or np.isnan(found.agreement[:2]).any()


def test_the_silhouette_looks_at_a_sample_of_many_rows():
    found = judge(grouping_0000=TRUTH, grouping_0001=HALVES)
    assert (found.n_judged, found.n_samples) == (200, 200)


def test_it_is_kept_and_read(tmp_path):
    found = judge(grouping_0000=TRUTH, grouping_0001=TRUTH)
    store, recipe = Store(tmp_path), Recipe("comparison.verdicts", 1, {})
    store.write(recipe, found, 0.1)
    again = store.read(recipe, Verdicts)
    assert np.array_equal(again.quality, found.quality)
    assert np.isnan(again.agreement).all()


def test_it_needs_a_voter():
    with pytest.raises(InputError, match="no grouping"):
        judge(truth=TRUTH)
