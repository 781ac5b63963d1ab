"""The exact search by cells: the lists that comparing all pairs gives, and none where cells rule out too little."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from explorer.neighbors import by_cells, cells, exact, shadow
from tests.features.sets import normal
from tests.neighbors.test_exact import assert_same, by_hand, pictures


@pytest.fixture
def answers(monkeypatch) -> list[bool]:
    """Cells are tried however few the rows, and what came of it is written down."""
    monkeypatch.setattr(exact, "LEAST_ROWS", 2)
    monkeypatch.setattr(cells, "CELL_ROWS", 20)
    monkeypatch.setattr(cells, "GROUP_ROWS", 90)
    monkeypatch.setattr(by_cells, "ROWS_AT_ONCE", 7)
    search, told = by_cells.nearest_by_cells, []

    def noted(*given) -> bool:
        told.append(search(*given))
        return told[-1]

    monkeypatch.setattr(exact, "nearest_by_cells", noted)
    return told


@pytest.fixture
def always(monkeypatch, answers) -> list[bool]:
    """They are used however little they rule out."""
    monkeypatch.setattr(by_cells, "WORTH", 2.0)
    return answers


def groups(n_samples, n_features, seed=0):
    """Rows in nine groups, far apart beside their width."""
    random = np.random.default_rng(seed)
    return (random.normal(size=(9, n_features))[random.integers(0, 9, n_samples)] * 20).astype(np.float32) + (
        random.normal(size=(n_samples, n_features)).astype(np.float32)
    )


@pytest.mark.parametrize("metric", ["euclidean", "angular"])
@pytest.mark.parametrize("make", [groups, pictures, normal])
@pytest.mark.parametrize("n_samples", [2, 19, 20, 41, 400])
def test_the_lists_are_those_of_all_pairs(n_samples, make, metric, always):
    X, k = make(n_samples, 40), min(7, n_samples - 1)
    assert_same(exact.nearest(X, k, metric), by_hand(X, k, metric))
    assert always == [True]


@pytest.mark.parametrize("choice", [0, 2, None])
def test_with_axes_too(choice, always, monkeypatch):
    monkeypatch.setattr(shadow, "LEAST_WORK", 0)
    monkeypatch.setattr(shadow, "LEAST_FEATURES", 1)
    monkeypatch.setattr(shadow, "_cheapest", lambda *_: choice)
    for X in (pictures(300, 200), groups(300, 200)):
        assert_same(exact.nearest(X, 7, "euclidean"), by_hand(X, 7, "euclidean"))
    assert always == [True, True]


@pytest.mark.usefixtures("always")
@pytest.mark.parametrize(
    "X",
    [
        np.random.default_rng(0).integers(0, 3, (220, 4)).astype(np.float32),
        np.full((90, 5), 0.1, np.float32),
        (np.repeat(normal(6, 40) * 1000, 50, axis=0) + 1e-2 * normal(300, 40)).astype(np.float32),
        (normal(300, 40) + 1e4).astype(np.float32),
        (normal(120, 40) * 1e18).astype(np.float32),
        (normal(120, 40) * 1e-18).astype(np.float32),
        np.vstack([normal(1, 40) * np.float32(1e18), normal(119, 40)]),
        np.vstack([np.zeros((200, 40), np.float32), normal(100, 40)]),
    ],
    ids=["ties", "all the same", "clumps", "far from the origin", "huge", "tiny", "one huge", "many copies"],
)
def test_shapes_that_are_hard_to_tell_apart(X):
    assert_same(exact.nearest(X, 6, "euclidean"), by_hand(X, 6, "euclidean"))


@pytest.mark.usefixtures("always")
@pytest.mark.parametrize("threads", [2, 7])
def test_threads_change_no_bit(threads):
    X = groups(500, 30)
    assert_same(exact.nearest(X, 6, "euclidean", threads=threads), exact.nearest(X, 6, "euclidean", threads=1))


@pytest.mark.usefixtures("always")
def test_a_list_longer_than_the_cells_beside(monkeypatch):
    """A row whose guesses are too few has no first reach: all cells are open to it."""
    monkeypatch.setattr(cells, "NEAR", 1)
    X = groups(200, 8)
    assert_same(exact.nearest(X, 150, "euclidean"), by_hand(X, 150, "euclidean"))


@pytest.mark.usefixtures("always")
def test_a_gap_that_is_too_wide_would_be_seen(monkeypatch):
    """Negative control: were cells held for a fifth of their distance farther than they are, rows would be missed."""
    gaps = cells.Cells.gaps
    monkeypatch.setattr(cells.Cells, "gaps", lambda self, *given: gaps(self, *given) + 0.2 * self.apart.mean())
    X = pictures(400, 40)
    assert not np.array_equal(exact.nearest(X, 7, "euclidean")[0], by_hand(X, 7, "euclidean")[0])


def test_groups_far_apart_are_worth_it_and_a_round_cloud_is_not(answers):
    for X in (groups(400, 30), normal(400, 200)):
        assert_same(exact.nearest(X, 5, "euclidean"), by_hand(X, 5, "euclidean"))
    assert answers == [True, False]


def test_other_metrics_have_no_products(answers):
    exact.nearest(groups(100, 5), 3, "manhattan")
    assert answers == []


def test_gaps_are_true_and_say_something():
    X = groups(600, 12) / np.float32(200)
    with ThreadPoolExecutor(1) as pool:
        found = cells.cells_of(X, pool)
    seen = X[found.order]
    assert sorted(found.order.tolist()) == list(range(600))
    (group,) = found.groups()
    gaps = found.gaps(seen, *group)
    for cell in range(len(found)):
        nearest = np.linalg.norm(seen[:, None].astype(np.float64) - seen[found.places(cell)], axis=2).min(axis=1)
        assert np.all(gaps[:, cell] <= nearest)
    assert np.mean(gaps > 0.02) > 0.5  # the groups are about 0.5 apart, rows of one about 0.02
