"""`RowsFile`: rows as a file to take away."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from explorer.store import FieldResult


@dataclass(frozen=True)
class RowsFile(FieldResult):
    """A file of rows.

    Attributes
    ----------
    content : ndarray of shape (n_bytes,), uint8
        The file, byte by byte; memory-mapped where it is large.
    n_rows, n_columns : int
        Lines below the header, and columns.
    """

    content: np.ndarray
    n_rows: int
    n_columns: int

    def __post_init__(self) -> None:
        if self.content.ndim != 1 or self.content.dtype != np.uint8:
            raise ValueError(f"a file is a line of uint8, not {self.content.dtype} {self.content.shape}")
