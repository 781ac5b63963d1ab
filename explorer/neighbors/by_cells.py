"""The exact search where rows lie in cells: each row is compared with the cells that can hold near ones, no others."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor

import numpy as np

from explorer.neighbors import kernels
from explorer.neighbors.blocks import Lists, multiplied, over_rows
from explorer.neighbors.cells import WORTH, Cells, cells_of
from explorer.neighbors.shadow import Shadow

ROWS_AT_ONCE = 512
JUDGED = 16  # cells whose rows tell how much the others rule out
GUESSED = 2  # times as many rows as are asked for, guessed to be near: the nearest of them tell how far to look
LARGER = 1 + 1e-6  # than a reach's own rounding to float32


def nearest_by_cells(
    X: np.ndarray, lists: Lists, kind: int, vectors: Shadow, pool: Executor, told: Callable[[float], None]
) -> bool:
    """Fill the lists of the nearest, as comparing all pairs would, where cells rule out enough for that to be quicker.

    Parameters
    ----------
    X : ndarray of shape (n_samples, n_features), float32
    lists : tuple of ndarrays of shape (n_samples, k)
        Indices and distances, empty so far.
    kind : int
        How two rows are measured; see `explorer.neighbors.kernels`.
    vectors : Shadow
    pool : Executor
    told : callable
        Receives the share done.

    Returns
    -------
    bool
        False where the cells rule out too little; the lists are empty still.
    """
    k = lists[0].shape[1]
    cells = cells_of(vectors.vectors, pool)
    seen = _in_order(vectors, cells.order)
    guesses = _Guesses(seen, cells, GUESSED * k)
    judged = range(0, len(cells), -(-len(cells) // JUDGED))
    list(pool.map(guesses.look, judged))
    left = [_open(cells, seen, guesses.reaches, cell, cell + 1) @ np.diff(cells.starts) for cell in judged]
    if np.concatenate(left).mean() > WORTH * len(X):
        return False
    list(pool.map(guesses.look, sorted({*range(len(cells))} - {*judged})))
    reaches = reaches_of(X, cells.order, k, seen.scale, guesses.places, pool)
    groups = list(cells.groups())
    done = 0

    def search(group: tuple[int, int]) -> None:
        nonlocal done
        _search(X, lists, kind, seen, cells, reaches, group)
        done += 1  # near enough for a share, also where two threads add at once
        told(done / len(groups))

    list(pool.map(search, groups))
    return True


def _in_order(vectors: Shadow, order: np.ndarray) -> Shadow:
    guesses, halves = vectors.guesses, vectors.guess_halves
    return Shadow(
        vectors.vectors[order],
        vectors.halves[order],
        vectors.scale,
        vectors.more[order],
        None if guesses is None else guesses[order],
        None if halves is None else halves[order],
    )


class _Guesses:
    """Rows that are probably each row's nearest: of its own cell and the cells beside it, by their products."""

    def __init__(self, seen: Shadow, cells: Cells, k: int) -> None:
        self._cells = cells
        self._vectors = seen.vectors if seen.guesses is None else seen.guesses
        self._halves = seen.halves if seen.guess_halves is None else seen.guess_halves
        n_samples = len(self._vectors)
        self.places = np.full((n_samples, k), kernels.NOBODY, np.int32)
        self._apart = np.full((n_samples, k), np.inf, np.float32)
        self.reaches = np.full(n_samples, np.inf, np.float32)

    def look(self, cell: int) -> None:
        """Guess for the rows of a cell."""
        own = self._cells.places(cell)
        beside = [self._cells.places(other) for other in self._cells.beside(cell)]
        others = np.concatenate([np.arange(places.start, places.stop) for places in beside])
        products = multiplied(self._vectors[own], self._vectors[others])
        kernels.guess_beside(
            products, own.start, others, self._halves, self._halves[others], self.reaches, self.places, self._apart
        )


def reaches_of(
    X: np.ndarray, order: np.ndarray, k: int, scale: float, guessed: np.ndarray, pool: Executor
) -> np.ndarray:
    """How far each row's nearest k are at most: as far as k of those guessed; of rows with fewer, nothing is known."""
    reaches = np.empty(len(X), np.float32)
    over_rows(
        len(X),
        ROWS_AT_ONCE,
        lambda start, stop: kernels.reach_of(start, stop, X, order, k, scale, guessed, reaches),
        pool,
    )
    return reaches


def _open(cells: Cells, seen: Shadow, reaches: np.ndarray, first: int, stop: int) -> np.ndarray:
    """Which cells can hold rows near enough, for each row of a group of cells; shape (n_rows, n_cells)."""
    own = reaches[cells.starts[first] : cells.starts[stop]].astype(np.float64)
    near: np.ndarray = cells.gaps(seen.vectors, first, stop) <= (np.sqrt(2 * np.maximum(own, 0)) * LARGER)[:, None]
    return near


def _search(
    X: np.ndarray, lists: Lists, kind: int, seen: Shadow, cells: Cells, reaches: np.ndarray, group: tuple[int, int]
) -> None:
    near = np.ascontiguousarray(_open(cells, seen, reaches, *group).T)
    for cell in range(len(cells)):
        places, others = np.flatnonzero(near[cell]) + cells.starts[group[0]], cells.places(cell)
        theirs = seen.vectors[others]
        for start in range(0, len(places), ROWS_AT_ONCE):
            rows = places[start : start + ROWS_AT_ONCE]
            products = multiplied(seen.vectors[rows], theirs)
            kernels.search_cell(
                products, rows, others.start, seen.halves, reaches, seen.more,
                X, cells.order, kind, seen.scale, *lists,
            )  # fmt: skip
