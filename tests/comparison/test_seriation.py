"""The order of a picture of the overlap: what matches lies along the diagonal."""

import numpy as np

from explorer.comparison.seriation import diagonal
from tests.comparison.groupings import table


def off_diagonal(found, order_a, order_b):
    """Mean distance from the diagonal of a row's cell, as a share of the picture."""
    place_a, place_b = (np.empty(len(order)) for order in (order_a, order_b))
    place_a[order_a], place_b[order_b] = np.arange(len(order_a)), np.arange(len(order_b))
    apart = abs(place_a[found.a] / len(order_a) - place_b[found.b] / len(order_b))
    return float((apart * found.counts).sum() / found.n_samples)


def test_a_grouping_against_itself_renamed_is_the_diagonal():
    random = np.random.default_rng(0)
    a = np.concatenate([np.arange(12), random.choice(12, 2000, p=random.dirichlet(np.ones(12)))])
    found = table(a, random.permutation(12)[a])
    assert off_diagonal(found, *diagonal(found)) == 0


def test_blocks_come_near_the_diagonal():
    random = np.random.default_rng(1)
    family = random.integers(0, 10, 5000)
    a = random.permutation(40)[family * 4 + random.integers(0, 4, 5000)]
    b = random.permutation(30)[family * 3 + random.integers(0, 3, 5000)]
    found = table(a, b)
    before = off_diagonal(found, np.arange(40), np.arange(30))
    assert off_diagonal(found, *diagonal(found)) < before / 3


def test_groups_without_rows_come_last():
    found = table([0, 0, 3], [1, 1, 2])
    order_a, order_b = diagonal(found)
    assert sorted(order_a) == [0, 1, 2, 3]
    assert set(order_a[:2].tolist()) == {0, 3}
    assert order_b[-1] == 0
