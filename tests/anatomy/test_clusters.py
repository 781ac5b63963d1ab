"""What is inside each cluster: by hand, against plain loops, and where there is little to tell."""

import numpy as np
import pytest
from sklearn.datasets import load_digits
from sklearn.metrics import pairwise_distances

from explorer.anatomy import Anatomy, AnatomyParams
from explorer.anatomy import centres as centres_module
from explorer.anatomy.clusters import fit
from explorer.clusterings import HDBSCANParams, KMeansParams, cluster
from explorer.clusterings.result import Clustering
from explorer.comparison import Identities
from explorer.errors import InputError
from explorer.neighbors import GraphParams, knn_graph
from explorer.recipe import Recipe
from explorer.store import Store
from tests.features.sets import features, normal


def look(X, labels, codes=None, graph=None, **params) -> Anatomy:
    names = tuple("abcdefghij") if codes is not None else ()
    return fit(
        AnatomyParams(**params),
        features=features(X),
        grouping=Clustering(np.asarray(labels, dtype=np.int32)),
        identities=None if codes is None else Identities(np.asarray(codes, dtype=np.int32), names),
        graph=graph,
    )


def test_by_hand():
    #   rows       0    1    2     3     4    5 (noise)   centres: 2 and 11
    X = np.array([[0], [1], [5], [10], [12], [7.0]])
    found = look(X, [0, 0, 0, 1, 1, -1], codes=[0, 0, 1, 1, -1, 0])

    assert found.names == ("0", "1")
    assert found.sizes.tolist() == [3, 2]
    np.testing.assert_allclose(found.distances, [2, 1, 3, 1, 1, np.nan])
    assert found.second.tolist() == [1, 1, 1, 0, 0, 1]
    np.testing.assert_allclose(found.second_distances, [11, 10, 6, 8, 10, 4])
    assert found.rows(0).tolist() == [1, 0, 2]
    assert found.rows(1).tolist() == [3, 4]
    assert found.by_row.tolist() == [0, 1, 2, 3, 4]
    assert found.doubtful(0).tolist() == [2, 0, 1]  # farther by 3, 9 and 9
    assert found.n_nearer.tolist() == [0, 0]
    whole = np.var([0, 1, 5, 10, 12, 7])
    np.testing.assert_allclose(found.cohesion, [1 - (4 + 1 + 9) / 3 / whole, 1 - 1 / whole])
    assert found.dominant[:, :2].tolist() == [[0, 1], [1, -1]]
    assert found.dominant_counts[:, :2].tolist() == [[2, 1], [1, 0]]
    assert found.n_identities.tolist() == [2, 1]
    np.testing.assert_allclose(found.purity, [2 / 3, 1])


def test_against_plain_loops_over_digits():
    X, codes = load_digits(return_X_y=True)
    labels = cluster(features(X), KMeansParams(n_clusters=12, random_state=0)).labels
    found = look(X, labels, codes, n_dominant=3)

    centre = np.array([X[labels == c].mean(axis=0) for c in range(12)])
    apart = pairwise_distances(X, centre)
    own = apart[np.arange(len(X)), labels]
    np.testing.assert_allclose(found.distances, own, rtol=1e-6)
    apart[np.arange(len(X)), labels] = np.inf
    assert (found.second == apart.argmin(axis=1)).all()
    np.testing.assert_allclose(found.second_distances, apart.min(axis=1), rtol=1e-6)
    for c in range(12):
        rows = np.flatnonzero(labels == c)
        assert (np.sort(found.rows(c)) == rows).all()
        assert (np.diff(found.distances[found.rows(c)]) >= 0).all()
        # nearest to the centre is the medoid under squared distances
        total = (pairwise_distances(X[rows]) ** 2).sum(axis=1)
        assert total[rows == found.rows(c)[0]] == pytest.approx(total.min())
        who, counts = np.unique(codes[rows], return_counts=True)
        assert found.dominant_counts[c, 0] == counts.max()
        assert found.purity[c] == pytest.approx(counts.max() / len(rows))
        assert found.n_identities[c] == len(who)


def test_a_random_grouping_has_no_cohesion_and_a_good_one_has():
    X, codes = load_digits(return_X_y=True)
    random = np.random.default_rng(0).permutation(codes)
    assert np.abs(look(X, random).cohesion).max() < 0.05
    assert look(X, codes).cohesion.min() > 0.15
    assert look(X, codes).n_nearer.sum() < 200 < 1000 < look(X, random).n_nearer.sum()


def test_noise_beside_a_cluster_is_what_is_among_its_neighbours():
    X, _ = load_digits(return_X_y=True)
    grouping = cluster(features(X), HDBSCANParams(min_cluster_size=17, min_samples=3))
    graph = knn_graph(features(X), GraphParams(n_neighbors=14))
    labels = grouping.labels
    found = fit(AnatomyParams(), features=features(X), grouping=grouping, graph=graph)

    for c in range(len(found.sizes)):
        near = set(graph.indices[labels == c].ravel().tolist()) & set(np.flatnonzero(labels == -1).tolist())
        assert found.n_noise_near[c] == len(near)
    assert found.n_noise_near.sum() > 0
    assert (found.n_neighbors, found.graph_exact) == (14, True)
    assert np.isnan(found.distances[labels == -1]).all()
    assert (found.second[labels == -1] >= 0).all()
    assert found.persistence is not None
    assert len(found.persistence) == len(found.sizes)


@pytest.mark.parametrize("block_bytes", [1, 5_000])
def test_blocks_make_no_difference(monkeypatch, block_bytes):
    X, labels = normal(300, 7), np.random.default_rng(1).integers(-1, 5, 300)
    whole = look(X, labels)
    monkeypatch.setattr(centres_module, "BLOCK_BYTES", block_bytes)
    parts = look(X, labels)
    np.testing.assert_allclose(parts.distances, whole.distances, rtol=1e-6)
    assert (parts.second == whole.second).all()
    assert (parts.order == whole.order).all()


def test_where_there_is_little_to_tell():
    one = look(normal(5, 2), [0] * 5)
    assert one.second.tolist() == [-1] * 5
    assert np.isnan(one.second_distances).all()
    assert one.cohesion == pytest.approx([0], abs=1e-6)  # as spread as all rows, which it is

    noise = look(normal(5, 2), [-1] * 5)
    assert noise.names == ()
    assert len(noise.order) == 0
    assert (noise.second == -1).all()

    alike = look(np.ones((4, 3)), [0, 0, 1, 1])
    assert alike.distances.tolist() == [0] * 4
    assert np.isnan(alike.cohesion).all()
    assert alike.rows(1).tolist() == [2, 3]

    single = look(np.ones((1, 3)), [0], codes=[-1])
    assert single.dominant[0, 0] == -1
    assert np.isnan(single.purity[0])


def test_far_from_the_origin_small_differences_count():
    X = np.array([[0.0], [1], [8], [9]]) + 1e6
    assert look(X, [0, 0, 1, 1]).second_distances.tolist() == [8.5, 7.5, 7.5, 8.5]


def test_the_identities_are_a_grouping_too():
    found = fit(
        AnatomyParams(),
        features=features([[0], [2], [9]]),
        grouping=Identities(np.array([1, 1, -1], np.int32), ("a", "b")),
    )
    assert found.names == ("a", "b")
    assert found.sizes.tolist() == [0, 2]
    assert found.rows(1).tolist() == [0, 1]


def test_other_rows_are_refused():
    with pytest.raises(InputError, match="3 rows, the features 2"):
        look(np.ones((2, 2)), [0, 0, 1])


def test_it_is_kept_and_read_back(tmp_path):
    store, recipe = Store(tmp_path), Recipe("anatomy.clusters", 1, {}, {})
    found = look(normal(20, 3), [0] * 12 + [1] * 8, codes=[0] * 20)
    store.write(recipe, found, 0.1)
    again = store.read(recipe, Anatomy)
    assert again.names == found.names
    assert again.identities == found.identities
    assert again.persistence is None
    assert (again.order == found.order).all()
    assert again.rows(1).tolist() == found.rows(1).tolist()
