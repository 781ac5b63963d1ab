"""The approximate search, for where comparing all pairs takes too long; and how much of the truth it finds.

Of the indexes tried it is the quickest and finds the most (`benchmarks.graph`): 200,000 x 64 takes it 9.5 s of
processor time, hnswlib 40 and usearch 66; compiling, in each process that needs it, takes most of a minute.
"""

from __future__ import annotations

import warnings

import numpy as np

from explorer.neighbors.blocks import Lists
from explorer.neighbors.exact import measured, nearest_of
from explorer.recipe import Report

ANCHORS = 1000  # rows whose nearest are looked up among all, to tell the recall
RECALL_AT = 15  # neighbours


def descend(X: np.ndarray, k: int, metric: str, seed: int, report: Report) -> Lists:
    """Nearly the k nearest other rows of each row, by nearest-neighbour descent (Dong, Moses & Li 2011).

    Parameters
    ----------
    X, k, metric
        As for `explorer.neighbors.exact.nearest`.
    seed : int
    report : Report

    Returns
    -------
    indices, distances
        As `nearest` gives them: the distances are true whatever was found.
    """
    from pynndescent import NNDescent

    report("neighbours (compiling first: about a minute)")
    with warnings.catch_warnings():
        # Rows that it gives up on are looked up among all below.
        warnings.filterwarnings("ignore", "Failed to correctly find n_neighbors")
        index = NNDescent(
            X, metric="euclidean" if metric == "angular" else metric, n_neighbors=k + 1, random_state=seed
        )
    indices, distances = measured(X, index.neighbor_graph[0], k, metric)
    short = np.flatnonzero(np.isinf(distances[:, -1]))
    if len(short):
        indices[short], distances[short] = nearest_of(X, short, k, metric)
    return indices, distances


def recall(X: np.ndarray, distances: np.ndarray, metric: str) -> float:
    """Share of the true 15 nearest (or k, where fewer are kept) that were found, over 1,000 rows.

    Parameters
    ----------
    X : ndarray of shape (n_samples, n_features), float32
    distances : ndarray of shape (n_samples, k), float32
        Of the rows found, rising along each row.
    metric : str
        As for `explorer.neighbors.exact.nearest`.

    Returns
    -------
    float
        In 0..1; the rows are chosen by a fixed seed. A row as near as the last of the true ones counts as one of them.
    """
    k = min(RECALL_AT, distances.shape[1])
    rows = np.sort(np.random.default_rng(0).choice(len(X), min(ANCHORS, len(X)), replace=False))
    truth = nearest_of(X, rows, k, metric)[1]
    return float(np.mean(distances[rows, :k] <= truth[:, -1:]))
