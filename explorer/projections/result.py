"""`Projection`: a 2-D or 3-D layout of the rows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from explorer.store import FieldResult, Parts


@dataclass(frozen=True)
class Projection(FieldResult):
    """A map: where each row stands in 2-D or 3-D.

    Attributes
    ----------
    Y : ndarray of shape (n_samples, 2 or 3), float32
    titles : tuple of str
        What each axis is, e.g. ``"PCA 1 (12.0 %)"``.
    """

    Y: np.ndarray
    titles: tuple[str, ...]

    def __post_init__(self) -> None:
        if self.Y.ndim != 2 or self.Y.shape[1] not in (2, 3) or self.Y.dtype != np.float32:
            raise ValueError(f"a projection is float32 of 2 or 3 columns, not {self.Y.dtype} {self.Y.shape}")
        if len(self.titles) != self.Y.shape[1]:
            raise ValueError("one title an axis")
        if not np.isfinite(self.Y).all():
            raise ValueError("a projection has no NaN")

    def to_parts(self) -> Parts:
        """Take apart with one array an axis, since that is what the browser fetches."""
        axes = {f"axis {number}": np.ascontiguousarray(axis) for number, axis in enumerate(self.Y.T)}
        return Parts(axes, {}, {"titles": list(self.titles)})

    @classmethod
    def from_parts(cls, parts: Parts) -> Projection:
        """Put together again what `to_parts` took apart."""
        titles = tuple(parts.values["titles"])
        axes = [parts.arrays[f"axis {number}"] for number in range(len(titles))]
        return cls(np.stack(axes, axis=1), titles)
