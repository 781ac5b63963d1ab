"""`KNNGraph`, the nearest other rows of each row; `Nearest`, those of one thing; `Duplicates`, rows (nearly) alike."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from explorer.store import FieldResult

ALONE = -1  # the group of a row that is in none


@dataclass(frozen=True)
class KNNGraph(FieldResult):
    """The nearest other rows of each row, nearest first; a row is never its own neighbour.

    Attributes
    ----------
    indices : ndarray of shape (n_samples, k), int32
        Positions of the neighbours.
    distances : ndarray of shape (n_samples, k), float32
        In the metric's own units; cosine is 1 - cos.
    metric : str
    exact : bool
        False where an approximate index made it.
    recall : float
        Share of the true 15 nearest (or k, where fewer are kept) that are here, in 0..1, over 1,000 rows; 1 where
        exact.
    """

    indices: np.ndarray
    distances: np.ndarray
    metric: str
    exact: bool
    recall: float = 1.0

    def __post_init__(self) -> None:
        if self.indices.shape != self.distances.shape or self.indices.ndim != 2:
            raise ValueError("indices and distances must both be of shape (n_samples, k)")


@dataclass(frozen=True)
class Nearest(FieldResult):
    """The rows nearest to something, nearest first, equally near ones in row order. Exact.

    Attributes
    ----------
    indices : ndarray of shape (k,), int32
        Positions.
    distances : ndarray of shape (k,), float32
        In the metric's own units; cosine and correlation are 1 - cos.
    metric : str
    n_compared : int
        Among how many rows they are the nearest.
    points : bool
        Whether what was asked about has a direction; without one, what is nearest by cosine or correlation is rounding.
    """

    indices: np.ndarray
    distances: np.ndarray
    metric: str
    n_compared: int
    points: bool = True

    def __post_init__(self) -> None:
        if self.indices.shape != self.distances.shape or self.indices.ndim != 1:
            raise ValueError("indices and distances must both be of shape (k,)")


@dataclass(frozen=True)
class Pairs:
    """Pairs of rows, each once.

    Attributes
    ----------
    rows : ndarray of shape (n_pairs, 2), int32
        Positions, the smaller first.
    distances : ndarray of shape (n_pairs,), float32
        Nearest first; equally near pairs in row order.
    """

    rows: np.ndarray
    distances: np.ndarray


@dataclass(frozen=True)
class Duplicates(FieldResult):
    """Groups of rows that are the same, or so near that every two of them pass the threshold.

    Attributes
    ----------
    groups : ndarray of shape (n_samples,), int32
        Numbered from 0, the largest first, equally large ones by first row; -1 for a row that is like no other.
    largest : ndarray of shape (n_groups,), int32
        Position of the member with the most pixels, of those the one with the most bytes, of those the first.
    central : ndarray of shape (n_groups,), int32
        Position of the member nearest to the group's mean; the first where all are the same.
    worst : ndarray of shape (n_groups, 2), int32
        Positions of the two members least alike.
    distances : ndarray of shape (n_groups,), float32
        How far those two are apart, in the metric's own units; 0 where all are the same.
    note : str
        What was compared and how.
    """

    groups: np.ndarray
    largest: np.ndarray
    central: np.ndarray
    worst: np.ndarray
    distances: np.ndarray
    note: str = ""

    def __post_init__(self) -> None:
        n_groups = int(self.groups.max(initial=ALONE)) + 1
        if {len(self.largest), len(self.central), len(self.worst), len(self.distances)} != {n_groups}:
            raise ValueError("each group has a largest member, a central one, a worst pair and its distance")

    @property
    def n_groups(self) -> int:
        """How many groups there are."""
        return len(self.distances)

    @property
    def sizes(self) -> np.ndarray:
        """Rows in each group. Shape (n_groups,)."""
        return np.bincount(self.groups[self.groups >= 0], minlength=self.n_groups)
