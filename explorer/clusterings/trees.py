"""What a method works out once and then cuts many times: a tree of joins, a tree of densities, pairs of near rows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from explorer.store import FieldResult


@dataclass(frozen=True)
class LinkageTree(FieldResult):
    """Which groups were joined one after the other, from single rows to all of them.

    Attributes
    ----------
    children : ndarray of shape (n_samples - 1, 2), int32
        The two that each join made one: a row below n_samples, else n_samples + the number of an earlier join.
    heights : ndarray of shape (n_samples - 1,), float64
        How far apart they were, by the linkage; for ward the root of twice the growth of the squared distances inside.
    note : str
        What a person should know about how it came about.
    """

    children: np.ndarray
    heights: np.ndarray
    note: str = ""

    def __post_init__(self) -> None:
        if self.children.shape != (len(self.heights), 2):
            raise ValueError("a tree has two children and a height for each join")

    @property
    def n_samples(self) -> int:
        """Number of rows."""
        return len(self.children) + 1

    def cut(self, n_clusters: int) -> np.ndarray:
        """The group of each row when so many are left, numbered by their last join. Shape (n_samples,)."""
        joins = self.n_samples - n_clusters
        group = np.arange(self.n_samples + joins)
        group[self.children[:joins]] = self.n_samples + np.arange(joins)[:, None]
        while not np.array_equal(further := group[group], group):  # each round goes twice as far up
            group = further
        return group[: self.n_samples]


@dataclass(frozen=True)
class DensityTree(FieldResult):
    """HDBSCAN's single-linkage tree of mutual reachability distances, and the spanning tree it is read from.

    Attributes
    ----------
    merges : ndarray of shape (n_samples - 1, 4), float64
        As scipy writes linkages: the two that are joined, at which distance, how many rows then. Empty below 3 rows.
    spanning : ndarray of shape (n_samples - 1, 3), float64
        Two rows and their mutual reachability distance, nearest first.
    """

    merges: np.ndarray
    spanning: np.ndarray

    def __post_init__(self) -> None:
        if self.merges.shape != (len(self.spanning), 4) or self.spanning.shape[1:] != (3,):
            raise ValueError("a density tree has a join for each edge of its spanning tree")

    def edges(self, min_samples: int) -> np.ndarray:  # noqa: ARG002 - the tree is of one alone
        """The spanning tree of mutual reachability distances."""
        return self.spanning


@dataclass(frozen=True)
class NearPairs(FieldResult):
    """All pairs of rows within a distance, the nearest first.

    Attributes
    ----------
    first, second : ndarray of shape (n_pairs,), int32
        Positions of the two rows, the lower first.
    distances : ndarray of shape (n_pairs,), float32 or float64
        Rising; in the metric's own units, as scikit-learn computes and compares them.
    n_samples : int
    eps : float
        The distance up to which all pairs are here.
    metric : str
    whole : bool
        Whether all vectors hold whole numbers, whose distances are exact.
    """

    first: np.ndarray
    second: np.ndarray
    distances: np.ndarray
    n_samples: int
    eps: float
    metric: str
    whole: bool

    def __post_init__(self) -> None:
        if not len(self.first) == len(self.second) == len(self.distances):
            raise ValueError("a pair has two rows and a distance")

    def edges(self, min_samples: int) -> np.ndarray:
        """The spanning trees of mutual reachability distances among the pairs, where each row has so many near.

        Parameters
        ----------
        min_samples : int
            Rows, itself counted, within whose distance a row's place is dense.

        Returns
        -------
        ndarray of shape (n_edges, 3), float64
            Two rows and their distance; a row with too few near is in none.
        """
        from scipy.sparse import coo_matrix
        from scipy.sparse.csgraph import minimum_spanning_tree

        rows = np.concatenate([self.first, self.second])
        lengths = np.concatenate([self.distances, self.distances]).astype(np.float64)
        order = np.lexsort((lengths, rows))
        begins = np.searchsorted(rows[order], np.arange(self.n_samples + 1))
        others = max(min_samples - 1, 0)
        dense = np.diff(begins) >= max(others, 1)
        core = np.full(self.n_samples, np.inf)
        core[dense] = lengths[order][begins[:-1][dense] + others - 1] if others else 0.0
        reach = np.maximum(np.maximum(self.distances, core[self.first]), core[self.second])
        kept = np.isfinite(reach)
        # a distance of 0 would be no edge
        weights = np.maximum(reach[kept], np.finfo(np.float64).tiny)
        ends = (self.first[kept], self.second[kept])
        tree = minimum_spanning_tree(coo_matrix((weights, ends), shape=(self.n_samples, self.n_samples))).tocoo()
        return np.column_stack([tree.row, tree.col, tree.data]).astype(np.float64)
