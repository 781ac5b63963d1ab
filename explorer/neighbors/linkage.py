"""Greedy complete linkage: groups in which every pair is near, the most similar pair first."""

from __future__ import annotations

import numba
import numpy as np

from explorer.neighbors.result import Pairs

_LINE = numba.i4[::1]


def complete_groups(n_samples: int, pairs: Pairs) -> np.ndarray:
    """Put rows together, pair by pair in the order given, wherever every pair of the joint group is among the pairs.

    A chain, where A is near B and B near C but A not near C, never becomes one group: B goes with the nearer of the
    two. Which pairs are decided in which order makes the result unique.

    Parameters
    ----------
    n_samples : int
    pairs : Pairs
        All pairs that are near enough, the nearest first.

    Returns
    -------
    ndarray of shape (n_samples,), int32
        For each row the first row of its group; a row alone is its own.

    Notes
    -----
    A pair that can't be joined now can't be later: groups only grow. So each pair is looked at once. Joining two
    groups looks up each of the pairs between them, and no pair is ever between two groups that are joined again; a
    refusal ends at the first pair that isn't near.
    """
    first, second = (np.ascontiguousarray(pairs.rows[:, side]) for side in (0, 1))
    starts, near = _neighbours(n_samples, first, second)
    return np.asarray(_joined(n_samples, first, second, starts, near))


def _neighbours(n_samples: int, first: np.ndarray, second: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """For each row the rows that it is near to, rising, one list after the other; and where each list starts."""
    rows, others = np.concatenate([first, second]), np.concatenate([second, first])
    order = np.lexsort((others, rows))
    starts = np.zeros(n_samples + 1, dtype=np.int64)
    np.cumsum(np.bincount(rows, minlength=n_samples), out=starts[1:])
    return starts, np.ascontiguousarray(others[order])


@numba.njit(numba.b1(numba.i4, numba.i4, numba.i8[::1], _LINE), cache=True)
def _are_near(a: int, b: int, starts: np.ndarray, near: np.ndarray) -> bool:
    low, high = starts[a], starts[a + 1]
    while low < high:
        middle = (low + high) // 2
        if near[middle] < b:
            low = middle + 1
        else:
            high = middle
    return bool(low < starts[a + 1] and near[low] == b)


@numba.njit(numba.b1(numba.i4, numba.i4, _LINE, _LINE, numba.i8[::1], _LINE), cache=True)
def _all_near(
    a: int, b: int, following: np.ndarray, sizes: np.ndarray, starts: np.ndarray, near: np.ndarray
) -> bool:
    """Whether every row of one group is near to every row of another."""
    row = a
    while row >= 0:
        if starts[row + 1] - starts[row] < sizes[b]:
            return False
        other = b
        while other >= 0:
            if not _are_near(row, other, starts, near):
                return False
            other = following[other]
        row = following[row]
    return True


@numba.njit(_LINE(numba.i8, _LINE, _LINE, numba.i8[::1], _LINE), cache=True)
def _joined(
    n_samples: int, first: np.ndarray, second: np.ndarray, starts: np.ndarray, near: np.ndarray
) -> np.ndarray:
    group = np.arange(n_samples).astype(np.int32)  # the first row of each row's group
    following = np.full(n_samples, -1, dtype=np.int32)  # the next row of the same group
    last = group.copy()
    sizes = np.ones(n_samples, dtype=np.int32)
    for pair in range(len(first)):
        a, b = group[first[pair]], group[second[pair]]
        if a == b:
            continue
        if a > b:
            a, b = b, a
        if not _all_near(a, b, following, sizes, starts, near):
            continue
        row = b
        while row >= 0:
            group[row] = a
            row = following[row]
        following[last[a]] = b
        last[a] = last[b]
        sizes[a] += sizes[b]
    return group
