"""The centres of identities, as directions; and how alike rows and centres are."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from explorer.comparison.result import UNKNOWN
from explorer.errors import InputError

BLOCK_VALUES = 4_000_000  # similarities held at once: memory grows with the rows, not with rows x identities
BLOCK_ROWS = 8_192
ROUNDING = 1e-6  # of two similarities: a row as near to one identity as to another is nearer to neither
CANCELLED = 1e-6  # a shorter sum of unit vectors is rounding: they cancel each other out


def unit(X: np.ndarray) -> np.ndarray:
    """Each row scaled to length 1, float32; one without direction becomes zeros, which is like nothing."""
    U = np.empty(X.shape, dtype=np.float32)
    for start in range(0, len(X), BLOCK_ROWS):
        block = X[start : start + BLOCK_ROWS]
        length = np.sqrt(np.einsum("ij,ij->i", block, block, dtype=np.float64))
        scale = np.divide(1, length, out=np.zeros_like(length), where=length > 0)
        U[start : start + BLOCK_ROWS] = block * scale[:, None]
    return U


def sums(U: np.ndarray, codes: np.ndarray, n_identities: int) -> np.ndarray:
    """The sum of the unit vectors of each identity. Shape (n_identities, n_features), float64."""
    known = np.flatnonzero(codes != UNKNOWN)
    order = known[np.argsort(codes[known], kind="stable")]
    total = np.zeros((n_identities, U.shape[1]))
    for start in range(0, len(order), BLOCK_ROWS):
        rows = order[start : start + BLOCK_ROWS]
        present, first = np.unique(codes[rows], return_index=True)
        total[present] += np.add.reduceat(U[rows].astype(np.float64), first, axis=0)
    return total


def centres(total: np.ndarray) -> np.ndarray:
    """Sums as centres of length 1, float32; rows that cancel each other out have none: zeros."""
    return unit(np.where(np.linalg.norm(total, axis=1, keepdims=True) > CANCELLED, total, 0))


def own_similarity(U: np.ndarray, codes: np.ndarray, total: np.ndarray, sizes: np.ndarray) -> np.ndarray:
    """Cosine of each row and the centre of the *other* rows of its identity; NaN where there are none but blank ones.

    A blank row itself is like nothing: 0, where there are others.
    """
    own = np.full(len(U), np.nan, dtype=np.float32)
    points = U.any(axis=1)
    pointing = np.bincount(codes[points & (codes != UNKNOWN)], minlength=len(sizes))
    n_others = np.where(points, np.append(pointing, 0)[codes], np.append(sizes, 0)[codes]) - 1
    judged = np.flatnonzero((codes != UNKNOWN) & (n_others > 0))
    for start in range(0, len(judged), BLOCK_ROWS):
        rows = judged[start : start + BLOCK_ROWS]
        row = U[rows].astype(np.float64)
        others = total[codes[rows]] - row
        length = np.linalg.norm(others, axis=1)
        product = np.einsum("ij,ij->i", others, row)
        own[rows] = np.divide(product, length, out=np.zeros(len(rows)), where=length > CANCELLED)
    return own


def similarities(U: np.ndarray, centres: np.ndarray, rows: np.ndarray) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Blocks of rows with their cosines to all centres: (positions, (n_block, n_identities) float32)."""
    size = max(1, BLOCK_VALUES // max(1, len(centres)))
    transposed = np.ascontiguousarray(centres.T)
    for start in range(0, len(rows), size):
        block = rows[start : start + size]
        yield block, np.clip(U[block] @ transposed, -1, 1)


def check_rows(n_rows: int, codes: np.ndarray) -> None:
    """Refuse vectors and identities of different rows.

    Raises
    ------
    InputError
    """
    if n_rows != len(codes):
        raise InputError(f"There are {n_rows:,} vectors but {len(codes):,} identities; they can't be compared.")
