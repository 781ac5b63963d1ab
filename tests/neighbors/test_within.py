"""All pairs within reach: those that measuring every pair gives, whatever the blocks, threads and axes."""

import numpy as np
import pytest

from explorer.errors import LimitError
from explorer.neighbors import exact, shadow, within
from explorer.neighbors.within import pairs_within
from tests.features.sets import normal


def by_hand(X, reach, metric):
    gaps = ((X[:, None].astype(np.float64) - X[None]) ** 2).sum(axis=2)
    distances = (np.sqrt(gaps) if metric == "euclidean" else gaps / 2).astype(np.float32)
    first, second = np.nonzero(np.triu(distances <= np.float32(reach), 1))
    order = np.lexsort((second, first, distances[first, second]))
    return np.stack([first, second], axis=1)[order], distances[first, second][order]


def assert_same(found, wanted):
    np.testing.assert_array_equal(found.rows, wanted[0])
    np.testing.assert_array_equal(found.distances, wanted[1])


@pytest.fixture
def small_blocks(monkeypatch):
    for module in (exact, within):
        monkeypatch.setattr(module, "BLOCK", 32)


@pytest.mark.usefixtures("small_blocks")
@pytest.mark.parametrize("metric", ["euclidean", "angular"])
@pytest.mark.parametrize("n_samples", [2, 32, 33, 97])
@pytest.mark.parametrize("share", [0.0, 0.02, 0.5, 1.0])
def test_every_pair_within_reach_is_found_once(metric, n_samples, share):
    X = normal(n_samples, 7)
    far = by_hand(X, np.inf, metric)[1]
    reach = 0.0 if not share else float(far[int(share * (len(far) - 1))])  # the bound itself is within
    assert_same(pairs_within(X, reach, metric), by_hand(X, reach, metric))


@pytest.mark.usefixtures("small_blocks")
def test_axes_and_threads_change_no_pair(monkeypatch):
    monkeypatch.setattr(shadow, "LEAST_WORK", 0)
    monkeypatch.setattr(shadow, "LEAST_FEATURES", 1)
    random = np.random.default_rng(3)
    X = (random.normal(size=(150, 4)) @ random.normal(size=(4, 60)) + 0.02 * random.normal(size=(150, 60))).astype("f4")
    wanted = by_hand(X, 4.0, "euclidean")
    assert 10 < len(wanted[1]) < 5000
    for threads in (1, 3):
        assert_same(pairs_within(X, 4.0, "euclidean", threads=threads), wanted)


def test_one_row_has_no_pair():
    assert len(pairs_within(normal(1, 3), 9.0, "euclidean").rows) == 0


def test_too_many_pairs_are_refused(monkeypatch):
    monkeypatch.setattr(within, "MOST_PAIRS", 100)
    with pytest.raises(LimitError, match=r"over 100; the limit here is 100\. Ask for nearer ones"):
        pairs_within(normal(40, 3), 1e6, "euclidean")
