"""The exact search: products of blocks of rows rule most pairs out, the rest are measured in float64.

Each pair of blocks is multiplied once, in float32, and serves the rows of both. A pair of rows is measured unless its
products, with all their rounding, prove that it can enter neither's list. So the answer is the one that measuring all
pairs gives, to the last bit, on any machine and with any number of threads.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import contextmanager

import numba
import numpy as np
from threadpoolctl import threadpool_limits

from explorer.neighbors import kernels, measures
from explorer.neighbors.blocks import Lists, multiplied, over_rows
from explorer.neighbors.by_cells import GUESSED, nearest_by_cells, reaches_of
from explorer.neighbors.cells import LEAST_ROWS, LEFT
from explorer.neighbors.shadow import Shadow, frame_of, shadow, whole
from explorer.recipe import Report, silent

BLOCK = 512  # rows; the products of two blocks stay in the processor's cache
FEW = 64  # rows that are looked up at once
KINDS = {
    "euclidean": measures.EUCLIDEAN,
    "angular": measures.ANGULAR,
    "manhattan": measures.MANHATTAN,
    "chebyshev": measures.CHEBYSHEV,
}
PRODUCTS = ("euclidean", "angular")  # metrics of which products tell something


def nearest(X: np.ndarray, k: int, metric: str, report: Report = silent, threads: int | None = None) -> Lists:
    """The k nearest other rows of each row.

    Parameters
    ----------
    X : ndarray of shape (n_samples, n_features), float32
        Finite.
    k : int
        Below n_samples.
    metric : {"euclidean", "angular", "manhattan", "chebyshev"}
        Angular is half the squared Euclidean distance: 1 - cos, of unit vectors.
    report : Report, optional
        Told "neighbours" and the share done.
    threads : int, optional
        How many work at once; numba's own number when left out. It changes no bit of the result.

    Returns
    -------
    indices : ndarray of shape (n_samples, k), int32
    distances : ndarray of shape (n_samples, k), float32
        Computed from the vectors' difference in float64, then rounded; rows that are equally near after that are in
        row order.

    Notes
    -----
    Where rows lie in clumps far smaller than the distance between clumps, by a factor of a thousand or more, float32
    tells the rows of a clump no better than apart from the others, and more pairs are measured: slower, still exact.
    """
    X, kind = np.asarray(X, order="C"), KINDS[metric]
    indices, distances = _empty(len(X), k)
    cells = metric in PRODUCTS and len(X) >= LEAST_ROWS
    report("neighbours", 0.0)
    with workers(threads) as pool:
        vectors = _shadow(X, k, metric, pool, compared=LEFT if cells else 0.5)
        lists = indices, distances
        if cells and nearest_by_cells(X, lists, kind, vectors, pool, lambda share: report("neighbours", share)):
            return lists
        done = (
            0.0
            if vectors.guesses is None
            else vectors.guesses.shape[1] / sum(part.shape[1] for part in (vectors.guesses, vectors.vectors))
        )
        reaches = _first_reaches(X, k, vectors, pool, lambda share: report("neighbours", done * share))

        def tile(first: int, second: int) -> None:
            products = products_of(vectors.vectors, first, second)
            kernels.search(
                products, first, second, vectors.halves, reaches, vectors.more,
                X, kind, vectors.scale, indices, distances,
            )  # fmt: skip

        over_pairs(len(X), tile, pool, lambda share: report("neighbours", done + (1 - done) * share))
    return indices, distances


def nearest_of(X: np.ndarray, rows: np.ndarray, k: int, metric: str, threads: int | None = None) -> Lists:
    """`nearest` for a few rows, by their positions: the same lists, of shape (n_rows, k)."""
    return nearest_for(X[rows], X, k, metric, threads=threads, itself=rows)


def nearest_for(
    own: np.ndarray,
    X: np.ndarray,
    k: int,
    metric: str,
    report: Report = silent,
    threads: int | None = None,
    itself: np.ndarray | None = None,
) -> Lists:
    """The k nearest rows for each of some vectors: `nearest` for another set.

    Parameters
    ----------
    own : ndarray of shape (n_vectors, n_features), float32
        Finite.
    X : ndarray of shape (n_samples, n_features), float32
        Finite.
    k : int
        At most n_samples.
    metric : str
    report : Report, optional
    threads : int, optional
    itself : ndarray of shape (n_vectors,), integers, optional
        The row that each vector is, which is then not its neighbour.

    Returns
    -------
    indices : ndarray of shape (n_vectors, k), int32
    distances : ndarray of shape (n_vectors, k), float32
    """
    own, X = (np.asarray(part, dtype=np.float32, order="C") for part in (own, X))
    kind = KINDS[metric]
    nobody = np.full(len(own), -1) if itself is None else itself.astype(np.int64)
    indices, distances = _empty(len(own), k)
    report("neighbours", 0.0)
    with workers(threads) as pool:
        frame = frame_of(X, pool, own)
        vectors = whole(X, frame, pool) if metric in PRODUCTS else _nothing(X)

        def look_up(start: int) -> None:
            few = slice(start, start + FEW)
            some, halves = frame.whole(own[few]) if metric in PRODUCTS else _zeros(len(own[few]))
            reaches = np.full(len(some), np.inf, dtype=np.float32)
            for second in range(0, len(X), BLOCK):
                products = multiplied(some, vectors.vectors[second : second + BLOCK])
                kernels.look_up(
                    products, own[few], halves, nobody[few], second, vectors.halves, reaches,
                    X, kind, vectors.scale, indices[few], distances[few],
                )  # fmt: skip

        for number, _ in enumerate(pool.map(look_up, range(0, len(own), FEW)), 1):
            report("neighbours", min(1.0, number * FEW / len(own)))
    return indices, distances


def measured(X: np.ndarray, found: np.ndarray, k: int, metric: str, threads: int | None = None) -> Lists:
    """The nearest k of the rows found for each row, with their distances, as `nearest` lists them.

    Parameters
    ----------
    X : ndarray of shape (n_samples, n_features), float32
    found : ndarray of shape (n_samples, n_found), int32
        The row itself, a row named twice and -1 don't count; a list that they leave too short ends in 2**31 - 1.
    k : int
    metric : str
        As for `nearest`.
    threads : int, optional
    """
    X, found = np.asarray(X, order="C"), np.ascontiguousarray(found, dtype=np.int32)
    indices, distances = _empty(len(X), k)
    with workers(threads) as pool:
        over_rows(
            len(X),
            BLOCK,
            lambda start, stop: kernels.arrange(start, stop, X, KINDS[metric], found, indices, distances),
            pool,
        )
    return indices, distances


def _empty(n_rows: int, k: int) -> Lists:
    return np.full((n_rows, k), kernels.NOBODY, np.int32), np.full((n_rows, k), np.inf, np.float32)


@contextmanager
def workers(threads: int | None) -> Iterator[ThreadPoolExecutor]:
    """Threads that wait idly for work; each multiplies alone, for the library's own threads spin while they wait."""
    # read from numba's settings: asking numba itself would start threads of its own
    allowed = int(numba.config.NUMBA_NUM_THREADS)  # type: ignore[attr-defined]
    with threadpool_limits(1, user_api="blas"), ThreadPoolExecutor(threads or allowed) as pool:
        yield pool


def _shadow(X: np.ndarray, k: int, metric: str, pool: Executor, compared: float) -> Shadow:
    return shadow(X, k, pool, compared) if metric in PRODUCTS else _nothing(X)


def _nothing(X: np.ndarray) -> Shadow:
    """Of metrics of which products say nothing: every pair is measured."""
    return Shadow(*_zeros(len(X)), 1.0, np.empty((len(X), 0), np.float32))


def _zeros(n_rows: int) -> tuple[np.ndarray, np.ndarray]:
    return np.zeros((n_rows, 1), np.float32), np.zeros(n_rows, np.float32)


def _first_reaches(X: np.ndarray, k: int, vectors: Shadow, pool: Executor, told: Callable[[float], None]) -> np.ndarray:
    """How far each row's nearest k are at most: as far as k of the rows that a search along a few axes finds."""
    reaches = np.full(len(X), np.inf, dtype=np.float32)
    guesses, halves = vectors.guesses, vectors.guess_halves
    if guesses is None or halves is None:
        return reaches
    guessed, distances = _empty(len(X), GUESSED * k)

    def tile(first: int, second: int) -> None:
        kernels.guess(products_of(guesses, first, second), first, second, halves, reaches, guessed, distances)

    over_pairs(len(X), tile, pool, told)
    return reaches_of(X, np.arange(len(X)), k, vectors.scale, guessed, pool)


def products_of(vectors: np.ndarray, first: int, second: int) -> np.ndarray:
    """Of two blocks, named by their first rows."""
    return multiplied(vectors[first : first + BLOCK], vectors[second : second + BLOCK])


def over_pairs(n_rows: int, tile: Callable[[int, int], None], pool: Executor, told: Callable[[float], None]) -> None:
    """Work on each pair of blocks once, never on two pairs that share a block at once: they write to its lists."""
    n_blocks = -(-n_rows // BLOCK)
    for number, pairs in enumerate(rounds(n_blocks)):
        told(number / n_blocks)
        list(pool.map(lambda pair: tile(pair[0] * BLOCK, pair[1] * BLOCK), pairs))
    told(1.0)


def rounds(n: int) -> Iterator[list[tuple[int, int]]]:
    """Each pair of n things once, each thing with itself first, in rounds in which nothing occurs twice.

    The circle method of tournaments (Kirkman 1847).
    """
    yield [(one, one) for one in range(n)]
    circle = list(range(n + n % 2))
    for _ in range(len(circle) - 1):
        half = len(circle) // 2
        pairs = zip(circle[:half], reversed(circle[half:]), strict=True)
        yield [(min(pair), max(pair)) for pair in pairs if max(pair) < n]
        circle.insert(1, circle.pop())
