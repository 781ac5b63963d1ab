"""Rows that can't be used, and why; and what in the vectors is the same in every row."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from explorer.recipe import Report
from explorer.sources.pace import Pace
from explorer.store import row_blocks

_FEW = 5


def bad_rows(what: str, array: np.ndarray, known: Mapping[int, str], report: Report) -> dict[int, str]:
    """Rows of vectors or images in which something is no number, or none that 32 bits hold; and why.

    Parameters
    ----------
    what : str
        What to call one: ``"vector"`` or ``"image"``.
    array : ndarray of shape (n_rows, ...)
    known : mapping of int to str
        Rows known to be bad before; those keep their reason.
    report : Report
    """
    bad = dict(known)
    pace = Pace(report, "checking", "rows", len(array))
    for start, stop in row_blocks(array) if array.dtype.kind == "f" else ():
        pace(start)
        block = array[start:stop].reshape(stop - start, -1)
        usable = finite(block).all(axis=1)
        for row in np.flatnonzero(~usable).tolist():
            bad.setdefault(start + row, f"the {what} {_why(block[row])}")
    return bad


def finite(values: np.ndarray) -> np.ndarray:
    """Where there is a number that 32 bits hold."""
    with np.errstate(over="ignore"):
        found: np.ndarray = np.isfinite(values.astype(np.float32) if values.dtype.itemsize > 4 else values)
    return found


def constant_dimensions(vectors: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """The dimensions in which all of some rows have the same value.

    Parameters
    ----------
    vectors : ndarray of shape (n_rows, n_features)
    rows : ndarray of int
        Rising.
    """
    first = vectors[rows[0]]
    same = np.ones(vectors.shape[1], dtype=bool)
    for start, stop in row_blocks(vectors):
        low, high = np.searchsorted(rows, (start, stop))
        block = vectors[start:stop][rows[low:high] - start]
        same &= (block == first).all(axis=0)
        if not same.any():
            break
    return np.flatnonzero(same)


def said_constant(same: np.ndarray, n_features: int) -> str:
    """What it means that some dimensions are the same in every row."""
    if len(same) == n_features:
        return "All rows have the same vector: a map of them has one place, and no grouping tells them apart."
    if len(same) == 1:
        return f"Dimension {same[0]} has the same value in every row: it tells no rows apart."
    some = ", ".join(map(str, same[:_FEW].tolist())) + ", …" * (len(same) > _FEW)
    which = f"{len(same):,} of {n_features:,} dimensions ({some})"
    return f"{which} have the same value in every row: they tell no rows apart."


def _why(values: np.ndarray) -> str:
    if np.isnan(values).any():
        return f"has no number (NaN) at position {int(np.flatnonzero(np.isnan(values))[0])}"
    if np.isinf(values).any():
        return f"is infinite at position {int(np.flatnonzero(np.isinf(values))[0])}"
    return "has a number too large for 32 bits"
