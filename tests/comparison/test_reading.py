"""What a matrix says at first sight, whether high or low is good."""

import numpy as np
import pytest

from explorer.comparison.reading import read

VALUES = np.array([[1, 0.9, 0.2, 0.5], [0.9, 1, 0.1, 0.7], [0.2, 0.1, 1, 0.8], [0.5, 0.7, 0.8, 1]])


def test_high_is_good():
    found = read(VALUES, 1, truth=3)
    assert found.nearest == (0, 1, 0.9)
    assert found.apart is not None
    assert found.apart[0] == 2
    assert found.to_truth == (2, 0.8)


def test_low_is_good():
    found = read(1 - VALUES, 0, truth=None)
    assert found.nearest is not None
    assert found.nearest[:2] == (0, 1)
    assert found.to_truth is None
    assert found.apart is not None
    assert found.apart[0] == 2  # 0.2 + 0.1 + 0.8 is the least


def test_what_was_not_compared_is_not_read():
    lost = np.array([[1, np.nan, 0.3], [np.nan, 1, np.nan], [0.3, np.nan, 1]])
    found = read(lost, 1, truth=None)
    assert found.nearest == (0, 2, 0.3)
    assert found.apart == (0, 0.3)
    assert read(np.array([[1, np.nan], [np.nan, 1]]), 1, truth=1).nearest is None


def test_a_directed_score_is_read_both_ways_whatever_was_made_first():
    one, seven, eight = 0, 1, 2  # of all rows in one group nothing can be split, and it tells nothing of the others
    homogeneity = np.array([[1, 1, 1], [0, 1, 0.9], [0, 0.8, 1]])
    for order in ([0, 1, 2], [2, 1, 0], [1, 0, 2]):
        found = read(homogeneity[np.ix_(order, order)], 1, truth=None)
        assert found.nearest is not None
        assert {order[place] for place in found.nearest[:2]} == {seven, eight}
        assert found.nearest[2] == pytest.approx(0.85)
        assert found.apart is not None
        assert (order[found.apart[0]], found.apart[1]) == (one, 0.5)
    assert read(homogeneity, 1, truth=seven).to_truth == (eight, 0.9)
