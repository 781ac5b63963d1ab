"""Scores that count pairs of rows: the adjusted Rand index and Fowlkes-Mallows.

Of all pairs of rows: how many are together in A, in B, in both.
"""

from __future__ import annotations

import math

import numpy as np

from explorer.comparison.tally import Tally


def adjusted_rand(found: Tally) -> float:
    """Adjusted Rand index (Hubert & Arabie 1985): how many pairs both treat alike, from what chance gives (0) to all.

    Counted in whole numbers and divided once at the end, so it is the exact value rounded to float64, for up
    to four billion rows.

    Returns
    -------
    float
        1 for the same grouping, also where both put all rows in one group or every row in its own; 0 is what
        chance gives, exactly 0 where only one of them puts all rows in one group; below 0 is less than
        chance. At most 1.
    """
    both, in_a, in_b, every = _together(found)
    if both == in_a == in_b:
        return 1.0
    # With expected = in_a * in_b / every this is (both - expected) / ((in_a + in_b) / 2 - expected), both
    # parts multiplied by 2 * every, so that all of it is whole numbers.
    chance = 2 * in_a * in_b
    return (2 * both * every - chance) / ((in_a + in_b) * every - chance)


def fowlkes_mallows(found: Tally) -> tuple[float, float]:
    """Fowlkes-Mallows index (1983), and what chance gives.

    The geometric mean of two shares: of the pairs together in A, those together in B; and the other way round.

    Returns
    -------
    float, float
        Both 0..1, higher is better, 1 for the same grouping: also where every row of both stands alone, for which
        scikit-learn answers 0. Where only one of them has pairs: 0. Chance: the mean over all ways to deal out the
        rows to groups of these sizes, exactly.
    """
    both, in_a, in_b, every = _together(found)
    if both == in_a == in_b:
        return 1.0, in_a / every if in_a else 1.0
    most = _root_of_product(in_a, in_b)
    return (both / most, most / every) if most else (0.0, 0.0)


def _together(found: Tally) -> tuple[int, int, int, int]:
    """Pairs of rows together in both, in A, in B, and all pairs."""
    n_samples = found.n_samples
    return (
        _pairs(found.both, found.times),
        _pairs(found.rows_a, found.times_a),
        _pairs(found.rows_b, found.times_b),
        n_samples * (n_samples - 1) // 2,
    )


def _pairs(sizes: np.ndarray, times: np.ndarray) -> int:
    """Pairs of rows within groups of these sizes, as a Python integer, which doesn't overflow."""
    some = sizes > 1
    rows, often = sizes[some].astype(np.uint64), times[some].astype(np.uint64)
    return int((rows * (rows - np.uint64(1)) // np.uint64(2) * often).sum())


def _root_of_product(a: int, b: int) -> float:
    return math.sqrt(a) * math.sqrt(b)
