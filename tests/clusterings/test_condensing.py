"""Condensing a tree: entry for entry what the package's walk over it gives, and a tree condensed by hand."""

import numpy as np
import pytest
from hdbscan import HDBSCAN
from hdbscan._hdbscan_tree import condense_tree

from explorer.clusterings.condensing import condense

RANDOM = np.random.default_rng(0)
DATA = {
    "blobs": RANDOM.normal(size=(300, 2)) + 6 * np.repeat(np.eye(3, 2), 100, axis=0),
    "ties": RANDOM.integers(0, 8, (200, 2)).astype(float),  # many distances alike, many rows copies
    "a chain": np.cumsum(np.arange(1.0, 120.0))[:, None],  # one row after the other falls out: as deep as it gets
    "copies": np.zeros((20, 3)),
    "three": np.array([[0.0], [1.0], [5.0]]),
}


def merges_of(X):
    return HDBSCAN(min_cluster_size=2, min_samples=1).fit(X).single_linkage_tree_.to_numpy()


@pytest.mark.parametrize("name", DATA)
def test_it_is_what_the_package_makes_of_it(name):
    merges = merges_of(DATA[name])
    for least in sorted({2, 3, 5, 20, 60, len(merges), len(merges) + 1}):
        expected = condense_tree(merges, least)
        found = condense(merges, least)
        assert found.dtype == expected.dtype
        assert found.tolist() == expected.tolist(), least


def test_two_pairs_and_a_straggler_by_hand():
    # rows 0, 1 at distance 1, rows 2, 3 at 2, both pairs at 4, row 4 at 10
    merges = np.array([[0, 1, 1, 2], [2, 3, 2, 2], [5, 6, 4, 4], [7, 4, 10, 5]], dtype=float)
    found = condense(merges, 2).tolist()
    assert found == [
        (5, 4, 0.1, 1),  # the straggler leaves all rows, group 5
        (5, 6, 0.25, 2),  # which then split
        (5, 7, 0.25, 2),
        (6, 0, 1.0, 1),
        (6, 1, 1.0, 1),
        (7, 2, 0.5, 1),
        (7, 3, 0.5, 1),
    ]
    assert condense(merges, 3)["parent"].tolist() == [5] * 5  # no pair is a group
