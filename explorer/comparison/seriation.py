"""The groups of two groupings in an order in which their overlap lies near the diagonal."""

from __future__ import annotations

import numpy as np

from explorer.comparison.contingency import Contingency

ROUNDS = 12


def diagonal(table: Contingency) -> tuple[np.ndarray, np.ndarray]:
    """An order of both sides' groups, by reciprocal averaging (Hill 1973): each stands where its rows are, on average.

    Starts with A by size, and B by the group of A that holds most of it, so that what matches stands at like places;
    the averages then draw together what shares rows. Time grows with the number of cells.

    Returns
    -------
    ndarray of shape (n_groups_a,), ndarray of shape (n_groups_b,); uint32
        The groups in order. Those without rows come last.
    """
    place_a = _ranks(-table.sizes_a.astype(np.float64))
    share = table.counts / table.sizes_a[table.a]
    for round_ in range(ROUNDS):
        # Squared shares: a few rows that strayed don't pull a group away from where most of it is.
        weight = share**2 * table.counts
        place_b = _ranks(_average(table.b, weight, place_a[table.a], table.n_groups_b))
        if round_ == ROUNDS - 1:
            break
        weight = (table.counts / table.sizes_b[table.b]) ** 2 * table.counts
        moved = _ranks(_average(table.a, weight, place_b[table.b], table.n_groups_a))
        if np.array_equal(moved, place_a):
            break
        place_a = moved
    return _order(place_a), _order(place_b)


def _average(groups: np.ndarray, weight: np.ndarray, places: np.ndarray, n_groups: int) -> np.ndarray:
    total = np.bincount(groups, weights=weight, minlength=n_groups)
    summed = np.bincount(groups, weights=weight * places, minlength=n_groups)
    average: np.ndarray = np.divide(summed, total, out=np.full(n_groups, np.inf), where=total > 0)
    return average


def _ranks(keys: np.ndarray) -> np.ndarray:
    ranks = np.empty(len(keys), dtype=np.float64)
    ranks[np.argsort(keys, kind="stable")] = np.arange(len(keys))
    return ranks


def _order(places: np.ndarray) -> np.ndarray:
    return np.argsort(places, kind="stable").astype(np.uint32)
