"""The overlap table of two groupings: how many rows are in both group i of A and group j of B."""

from __future__ import annotations

import numpy as np

from explorer.errors import LimitError

MOST_CELLS = 50_000_000  # 200 MB


def overlap_table(a: np.ndarray, b: np.ndarray, n_groups_a: int, n_groups_b: int) -> np.ndarray:
    """Count the rows in each pair of groups.

    Parameters
    ----------
    a, b : ndarray of shape (n_samples,)
        Group of each row, in ``0 … n_groups - 1``.
    n_groups_a, n_groups_b : int

    Returns
    -------
    ndarray of shape (n_groups_a, n_groups_b), uint32

    Raises
    ------
    LimitError
        When the table would have more than 50 million cells.
    """
    cells = n_groups_a * n_groups_b
    if cells > MOST_CELLS:
        raise LimitError(
            f"the overlap of {n_groups_a:,} groups with {n_groups_b:,} is a table of",
            f"{cells:,} cells",
            f"{MOST_CELLS:,}",
            "Compare groupings with fewer groups: a larger min_cluster_size, or a coarser identity column.",
        )
    # Only the pairs that occur are counted: bincount alone would need eight bytes for every cell.
    pairs, counts = np.unique(a.astype(np.int64) * n_groups_b + b, return_counts=True)
    table = np.zeros(cells, dtype=np.uint32)
    table[pairs] = counts
    return table.reshape(n_groups_a, n_groups_b)
