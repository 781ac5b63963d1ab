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
    row, at = np.nonzero(there >= 0)
    # Rows of a kind mostly have neighbours of few kinds: each two are looked at once.
    pairs = votes.of_row[left[row]] * votes.n_kinds + votes.of_row[near[row, at]]
    once, place = np.unique(pairs, return_inverse=True)
    share = co_association(votes, *np.divmod(once, votes.n_kinds))[place]
    sums = csr_matrix((share, (row, there[row, at])), shape=(len(left), n_groups))
    sums.data = sums.data.round(9)  # entries of one place are sums by now
    _, found[left] = largest(sums)
    return found


def co_association(votes: Votes, a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Weight of the groupings that have two kinds of rows in one cluster, of those where neither is noise.

    Parameters
    ----------
    votes : Votes
    a, b : ndarray of shape (n_pairs,)
        Kinds.

    Returns
    -------
    ndarray of shape (n_pairs,), float64
        0..1; 0 where no grouping has both.
    """
    together, either = np.zeros(len(a)), np.zeros(len(a))
    for labels, weight in zip(np.ascontiguousarray(votes.labels.T), votes.weights, strict=True):
        own, other = labels[a], labels[b]
        both = (own >= 0) & (other >= 0)
        either += weight * both
        together += weight * (both & (own == other))
    share: np.ndarray = np.divide(together, either, out=np.zeros(len(a)), where=either > 0)
    return share
