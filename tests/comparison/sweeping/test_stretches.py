"""Plateaus are three cells or more that agree, cliffs are steps that don't; nothing found is no plateau."""

import numpy as np

from explorer.comparison.sweeping.stretches import stretches


def test_by_hand():
    before = np.array([np.nan, 0.95, 0.92, 0.4, 0.7, 0.9, 0.91, 1.0, 0.89])
    found = stretches(before, np.full(9, 4))
    assert found.plateaus == ((4, 7), (0, 2))  # the longest first
    assert found.cliffs == (3,)


def test_two_alike_are_no_plateau_and_neither_is_nothing():
    assert stretches(np.array([np.nan, 1.0]), np.array([3, 3])).plateaus == ()
    assert stretches(np.array([np.nan, 1.0, 1.0, 1.0]), np.array([0, 0, 1, 1])).plateaus == ()
    assert stretches(np.array([np.nan, 1.0, 1.0, 0.0, 1.0, 1.0]), np.array([0, 0, 0, 3, 3, 3])).plateaus == ((3, 5),)


def test_one_cell_and_cells_that_failed():
    assert stretches(np.array([np.nan]), np.array([5])).plateaus == ()
    missing = stretches(np.array([np.nan, np.nan, np.nan, 1.0]), np.array([2, 0, 2, 2]))
    assert (missing.plateaus, missing.cliffs) == ((), ())
