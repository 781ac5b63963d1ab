"""What the scores are read from: sizes of groups and of their overlaps, each with how often it occurs.

Here noise is treated as the person chose. Rows of noise that stand alone are never made into groups of one: they are
one line of the tally, of size 1, that occurs as often as there are such rows.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from explorer.comparison.contingency import Contingency

CLUSTER, LEFT_OUT, ALONE = "cluster", "left out", "alone"
POLICIES: dict[str, str] = {
    CLUSTER: "noise is one more cluster",
    LEFT_OUT: "rows that are noise in either are left out",
    ALONE: "each noise row is a cluster of its own",
}


@dataclass(frozen=True)
class Tally:
    """Sizes with how often they occur; each array int64.

    Attributes
    ----------
    n_samples : int
        Rows compared.
    rows_a, times_a : ndarray of shape (n_sizes_a,)
        Rows of groups of A, and how many groups of that line there are.
    rows_b, times_b : ndarray of shape (n_sizes_b,)
    both, of_a, of_b, times : ndarray of shape (n_cells,)
        Rows in a group of A and one of B, rows of these two groups, and how many such pairs of groups there are.
    """

    n_samples: int
    rows_a: np.ndarray
    times_a: np.ndarray
    rows_b: np.ndarray
    times_b: np.ndarray
    both: np.ndarray
    of_a: np.ndarray
    of_b: np.ndarray
    times: np.ndarray

    @property
    def same(self) -> bool:
        """Whether both are the same grouping, whatever its groups are called."""
        return bool(np.all(self.both == self.of_a) and np.all(self.both == self.of_b))


def tally(table: Contingency, noise_a: int | None = None, noise_b: int | None = None, policy: str = CLUSTER) -> Tally:
    """Count sizes, with noise treated as `policy` says.

    Parameters
    ----------
    table : Contingency
    noise_a, noise_b : int or None
        The groups that are noise.
    policy : str
        One of `POLICIES`.
    """
    in_noise = np.zeros(len(table.a), dtype=bool)
    if policy != CLUSTER:
        in_noise |= (table.a == noise_a) if noise_a is not None else False
        in_noise |= (table.b == noise_b) if noise_b is not None else False
    if policy == LEFT_OUT:
        table, in_noise = table.only(~in_noise), in_noise[~in_noise]
        noise_a = noise_b = None
    alone = policy == ALONE
    one_a, one_b = (noise_a if alone else None), (noise_b if alone else None)
    rows_a, times_a = _sizes(table.sizes_a, one_a)
    rows_b, times_b = _sizes(table.sizes_b, one_b)
    return Tally(
        table.n_samples,
        rows_a,
        times_a,
        rows_b,
        times_b,
        both=np.where(in_noise, 1, table.counts),
        of_a=np.where(table.a == one_a, 1, table.sizes_a[table.a]) if one_a is not None else table.sizes_a[table.a],
        of_b=np.where(table.b == one_b, 1, table.sizes_b[table.b]) if one_b is not None else table.sizes_b[table.b],
        times=np.where(in_noise, table.counts, 1),
    )


def _sizes(sizes: np.ndarray, alone: int | None) -> tuple[np.ndarray, np.ndarray]:
    """Rows of the groups that have any, and how often: the rows of group `alone` are that many groups of one."""
    times = (sizes > 0).astype(np.int64)
    if alone is not None:
        times[alone] = sizes[alone]
        sizes = sizes.copy()
        sizes[alone] = 1
    kept = times > 0
    return sizes[kept], times[kept]
