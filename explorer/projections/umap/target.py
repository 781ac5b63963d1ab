"""A target that the map should respect: the fuzzy set of the features meets that of a category or a number.

McInnes, Healy & Melville 2018 leave this to umap-learn, whose two ways these are: a pair that the target
separates is weakened, and then every row's strongest tie is made whole again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from explorer.projections.umap.fuzzy_set import tidy

if TYPE_CHECKING:
    import scipy.sparse

UNKNOWN = -1
UNKNOWN_DISTANCE = 1.0  # from a row without category to any other
LEAST_STRENGTH = 1e-8
LEAST_TARGET_STRENGTH = 1e-4


def intersect_categories(
    fuzzy: scipy.sparse.csr_array, categories: np.ndarray, weight: float = 0.5
) -> scipy.sparse.csr_array:
    """Weaken the ties between rows of different categories.

    Parameters
    ----------
    fuzzy : csr_array of shape (n_samples, n_samples)
        As `fuzzy_set` makes it.
    categories : ndarray of shape (n_samples,), integers
        -1 where a row has none.
    weight : float in 0..1
        0 changes little, 1 parts the categories entirely, but for rows that would then belong to nobody: these keep
        their ties as they are, where umap-learn leaves them off the map.

    Returns
    -------
    csr_array of shape (n_samples, n_samples), float32
    """
    ties = fuzzy.tocoo()
    a, b = categories[ties.row], categories[ties.col]
    apart = 2.5 / (1.0 - weight) if weight < 1 else np.inf
    distance = np.where((a == UNKNOWN) | (b == UNKNOWN), UNKNOWN_DISTANCE, np.where(a != b, apart, 0.0))
    weakened = (ties.data * np.exp(-distance)).astype(np.float32)
    alone = np.bincount(ties.row[weakened > 0], minlength=ties.shape[0]) == 0
    ties.data = np.where(alone[ties.row] | alone[ties.col], ties.data, weakened)
    return _whole_again(tidy(ties))


def intersect_numbers(
    fuzzy: scipy.sparse.csr_array, target: scipy.sparse.csr_array, weight: float = 0.5
) -> scipy.sparse.csr_array:
    """Weigh the ties of the features against those of a measured target.

    Parameters
    ----------
    fuzzy : csr_array of shape (n_samples, n_samples)
        As `fuzzy_set` makes it.
    target : csr_array of shape (n_samples, n_samples)
        As `memberships` makes it of the target's own neighbour graph.
    weight : float, above 0 and below 1
        Towards 0 the features count alone, towards 1 the target.

    Returns
    -------
    csr_array of shape (n_samples, n_samples), float32
    """
    both = tidy(fuzzy + target)
    least = max(float(fuzzy.data.min()) / 2, LEAST_STRENGTH)
    least_target = min(max(float(target.data.min()) / 2, LEAST_STRENGTH), LEAST_TARGET_STRENGTH)
    left, right = _looked_up(fuzzy, both, least), _looked_up(target, both, least_target)
    mixed = left * right ** (weight / (1 - weight)) if weight < 0.5 else left ** ((1 - weight) / weight) * right
    # A tie that is weaker in both than a missing one counts keeps its own strength.
    both.data = np.where((left > least) | (right > least_target), mixed, both.data).astype(np.float32)
    return _whole_again(both)


def _looked_up(matrix: scipy.sparse.csr_array, pattern: scipy.sparse.csr_array, missing: float) -> np.ndarray:
    """The matrix's values at the places of the pattern, which has all of its own."""
    found = np.full(pattern.nnz, missing)
    found[np.searchsorted(_keys(pattern), _keys(matrix))] = matrix.data
    return found


def _keys(matrix: scipy.sparse.csr_array) -> np.ndarray:
    """A number for each stored place, ascending."""
    rows = np.repeat(np.arange(matrix.shape[0], dtype=np.int64), np.diff(matrix.indptr))
    keys: np.ndarray = rows * matrix.shape[1] + matrix.indices
    return keys


def _whole_again(ties: scipy.sparse.csr_array) -> scipy.sparse.csr_array:
    """Scale every row so that its strongest tie is 1, then take the fuzzy union of both views."""
    strongest = np.ones(ties.shape[0], dtype=np.float32)
    used = np.diff(ties.indptr) > 0
    strongest[used] = np.maximum.reduceat(ties.data, ties.indptr[:-1][used])
    ties.data /= np.repeat(strongest, np.diff(ties.indptr))
    return tidy(ties + ties.T - ties.multiply(ties.T))
