"""Whether a map can be believed: each figure exact, degenerate and by hand, and against scikit-learn's."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.datasets import load_digits
from sklearn.decomposition import PCA
from sklearn.manifold import trustworthiness

from explorer.clusterings.result import Clustering
from explorer.comparison.believing import MapsApartParams, PiecesParams, PointTrustParams
from explorer.comparison.believing.maps import fit as apart
from explorer.comparison.believing.maps import procrustes
from explorer.comparison.believing.pieces import fit as pieces
from explorer.comparison.believing.points import fit as points
from explorer.comparison.believing.points import kept
from explorer.errors import InputError
from explorer.features.result import Features
from explorer.neighbors import knn_graph
from explorer.neighbors.graph import GraphParams
from explorer.projections.result import Projection


def map_of(Y):
    Y = np.asarray(Y, dtype=np.float32)
    return Projection(Y, tuple(f"axis {axis}" for axis in range(Y.shape[1])))


def judge(X, Y, metric="euclidean", k=15, **params):
    space = Features(np.asarray(X, dtype=np.float32))
    graph = knn_graph(space, GraphParams(n_neighbors=min(k, len(X) - 1), metric=metric))
    chosen = PointTrustParams(metric=metric, n_neighbors=k, **params)
    return points(chosen, features=space, projection=map_of(Y), graph=graph)


def grouping(labels):
    return Clustering(np.asarray(labels, dtype=np.int32))


@pytest.fixture(scope="module")
def digits():
    X = load_digits().data
    return (X + np.random.default_rng(0).normal(0, 0.01, X.shape)).astype(np.float32)  # no two pairs equally far


# --- points ---


@pytest.mark.parametrize("metric", ["euclidean", "cosine", "manhattan"])
def test_the_totals_are_scikit_learn_s_trustworthiness_both_ways(digits, metric):
    Y = PCA(2).fit_transform(digits)
    found = judge(digits, Y, metric)
    assert found.trustworthiness == pytest.approx(trustworthiness(digits, Y, n_neighbors=15, metric=metric), abs=2e-4)
    if metric == "euclidean":  # continuity is the same with the two spaces in each other's place
        assert found.continuity == pytest.approx(trustworthiness(Y, digits, n_neighbors=15), abs=2e-4)
    assert found.n_judged == len(digits)


def test_a_map_that_is_the_data_is_perfect():
    X = np.random.default_rng(0).normal(size=(60, 2))
    found = judge(X, X)
    assert found.recall.min() == 1
    assert found.honest.min() == found.whole.min() == 1


def test_a_random_map_is_not_believed():
    random = np.random.default_rng(0)
    found = judge(random.normal(size=(400, 5)), random.normal(size=(400, 2)))
    assert found.trustworthiness == pytest.approx(0.5, abs=0.05)
    assert found.continuity == pytest.approx(0.5, abs=0.05)
    assert found.recalls[-1] == pytest.approx(15 / 399, abs=0.02)


def test_one_misplaced_row_by_hand():
    # Rows on a line; on the map the first stands at the far end. k = 1.
    X = np.arange(6.0)[:, None] ** 1.1
    Y = np.column_stack([[9.9, *(np.arange(1.0, 6) ** 1.1)], np.zeros(6)])
    found = judge(X, Y, k=1)
    # Row 0's nearest on the map is row 5, which comes last of five in the data: four ranks too far; the worst is
    # 1 * (2 * 6 - 3 - 1) / 2 = 4. Its own nearest, row 1, comes last on the map.
    assert found.honest[0] == pytest.approx(0.0)
    assert found.whole[0] == pytest.approx(0.0)
    assert found.recall[0] == 0
    assert found.honest[3] == 1


def test_of_many_rows_a_sample_is_judged_among_all(digits):
    Y = PCA(2).fit_transform(digits)
    whole, sample = judge(digits, Y), judge(digits, Y, max_samples=600)
    judged = ~np.isnan(sample.honest)
    assert judged.sum() == sample.n_judged == 600
    assert np.array_equal(sample.honest[judged], whole.honest[judged])
    assert len(sample.recall) == len(digits)
    assert sample.trustworthiness == pytest.approx(whole.trustworthiness, abs=0.01)


def test_few_rows_and_rows_that_coincide():
    found = judge(np.zeros((4, 3)), np.zeros((4, 2)))
    assert found.n_neighbors == 1
    assert found.trustworthiness == 1
    with pytest.raises(InputError, match="from 4 rows on; there are 3"):
        judge(np.eye(3), np.eye(3)[:, :2])


def test_other_rows_are_refused(digits):
    with pytest.raises(InputError, match="can't be compared"):
        judge(digits[:50], np.zeros((40, 2)))


def test_kept_counts_the_members_of_both():
    assert kept(np.array([[1, 2, 3], [4, 5, 6]]), np.array([[3, 9, 1], [7, 8, 9]])).tolist() == [2 / 3, 0]


# --- groups ---


def blobs(centres, each=40, seed=0):
    random = np.random.default_rng(seed)
    return np.concatenate([random.normal(centre, 0.3, size=(each, len(centre))) for centre in centres])


def look(X, Y, labels, k=10, **params):
    graph = knn_graph(Features(X.astype(np.float32)), GraphParams(n_neighbors=k))
    return pieces(PiecesParams(**params), graph=graph, projection=map_of(Y), grouping=grouping(labels))


def test_a_group_torn_on_the_map_is_listed_and_no_other():
    X = blobs([[0, 0, 0], [9, 0, 0]])
    Y = blobs([[0, 0], [9, 0]])
    Y[:20] += [0, 30]  # half of the first group stands elsewhere
    found = look(X, Y, np.repeat([0, 1], 40))
    assert found.torn.tolist() == [True, False]
    assert found.whole_there.tolist() == [1, 1]
    assert found.whole_here.tolist() == [0.5, 1]
    assert found.pieces.tolist() == [2, 1]
    assert not found.heaped.any()


def test_groups_heaped_on_the_map_are_listed():
    X = blobs([[0, 0, 0], [9, 0, 0], [0, 9, 0]])
    Y = blobs([[0, 0], [0, 0], [20, 0]])
    found = look(X, Y, np.repeat([0, 1, 2], 40))
    assert found.pairs[found.heaped].tolist() == [[0, 1]]
    assert found.mixed_here[0] == pytest.approx(0.5, abs=0.1)
    assert found.mixed_there[0] == 0


def test_groups_mixed_in_the_data_as_well_are_not_the_map_s_doing():
    X = blobs([[0, 0, 0], [0, 0, 0]])
    found = look(X, X[:, :2], np.repeat([0, 1], 40))
    assert not found.heaped.any()
    assert found.mixed_there[0] > 0.3


def test_noise_and_small_groups_are_left_out():
    X = blobs([[0, 0], [9, 0], [20, 0]], each=20)
    found = look(X, X, [*[0] * 20, *[-1] * 20, *[2] * 5, *[1] * 15])
    assert found.rows.tolist() == [20, 15]
    assert found.groups.tolist() == [1, 2]  # as the browser counts them: noise is 0
    nothing = look(X, X, np.full(60, -1))
    assert len(nothing.groups) == len(nothing.pairs) == 0


# --- maps ---


@pytest.fixture
def layout():
    return np.random.default_rng(1).normal(size=(50, 2)) * [3, 1]


def test_a_turned_mirrored_and_scaled_map_is_the_same_picture(layout):
    turn = np.array([[0.6, -0.8], [0.8, 0.6]]) @ np.diag([1, -1])
    found = apart(MapsApartParams(), a=map_of(layout), b=map_of(layout @ turn * 7 + 3))
    assert found.disparity == pytest.approx(0, abs=1e-9)
    assert found.mean_overlap == 1


def test_random_maps_have_little_to_do_with_each_other():
    random = np.random.default_rng(0)
    found = apart(MapsApartParams(), a=map_of(random.normal(size=(500, 2))), b=map_of(random.normal(size=(500, 2))))
    assert found.disparity > 0.95
    assert found.mean_overlap == pytest.approx(found.chance, abs=0.01)


def test_the_residual_by_hand():
    square = np.array([[1, 1], [1, -1], [-1, -1], [-1, 1.0]])
    line = np.array([[1, 0], [1, 0], [-1, 0], [-1, 0.0]])
    # The square's spread is the root of 2. The line fits best as half of it: each row is 1 of those from its corner.
    assert procrustes(square, line) == pytest.approx(np.full(4, np.sqrt(0.5)))


def test_rows_in_one_place_show_nothing(layout):
    assert procrustes(layout, np.zeros((50, 2)))[0] > 0
    assert np.mean(procrustes(layout, np.zeros((50, 2))) ** 2) == pytest.approx(1)
    assert procrustes(np.zeros((50, 2)), layout).tolist() == [1] * 50


@given(st.integers(0, 2**32 - 1), st.sampled_from([(2, 2), (2, 3), (3, 2)]))
def test_the_disparity_is_between_0_and_1_and_the_same_both_ways(seed, axes):
    random = np.random.default_rng(seed)
    a, b = (random.normal(size=(12, width)) for width in axes)
    there, back = np.mean(procrustes(a, b) ** 2), np.mean(procrustes(b, a) ** 2)
    assert 0 <= there <= 1 + 1e-12
    assert there == pytest.approx(back)


def test_maps_of_other_rows_are_refused(layout):
    with pytest.raises(InputError, match="50 rows, the other 49"):
        apart(MapsApartParams(), a=map_of(layout), b=map_of(layout[1:]))
    with pytest.raises(InputError, match="from 3 rows on"):
        apart(MapsApartParams(), a=map_of(layout[:2]), b=map_of(layout[:2]))
