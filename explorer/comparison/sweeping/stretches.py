"""Where a parameter matters: plateaus, over which the grouping hardly changes, and cliffs, at which it does."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from explorer.comparison.sweeping.result import Sweep

PLATEAU = 0.90  # an agreement from which two groupings are nearly the same (Steinley 2004)
CLIFF = 0.50  # below, one step loses more than half of the agreement beyond chance
FEWEST_CELLS = 3  # that make a plateau


@dataclass(frozen=True)
class Stretches:
    """Of a line of cells.

    Attributes
    ----------
    plateaus : tuple of (int, int)
        First and last cell of each, the longest first.
    cliffs : tuple of int
        The cell after each.
    """

    plateaus: tuple[tuple[int, int], ...]
    cliffs: tuple[int, ...]


def stretches(ari_before: np.ndarray, n_clusters: np.ndarray) -> Stretches:
    """Plateaus and cliffs of a line of cells.

    Parameters
    ----------
    ari_before : ndarray of shape (n_cells,)
        Adjusted Rand index of each cell to the one before; the first isn't looked at.
    n_clusters : ndarray of shape (n_cells,)
        Where it is below 2 nothing was told apart, which is no plateau.

    Returns
    -------
    Stretches
        A plateau has three cells or more, each with an index of 0.90 or above to the one before; a cliff is a step with
        one below 0.50.
    """
    joined = np.array(ari_before) >= PLATEAU
    found = np.array(n_clusters) >= 2
    plateaus, start = [], 0
    for cell in range(1, len(found) + 1):
        if cell < len(found) and joined[cell] and found[cell] and found[cell - 1]:
            continue
        if cell - start >= FEWEST_CELLS:
            plateaus.append((start, cell - 1))
        start = cell
    plateaus.sort(key=lambda edges: edges[0] - edges[1])
    cliffs = tuple(int(cell) for cell in range(1, len(found)) if ari_before[cell] < CLIFF)
    return Stretches(tuple(plateaus), cliffs)


def beside(found: Sweep, line: int) -> np.ndarray:
    """How alike each cell of a grid is to those beside it.

    Parameters
    ----------
    found : Sweep
    line : int
        Cells that share a value of the second parameter.

    Returns
    -------
    ndarray of shape (n_cells,)
        Mean adjusted Rand index to up to four cells; NaN where none was compared.
    """
    before = found.ari_before.reshape(-1, line)
    above = found.ari_beside.reshape(-1, line)
    no_column, no_row = np.full((len(before), 1), np.nan), np.full((1, line), np.nan)
    sides = np.stack([before, np.hstack([before[:, 1:], no_column]), above, np.vstack([above[1:], no_row])])
    known = np.isfinite(sides)
    count = known.sum(axis=0)
    total = np.where(known, sides, 0).sum(axis=0)
    mean = np.full(total.shape, np.nan)
    np.divide(total, count, out=mean, where=count > 0)
    return mean.ravel()


def plateau_cells(found: Sweep, agreement: np.ndarray) -> np.ndarray:
    """Which cells of a grid are on a plateau.

    Parameters
    ----------
    found : Sweep
    agreement : ndarray of shape (n_cells,)
        As `beside` gives it.

    Returns
    -------
    ndarray of shape (n_cells,), bool
        With two clusters or more, and a mean index of 0.90 or above: that nothing is told apart again is no plateau.
    """
    flat: np.ndarray = (agreement >= PLATEAU) & (found.n_clusters >= 2)
    return flat
