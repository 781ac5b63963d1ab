"""All pairs of rows that are at most so far apart: exact, in blocks, never n x n in memory.

The same search as `explorer.neighbors.exact`, with one reach for all rows: the products of two blocks rule most pairs
out, and the rest are measured from the vectors' difference in float64.
"""

from __future__ import annotations

import threading

import numpy as np

from explorer.errors import LimitError
from explorer.neighbors import kernels
from explorer.neighbors.exact import BLOCK, KINDS, over_pairs, products_of, workers
from explorer.neighbors.result import Pairs
from explorer.neighbors.shadow import shadow
from explorer.recipe import Report, silent

MOST_PAIRS = 10_000_000  # 120 MB, and as much again while they are put in order


def pairs_within(
    X: np.ndarray, reach: float, metric: str, report: Report = silent, threads: int | None = None
) -> Pairs:
    """The pairs of rows at most `reach` apart.

    Parameters
    ----------
    X : ndarray of shape (n_samples, n_features), float32
        Finite.
    reach : float
        The greatest distance, compared in float32.
    metric : {"euclidean", "angular"}
        Angular is half the squared Euclidean distance: 1 - cos, of unit vectors.
    report : Report, optional
        Told "pairs" and the share done.
    threads : int, optional
        It changes no bit of the result.

    Raises
    ------
    LimitError
        When they are more than `MOST_PAIRS`.
    """
    X, least = np.asarray(X, order="C"), np.float32(reach)
    rows: list[np.ndarray] = []
    distances: list[np.ndarray] = []
    room = threading.local()
    total = 0
    if len(X) < 2:
        return Pairs(np.empty((0, 2), np.int32), np.empty(0, np.float32))
    with workers(threads) as pool:
        vectors = shadow(X, 1, pool)

        def tile(first: int, second: int) -> None:
            nonlocal total
            if not hasattr(room, "pairs"):
                room.pairs, room.distances = np.empty((BLOCK * BLOCK, 2), np.int32), np.empty(BLOCK * BLOCK, np.float32)
            products = products_of(vectors.vectors, first, second)
            found = kernels.within(
                products, first, second, vectors.halves, vectors.more,
                X, KINDS[metric], vectors.scale, least, room.pairs, room.distances,
            )  # fmt: skip
            total += found  # near enough for a limit, also where two threads add at once
            if total > MOST_PAIRS:
                many = f"{MOST_PAIRS:,}"
                raise LimitError("pairs of rows that are so near are", f"over {many}", many, "Ask for nearer ones.")
            if found:
                rows.append(np.sort(room.pairs[:found], axis=1))
                distances.append(room.distances[:found].copy())

        over_pairs(len(X), tile, pool, lambda share: report("pairs", share))
    return _in_order(rows, distances)


def _in_order(rows: list[np.ndarray], distances: list[np.ndarray]) -> Pairs:
    found = np.concatenate([np.empty((0, 2), np.int32), *rows])
    apart = np.concatenate([np.empty(0, np.float32), *distances])
    order = np.lexsort((found[:, 1], found[:, 0], apart))
    return Pairs(found[order], apart[order])
