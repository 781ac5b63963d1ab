"""How each row stands in the consensus: for which cluster the groupings speak that it is in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from explorer.comparison.consensus.largest import entries, largest
from explorer.comparison.consensus.votes import Votes

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

GOES_WITH = 0.5  # of the smaller of two clusters in both: then one speaks for the other
CORE = 0.75
HEARD = 0.5  # of the votes; of a row of which no more say anything nothing is sure
RIVAL = 0.5  # of the support of its own cluster that another one has
COUNTS = 0.5
EQUAL = 1e-9


@dataclass(frozen=True)
class Standing:
    """What the groupings say of each kind of row, as shares of the votes that are heard of it.

    Attributes
    ----------
    support : ndarray of shape (n_kinds,), float64
        Of the cluster it is in.
    against : ndarray of shape (n_kinds,), float64
        Of the one other cluster that most of the rest speak for.
    rival : ndarray of shape (n_kinds,), int64
        That cluster; -1 for none.
    """

    support: np.ndarray
    against: np.ndarray
    rival: np.ndarray


def overlaps(votes: Votes, group: np.ndarray) -> np.ndarray:
    """How well each group of kinds is found again: its best Jaccard overlap in each grouping, the mean by weight.

    Rows that are noise in a grouping are no part of the group there, and a grouping in which all of it is noise
    doesn't count.

    Returns
    -------
    ndarray of shape (n_groups,), float64
        0..1, 1 where every grouping has this cluster.
    """
    table = votes.by_group(group).tocoo()
    inside = _inside(votes, group)
    sizes = np.asarray(votes.counts.sum(axis=0)).ravel()
    run = votes.run_of[table.col]
    share = table.data / (sizes[table.col] + inside[table.row, run] - table.data)
    best = np.zeros(inside.shape)
    np.maximum.at(best, (table.row, run), share)
    heard = (inside > 0) @ votes.weights
    found: np.ndarray = np.divide(best @ votes.weights, heard, out=np.zeros(len(heard)), where=heard > 0)
    return found


def counted(votes: Votes, group: np.ndarray) -> np.ndarray:
    """The groups that are found again well enough, numbered anew; -1 for kinds of the others. Shape (n_kinds,)."""
    good = overlaps(votes, group) > COUNTS + EQUAL
    number = np.where(good, np.cumsum(good) - 1, -1)
    kept: np.ndarray = np.append(number, -1)[group]
    return kept


def settled(votes: Votes, group: np.ndarray) -> np.ndarray:
    """Kinds without a cluster, and those of which more votes speak for another one, moved to that one, once.

    Returns
    -------
    ndarray of shape (n_kinds,)
        Numbered without gaps; -1 for none.
    """
    found = standing(votes, group)
    moved = np.where(found.against > found.support + EQUAL, found.rival, group)
    kept, number = np.unique(moved, return_inverse=True)  # a cluster may have lost all of its rows
    return np.asarray(number.ravel() - int(kept[:1].min(initial=0) < 0))


def standing(votes: Votes, group: np.ndarray) -> Standing:
    """What the groupings say of each kind.

    A grouping speaks for a row's cluster where its own cluster of that row goes with it: at least half of the smaller
    of the two is in both, so that merely splitting or merging is no contradiction. Else it speaks for the cluster that
    most of its cluster's rows are in.

    Parameters
    ----------
    votes : Votes
    group : ndarray of shape (n_kinds,)
        Clusters, numbered without gaps; -1 for none.
    """
    from scipy.sparse import csr_matrix

    n_groups = int(group.max(initial=-1)) + 1
    table = votes.by_group(group).tocsr()
    shape = (votes.n_kinds, max(n_groups, 1))
    main = _main(table) if n_groups else np.full(table.shape[1], -1)
    kind, run = np.nonzero(votes.voting)
    cluster, own = votes.numbers[kind, run], group[kind]
    agrees = np.zeros(len(kind), dtype=bool)
    placed = np.flatnonzero(own >= 0)
    if len(placed):
        both = entries(table, own[placed], cluster[placed])
        sizes = np.asarray(votes.counts.sum(axis=0)).ravel()
        smaller = np.minimum(sizes[cluster[placed]], _inside(votes, group)[own[placed], run[placed]])
        agrees[placed] = both >= GOES_WITH * smaller
    weight = votes.weights[run]
    support = np.bincount(kind[agrees], weights=weight[agrees], minlength=votes.n_kinds)
    elsewhere = ~agrees & (main[cluster] >= 0) & (main[cluster] != own)
    places = (kind[elsewhere], main[cluster[elsewhere]])
    others = csr_matrix((weight[elsewhere], places), shape=shape)
    others.data = others.data.round(12)
    against, rival = largest(others)
    heard = np.where(votes.heard > 0, votes.heard, 1)
    return Standing(support / heard, against / heard, rival)


def kinds_of_standing(votes: Votes, group: np.ndarray, found: Standing) -> np.ndarray:
    """Core, fringe, contested or none for each kind, as places in `result.STANDINGS`. Shape (n_kinds,), uint8."""
    contested = (found.against > 0) & (found.against >= RIVAL * found.support - EQUAL)
    core = (found.support >= CORE - EQUAL) & (votes.heard > HEARD + EQUAL)
    return np.select([group < 0, contested, core], [3, 2, 0], 1).astype(np.uint8)


def _inside(votes: Votes, group: np.ndarray) -> np.ndarray:
    """Rows of each group that are in a cluster of each grouping. Shape (n_groups, n_runs), float64."""
    n_groups = int(group.max(initial=-1)) + 1
    inside = np.flatnonzero(group >= 0)
    found = np.empty((n_groups, len(votes.weights)))
    for run, heard in enumerate(votes.voting[inside].T):
        found[:, run] = np.bincount(group[inside], weights=votes.sizes[inside] * heard, minlength=n_groups)
    return found


def _main(table: csr_matrix) -> np.ndarray:
    """For each cluster of the groupings the group that most of its rows are in, ties the first; -1 for none."""
    return largest(table.T.tocsr())[1]
