"""Vectors to search with: their products bound the distance of two rows from below, however the products are rounded.

The whole vectors, centred, or their coordinates along a few axes and, as one coordinate more, how far each lies from
the space of those axes. A projection makes no distance longer, and what the axes leave out of two rows differs at
least by as much as its lengths do. So where rows lie mostly along a few axes (as pictures do), all but a few hundred
others can be ruled out for each row at a fraction of the cost, without a loss.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import Any

import numpy as np

CHOICES = (32, 64, 128, 192, 256)  # numbers of axes to choose from
LEAST_FEATURES = 128  # fewer aren't worth reducing
LEAST_WORK = 2.5e10  # products of all pairs, below which finding axes costs more than it saves
SAMPLED = 4096  # rows that the axes are found from
PASSES = 3  # over them
ANCHORS = 96  # rows that tell how many others each number of axes leaves to be measured
MEASURING = 10  # measuring a dimension of a pair costs as much as so many of a product
GAIN = 0.8  # of the whole vectors' cost; above, they are kept
SHARED = 0.7  # of what the axes leave out of two near rows, about so much counts towards their distance
BLOCK_BYTES = 32_000_000
UNIT = 2.0**-24  # of rounding in float32
UNDERFLOW = 1e-35  # more than is lost of a sum of products by those too small for float32

@dataclass(frozen=True)
class Shadow:
    """What is multiplied in place of the vectors.

    Attributes
    ----------
    vectors : ndarray of shape (n_samples, n_axes + 1 or n_features), float32
        Scaled so that none is longer than 1.
    halves : ndarray of shape (n_samples,), float32
        ``halves[a] + halves[b] - vectors[a] @ vectors[b]`` is at most half the squared distance, scaled.
    scale : float
        A power of two: length here for each unit of length there.
    guesses : ndarray of shape (n_samples, n_guessing), float32, or None
        As `vectors`, for a first idea of who is near.
    guess_halves : ndarray of shape (n_samples,), float32, or None
    """

    vectors: np.ndarray
    halves: np.ndarray
    scale: float
    guesses: np.ndarray | None = None
    guess_halves: np.ndarray | None = None


def shadow(X: np.ndarray, k: int, pool: Executor, reduce: bool = True) -> Shadow:
    """The cheapest vectors to find each row's k nearest others with.

    Parameters
    ----------
    X : ndarray of shape (n_samples, n_features), float32
    k : int
    pool : Executor
        Who works on the blocks.
    reduce : bool
        False for the whole vectors in any case.

    Returns
    -------
    Shadow

    Notes
    -----
    For products of m terms, rounded in any order and fused or not, the error of the bound is at most (m + 16) 2**-24
    times the sum of the two squared norms (Higham 2002, section 3.1, the rest for rounding vectors and norms); that
    much is taken off it.
    """
    n_samples, n_features = X.shape
    centre = sum(_each(pool, X, lambda rows: X[rows].sum(axis=0, dtype=np.float64))) / n_samples
    squares = np.concatenate(list(_each(pool, X, lambda rows: _squares(X[rows] - centre))))
    largest = float(squares.max())
    scale = float(np.ldexp(1.0, -int(np.frexp(np.sqrt(largest))[1]))) if largest > 0 else 1.0
    squares *= scale**2
    if not reduce or n_features < LEAST_FEATURES or float(n_samples) ** 2 * n_features / 2 < LEAST_WORK:
        return Shadow(_whole(X, centre, scale, pool), _halves(squares, n_features), scale)
    vectors, beside = _projected(X, centre, scale, squares, pool)
    guessing = CHOICES[0]
    guesses = np.ascontiguousarray(vectors[:, :guessing])
    guess_halves = ((squares - (1 - SHARED) * beside[:, 0].astype(np.float64) ** 2) / 2).astype(np.float32)
    chosen = _chosen(X, centre, scale, squares, vectors, beside, k)
    if chosen is None:
        return Shadow(_whole(X, centre, scale, pool), _halves(squares, n_features), scale, guesses, guess_halves)
    reduced = np.hstack([vectors[:, : CHOICES[chosen]], beside[:, chosen : chosen + 1]])
    return Shadow(reduced, _halves(squares, CHOICES[chosen] + 1), scale, guesses, guess_halves)


def _each(pool: Executor, X: np.ndarray, work: Callable[[slice], Any]) -> Iterator[Any]:
    """What the work gives for each block of rows, in order."""
    step = max(1, BLOCK_BYTES // (8 * X.shape[1]))
    return pool.map(work, [slice(start, start + step) for start in range(0, len(X), step)])


def _squares(X: np.ndarray) -> np.ndarray:
    found: np.ndarray = np.einsum("ij,ij->i", X, X)
    return found


def _halves(squares: np.ndarray, n_terms: int) -> np.ndarray:
    halves: np.ndarray = (squares * (1 - (n_terms + 16) * UNIT) / 2 - UNDERFLOW).astype(np.float32)
    return halves


def _whole(X: np.ndarray, centre: np.ndarray, scale: float, pool: Executor) -> np.ndarray:
    vectors = np.empty(X.shape, dtype=np.float32)

    def fill(rows: slice) -> None:
        vectors[rows] = (X[rows] - centre) * scale

    list(_each(pool, X, fill))
    return vectors


def _axes(X: np.ndarray, centre: np.ndarray, scale: float) -> np.ndarray:
    """Orthonormal axes, about the sample's principal ones in order: subspace iteration (Halko et al. 2011).

    Any axes give a true bound; these give a close one.
    """
    n_samples, n_features = X.shape
    random = np.random.default_rng(0)
    rows = np.sort(random.choice(n_samples, min(SAMPLED, n_samples), replace=False))
    sample = ((X[rows] - centre) * scale).astype(np.float32)
    axes = random.normal(size=(n_features, min(CHOICES[-1], n_features))).astype(np.float32)
    for _ in range(PASSES):
        axes = sample.T @ (sample @ np.linalg.qr(axes)[0])
    axes = np.linalg.qr(axes)[0]
    seen = sample @ axes
    _, turn = np.linalg.eigh(seen.T @ seen)
    exact: np.ndarray = np.linalg.qr((axes @ turn[:, ::-1]).astype(np.float64))[0]
    return exact


def _projected(
    X: np.ndarray, centre: np.ndarray, scale: float, squares: np.ndarray, pool: Executor
) -> tuple[np.ndarray, np.ndarray]:
    """Coordinates along the axes, and each row's distance from the first axes' space, for each number of them."""
    axes = _axes(X, centre, scale)
    vectors = np.empty((len(X), axes.shape[1]), dtype=np.float32)
    beside = np.empty((len(X), len(CHOICES)), dtype=np.float32)

    def fill(rows: slice) -> None:
        seen = ((X[rows] - centre) * scale) @ axes
        vectors[rows] = seen
        within = np.cumsum(seen**2, axis=1)
        for choice, n_axes in enumerate(CHOICES):
            left = squares[rows] - within[:, min(n_axes, axes.shape[1]) - 1]
            beside[rows, choice] = np.sqrt(np.maximum(left, 0))

    list(_each(pool, X, fill))
    return vectors, beside


def _chosen(
    X: np.ndarray,
    centre: np.ndarray,
    scale: float,
    squares: np.ndarray,
    vectors: np.ndarray,
    beside: np.ndarray,
    k: int,
) -> int | None:
    """Which number of axes costs least, or None where the whole vectors do, judged by a few rows."""
    n_samples, n_features = X.shape
    rows = np.sort(np.random.default_rng(1).choice(n_samples, ANCHORS, replace=False))
    anchors = (X[rows] - centre) * scale
    step = max(1, BLOCK_BYTES // (8 * n_features))
    exact = np.empty((ANCHORS, n_samples), dtype=np.float32)
    for start in range(0, n_samples, step):
        block = slice(start, start + step)
        exact[:, block] = squares[block] - 2 * ((X[block] - centre) * scale @ anchors.T).T
    exact += squares[rows, None]
    farthest = np.partition(exact, k, axis=1)[:, k]  # the row itself is one of them
    costs = []
    bound = squares[rows, None] + squares
    for choice, n_axes in enumerate(CHOICES):
        before = CHOICES[choice - 1] if choice else 0
        bound -= 2 * vectors[rows, before:n_axes] @ vectors[:, before:n_axes].T
        left = np.sum(bound - 2 * np.outer(beside[rows, choice], beside[:, choice]) <= farthest[:, None])
        costs.append(n_axes * n_samples / 2 + MEASURING * n_features * left / ANCHORS)
    whole = n_features * (n_samples / 2 + MEASURING * k)
    best = int(np.argmin(costs))
    return best if costs[best] < GAIN * whole else None
