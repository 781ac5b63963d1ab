"""What a method works out once and then cuts many times: a tree of joins, a tree of densities, the pairs of near rows."""

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


@dataclass(frozen=True)
class NearPairs(FieldResult):
    """All pairs of rows within a distance, the nearest first.

    Attributes
    ----------
    first, second : ndarray of shape (n_pairs,), int32
        Positions of the two rows, ``first < second``.
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
