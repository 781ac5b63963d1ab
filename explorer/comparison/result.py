"""`Agreement`: how far two groupings of the same rows agree."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from explorer.store import FieldResult


@dataclass(frozen=True)
class Agreement(FieldResult):
    """How far two groupings agree, and the overlap table it is read from.

    Noise counts as one cluster; rows without an identity are left out.

    Attributes
    ----------
    ari : float
        Adjusted Rand index (Hubert & Arabie 1985), at most 1, which means the same grouping; 0 is what chance gives;
        below 0 less than that.
    overlap : ndarray of shape (n_groups_a, n_groups_b), uint32
        Rows in both; row and column order as in `names_a` and `names_b`.
    names_a, names_b : tuple of str
    n_samples : int
        Rows compared.
    n_left_out : int
        Rows without an identity, which were left out.
    """

    ari: float
    overlap: np.ndarray
    names_a: tuple[str, ...]
    names_b: tuple[str, ...]
    n_samples: int
    n_left_out: int

    def __post_init__(self) -> None:
        if self.overlap.shape != (len(self.names_a), len(self.names_b)):
            raise ValueError("the overlap table must have a row for each group of A and a column for each of B")
        if int(self.overlap.sum()) != self.n_samples:
            raise ValueError("the overlap table must count every row once")
