"""The votes of several groupings about which rows belong together, kept for each kind of row only once.

Rows that are with the same rows in every grouping are one kind: nothing in the groupings tells them apart. Noise is an
abstention: there the row votes neither for nor against any company.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from explorer.clusterings.result import NOISE

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix


@dataclass(frozen=True)
class Votes:
    """Who is where, kind by kind.

    Attributes
    ----------
    labels : ndarray of shape (n_kinds, n_runs), int32
        The cluster in each grouping; noise is -1. Kinds are in the order of their first row.
    sizes : ndarray of shape (n_kinds,), int64
        Rows of each kind.
    of_row : ndarray of shape (n_samples,), int64
        The kind of each row.
    weights : ndarray of shape (n_runs,), float64
        Of each grouping's vote.
    """

    labels: np.ndarray
    sizes: np.ndarray
    of_row: np.ndarray
    weights: np.ndarray

    @property
    def n_kinds(self) -> int:
        """Kinds of rows."""
        return len(self.sizes)

    @cached_property
    def starts(self) -> np.ndarray:
        """Where each grouping's clusters begin, if those of all are numbered through. Shape (n_runs + 1,), int64."""
        return np.concatenate([[0], np.cumsum(self.labels.max(axis=0, initial=NOISE) + 1)]).astype(np.int64)

    @cached_property
    def numbers(self) -> np.ndarray:
        """`labels` with the clusters of all groupings numbered through. Shape (n_kinds, n_runs), int64."""
        return np.where(self.labels == NOISE, NOISE, self.labels + self.starts[:-1])

    @cached_property
    def run_of(self) -> np.ndarray:
        """The grouping that each cluster, numbered through, is of. Shape (n_clusters,), int64."""
        return np.repeat(np.arange(len(self.weights)), np.diff(self.starts))

    @cached_property
    def voting(self) -> np.ndarray:
        """Whether a kind is in a cluster of each grouping. Shape (n_kinds, n_runs), bool."""
        return np.asarray(self.labels != NOISE)

    @cached_property
    def heard(self) -> np.ndarray:
        """Weight of the groupings in which a kind is in a cluster, 0 to 1. Shape (n_kinds,), float64."""
        found: np.ndarray = self.voting @ self.weights
        return found

    @cached_property
    def counts(self) -> csr_matrix:
        """Rows of each kind in each cluster, numbered through. Shape (n_kinds, n_clusters)."""
        from scipy.sparse import csr_matrix

        kind, run = np.nonzero(self.voting)
        entries = (self.sizes[kind].astype(np.float64), (kind, self.numbers[kind, run]))
        return csr_matrix(entries, shape=(self.n_kinds, int(self.starts[-1])))

    def by_group(self, group: np.ndarray) -> csr_matrix:
        """Rows of each group of kinds in each cluster, numbered through.

        Parameters
        ----------
        group : ndarray of shape (n_kinds,)
            -1 for a kind in none.

        Returns
        -------
        csr_matrix of shape (n_groups, n_clusters)
        """
        from scipy.sparse import csr_matrix

        inside = np.flatnonzero(group >= 0)
        shape = (int(group.max(initial=-1)) + 1, self.n_kinds)
        return (csr_matrix((np.ones(len(inside)), (group[inside], inside)), shape=shape) @ self.counts).tocsr()


def votes_of(labels: np.ndarray, weights: np.ndarray) -> Votes:
    """Sort rows into kinds.

    Parameters
    ----------
    labels : ndarray of shape (n_samples, n_runs), int32
        Of each grouping, from 0 without gaps; noise is -1.
    weights : ndarray of shape (n_runs,)
    """
    first, of_row, sizes = _kinds(labels)
    return Votes(labels[first], sizes, of_row, weights)


def of_some(votes: Votes, runs: np.ndarray, weights: np.ndarray) -> tuple[Votes, np.ndarray]:
    """The votes of some of the groupings: `votes_of` of these, without going through the rows again.

    Parameters
    ----------
    votes : Votes
    runs : ndarray of shape (n_some,)
        Places of the groupings.
    weights : ndarray of shape (n_some,)

    Returns
    -------
    Votes
    ndarray of shape (n_kinds,)
        The kind that each kind becomes: what only the others tell apart is one.
    """
    labels = votes.labels[:, runs]
    first, becomes, _ = _kinds(labels)
    sizes = np.bincount(becomes, weights=votes.sizes, minlength=len(first)).astype(np.int64)
    return Votes(labels[first], sizes, becomes[votes.of_row], weights), becomes


def split(votes: Votes, group: np.ndarray) -> tuple[Votes, np.ndarray]:
    """Kinds parted where their rows are in several groups, and the group of each kind.

    Parameters
    ----------
    votes : Votes
    group : ndarray of shape (n_samples,)
    """
    first, of_row, sizes = _kinds(np.stack([votes.of_row, group], axis=1))
    return Votes(votes.labels[votes.of_row[first]], sizes, of_row, votes.weights), group[first]


def _kinds(columns: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Rows that are equal in all columns: the first of each kind, the kind of each row, and how many rows it has."""
    _, first, of_row, sizes = np.unique(_hashed(columns), return_index=True, return_inverse=True, return_counts=True)
    if not np.array_equal(columns, columns[first[of_row]]):  # two of one number: never seen
        _, first, of_row, sizes = np.unique(
            columns, axis=0, return_index=True, return_inverse=True, return_counts=True
        )
    order = np.argsort(first)
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.arange(len(order))
    return first[order], rank[of_row.ravel()], sizes[order].astype(np.int64)


def _hashed(columns: np.ndarray) -> np.ndarray:
    """A number for each row, the same for equal rows and hardly ever for others. Shape (n_rows,), uint64."""
    factors = np.random.default_rng(0).integers(1, 2**63, columns.shape[1], dtype=np.uint64) | np.uint64(1)
    found: np.ndarray = ((columns.astype(np.int64).view(np.uint64) + np.uint64(1)) * factors).sum(axis=1)
    return found
