"""Vectors to search with: their products bound the distance of two rows from below, however the products are rounded.

The whole vectors, centred, or their coordinates along a few axes and, as one coordinate more, how far each lies from
the space of those axes. A projection makes no distance longer, and what the axes leave out of two rows differs at
least by as much as its lengths do. So where rows lie mostly along a few axes (as pictures do), nearly all others can be
ruled out for each row at a fraction of the cost, without a loss.

Believing the axes instead, and measuring only the 45 rows that seem nearest along 64 of them, would save little: for
20,000 x 784 of Fashion-MNIST 2.1 s of processor time against 2.7, with a recall of 0.989; for 60,000 9.1 s against 17,
with 0.953, or 12.8 s for 90 rows, with 0.988 (x86_64, 2 cores that others used too). So it isn't done.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

AXES = 256  # of which the first few are multiplied for all pairs, the others for those that may still be near
CHOICES = (32, 64, 96, 128, 192)  # how many the first few are
LEAST_FEATURES = 128  # fewer aren't worth reducing
LEAST_WORK = 2.5e10  # products of all pairs, below which finding axes costs more than it saves
SAMPLED, PASSES = 2048, 2  # rows that the axes are found from, and how often they are gone through
ANCHORS = 64  # rows that tell how many others each number of axes leaves to be looked at
LOOKING, MEASURING = 2000, 10  # a pair's other axes, and a dimension of its distance, cost as much as so many products
GAIN = 0.8  # of the whole vectors' cost; above, they are kept
SHARED = 0.7  # of what the axes leave out of two near rows, about so much counts towards their distance
BLOCK_BYTES = 16_000_000
UNIT = 2.0**-24  # of rounding in float32
SPARE = 32  # units more than there are terms in a sum, for the rounding of vectors and norms
UNDERFLOW = 1e-33  # more than is lost of a sum of products by those too small for float32


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
    more : ndarray of shape (n_samples, n_other_axes + 2 or 0), float32
        For a closer bound: products of all columns but the last are added to those of `vectors`, of the last taken off.
    guesses : ndarray of shape (n_samples, n_guessing), float32, or None
        As `vectors`, for a first idea of who is near.
    guess_halves : ndarray of shape (n_samples,), float32, or None
    """

    vectors: np.ndarray
    halves: np.ndarray
    scale: float
    more: np.ndarray
    guesses: np.ndarray | None = None
    guess_halves: np.ndarray | None = None


def shadow(X: np.ndarray, k: int, pool: Executor, compared: float = 0.5) -> Shadow:
    """The cheapest vectors to find each row's k nearest others with.

    Parameters
    ----------
    X : ndarray of shape (n_samples, n_features), float32
    k : int
    pool : Executor
        Who works on the blocks.
    compared : float
        With what share of all others a row's product is made; each pair once, for both of its rows, is half.

    Returns
    -------
    Shadow

    Notes
    -----
    For sums of m products, up to 100,000, rounded in any order and fused or not, the error of the bound is below
    (1.01 m + 32) 2**-24 times the sum of the two squared norms (Higham 2002, section 3.1; the 32 for rounding vectors
    and norms, and for adding the parts); that much is taken off it.
    """
    n_samples, n_features = X.shape
    frame = frame_of(X, pool)
    if n_features >= LEAST_FEATURES and float(n_samples) ** 2 * n_features / 2 >= LEAST_WORK:
        return _reduced(X, frame, k, pool, compared)
    return whole(X, frame, pool)


@dataclass(frozen=True)
class Frame:
    """From where, and in which scale, vectors are seen.

    Attributes
    ----------
    centre : ndarray of shape (n_features,), float64
    scale : float
        A power of two; no row is longer than 1 in it.
    """

    centre: np.ndarray
    scale: float

    def seen(self, X: np.ndarray) -> np.ndarray:
        """Vectors from here, in float64."""
        found: np.ndarray = (X - self.centre) * self.scale
        return found

    def whole(self, X: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Vectors as `Shadow` keeps them, and half their squared norms."""
        block = self.seen(X)
        return block.astype(np.float32), _halves(_squares(block), X.shape[1])


def frame_of(X: np.ndarray, pool: Executor, *others: np.ndarray) -> Frame:
    """Around the mean of some rows; in a scale for them, and for others that are compared with them.

    Parameters
    ----------
    X : ndarray of shape (n_samples, n_features), float32
    pool : Executor
    *others : ndarray of shape (n, n_features), float32
    """
    sums = _each(pool, X, lambda rows: (X[rows].sum(axis=0, dtype=np.float64), np.abs(X[rows]).max()))
    totals, largest = zip(*sums, strict=True)
    most = float(max([*largest, *(_largest(part, pool) for part in others if len(part))]))
    # none is farther from the origin than the largest number times the root of their number
    return Frame(sum(totals) / len(X), float(np.ldexp(1.0, -int(np.frexp(2 * most * X.shape[1] ** 0.5)[1]))))


def _each(pool: Executor, X: np.ndarray, work: Callable[[slice], Any]) -> Iterator[Any]:
    """What the work gives for each block of rows, in order."""
    step = max(1, BLOCK_BYTES // (8 * X.shape[1]))
    return pool.map(work, [slice(start, start + step) for start in range(0, len(X), step)])


def _largest(X: np.ndarray, pool: Executor) -> float:
    return float(max(_each(pool, X, lambda rows: np.abs(X[rows]).max())))


def _squares(X: np.ndarray) -> np.ndarray:
    found: np.ndarray = np.einsum("ij,ij->i", X, X)
    return found


def _halves(squares: np.ndarray, n_terms: int) -> np.ndarray:
    halves: np.ndarray = (squares * (1 - (1.01 * n_terms + SPARE) * UNIT) / 2 - UNDERFLOW).astype(np.float32)
    return halves


def whole(X: np.ndarray, frame: Frame, pool: Executor) -> Shadow:
    """The whole vectors, seen from a frame that was made for them."""
    vectors, halves = np.empty(X.shape, dtype=np.float32), np.empty(len(X), dtype=np.float32)

    def fill(rows: slice) -> None:
        vectors[rows], halves[rows] = frame.whole(X[rows])

    list(_each(pool, X, fill))
    return Shadow(vectors, halves, frame.scale, np.empty((len(X), 0), np.float32))


def _reduced(X: np.ndarray, frame: Frame, k: int, pool: Executor, compared: float) -> Shadow:
    """The shadow along as many axes as cost least, judged by a few rows; the whole one where none gain enough."""
    axes = _axes(X, frame)
    n_axes = axes.shape[1]
    rows = np.sort(np.random.default_rng(1).choice(len(X), min(ANCHORS, len(X)), replace=False))
    anchors = frame.seen(X[rows])
    both = np.hstack([axes, anchors.T])
    counts = [min(count, n_axes) for count in (*CHOICES, AXES)]
    vectors = np.empty((len(X), n_axes), dtype=np.float32)
    beside = np.empty((len(X), len(counts)), dtype=np.float32)  # how far from the space of so many axes
    near = np.empty((len(rows), len(X)), dtype=np.float32)

    def fill(block: slice) -> np.ndarray:
        centred = frame.seen(X[block])
        squares, seen = _squares(centred), centred @ both
        vectors[block], near[:, block] = seen[:, :n_axes], squares - 2 * seen[:, n_axes:].T
        within = np.cumsum(seen[:, :n_axes] ** 2, axis=1)[:, [count - 1 for count in counts]]
        beside[block] = np.sqrt(np.maximum(squares[:, None] - within, 0))
        return squares

    squares = np.concatenate(list(_each(pool, X, fill)))
    farthest = np.partition(near, k, axis=1)[:, k] + squares[rows]  # the row itself is one of them
    chosen = _cheapest(X.shape[1], rows, squares, vectors, beside, farthest, counts, compared)
    if chosen is None:
        found = whole(X, frame, pool)
    else:
        first = counts[chosen]
        more = np.hstack([vectors[:, first:], beside[:, -1:], beside[:, chosen, None]])
        # in `more` each length beside is in a product once to be added and once to be taken off: it counts twice
        halves = _halves(squares, first + 1 + 2 * more.shape[1])
        found = Shadow(np.hstack([vectors[:, :first], beside[:, chosen, None]]), halves, frame.scale, more)
    # what the first axes leave out of two near rows is mostly not the same
    left_out = (1 - SHARED) * beside[:, 0].astype(np.float64) ** 2
    guesses = np.ascontiguousarray(vectors[:, : counts[0]])
    return replace(found, guesses=guesses, guess_halves=((squares - left_out) / 2).astype(np.float32))


def _axes(X: np.ndarray, frame: Frame) -> np.ndarray:
    """Orthonormal axes, about the sample's principal ones in order: subspace iteration (Halko et al. 2011).

    Any axes give a true bound; these give a close one.
    """
    n_samples, n_features = X.shape
    random = np.random.default_rng(0)
    rows = np.sort(random.choice(n_samples, min(SAMPLED, n_samples), replace=False))
    sample = frame.seen(X[rows]).astype(np.float32)
    axes = random.normal(size=(n_features, min(AXES, n_features))).astype(np.float32)
    for _ in range(PASSES):
        axes = np.linalg.qr(sample.T @ (sample @ axes))[0]
    seen = sample @ axes
    _, turn = np.linalg.eigh(seen.T @ seen)
    exact: np.ndarray = np.linalg.qr((axes @ turn[:, ::-1]).astype(np.float64))[0]
    return exact


def _cheapest(
    n_features: int,
    rows: np.ndarray,
    squares: np.ndarray,
    vectors: np.ndarray,
    beside: np.ndarray,
    farthest: np.ndarray,
    counts: list[int],
    compared: float,
) -> int | None:
    """Which of the numbers of axes costs least for these rows, or None where the whole vectors do."""
    n_samples = len(vectors)
    bound, before = np.add(squares[rows, None], squares, dtype=np.float32), 0
    left = []
    for number, count in enumerate(counts):
        bound -= 2 * vectors[rows, before:count] @ vectors[:, before:count].T
        before = count
        near = bound - 2 * np.outer(beside[rows, number], beside[:, number]) <= farthest[:, None]
        left.append(np.sum(near) / len(rows))
    measured = MEASURING * n_features * left[-1]
    products = compared * n_samples
    costs = [count * products + LOOKING * looked + measured for count, looked in zip(counts[:-1], left, strict=False)]
    best = int(np.argmin(costs))
    return best if costs[best] < GAIN * n_features * products else None
