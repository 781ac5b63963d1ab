"""Kinds of rows joined into clusters: average linkage of the co-association, along the neighbour graph.

Never is a table of all pairs made: the mean co-association of two clusters follows from how many rows of each are in
which cluster of each grouping, and only clusters with neighbours in each other are asked for it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from explorer.comparison.consensus.placing import co_association
from explorer.comparison.consensus.votes import Votes
from explorer.recipe import Report, silent

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

MAJORITY = 0.5
LEVELS = tuple(round(0.95 - 0.05 * step, 2) for step in range(10))  # the last is the majority
GROWTH = 0.5  # of a pair's rows may join it besides, in a round
EQUAL = 1e-9  # nearer values are the same, whatever the order in which votes were added up
BLOCK = 200_000  # edges looked at together


def joined(votes: Votes, edges: np.ndarray, report: Report = silent) -> np.ndarray:
    """Join kinds of rows while a majority of the votes says that they belong together.

    The co-association of two rows is the weight of the groupings that have them in one cluster, as a share of the
    weight of those in which neither is noise (Fred & Jain 2005); of two clusters it is the mean over all pairs of
    their rows, pairs by the weight that is heard of them. The most alike are joined first, in levels of 0.05 down to
    0.5; within a level in rounds: of all clusters those that are each other's best, and with them those whose best
    they are, as long as these add no more than half as many rows (after the layers of Dhulipala et al. 2021).

    Parameters
    ----------
    votes : Votes
    edges : ndarray of shape (n_edges, 2)
        As `near_kinds` gives them: only what is near is joined.
    report : Report, optional

    Returns
    -------
    ndarray of shape (n_kinds,), int64
        The cluster of each kind, in the order of their first rows; -1 for kinds of which no more than half of the votes
        say anything: they would tie together what the others part.
    """
    heard = votes.heard > MAJORITY + EQUAL
    work = _Work.begin(votes, edges[heard[edges].all(axis=1)])
    for done, level in enumerate(LEVELS):
        report("joining what belongs together", done / len(LEVELS))
        while work.join(level):
            pass
    found = np.where(heard, work.cluster, -1)
    _, number = np.unique(found[heard], return_inverse=True)
    found[heard] = number
    return found


def near_kinds(votes: Votes, neighbors: np.ndarray) -> np.ndarray:
    """Pairs of kinds with rows that are neighbours, each once.

    Parameters
    ----------
    votes : Votes
    neighbors : ndarray of shape (n_samples, k)
        Positions of the neighbours of each row.

    Returns
    -------
    ndarray of shape (n_edges, 2), int64
    """
    n_samples, k = neighbors.shape
    assert len(votes.of_row) == n_samples
    ends = np.stack([np.repeat(votes.of_row, k), votes.of_row[neighbors.ravel()]], axis=1)
    return between(ends, votes.n_kinds)


def between(ends: np.ndarray, n_kinds: int) -> np.ndarray:
    """Pairs of two different kinds, each once. Shape (n_edges, 2), int64."""
    return _once(ends[ends[:, 0] != ends[:, 1]], n_kinds)


def _once(edges: np.ndarray, n: int) -> np.ndarray:
    """The smaller end first, sorted, each once."""
    key = np.unique(edges.min(axis=1) * n + edges.max(axis=1))
    return np.stack(np.divmod(key, max(n, 1)), axis=1)


@dataclass
class _Work:
    """Clusters while they are joined: numbered in the order of their first rows.

    ``rows`` are rows of each in each cluster of the groupings, times the root of its vote; ``heard`` rows of each that
    are in a cluster of each grouping, likewise. So the product of two lines is what the pairs of their rows have.
    """

    cluster: np.ndarray
    size: np.ndarray
    rows: csr_matrix
    heard: np.ndarray
    edges: np.ndarray
    alike: np.ndarray

    @classmethod
    def begin(cls, votes: Votes, edges: np.ndarray) -> _Work:
        from scipy.sparse import diags

        root = np.sqrt(votes.weights)
        rows = (votes.counts @ diags(root[votes.run_of])).tocsr()
        heard = votes.voting * votes.sizes[:, None] * root
        alike = co_association(votes, *edges.T)  # of kinds their labels tell
        return cls(np.arange(votes.n_kinds), votes.sizes.astype(float), rows, heard, edges, alike)

    def co_association(self, edges: np.ndarray) -> np.ndarray:
        """Mean co-association of the two clusters of each edge; 0 where no grouping has both. Shape (n_edges,)."""
        found = np.zeros(len(edges))
        for start in range(0, len(edges), BLOCK):
            a, b = edges[start : start + BLOCK].T
            together = np.asarray(self.rows[a].multiply(self.rows[b]).sum(axis=1)).ravel()
            either = np.einsum("ij,ij->i", self.heard[a], self.heard[b])
            found[start : start + BLOCK] = np.divide(together, either, out=np.zeros(len(a)), where=either > 0)
        return found

    def join(self, level: float) -> bool:
        """One round: join what is more alike than `level`; answers whether there was anything."""
        is_open = self.alike > level + EQUAL
        if not is_open.any():
            return False
        head = self._heads(self.edges[is_open], self.alike[is_open])
        self._merge(head)
        return True

    def _heads(self, edges: np.ndarray, alike: np.ndarray) -> np.ndarray:
        """For each cluster the one that it joins in this round; itself where it joins none."""
        start, end = np.concatenate([edges, edges[:, ::-1]]).T
        value = np.tile(alike.round(9), 2)
        order = np.lexsort((end, -value, start))
        source, at = np.unique(start[order], return_index=True)
        n = len(self.size)
        best, how = np.full(n, -1), np.zeros(n)
        best[source], how[source] = end[order][at], value[order][at]
        own = np.arange(n)
        mutual = (best >= 0) & (best[np.maximum(best, 0)] == own)
        head = np.where(mutual, np.minimum(own, best), own)
        pair = np.bincount(head[mutual], weights=self.size[mutual], minlength=n)
        others = np.flatnonzero((best >= 0) & ~mutual & mutual[np.maximum(best, 0)])
        to = head[best[others]]
        order = np.lexsort((others, -how[others], to))
        others, to = others[order], to[order]
        added = np.cumsum(self.size[others])
        first = np.searchsorted(to, to)  # where those of the same head begin
        added -= np.where(first > 0, added[first - 1], 0)
        few = added <= GROWTH * pair[to]
        head[others[few]] = to[few]
        return head

    def _merge(self, head: np.ndarray) -> None:
        from scipy.sparse import csr_matrix

        n = len(head)
        # The first row of a cluster is that of its member with the lowest number.
        lowest = np.full(n, n)
        np.minimum.at(lowest, head, np.arange(n))
        first = lowest[head]
        kept, number = np.unique(first, return_inverse=True)
        grown = np.bincount(number) > 1
        sums = csr_matrix((np.ones(n), (number, np.arange(n))), shape=(len(kept), n))
        self.cluster = number[self.cluster]
        self.size, self.rows, self.heard = sums @ self.size, (sums @ self.rows).tocsr(), sums @ self.heard
        edges = number[self.edges]
        same = ~grown[edges].any(axis=1)  # neither end changed
        anew = edges[~same & (edges[:, 0] != edges[:, 1])]
        anew = _once(anew, len(kept))
        self.edges = np.concatenate([edges[same], anew])
        self.alike = np.concatenate([self.alike[same], self.co_association(anew)])
