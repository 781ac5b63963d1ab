"""Numbers that are missing in vectors, filled with the mean or the median of their column where a person wants that."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np

from explorer.recipe import Report
from explorer.sources.checks import finite
from explorer.sources.pace import Pace
from explorer.sources.spool import spool
from explorer.store import row_blocks

LEAVE_OUT, MEAN, MEDIAN = "leave out", "mean", "median"
_HELD_BYTES = 64_000_000
_FEW = 10


def filled(
    vectors: np.ndarray, how: str, left_out: Mapping[int, str], near: Path, report: Report
) -> tuple[np.ndarray, str]:
    """Fill what is no number, or none that 32 bits hold, with what the other rows of the column have.

    Parameters
    ----------
    vectors : ndarray of shape (n_rows, n_features)
    how : {"mean", "median"}
    left_out : mapping of int to str
        Rows that couldn't be read: they are not filled, and count for nothing.
    near : Path
        The disk to put a copy on where one is needed.
    report : Report

    Returns
    -------
    ndarray of shape (n_rows, n_features)
        The vectors themselves where nothing is missing. Rows without any number stay as they are, and so do columns.
    str
        What was done, in a sentence; empty: nothing.
    """
    if vectors.dtype.kind != "f":
        return vectors, ""
    unread = np.zeros(len(vectors), dtype=bool)
    unread[list(left_out)] = True
    gaps, n_values, rows = _gaps(vectors, unread, report)
    if not n_values:
        return vectors, ""
    fills = _fills(vectors, gaps, how, unread)

    def pieces() -> Iterator[memoryview]:
        for start, stop in row_blocks(vectors):
            with np.errstate(over="ignore"):
                block = np.array(vectors[start:stop], dtype="<f4")
            able = finite(block).any(axis=1) & ~unread[start:stop]
            at = np.flatnonzero(able)
            own = block[at]
            block[at] = np.where(np.isfinite(own), own, fills)
            yield block.reshape(-1).view(np.uint8).data

    new = spool(pieces(), np.dtype("<f4"), vectors.shape, near)
    some = ", ".join(map(str, rows[:_FEW])) + ", …" * (len(rows) > _FEW)
    said = f"{n_values:,} missing or infinite numbers in {len(rows):,} rows ({some}) are the {how} of their column."
    return new, said.replace("1 missing or infinite numbers", "1 missing or infinite number").replace("1 rows", "1 row")


def _gaps(vectors: np.ndarray, unread: np.ndarray, report: Report) -> tuple[np.ndarray, int, list[int]]:
    """The columns with gaps, how many values those are, and the rows that will be filled."""
    gaps = np.zeros(vectors.shape[1], dtype=bool)
    count, rows = 0, []
    pace = Pace(report, "looking for gaps", "rows", len(vectors))
    for start, stop in row_blocks(vectors):
        pace(start)
        known = finite(vectors[start:stop])
        able = known.any(axis=1) & ~unread[start:stop]
        missing = ~known & able[:, None]
        gaps |= missing.any(axis=0)
        count += int(missing.sum())
        rows += (start + np.flatnonzero(missing.any(axis=1))).tolist()
    return np.flatnonzero(gaps), count, rows


def _fills(vectors: np.ndarray, gaps: np.ndarray, how: str, unread: np.ndarray) -> np.ndarray:
    """What each column is filled with; NaN where it has no number at all."""
    fills = np.full(vectors.shape[1], np.nan, dtype=np.float32)
    step = max(1, _HELD_BYTES // (8 * len(vectors)))
    for start in range(0, len(gaps), step):
        places = gaps[start : start + step]
        columns = np.asarray(vectors[:, places], dtype=np.float64)
        for at, place in enumerate(places):
            known = columns[finite(columns[:, at]) & ~unread, at]
            if len(known):
                fills[place] = known.mean() if how == MEAN else np.median(known)
    return fills
