"""`KNNGraph`: the nearest other rows of each row."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from explorer.store import FieldResult


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
