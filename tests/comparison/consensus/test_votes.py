"""Kinds of rows of some groupings only, from those of all: the same as if the rows had been gone through again."""

import numpy as np
import pytest

from explorer.comparison.consensus.joining import between, near_kinds
from explorer.comparison.consensus.votes import of_some, votes_of


@pytest.mark.parametrize("left", [[0, 1, 2, 3], [1, 3], [2], [0, 1, 3]])
def test_votes_of_some_are_those_of_their_labels(left):
    random = np.random.default_rng(0)
    labels = random.integers(-1, 4, (500, 4)).astype(np.int32)
    neighbors = random.integers(0, 500, (500, 6))
    weights = np.full(len(left), 1 / len(left))
    everyone = votes_of(labels, np.full(4, 0.25))
    ours, becomes = of_some(everyone, np.array(left), weights)
    plain = votes_of(labels[:, left], weights)
    assert np.array_equal(ours.labels, plain.labels)
    assert np.array_equal(ours.sizes, plain.sizes)
    assert np.array_equal(ours.of_row, plain.of_row)
    edges = between(becomes[near_kinds(everyone, neighbors)], ours.n_kinds)
    assert np.array_equal(edges, near_kinds(plain, neighbors))
