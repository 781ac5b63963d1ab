"""Of sparse tables: the largest entry of each line, and entries by their places."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix


def largest(table: csr_matrix) -> tuple[np.ndarray, np.ndarray]:
    """The largest entry of each row, and where it is; of equal ones the first.

    What SciPy goes through row by row.

    Parameters
    ----------
    table : csr_matrix of shape (n_rows, n_columns)
        Entries above 0 count.

    Returns
    -------
    value : ndarray of shape (n_rows,), float64
        0 for none.
    column : ndarray of shape (n_rows,), int64
        -1 for none.
    """
    n_rows = table.shape[0]
    table.sum_duplicates()
    row = np.repeat(np.arange(n_rows), np.diff(table.indptr))
    value = np.zeros(n_rows)
    np.maximum.at(value, row, table.data)
    best = np.flatnonzero((table.data == value[row]) & (table.data > 0))
    column = np.full(n_rows, -1, dtype=np.int64)
    column[row[best][::-1]] = table.indices[best][::-1]  # the last written stays: the first
    return value, column


def entries(table: csr_matrix, rows: np.ndarray, columns: np.ndarray) -> np.ndarray:
    """Entries of a table by their places, 0 where there is none. Shape of `rows`, float64."""
    table.sum_duplicates()
    n_columns = table.shape[1]
    if table.shape[0] * n_columns <= len(rows):  # then a table of all of them is less than what is asked for
        return np.asarray(table.toarray()[rows, columns], dtype=np.float64)
    known = np.repeat(np.arange(table.shape[0], dtype=np.int64), np.diff(table.indptr)) * n_columns + table.indices
    wanted = rows.astype(np.int64) * n_columns + columns
    place = np.minimum(np.searchsorted(known, wanted), max(len(known) - 1, 0))
    if not len(known):
        return np.zeros(len(wanted))
    return np.where(known[place] == wanted, table.data[place], 0.0)
