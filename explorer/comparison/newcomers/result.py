"""`Newcomers`: the nearest known row and identity of each new row."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from explorer.store import FieldResult

NOBODY = -1


@dataclass(frozen=True)
class Newcomers(FieldResult):
    """What each new row is nearest to. Similarity is the cosine of feature vectors, -1 to 1, higher is nearer.

    Attributes
    ----------
    rows : ndarray of shape (n_new, k), int32
        Positions of the nearest known rows, the nearest first.
    similarity : ndarray of shape (n_new, k), float32
        To each of those.
    identity : ndarray of shape (n_new,), int32
        The known identity whose centre (the mean direction of its rows) is nearest; -1 where there are no identities,
        and for a row of zeros, which has no direction.
    to_identity : ndarray of shape (n_new,), float32
        Similarity to that centre; NaN where there is none.
    lengths : tuple of float
        Median length of the known vectors, and of the new ones.
    beyond : tuple of int
        How many numbers the new vectors have, and how many of them are below the least or above the greatest that the
        known ones have in that feature.
    usual : float
        The share of those that more rows of the same kind would have beyond: 2 / (n_samples + 1).
    unit : tuple of float
        The share of the known vectors that are of length 1 before the preprocessing, and of the new ones, 0 to 1.
    lengths_before : tuple of float
        Median length of these.
    n_faint : int
        New rows of next to no length: they have no direction, and what is nearest to them by the cosine is rounding.
    """

    rows: np.ndarray
    similarity: np.ndarray
    identity: np.ndarray
    to_identity: np.ndarray
    lengths: tuple[float, float] = (0.0, 0.0)
    beyond: tuple[int, int] = (0, 0)
    usual: float = 0.0
    unit: tuple[float, float] = (0.0, 0.0)
    lengths_before: tuple[float, float] = (0.0, 0.0)
    n_faint: int = 0

    def __post_init__(self) -> None:
        if self.rows.shape != self.similarity.shape or not self.identity.shape == self.to_identity.shape:
            raise ValueError("each new row has its nearest rows with their similarity, and one identity with its own")

    @property
    def share_beyond(self) -> float:
        """The share of the new vectors' numbers beyond all known ones of the same feature, 0 to 1."""
        numbers, beyond = self.beyond
        return beyond / numbers if numbers else 0.0

    @property
    def times(self) -> float | None:
        """How many times as long as the known vectors the new ones are; None where those have no length."""
        known, new = self.lengths
        return new / known if known > 0 else None
