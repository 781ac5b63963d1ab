"""Rows that joining left without a cluster: where their neighbours are, as far as they are together with these."""

from __future__ import annotations

import numpy as np

from explorer.comparison.consensus.largest import largest
from explorer.comparison.consensus.votes import Votes


def placed(votes: Votes, group: np.ndarray, neighbors: np.ndarray) -> np.ndarray:
    """The cluster of each row; one without goes where its co-association with its neighbours is the largest in sum.

    A grouping that has a row in a large cluster says little about where in it: the neighbours do.

    Parameters
    ----------
    votes : Votes
    group : ndarray of shape (n_kinds,)
        Clusters, numbered without gaps; -1 for none.
    neighbors : ndarray of shape (n_samples, k)

    Returns
    -------
    ndarray of shape (n_samples,), int64
        -1 for a row that is together with no neighbour in a cluster.
    """
    from scipy.sparse import csr_matrix

    found: np.ndarray = group[votes.of_row]
    left = np.flatnonzero((found < 0) & (votes.heard > 0)[votes.of_row])
    n_groups = int(group.max(initial=-1)) + 1
    if not len(left) or not n_groups:
        return found
    near = neighbors[left]
    there = found[near]
    share = np.where(there >= 0, co_association(votes, left, near), 0)
    row = np.repeat(np.arange(len(left)), near.shape[1])
    sums = csr_matrix((share.ravel(), (row, np.maximum(there, 0).ravel())), shape=(len(left), n_groups))
    sums.data = sums.data.round(9)  # entries of one place are sums by now
    _, found[left] = largest(sums)
    return found


def co_association(votes: Votes, rows: np.ndarray, near: np.ndarray) -> np.ndarray:
    """Weight of the groupings that have each row and its neighbour in one cluster, of those where neither is noise.

    Parameters
    ----------
    votes : Votes
    rows : ndarray of shape (n_rows,)
    near : ndarray of shape (n_rows, k)
        Positions.

    Returns
    -------
    ndarray of shape (n_rows, k), float64
        0..1; 0 where no grouping has both.
    """
    together, either = np.zeros(near.shape), np.zeros(near.shape)
    kinds, near_kinds = votes.of_row[rows][:, None], votes.of_row[near]
    for labels, weight in zip(np.ascontiguousarray(votes.labels.T), votes.weights, strict=True):
        own, other = labels[kinds], labels[near_kinds]
        both = (own >= 0) & (other >= 0)
        either += weight * both
        together += weight * (both & (own == other))
    share: np.ndarray = np.divide(together, either, out=np.zeros(near.shape), where=either > 0)
    return share
