"""How far two rows are from each other: compiled, in float64, summed in strands that are fixed here.

Without fused operations, so every processor gives the same bits; and a quick distance in float32, with what it can be
off by.
"""

from __future__ import annotations

import numba
import numpy as np

from explorer.neighbors.shadow import UNIT

EUCLIDEAN, ANGULAR, MANHATTAN, CHEBYSHEV = range(4)  # how two rows are measured
STRANDS = 32  # sums that run side by side, so that the processor's vector units have work

_VECTOR = numba.types.Array(numba.f4, 1, "C", readonly=True)
_SUM = numba.f8(_VECTOR, _VECTOR, numba.f8[::1])


@numba.njit(_SUM, cache=True)
def _squared(x: np.ndarray, y: np.ndarray, strands: np.ndarray) -> float:
    """The squared Euclidean distance."""
    whole = len(x) - len(x) % STRANDS
    strands[:] = 0.0
    for start in range(0, whole, STRANDS):
        part, other = x[start : start + STRANDS], y[start : start + STRANDS]
        for lane in range(STRANDS):
            gap = np.float64(part[lane]) - np.float64(other[lane])
            strands[lane] += gap * gap
    total = 0.0
    for lane in range(STRANDS):
        total += strands[lane]
    for column in range(whole, len(x)):
        gap = np.float64(x[column]) - np.float64(y[column])
        total += gap * gap
    return total


@numba.njit(_SUM, cache=True)
def _summed(x: np.ndarray, y: np.ndarray, strands: np.ndarray) -> float:
    """The Manhattan distance."""
    whole = len(x) - len(x) % STRANDS
    strands[:] = 0.0
    for start in range(0, whole, STRANDS):
        part, other = x[start : start + STRANDS], y[start : start + STRANDS]
        for lane in range(STRANDS):
            strands[lane] += abs(np.float64(part[lane]) - np.float64(other[lane]))
    total = 0.0
    for lane in range(STRANDS):
        total += strands[lane]
    for column in range(whole, len(x)):
        total += abs(np.float64(x[column]) - np.float64(y[column]))
    return total


@numba.njit(_SUM, cache=True)
def _largest(x: np.ndarray, y: np.ndarray, strands: np.ndarray) -> float:
    """The Chebyshev distance."""
    whole = len(x) - len(x) % STRANDS
    strands[:] = 0.0
    for start in range(0, whole, STRANDS):
        part, other = x[start : start + STRANDS], y[start : start + STRANDS]
        for lane in range(STRANDS):
            gap = abs(np.float64(part[lane]) - np.float64(other[lane]))
            strands[lane] = gap if gap > strands[lane] else strands[lane]
    total = 0.0
    for lane in range(STRANDS):
        total = max(total, strands[lane])
    for column in range(whole, len(x)):
        total = max(total, abs(np.float64(x[column]) - np.float64(y[column])))
    return total


@numba.njit(numba.f8(_VECTOR, _VECTOR, numba.i8, numba.f8[::1]), cache=True)
def measured(x: np.ndarray, y: np.ndarray, metric: int, strands: np.ndarray) -> float:
    """The distance of two rows from the difference of their vectors; squared for Euclidean, halved for angular.

    Parameters
    ----------
    x, y : ndarray of shape (n_features,), float32
    metric : int
        `EUCLIDEAN`, `ANGULAR`, `MANHATTAN` or `CHEBYSHEV`.
    strands : ndarray of shape (STRANDS,), float64
        Scratch.
    """
    if metric == MANHATTAN:
        return _summed(x, y, strands)
    if metric == CHEBYSHEV:
        return _largest(x, y, strands)
    squared = _squared(x, y, strands)
    return squared / 2 if metric == ANGULAR else squared


@numba.njit(numba.f4(numba.f8, numba.i8), cache=True)
def shown(measured: float, metric: int) -> np.float32:
    """A distance as the graph keeps it."""
    return np.float32(np.sqrt(measured)) if metric == EUCLIDEAN else np.float32(measured)


@numba.njit(numba.f4(_VECTOR, _VECTOR), cache=True, fastmath={"reassoc", "contract"})
def quick(x: np.ndarray, y: np.ndarray) -> np.float32:
    """The squared Euclidean distance in float32, summed in any order: a third of the time, off by up to `off`."""
    total = np.float32(0)
    for column in range(len(x)):
        gap = x[column] - y[column]
        total += gap * gap
    return total


@numba.njit(numba.f8(numba.i8), cache=True)
def off(n_features: int) -> float:
    """By what share a quick distance is off at most, beside underflow: a sum of positive terms (Higham 2002, 3.1)."""
    return 1.01 * (n_features + 4) * UNIT
