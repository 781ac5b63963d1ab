"""Who belongs together, and how strongly: the fuzzy simplicial set of a neighbour graph.

McInnes, Healy & Melville 2018 (arXiv:1802.03426), section 3.1 and algorithms 2 and 3. Every row measures
distances in units of its own: 0 at its nearest neighbour, and so scaled that the strengths of its neighbours
add up to log2 of their number. Two rows then rarely agree on how near they are, and the fuzzy union settles it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from explorer.neighbors.result import KNNGraph

if TYPE_CHECKING:
    import scipy.sparse

BISECTIONS = 64
TOLERANCE = 1e-5  # of a row's sum of strengths, as in umap-learn
LEAST_SCALE = 1e-3  # of the mean distance: what keeps rows with many copies from seeing nobody else
BLOCK_ROWS = 8192  # what is worked on at once stays in the processor's cache


def fuzzy_set(
    graph: KNNGraph, *, set_op_mix_ratio: float = 1.0, local_connectivity: float = 1.0
) -> scipy.sparse.csr_array:
    """The strength with which each pair of near rows belongs together.

    Parameters
    ----------
    graph : KNNGraph
    set_op_mix_ratio : float in 0..1
        1 keeps a neighbour that either row names (fuzzy union), 0 only those that name each other (fuzzy
        intersection); between them, a mixture.
    local_connectivity : float, at least 0
        So many nearest neighbours belong to a row entirely; a share of one is interpolated.

    Returns
    -------
    csr_array of shape (n_samples, n_samples), float32
        Symmetric, in 0..1, sorted indices, nothing on the diagonal, no zero stored.
    """
    directed = memberships(graph, local_connectivity)
    mutual = directed.multiply(directed.T)
    if set_op_mix_ratio == 1.0:
        symmetric = directed + directed.T - mutual
    else:
        union = directed + directed.T - mutual
        symmetric = set_op_mix_ratio * union + (1.0 - set_op_mix_ratio) * mutual
    return tidy(symmetric)


def memberships(graph: KNNGraph, local_connectivity: float = 1.0) -> scipy.sparse.csr_array:
    """Each row's own view: how strongly its neighbours belong to it; not symmetric (algorithm 2).

    Parameters
    ----------
    graph : KNNGraph
    local_connectivity : float

    Returns
    -------
    csr_array of shape (n_samples, n_samples), float32
    """
    from scipy.sparse import csr_array

    n_samples, k = graph.distances.shape
    nearest, scale = local_units(graph.distances, local_connectivity)
    beyond = np.maximum(graph.distances - nearest[:, None], 0)
    strengths = np.exp(-(beyond / scale[:, None])).astype(np.float32)
    ends = np.arange(n_samples + 1, dtype=np.int32) * k
    # indices are copied: sorting them must not touch the graph
    found = csr_array((strengths.ravel(), graph.indices.flatten(), ends), shape=(n_samples, n_samples))
    return tidy(found)


def local_units(
    distances: np.ndarray, local_connectivity: float = 1.0, overall: float | None = None
) -> tuple[np.ndarray, np.ndarray]:
    """Each row's ruler: where its 0 is, and how long its unit (algorithm 3; rho and sigma there).

    Parameters
    ----------
    distances : ndarray of shape (n_samples, k)
        To the k nearest other rows, ascending.
    local_connectivity : float
    overall : float, optional
        The mean distance that the unit of a row whose own 0 is at 0 must not be far below; that of these rows when
        left out.

    Returns
    -------
    nearest : ndarray of shape (n_samples,), float64
        Distance up to which a neighbour belongs entirely: the nearest one that is no copy.
    scale : ndarray of shape (n_samples,), float64
        The unit with which ``exp(-(distance - nearest) / scale)`` adds up to log2(k + 1), the row itself
        being counted as one of its neighbours but not added.
    """
    if overall is None:
        overall = float(distances.mean(dtype=np.float64)) * _with_self(distances)
    nearest = np.empty(len(distances))
    scale = np.empty(len(distances))
    for start in range(0, len(distances), BLOCK_ROWS):
        rows = slice(start, start + BLOCK_ROWS)
        block = distances[rows].astype(np.float64)
        nearest[rows] = _nearest(block, local_connectivity)
        found = _bisect(np.maximum(block - nearest[rows, None], 0))
        mean = block.mean(axis=1) * _with_self(distances)
        least = LEAST_SCALE * np.where(nearest[rows] > 0, mean, overall)
        scale[rows] = np.maximum(found, least)
    # Where all rows are copies of one, every distance is 0 and no unit is wrong.
    return nearest, np.where(scale > 0, scale, 1.0)


def _with_self(distances: np.ndarray) -> float:
    """What turns a mean over the neighbours into one that counts the row itself, at distance 0."""
    k = int(distances.shape[1])
    return k / (k + 1)


def _nearest(distances: np.ndarray, local_connectivity: float) -> np.ndarray:
    """The distance of the neighbour number `local_connectivity` that is no copy, interpolated; 0 where all are."""
    n_samples, k = distances.shape
    copies = np.count_nonzero(distances == 0, axis=1)
    whole, share = int(local_connectivity), local_connectivity % 1
    padded = np.hstack([np.zeros((n_samples, 1)), distances])

    def number(position: int) -> np.ndarray:
        """The neighbour at this position (counted from 1) among those that are no copies, at most the last."""
        columns = np.minimum(copies + position, k) if position else np.zeros_like(copies)
        return np.take_along_axis(padded, columns[:, None], axis=1)[:, 0]

    found: np.ndarray = number(whole) + share * (number(whole + 1) - number(whole))
    return found


def _bisect(beyond: np.ndarray) -> np.ndarray:
    """The unit of each row by halving an interval, all rows at once; rows that have it drop out."""
    target = np.log2(beyond.shape[1] + 1)
    unit: np.ndarray = beyond.mean(axis=1)  # the right order of magnitude, whatever the data's units
    low, high = np.zeros(len(unit)), np.full(len(unit), np.inf)
    # Where too many neighbours are as near as the nearest, no unit is small enough; the caller's least one holds.
    active = np.flatnonzero(unit > 0)
    for _ in range(BISECTIONS):
        gap = np.exp(beyond[active] / -unit[active, None]).sum(axis=1) - target
        far = np.abs(gap) >= TOLERANCE
        active, above = active[far], gap[far] > 0
        if not len(active):
            break
        high[active[above]] = unit[active[above]]
        low[active[~above]] = unit[active[~above]]
        bounded = np.isfinite(high[active])
        unit[active] = np.where(bounded, (low[active] + high[active]) / 2, unit[active] * 2)
    return unit


def tidy(matrix: scipy.sparse.sparray) -> scipy.sparse.csr_array:
    """One spelling of a sparse matrix: CSR, float32, sorted indices, no zero stored."""
    from scipy.sparse import csr_array

    found = csr_array(matrix, dtype=np.float32)
    found.sum_duplicates()
    found.eliminate_zeros()
    return found
