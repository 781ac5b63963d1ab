"""What groupings agree on: identical and random ones, a planted bridge, noise, names and order, and who may outvote."""

import numpy as np
import pytest
from sklearn.cluster import KMeans
from sklearn.datasets import make_blobs
from sklearn.metrics import adjusted_rand_score
from sklearn.neighbors import NearestNeighbors

from explorer.clusterings.result import Clustering, ordered
from explorer.comparison import Consensus, ConsensusParams
from explorer.comparison.consensus.consensus import fit
from explorer.comparison.consensus.result import CONTESTED, CORE, FRINGE, NONE
from explorer.errors import InputError
from explorer.features.result import Features
from explorer.neighbors.result import KNNGraph
from explorer.recipe import Recipe, silent
from explorer.store import Store


def near(X, k=10):
    distances, indices = NearestNeighbors(n_neighbors=min(k, len(X) - 1)).fit(X).kneighbors()
    return KNNGraph(indices.astype(np.int32), distances.astype(np.float32), "euclidean", True)


def agree_on(X, *labels, **params):
    X = np.asarray(X, dtype=np.float32).reshape(len(X), -1)
    groupings = {f"grouping_{number:04}": Clustering(np.asarray(ordered(np.asarray(part)))) for number, part in
                 enumerate(labels)}  # fmt: skip
    return fit(ConsensusParams(**params), features=Features(X, ""), graph=near(X), report=silent, **groupings)


def line(n):
    return np.arange(n, dtype=float)


def test_identical_groupings_give_that_grouping_noise_included():
    random = np.random.default_rng(0)
    labels = random.integers(-1, 5, 300)  # not even near on the graph: no edge is needed within one kind
    found = agree_on(random.normal(size=(300, 3)), labels, labels, labels)
    assert adjusted_rand_score(found.labels, labels) == 1
    assert np.array_equal(found.labels == -1, labels == -1)
    assert found.agreement == 1
    assert found.n_rows(CORE) == np.count_nonzero(labels >= 0)
    assert found.n_rows(NONE) == np.count_nonzero(labels == -1)
    assert np.nanmin(found.support) == 1


def test_one_that_is_all_noise_has_no_vote():
    found = agree_on(line(6), [0, 0, 1, 1, 1, 2], [-1] * 6)
    assert found.labels.tolist() == [1, 1, 0, 0, 0, 2]
    assert found.weights.tolist() == [1, 0]


def test_one_grouping_is_its_own_consensus():
    found = agree_on(line(6), [0, 0, 1, 1, 1, 2])
    assert found.labels.tolist() == [1, 1, 0, 0, 0, 2]
    assert found.weights.tolist() == [1]


def test_random_labels_are_no_consensus():
    random = np.random.default_rng(1)
    found = agree_on(random.normal(size=(500, 4)), *(random.integers(0, 6, 500) for _ in range(7)))
    assert found.n_noise == 500
    assert found.note.startswith("no consensus")
    assert np.isnan(found.support).all()
    assert found.n_rows(NONE) == 500


def test_noise_everywhere_is_no_consensus():
    found = agree_on(line(5), [-1] * 5, [-1] * 5)
    assert found.note == "no consensus: every row is noise in every grouping"
    assert found.n_rows(NONE) == 5


def test_noise_is_an_abstention():
    a = [0, 0, 0, 0, 1, 1, 1, 1]
    b = [0, 0, 0, -1, -1, 1, 1, 1]
    found = agree_on(line(8), a, b)
    assert found.labels.tolist() == a
    assert found.support.tolist() == [1] * 8


def test_of_a_row_that_most_call_noise_nothing_is_sure():
    a = [0, 0, 0, 0, 1, 1, 1, 1]
    b = [0, 0, 1, -1, 2, 2, 3, 3]
    c = [0, 1, 0, -1, 2, 3, 2, 3]
    found = agree_on(line(8), a, b, c)
    assert found.labels.tolist() == a
    assert found.standing[3] == FRINGE  # only `a` says anything of it, which weighs less than half


def test_rows_of_which_little_is_heard_tie_nothing_together():
    random = np.random.default_rng(5)
    truth = np.repeat(np.arange(4), 50)
    X = random.normal(0, 0.5, (200, 2)) + 6 * np.stack([truth // 2, truth % 2], axis=1)
    noisy = np.where(np.arange(200) % 5 == 0, -1, truth)
    found = agree_on(X, noisy, truth // 2)  # the halves have all of them, and noise says nothing against that
    assert len(found.sizes) == 4
    assert adjusted_rand_score(found.labels, truth) == 1  # each goes where its neighbours are
    assert (found.standing[noisy == -1] == FRINGE).all()
    assert (found.standing[noisy >= 0] == CORE).all()


def bridged(seed=0):
    """Two blobs, and rows between them that every other grouping gives to the other side."""
    random = np.random.default_rng(seed)
    left, right = (random.normal((side, 0), 0.4, (100, 2)) for side in (-4, 4))
    bridge = np.stack([np.linspace(-2.5, 2.5, 30), random.normal(0, 0.1, 30)], axis=1)
    X = np.concatenate([left, right, bridge])
    cuts = (-2.6, -1.3, 1.3, 2.6)
    return X, [(X[:, 0] > cut).astype(int) for cut in cuts]


def test_planted_blobs_are_core_and_the_bridge_is_contested():
    X, labels = bridged()
    found = agree_on(X, *labels, near=1.0)  # so that each counts for itself
    assert len(found.sizes) == 2
    assert (found.standing[:200] == CORE).all()
    middle = np.abs(X[200:, 0]) < 1.3
    assert (found.standing[200:][middle] == CONTESTED).all()
    assert not (found.standing[200:] == CORE).all()
    assert found.support[200:][middle] == pytest.approx(0.5, abs=0.05)


def test_neither_names_nor_order_matter():
    X, labels = bridged()
    random = np.random.default_rng(4)
    labels.append(random.integers(0, 3, len(X)))
    labels.append(np.where(random.random(len(X)) < 0.2, -1, labels[1]))
    found = agree_on(X, *labels)
    renamed = [np.where(part >= 0, random.permutation(9)[part], -1) for part in labels]
    order = random.permutation(len(labels))
    again = agree_on(X, *(renamed[number] for number in order))
    assert np.array_equal(found.labels, again.labels)
    assert np.array_equal(found.standing, again.standing)
    assert found.support == pytest.approx(again.support, nan_ok=True)
    assert found.weights[order] == pytest.approx(again.weights)
    assert found.ari[order] == pytest.approx(again.ari)


def test_a_run_that_only_refines_contradicts_nothing():
    coarse = np.repeat([0, 1], 40)
    strayed = np.where(np.isin(np.arange(80), [5, 25, 45, 65]), 1 - coarse, coarse)
    fine = np.repeat([0, 1, 2, 3], 20)
    found = agree_on(line(80), coarse, strayed, fine)
    assert adjusted_rand_score(found.labels, coarse) == 1
    assert (found.standing[coarse == strayed] == CORE).all()
    assert not (found.standing[coarse != strayed] == CORE).any()


def test_twenty_near_copies_do_not_outvote_two_others():
    X, truth = make_blobs(300, centers=[[0, 0], [0, 4], [8, 0], [8, 4]], cluster_std=0.5, random_state=0)
    random = np.random.default_rng(0)
    copies = [
        KMeans(2, n_init=3, random_state=seed).fit_predict(X + random.normal(0, 0.05, X.shape)) for seed in range(20)
    ]
    stray = np.where(random.random(300) < 0.15, random.integers(0, 4, 300), truth)
    found = agree_on(X, *copies, truth, stray)
    assert found.n_families == 3
    assert found.weights[:20].sum() < 0.5
    assert adjusted_rand_score(found.labels, truth) > 0.95  # by number alone it would be two halves
    assert adjusted_rand_score(agree_on(X, *copies, truth).labels, truth) > 0.95  # of equal votes: what both part


@pytest.mark.parametrize("kind", ["at random", "one cluster", "all noise"])
def test_a_run_that_says_nothing_does_not_spoil_it(kind):
    X, truth = make_blobs(300, centers=5, cluster_std=0.7, random_state=2)
    random = np.random.default_rng(1)
    good = [np.where(random.random(300) < 0.1, random.integers(0, 5, 300), truth) for _ in range(3)]
    junk = {"at random": random.integers(0, 5, 300), "one cluster": np.zeros(300, int), "all noise": np.full(300, -1)}
    found = agree_on(X, *good, junk[kind])
    assert found.weights[3] < 0.05
    assert adjusted_rand_score(found.labels, truth) > 0.95


def test_average_linkage_does_not_chain():
    """Cuts at five places along a bar: near rows are mostly together, but the ends never are."""
    x = np.sort(np.random.default_rng(0).random(300))
    found = agree_on(x, *((x > cut).astype(int) for cut in (0.3, 0.4, 0.5, 0.6, 0.7)), near=1.0)
    assert found.labels[0] != found.labels[-1]


def test_it_is_kept_and_read_as_a_clustering_like_any_other(tmp_path):
    X, labels = bridged()
    found = agree_on(X, *labels)
    store, recipe = Store(tmp_path), Recipe("comparison.consensus", 1, {})
    store.write(recipe, found, 0.1)
    again = store.read(recipe, Consensus)
    assert np.array_equal(again.standing, found.standing)
    assert again.agreement == found.agreement
    assert np.array_equal(store.read(recipe, Clustering).labels, found.labels)


def test_it_needs_groupings_of_the_same_rows():
    with pytest.raises(InputError, match="no grouping"):
        agree_on(line(5))
    with pytest.raises(InputError, match="4 rows"):
        fit(
            ConsensusParams(),
            features=Features(np.zeros((5, 1), dtype=np.float32), ""),
            graph=near(line(5)[:, None]),
            a=Clustering(np.zeros(4, dtype=np.int32)),
        )
