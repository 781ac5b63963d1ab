"""The overlap of two groupings: how many rows are in both group i of A and group j of B.

Only the pairs of groups that have rows in common are held, so two groupings of thousands of groups cost no more than
their rows.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from explorer.comparison.grouping import Groups, check_rows

DENSE_CELLS = 4  # a row: up to there counting in a table beats sorting


@dataclass(frozen=True)
class Contingency:
    """Rows in both, for the pairs of groups that have any.

    Attributes
    ----------
    a, b : ndarray of shape (n_cells,), int64
        Group of A and of B of each cell, sorted by A, then B.
    counts : ndarray of shape (n_cells,), int64
        Rows in both, 1 at the least.
    n_groups_a, n_groups_b : int
        Groups there are, those without rows among them.
    """

    a: np.ndarray
    b: np.ndarray
    counts: np.ndarray
    n_groups_a: int
    n_groups_b: int

    @cached_property
    def sizes_a(self) -> np.ndarray:
        """Rows in each group of A. Shape (n_groups_a,), int64."""
        return _sums(self.a, self.counts, self.n_groups_a)

    @cached_property
    def sizes_b(self) -> np.ndarray:
        """Rows in each group of B. Shape (n_groups_b,), int64."""
        return _sums(self.b, self.counts, self.n_groups_b)

    @property
    def n_samples(self) -> int:
        """Rows counted."""
        return int(self.counts.sum())

    def only(self, cells: np.ndarray) -> Contingency:
        """The same groups with the rows of some cells only (a mask over cells)."""
        return Contingency(self.a[cells], self.b[cells], self.counts[cells], self.n_groups_a, self.n_groups_b)

    def turned(self) -> Contingency:
        """With A and B exchanged."""
        order = np.lexsort((self.a, self.b))
        return Contingency(self.b[order], self.a[order], self.counts[order], self.n_groups_b, self.n_groups_a)


def contingency(a: Groups, b: Groups, times: np.ndarray | None = None) -> Contingency:
    """Count the rows in each pair of groups; rows without a group in either are left out.

    Parameters
    ----------
    a, b : Groups
    times : ndarray of shape (n_samples,), optional
        How many rows each of them stands for, 1 at the least; else one.

    Raises
    ------
    InputError
        When they aren't of the same rows.
    """
    if times is not None and len(a.codes) == len(b.codes):
        times = times[(a.codes >= 0) & (b.codes >= 0)]
    return _counted(_combined(a, b), a.n_groups, b.n_groups, times)


def cells_of_rows(a: Groups, b: Groups) -> tuple[Contingency, np.ndarray]:
    """The overlap, and each row's cell in it, -1 where it has no group in one of them. Shape (n_samples,), int64."""
    check_rows(a, b)
    both = (a.codes >= 0) & (b.codes >= 0)
    pairs = _combined(a, b)
    table = _counted(pairs, a.n_groups, b.n_groups)
    occurring = table.a * b.n_groups + table.b
    if _dense(len(pairs), a.n_groups, b.n_groups):
        place = np.zeros(a.n_groups * b.n_groups, dtype=np.int64)
        place[occurring] = np.arange(len(occurring))
        found = place[pairs]
    else:
        found = np.searchsorted(occurring, pairs)
    if len(found) == len(both):
        return table, found
    cells = np.full(len(both), -1, dtype=np.int64)
    cells[both] = found
    return table, cells


def _combined(a: Groups, b: Groups) -> np.ndarray:
    """Both codes of each row that has both, as one number."""
    check_rows(a, b)
    pairs = a.codes.astype(np.int64)
    pairs *= b.n_groups
    pairs += b.codes
    unknown = (a.codes < 0) | (b.codes < 0)
    return pairs[~unknown] if unknown.any() else pairs


def _counted(
    pairs: np.ndarray, n_groups_a: int, n_groups_b: int, times: np.ndarray | None = None
) -> Contingency:
    if times is not None:
        occurring, place = np.unique(pairs, return_inverse=True)
        counts = np.bincount(place, weights=times, minlength=len(occurring)).astype(np.int64)
    elif _dense(len(pairs), n_groups_a, n_groups_b):
        table = np.bincount(pairs, minlength=1)
        occurring = np.flatnonzero(table)
        counts = table[occurring]
    else:
        occurring, counts = np.unique(pairs, return_counts=True)
    first, second = np.divmod(occurring, max(n_groups_b, 1))
    return Contingency(first, second, counts, n_groups_a, n_groups_b)


def _dense(n_samples: int, n_groups_a: int, n_groups_b: int) -> bool:
    return n_groups_a * n_groups_b <= DENSE_CELLS * n_samples


def _sums(groups: np.ndarray, counts: np.ndarray, n_groups: int) -> np.ndarray:
    return np.bincount(groups, weights=counts, minlength=n_groups).astype(np.int64)
