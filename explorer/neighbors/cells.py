"""Cells: rows in groups of near ones, so that whole cells of far ones are ruled out for a row without a product.

Between two cells' centres lies a line. Seen along it, a row is at least as far from each row of the other cell as from
the one that comes nearest, and no two rows are nearer to each other than they are along any line. For pictures, where
a row's near ones are a good part of a cell's width away, a line tells several times as many cells apart as balls
around the centres would (the triangle inequality). What that is worth: `benchmarks.graph`.

Nothing is lost: a cell is ruled out only where the line, with all rounding, proves that no row of it can enter a list.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Executor
from dataclasses import dataclass

import numpy as np

from explorer.neighbors.shadow import SPARE, UNIT

LEAST_ROWS = 8000  # fewer are compared with all others as quickly
CELL_ROWS, MOST_CELLS = 200, 512
SAMPLED, PASSES = 40, 6  # rows a cell that centres are found from, and how often they are gone through
NEAR = 8  # cells in which each row's nearest are looked for first
GROUP_ROWS = 4096  # rows that are compared with a cell at once
LEFT = 0.2  # of all rows, about so many a row is compared with, of data as data are
WORTH = 0.4  # of all pairs seen from one side; where more is left, seeing each pair once for both sides costs less


@dataclass(frozen=True)
class Cells:
    """Rows sorted by cell.

    Attributes
    ----------
    order : ndarray of shape (n_samples,), int64
        The row at each place.
    starts : ndarray of shape (n_cells + 1,), int64
        Where each cell begins; none is empty.
    centres : ndarray of shape (n_cells, n_axes), float32
    apart : ndarray of shape (n_cells, n_cells), float64
        Distances of the centres.
    nearest : ndarray of shape (n_cells, n_cells), float64
        How far along the line from a cell's centre to another's the first row of the other comes, times their distance.
    """

    order: np.ndarray
    starts: np.ndarray
    centres: np.ndarray
    apart: np.ndarray
    nearest: np.ndarray

    def __len__(self) -> int:
        return len(self.centres)

    def places(self, cell: int) -> slice:
        """Where the rows of a cell are."""
        return slice(int(self.starts[cell]), int(self.starts[cell + 1]))

    def groups(self) -> Iterator[tuple[int, int]]:
        """Cells that are gone through together, as the first and the one behind the last: all cells in turn."""
        first = 0
        while first < len(self):
            stop = int(np.searchsorted(self.starts, self.starts[first] + GROUP_ROWS, side="right")) - 1
            stop = max(stop, first + 1)
            yield first, stop
            first = stop

    def beside(self, cell: int) -> np.ndarray:
        """The cells nearest to a cell, itself among them."""
        near: np.ndarray = np.sort(np.argpartition(self.apart[cell], min(NEAR, len(self)) - 1)[:NEAR])
        return near

    def gaps(self, vectors: np.ndarray, first: int, stop: int) -> np.ndarray:
        """How far the rows of some cells are, at least, from all rows of each cell.

        Parameters
        ----------
        vectors : ndarray of shape (n_samples, n_axes), float32
            Of all rows, in the cells' order; none longer than about 1.
        first, stop : int
            As `groups` gives them.

        Returns
        -------
        ndarray of shape (n_rows, n_cells), float64
            Below 0 where nothing can be said. Rounding is taken off.
        """
        places = slice(int(self.starts[first]), int(self.starts[stop]))
        own = np.repeat(np.arange(first, stop), np.diff(self.starts[first : stop + 1]))
        seen = (vectors[places] @ self.centres.T).astype(np.float64)
        seen -= seen[np.arange(len(own)), own][:, None]
        apart = self.apart[own]
        gaps: np.ndarray = (self.nearest[own] - seen - _slack(vectors.shape[1])) / np.maximum(apart, 1e-300) - 8 * UNIT
        gaps[apart == 0] = -1.0  # a cell itself, and one with the same centre
        return gaps


def cells_of(vectors: np.ndarray, pool: Executor) -> Cells:
    """Sort rows into cells around centres (Lloyd 1982) found from a sample, with a fixed seed.

    Parameters
    ----------
    vectors : ndarray of shape (n_samples, n_axes), float32
        None longer than about 1.
    pool : Executor
        Who works on blocks of rows.

    Notes
    -----
    Any cells give true bounds; these give close ones.
    """
    n_samples = len(vectors)
    n_cells = int(np.clip(n_samples // CELL_ROWS, 1, MOST_CELLS))
    random = np.random.default_rng(0)
    sample = vectors[np.sort(random.choice(n_samples, min(n_samples, SAMPLED * n_cells), replace=False))]
    centres = sample[random.choice(len(sample), n_cells, replace=False)]
    for _ in range(PASSES):
        centres = _means(sample, _cell_of(sample, centres), centres)
    blocks = [slice(start, start + GROUP_ROWS) for start in range(0, n_samples, GROUP_ROWS)]
    cell = np.concatenate(list(pool.map(lambda block: _cell_of(vectors[block], centres), blocks)))
    used, cell = np.unique(cell, return_inverse=True)
    centres = centres[used]
    order = np.argsort(cell, kind="stable")
    starts = np.concatenate([[0], np.cumsum(np.bincount(cell))])
    return Cells(order, starts, centres, *_lines(vectors, order, starts, centres, pool))


def _cell_of(vectors: np.ndarray, centres: np.ndarray) -> np.ndarray:
    halves = np.einsum("ij,ij->i", centres, centres) / 2
    nearest: np.ndarray = np.argmax(vectors @ centres.T - halves, axis=1)
    return nearest


def _means(sample: np.ndarray, cell: np.ndarray, centres: np.ndarray) -> np.ndarray:
    """Each cell's mean; the centre as it was where the cell is empty."""
    order = np.argsort(cell, kind="stable")
    used, starts = np.unique(cell[order], return_index=True)
    found = centres.copy()
    found[used] = np.add.reduceat(sample[order], starts, axis=0) / np.diff(starts, append=len(sample))[:, None]
    return found


def _lines(
    vectors: np.ndarray, order: np.ndarray, starts: np.ndarray, centres: np.ndarray, pool: Executor
) -> tuple[np.ndarray, np.ndarray]:
    """The centres' distances, and how near each cell's rows come to each other cell, along the lines between them."""
    exact = centres.astype(np.float64)
    apart = np.stack([np.linalg.norm(exact - centre, axis=1) for centre in exact])

    def nearest(cell: int) -> np.ndarray:
        seen = vectors[order[starts[cell] : starts[cell + 1]]] @ centres.T
        least: np.ndarray = (seen[:, cell, None] - seen).min(axis=0)
        return least

    return apart, np.stack(list(pool.map(nearest, range(len(centres)))), axis=1).astype(np.float64)


def _slack(n_terms: int) -> float:
    """More than four products of vectors no longer than 1 are off together, rounded in any order."""
    return 4 * (1.01 * n_terms + SPARE) * UNIT
