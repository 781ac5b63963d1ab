"""Centres of clusters, and how far each row is from its own and from the nearest other one; in blocks of rows."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from explorer.recipe import Report, silent
from explorer.store import let_go

BLOCK_BYTES = 32_000_000


def blocks(X: np.ndarray, width: int = 0) -> Iterator[slice]:
    """Ranges of rows of which a float64 table, as wide as X or as `width`, fits into 32 MB."""
    step = max(1, BLOCK_BYTES // (8 * max(X.shape[1], width, 1)))
    for start in range(0, len(X), step):
        yield slice(start, start + step)
        let_go(X)


def sums(X: np.ndarray, labels: np.ndarray, n_clusters: int) -> np.ndarray:
    """Sum of each cluster's rows, noise (-1) left out. Shape (n_clusters, n_features), float64."""
    total = np.zeros((n_clusters, X.shape[1]))
    for rows in blocks(X):
        order = np.argsort(labels[rows], kind="stable")
        found, first = np.unique(labels[rows][order], return_index=True)
        part = np.add.reduceat(X[rows].astype(np.float64)[order], first, axis=0)
        total[found[found >= 0]] += part[found >= 0]
    return total


def centres(X: np.ndarray, labels: np.ndarray, n_clusters: int) -> np.ndarray:
    """Mean of each cluster's rows; a cluster without rows is at 0. Shape (n_clusters, n_features), float64."""
    sizes = np.bincount(labels[labels >= 0], minlength=n_clusters)
    mean: np.ndarray = sums(X, labels, n_clusters) / np.maximum(sizes, 1)[:, None]
    return mean


def spread(X: np.ndarray) -> float:
    """Mean squared distance of all rows to the mean of all."""
    mean = X.mean(axis=0, dtype=np.float64)
    return sum(float(((X[rows] - mean) ** 2).sum()) for rows in blocks(X)) / len(X)


def to_centres(
    X: np.ndarray, labels: np.ndarray, centre: np.ndarray, report: Report = silent
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """How far each row is from its own centre, which other centre is the nearest, and how far that one is.

    Parameters
    ----------
    X : ndarray of shape (n_samples, n_features)
    labels : ndarray of shape (n_samples,)
        -1 is noise.
    centre : ndarray of shape (n_clusters, n_features), float64
    report : Report, optional

    Returns
    -------
    own : ndarray of shape (n_samples,), float32
        Euclidean; NaN for noise.
    second : ndarray of shape (n_samples,), int32
        Nearest centre but for the row's own, ties to the lower number; -1 where there is none. Of noise the nearest.
    second_distance : ndarray of shape (n_samples,), float32
        NaN where there is none.
    """
    n_samples, n_clusters = len(X), len(centre)
    own = np.full(n_samples, np.nan, dtype=np.float32)
    second = np.full(n_samples, -1, dtype=np.int32)
    distance = np.full(n_samples, np.nan, dtype=np.float32)
    if not n_clusters:
        return own, second, distance
    # Taken from the middle of the centres, products of large numbers don't drown small differences.
    middle = centre.mean(axis=0)
    moved = centre - middle
    squares = np.einsum("ij,ij->i", moved, moved)
    for rows in blocks(X, n_clusters):
        report("distances to centres", rows.start / n_samples)
        block, label = X[rows].astype(np.float64), labels[rows]
        grouped = np.flatnonzero(label >= 0)
        own[rows.start + grouped] = np.linalg.norm(block[grouped] - centre[label[grouped]], axis=1)
        apart = squares - 2 * ((block - middle) @ moved.T)  # squared, but for the row's own length
        apart[grouped, label[grouped]] = np.inf
        nearest = apart.argmin(axis=1)
        other = np.flatnonzero(np.isfinite(apart[np.arange(len(block)), nearest]))
        second[rows.start + other] = nearest[other]
        distance[rows.start + other] = np.linalg.norm(block[other] - centre[nearest[other]], axis=1)
    return own, second, distance
