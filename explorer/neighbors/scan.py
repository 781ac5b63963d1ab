"""The nearest rows of one vector among all rows: exact, in the time of a click.

All rows are gone through once, in float32, which with a bound on its rounding leaves a few dozen that could be among
the nearest; these are measured as `explorer.neighbors.cross` measures all. So the answer is that one's, to the last
bit, at a small part of its cost: no index is built, kept or waited for, and nothing is missed.

An index, or a smaller copy of the rows, isn't worth its trouble below the sizes that are taken here
(`benchmarks.neighbours`).
"""

from __future__ import annotations

import numpy as np

from explorer.neighbors.cross import ANGULAR, SAME, nearest_rows
from explorer.recipe import Report, silent
from explorer.store import row_blocks

BLOCK_VALUES = 400_000  # of rows looked at at once: their differences stay in the processor's cache
UNIT = 2.0**-24  # of rounding in float32
SPARE = 32  # units more than there are terms in a sum
UNDERFLOW = 1e-16  # more than is lost of a length by squares too small for float32
PARTS = 6  # roundings that add up in a cosine: of its product, of two lengths, of the mean taken off them
FAINT = 2.0**-102  # a term, of a sum of squares: with less, what is lost to underflow is more than a rounding
SURE = 0.1  # of a cosine, by which it may be off; with more, a row's direction can't be told in float32


def nearest_to(
    vector: np.ndarray,
    reference: np.ndarray,
    n_neighbors: int,
    metric: str = "euclidean",
    among: np.ndarray | None = None,
    report: Report = silent,
) -> tuple[np.ndarray, np.ndarray]:
    """The nearest rows of a reference for one vector, a row with the same vector included.

    Parameters
    ----------
    vector : ndarray of shape (n_features,), float32
        Finite.
    reference : ndarray of shape (n_samples, n_features), float32
        Finite.
    n_neighbors : int
        At most as many rows as are looked for.
    metric : str
        One of `explorer.neighbors.graph.METRICS`.
    among : ndarray of shape (n_samples,), bool, optional
        Which rows are looked for; all where left out.
    report : Report, optional

    Returns
    -------
    indices : ndarray of shape (n_neighbors,), int32
        Positions in the reference, nearest first, equally near ones in row order.
    distances : ndarray of shape (n_neighbors,), float32
        Cosine and correlation are 1 - cos.

    Raises
    ------
    ParamsError
        For another metric, or more neighbours than there are rows to look for.
    """
    found = possible(vector, reference, n_neighbors, metric, among, report)
    indices, distances = nearest_rows(vector[None], reference[found], n_neighbors, metric)
    return found[indices[0]].astype(np.int32), distances[0]


def possible(
    vector: np.ndarray,
    reference: np.ndarray,
    n_neighbors: int,
    metric: str,
    among: np.ndarray | None = None,
    report: Report = silent,
) -> np.ndarray:
    """Positions, in order, of all rows that can be among the nearest: whatever float32 can't rule out."""
    n_samples, n_features = reference.shape
    looked_for = np.ones(n_samples, dtype=bool) if among is None else among
    if n_neighbors >= np.count_nonzero(looked_for):
        return np.flatnonzero(looked_for)
    least, most = np.empty(n_samples), np.empty(n_samples)
    step = max(1, BLOCK_VALUES // n_features)
    for first, last in row_blocks(reference):
        report("comparing all rows", first / n_samples)
        for start in range(first, last, step):
            rows = slice(start, min(start + step, last))
            least[rows], most[rows] = _bounds(np.asarray(reference[rows]), vector, metric)
    limit = np.partition(most[looked_for], n_neighbors - 1)[n_neighbors - 1] * (1 + SAME)
    return np.flatnonzero(looked_for & (least <= limit))


def _bounds(block: np.ndarray, vector: np.ndarray, metric: str) -> tuple[np.ndarray, np.ndarray]:
    """The least and the most that each row's distance can be."""
    rounding = (1.01 * block.shape[1] + SPARE) * UNIT  # of a sum of so many terms, whatever their order
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        if metric in ANGULAR:
            size, slack = _angles(block, vector, metric == "correlation", rounding)
        else:
            size = _lengths(block - vector, metric)
            slack = size * rounding + UNDERFLOW
        least, most = size - slack, size + slack
    # where float32 can't say, anything can be
    return np.nan_to_num(least, nan=0.0, posinf=0.0, neginf=0.0), np.nan_to_num(most, nan=np.inf, posinf=np.inf)


def _lengths(gap: np.ndarray, metric: str) -> np.ndarray:
    if metric == "manhattan":
        size = np.abs(gap, out=gap).sum(axis=1)
    elif metric == "chebyshev":
        size = np.abs(gap, out=gap).max(axis=1)
    else:
        size = np.sqrt(np.einsum("ij,ij->i", gap, gap))
    lengths: np.ndarray = size.astype(np.float64)
    return lengths


def _angles(block: np.ndarray, vector: np.ndarray, centred: bool, rounding: float) -> tuple[np.ndarray, np.ndarray]:
    """1 - cos of each row, and how far off that may be: infinitely where one is too short to have a direction."""
    towards = vector - vector.mean(dtype=np.float64) if centred else vector.astype(np.float64)
    length = np.linalg.norm(towards)
    if length <= np.finfo(np.float32).eps * np.linalg.norm(vector.astype(np.float64)):  # as `directions` has it
        return np.zeros(len(block)), np.full(len(block), np.inf)
    towards = (towards / length).astype(np.float32)
    squares = np.einsum("ij,ij->i", block, block).astype(np.float64)
    own = squares
    if centred:  # what is left of a square sum when its mean is taken off; `towards` takes off the product's by itself
        own = squares - block.sum(axis=1).astype(np.float64) ** 2 / block.shape[1]
    size = 1 - (block @ towards) / np.sqrt(own)
    slack = PARTS * rounding * (squares / own)
    slack[~((own > FAINT * block.shape[1]) & (slack < SURE))] = np.inf
    return size, slack
