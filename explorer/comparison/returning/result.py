"""`Returned`: rows held out of a map beside what comes back from their places on it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from explorer.store import FieldResult

SOURCES = ("back", "nearest", "mean")


@dataclass(frozen=True)
class Returned(FieldResult):
    """How like themselves rows are that come back from a map which was drawn without them.

    Similarity is the cosine, -1 to 1, 1 is perfect.

    Attributes
    ----------
    back : ndarray of shape (n_held_out,), float32
        Similarity of each row held out and what comes back from its place.
    nearest : ndarray of shape (n_held_out,), float32
        Baseline: of it and the most similar row that the map was drawn from.
    mean : ndarray of shape (n_held_out,), float32
        Baseline: of it and the mean of all rows that the map was drawn from.
    explained : tuple of float or None
        Of what comes back, and of the nearest row: 1 - squared error / squared distance to the mean, over all rows held
        out. 1 is perfect, 0 as good as the mean, below 0 worse; None where all are the mean.
    n_fitted : int
        Rows that the map was drawn from.
    """

    back: np.ndarray
    nearest: np.ndarray
    mean: np.ndarray
    explained: tuple[float | None, float | None]
    n_fitted: int

    def __post_init__(self) -> None:
        if not self.back.shape == self.nearest.shape == self.mean.shape:
            raise ValueError("all three are of the same rows")
