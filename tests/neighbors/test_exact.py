"""The exact search: the lists that measuring every pair gives, whatever the blocks, threads, axes and scales."""

import numpy as np
import pytest

from explorer.neighbors import exact, kernels, shadow
from tests.features.sets import normal

METRICS = ["euclidean", "angular", "manhattan", "chebyshev"]


def by_hand(X, k, metric):
    """Every pair's distance from the difference in float64, rounded to float32, ties in row order."""
    gaps = X[:, None].astype(np.float64) - X[None]
    distances = {
        "euclidean": lambda: np.sqrt((gaps**2).sum(axis=2)),
        "angular": lambda: (gaps**2).sum(axis=2) / 2,
        "manhattan": lambda: np.abs(gaps).sum(axis=2),
        "chebyshev": lambda: np.abs(gaps).max(axis=2),
    }[metric]().astype(np.float32)
    np.fill_diagonal(distances, np.inf)
    indices = np.argsort(distances, axis=1, kind="stable")[:, :k]
    return indices, np.take_along_axis(distances, indices, axis=1)


def assert_same(found, wanted):
    assert np.array_equal(found[0], wanted[0])
    assert np.array_equal(found[1], wanted[1])


@pytest.fixture
def small_blocks(monkeypatch):
    monkeypatch.setattr(exact, "BLOCK", 32)


@pytest.fixture
def reduced(monkeypatch):
    """Axes are looked for however small the data."""
    monkeypatch.setattr(shadow, "LEAST_WORK", 0)
    monkeypatch.setattr(shadow, "LEAST_FEATURES", 1)


def pictures(n_samples, n_features, seed=0):
    """Rows along few axes, and a little beside them."""
    random = np.random.default_rng(seed)
    axes = random.normal(size=(6, n_features)) * 2.0 ** -np.arange(6)[:, None]
    return (random.normal(size=(n_samples, 6)) @ axes + 0.02 * random.normal(size=(n_samples, n_features))).astype("f4")


@pytest.mark.usefixtures("small_blocks")
@pytest.mark.parametrize("metric", METRICS)
@pytest.mark.parametrize("n_samples", [2, 32, 33, 97])
def test_every_pair_is_seen_once_at_any_block_boundary(metric, n_samples):
    X = normal(n_samples, 37)
    k = min(5, n_samples - 1)
    assert_same(exact.nearest(X, k, metric, threads=1), by_hand(X, k, metric))


@pytest.mark.parametrize("n", range(1, 9))
def test_rounds_hold_each_pair_once_and_nothing_twice_at_a_time(n):
    found = list(exact.rounds(n))
    pairs = [pair for pairs in found for pair in pairs]
    assert sorted(pairs) == [(a, b) for a in range(n) for b in range(a, n)]
    for pairs in found[1:]:
        things = [one for pair in pairs for one in pair]
        assert len(things) == len(set(things))


@pytest.mark.parametrize("n_features", [1, 31, 32, 33, 200])
def test_strands_of_a_sum_leave_no_dimension_out(n_features):
    X = normal(60, n_features)
    for metric in METRICS:
        assert_same(exact.nearest(X, 59, metric, threads=1), by_hand(X, 59, metric))


def test_all_other_rows_are_neighbours_where_k_is_one_below_n():
    X = normal(9, 3)
    indices, _ = exact.nearest(X, 8, "euclidean")
    assert [sorted(row) for row in indices.tolist()] == [[j for j in range(9) if j != i] for i in range(9)]


@pytest.mark.usefixtures("small_blocks", "reduced")
def test_axes_change_no_bit(monkeypatch):
    X = pictures(220, 200)
    chosen, choose = [], shadow._cheapest

    def told(*given):
        chosen.append(choose(*given))
        return chosen[-1]

    monkeypatch.setattr(shadow, "_cheapest", told)
    monkeypatch.setattr(shadow, "LOOKING", 0.01)  # else nothing pays for so few rows
    monkeypatch.setattr(shadow, "MEASURING", 0.01)
    assert_same(exact.nearest(X, 7, "euclidean"), by_hand(X, 7, "euclidean"))
    assert chosen == [0]  # they were used


@pytest.mark.usefixtures("small_blocks", "reduced")
@pytest.mark.parametrize("choice", [0, 2, 3, None])
def test_any_number_of_axes_gives_the_same(choice, monkeypatch):
    monkeypatch.setattr(shadow, "_cheapest", lambda *_: choice)
    X = normal(200, 300)  # every direction alike: axes help nothing and harm nothing
    for metric in ("euclidean", "angular"):
        assert_same(exact.nearest(X, 6, metric), by_hand(X, 6, metric))


@pytest.mark.usefixtures("small_blocks", "reduced")
def test_fewer_dimensions_than_axes(monkeypatch):
    monkeypatch.setattr(shadow, "_cheapest", lambda *_: 3)
    X = normal(150, 20)
    assert_same(exact.nearest(X, 6, "euclidean"), by_hand(X, 6, "euclidean"))


@pytest.mark.usefixtures("small_blocks", "reduced")
def test_a_bound_that_is_too_high_would_be_seen(monkeypatch):
    """Negative control: were the bound a tenth of the norms higher, rows would be missed."""
    halves = shadow._halves
    monkeypatch.setattr(shadow, "_halves", lambda *given: np.float32(1.1) * halves(*given))
    monkeypatch.setattr(shadow, "_cheapest", lambda *_: 2)
    X = pictures(220, 200)
    assert not np.array_equal(exact.nearest(X, 7, "euclidean")[0], by_hand(X, 7, "euclidean")[0])


@pytest.mark.usefixtures("small_blocks", "reduced")
@pytest.mark.parametrize("threads", [2, 3, 7])
def test_threads_change_no_bit(threads, monkeypatch):
    monkeypatch.setattr(shadow, "_cheapest", lambda *_: 1)
    X = pictures(500, 150)
    for metric in METRICS:
        assert_same(exact.nearest(X, 6, metric, threads=threads), exact.nearest(X, 6, metric, threads=1))


@pytest.mark.usefixtures("small_blocks")
@pytest.mark.parametrize("axes", [False, True])
def test_far_from_the_origin_no_digit_is_lost(axes, request):
    if axes:
        request.getfixturevalue("reduced")
    X = (normal(300, 140) + 1e4).astype(np.float32)
    assert_same(exact.nearest(X, 8, "euclidean"), by_hand(X, 8, "euclidean"))


@pytest.mark.usefixtures("small_blocks")
@pytest.mark.parametrize("axes", [False, True])
def test_clumps_far_smaller_than_the_distance_between_them(axes, request):
    """Float32's products see no difference within a clump: they prove nothing, and every pair there is measured."""
    if axes:
        request.getfixturevalue("reduced")
    X = (np.repeat(normal(6, 140) * 1000, 50, axis=0) + 1e-2 * normal(300, 140)).astype(np.float32)
    assert_same(exact.nearest(X, 8, "euclidean"), by_hand(X, 8, "euclidean"))


@pytest.mark.usefixtures("small_blocks")
@pytest.mark.parametrize("scale", [1e19, 1e18, 1e15, 1e-15, 1e-18, 1e-21, 1e-30])
@pytest.mark.parametrize("axes", [False, True])
def test_huge_and_tiny_vectors(scale, axes, request):
    if axes:
        request.getfixturevalue("reduced")
    X = (normal(120, 40) * scale).astype(np.float32)
    for metric in ("euclidean", "manhattan", "chebyshev"):
        assert_same(exact.nearest(X, 6, metric), by_hand(X, 6, metric))


@pytest.mark.usefixtures("small_blocks")
def test_one_huge_row_beside_small_ones():
    X = normal(120, 40)
    X[7] *= np.float32(1e18)
    assert_same(exact.nearest(X, 6, "euclidean"), by_hand(X, 6, "euclidean"))


@pytest.mark.usefixtures("small_blocks")
@pytest.mark.parametrize("metric", METRICS)
def test_copies_and_other_ties_are_in_row_order(metric):
    X = np.random.default_rng(0).integers(0, 3, (220, 4)).astype(np.float32)  # 81 places: copies and ties everywhere
    assert_same(exact.nearest(X, 9, metric), by_hand(X, 9, metric))


@pytest.mark.usefixtures("small_blocks", "reduced")
def test_rows_that_are_all_the_same():
    indices, distances = exact.nearest(np.full((100, 130), 0.1, np.float32), 4, "euclidean")
    assert np.all(distances == 0)
    assert indices[[0, 2, 50]].tolist() == [[1, 2, 3, 4], [0, 1, 3, 4], [0, 1, 2, 3]]


@pytest.mark.usefixtures("small_blocks")
@pytest.mark.parametrize("metric", METRICS)
def test_a_few_rows_get_the_lists_that_they_get_among_all(metric):
    X = np.vstack([normal(150, 12), np.zeros((30, 12), np.float32)])
    rows = np.array([179, 3, 3, 151, 77])
    indices, distances = exact.nearest(X, 6, metric)
    assert_same(exact.nearest_of(X, rows, 6, metric, threads=2), (indices[rows], distances[rows]))


def test_what_was_found_elsewhere_is_measured_and_put_in_order():
    X = np.array([[0], [3], [1], [7]], dtype=np.float32)
    found = np.array([[0, 3, 1, 2], [1, 0, 0, 2], [-1, 3, 2, 0], [0, 0, 0, -1]])
    indices, distances = exact.measured(X, found, 2, "euclidean")
    assert indices.tolist() == [[2, 1], [2, 0], [0, 3], [0, kernels.NOBODY]]
    assert distances.tolist() == [[1, 3], [2, 3], [1, 6], [7, np.inf]]


@pytest.mark.usefixtures("small_blocks")
def test_a_table_on_disk_and_one_in_another_order(tmp_path):
    X = normal(80, 9)
    wanted = by_hand(X, 4, "euclidean")
    X.tofile(tmp_path / "X")
    on_disk = np.memmap(tmp_path / "X", dtype=np.float32, mode="r", shape=X.shape)
    assert_same(exact.nearest(on_disk, 4, "euclidean"), wanted)
    assert_same(exact.nearest(np.asfortranarray(X), 4, "euclidean"), wanted)
