"""Vectors that arrive in blocks of unknown number: checked against the limits as they grow, kept on disk."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np

from explorer.errors import SourceError
from explorer.settings import Settings
from explorer.sources.spool import spool_bytes


class Grown:
    """The vectors of a file as its rows are read, and which rows can't be used and why.

    Parameters
    ----------
    n_features : int
    limits : Settings

    Attributes
    ----------
    n_rows : int
        So far, those left out counted too.
    left_out : dict of int to str

    Raises
    ------
    LimitError
        When a vector is longer than this server takes.
    """

    def __init__(self, n_features: int, limits: Settings) -> None:
        limits.check("max_dimensions", n_features)
        self.n_features, self.limits = n_features, limits
        self.n_rows = 0
        self.left_out: dict[int, str] = {}

    def stored(self, blocks: Iterable[np.ndarray], near: Path) -> np.ndarray:
        """Put blocks of rows one below the other.

        Parameters
        ----------
        blocks : iterable of ndarray of shape (n_rows, n_features)
        near : Path
            The disk to put them on.

        Returns
        -------
        ndarray of shape (n_rows, n_features), float32
            Memory-mapped.

        Raises
        ------
        SourceError
            When there are no rows.
        LimitError
            When a limit of this server is hit.
        """
        found = spool_bytes(self._pieces(blocks), near)
        if not len(found):
            raise SourceError("There are no rows in it.")
        return found.view("<f4").reshape(-1, self.n_features)

    def passed(self, blocks: Iterable[np.ndarray]) -> None:
        """Go through blocks of rows whose numbers nobody needs: they are counted, and checked against the limits.

        Raises
        ------
        SourceError
            When there are no rows.
        LimitError
            When a limit of this server is hit.
        """
        for _ in self._pieces(blocks):
            pass
        if not self.n_rows:
            raise SourceError("There are no rows in it.")

    def _pieces(self, blocks: Iterable[np.ndarray]) -> Iterator[memoryview]:
        for block in blocks:
            self.limits.check("max_rows", self.n_rows + len(block))
            self.limits.check("max_values", (self.n_rows + len(block)) * self.n_features)
            with np.errstate(over="ignore"):
                plain = np.ascontiguousarray(block, dtype="<f4")
            large = np.isinf(plain) & np.isfinite(block)
            for row in np.flatnonzero(large.any(axis=1)).tolist():
                self.left_out.setdefault(self.n_rows + row, "the vector has a number too large for 32 bits")
            self.n_rows += len(block)
            if plain.size:
                yield plain.reshape(-1).view(np.uint8).data


def even(values: np.ndarray, ends: np.ndarray, width: int, bad: dict[int, str]) -> np.ndarray:
    """Rows of equal length out of rows of any; those of another length are NaN, and get a reason.

    Parameters
    ----------
    values : ndarray
        All numbers, row after row.
    ends : ndarray of shape (n_rows + 1,)
        Row i is ``values[ends[i]:ends[i + 1]]``.
    width : int
    bad : dict of int to str
        Gets the rows of another length, and why.
    """
    lengths = np.diff(ends)
    good = lengths == width
    for row in np.flatnonzero(~good).tolist():
        count = f"{lengths[row]:,} number{'s' * int(lengths[row] != 1)}" if lengths[row] else "no numbers"
        bad.setdefault(row, f"the vector has {count}, not {width:,} as the others")
    table = np.full((len(lengths), width), np.nan)
    table[good] = values[np.repeat(good, lengths)].reshape(-1, width)
    return table
