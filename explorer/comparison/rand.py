"""The adjusted Rand index (Hubert & Arabie 1985).

Of all pairs of rows, how many do two groupings treat alike, measured from what chance gives (0) to all (1).
"""

from __future__ import annotations

import numpy as np


def adjusted_rand(overlap: np.ndarray) -> float:
    """Adjusted Rand index of two groupings, from their overlap table.

    Counted in whole numbers and divided once at the end, so it is the exact value rounded to float64, for up
    to four billion rows.

    Parameters
    ----------
    overlap : ndarray of shape (n_groups_a, n_groups_b), unsigned integers
        Rows in each pair of groups.

    Returns
    -------
    float
        1 for the same grouping, also where both put all rows in one group or every row in its own; 0 is what
        chance gives, exactly 0 where only one of them puts all rows in one group; below 0 is less than
        chance. At most 1.
    """
    both = _pairs(overlap)
    in_a = _pairs(overlap.sum(axis=1, dtype=np.uint64))
    in_b = _pairs(overlap.sum(axis=0, dtype=np.uint64))
    every = _pairs(overlap.sum(keepdims=True, dtype=np.uint64))
    if both == in_a == in_b:
        return 1.0
    # With expected = in_a * in_b / every this is (both - expected) / ((in_a + in_b) / 2 - expected), both
    # parts multiplied by 2 * every, so that all of it is whole numbers.
    chance = 2 * in_a * in_b
    return (2 * both * every - chance) / ((in_a + in_b) * every - chance)


def _pairs(counts: np.ndarray) -> int:
    """Pairs of rows within groups of these sizes, as a Python integer, which doesn't overflow."""
    sizes = counts[counts > 1].astype(np.uint64)
    return int((sizes * (sizes - np.uint64(1)) // np.uint64(2)).sum())
