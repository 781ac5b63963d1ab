"""`Features`: one vector a row; and what a reduction says of itself."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from explorer.store import FieldResult


@dataclass(frozen=True)
class Features(FieldResult):
    """The feature space: what is clustered, mapped and measured in.

    Attributes
    ----------
    X : ndarray of shape (n_samples, n_features), float32
    note : str
        What was done and what it means for the numbers, for the page; e.g. ``"pixels / 765"``.
    variance : ndarray of shape (n_components,), float32, or None
        After a PCA: share of the variance explained by each kept component, in 0..1.
    """

    X: np.ndarray
    note: str = ""
    variance: np.ndarray | None = None

    def __post_init__(self) -> None:
        if self.X.ndim != 2 or self.X.dtype != np.float32:
            raise ValueError(f"features must be a float32 table, not {self.X.dtype} of shape {self.X.shape}")

    @property
    def n_samples(self) -> int:
        """Number of rows."""
        return int(self.X.shape[0])


@dataclass(frozen=True)
class Spectrum(FieldResult):
    """How much of the variance the first components explain.

    Attributes
    ----------
    variance : ndarray of shape (n_components,), float32
        Share of each component, in 0..1, falling; they sum to at most 1.
    n_features : int
        Dimensions of the space it was taken in: with fewer components than that the rest isn't shown.
    exact : bool
        False where a randomized PCA estimated the shares.
    """

    variance: np.ndarray
    n_features: int
    exact: bool = True


@dataclass(frozen=True)
class Thumbnails(FieldResult):
    """Small pictures of a batch of rows, one after the other.

    Attributes
    ----------
    pack : ndarray of shape (n_bytes,), uint8
        WebP files end to end.
    offsets : ndarray of shape (n_images + 1,), uint32
        Picture i is ``pack[offsets[i]:offsets[i + 1]]``.
    """

    pack: np.ndarray
    offsets: np.ndarray

    def __post_init__(self) -> None:
        if len(self.offsets) < 1 or int(self.offsets[-1]) != len(self.pack):
            raise ValueError("the last offset must be the end of the pack")
