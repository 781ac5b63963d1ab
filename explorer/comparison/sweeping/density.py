"""Density-based cluster validity (Moulavi et al. 2014): how much denser clusters are inside than the gaps between.

The exact index, with the conventions of ``hdbscan.validity``; and the package's ``relative_validity_``, which needs the
spanning tree alone.
"""

from __future__ import annotations

import numpy as np

from explorer.clusterings.result import NOISE

MOST_ROWS, MOST_DIMENSIONS = 5_000, 50  # up to which it is computed exactly: it takes all distances


def dbcv(distances: np.ndarray, labels: np.ndarray, n_features: int) -> float:
    """The validity of a grouping.

    A cluster's sparseness is the longest edge inside the spanning tree of its mutual reachability distances; its
    separation the shortest such distance between its inner rows and another cluster's. Its validity is the difference
    of the two over the larger; the grouping's is their mean, each weighted by its share of all rows.

    Parameters
    ----------
    distances : ndarray of shape (n_samples, n_samples), float64
    labels : ndarray of shape (n_samples,)
        Noise is -1.
    n_features : int
        Dimensions of the space, which the density of a place depends on.

    Returns
    -------
    float
        -1..1, higher is better. Noise lowers it: it weighs as rows of validity 0, and so do clusters of one row.
        NaN with fewer than two clusters.
    """
    n_clusters = int(labels.max()) + 1
    if n_clusters < 2:
        return float("nan")
    core = np.zeros(len(labels))
    sparseness = np.zeros(n_clusters)
    inner = np.zeros(len(labels), dtype=bool)
    for number in range(n_clusters):
        members = np.flatnonzero(labels == number)
        apart = distances[np.ix_(members, members)]
        core[members] = _core_distances(apart, n_features)
        reach = np.maximum(np.maximum(apart, core[members]), core[members][:, None])
        joints, sparseness[number] = _inside(reach)
        inner[members[joints]] = True
    sizes = np.bincount(labels[labels != NOISE])
    separation = _separations(distances, labels, core, inner, n_clusters)
    widest = np.maximum(separation, sparseness)
    validity = np.divide(separation - sparseness, widest, out=np.zeros(n_clusters), where=widest > 0)
    validity[sizes == 1] = 0
    return float(sizes @ validity / len(labels))


def relative_validity(spanning: np.ndarray, labels: np.ndarray) -> float:
    """Hdbscan's ``relative_validity_``: the index with all edges of one spanning tree in place of all distances.

    Parameters
    ----------
    spanning : ndarray of shape (n_edges, 3), float64
        Two rows and their mutual reachability distance.
    labels : ndarray of shape (n_samples,)
        Noise is -1.

    Returns
    -------
    float
        -1..1, higher is better; for comparing groupings of one space only. NaN with fewer than two clusters.
    """
    n_clusters = int(labels.max()) + 1
    if n_clusters < 2:
        return float("nan")
    one, other = labels[spanning[:, 0].astype(np.intp)], labels[spanning[:, 1].astype(np.intp)]
    length = spanning[:, 2]
    sparseness, separation = np.zeros(n_clusters), np.full(n_clusters, np.inf)
    both = (one != NOISE) & (other != NOISE)
    inside, between = both & (one == other), both & (one != other)
    np.maximum.at(sparseness, one[inside], length[inside])
    for side in (one, other):
        np.minimum.at(separation, side[between], length[between])
    separation[np.isinf(separation)] = 2 * length.max()
    widest = np.maximum(separation, sparseness)
    validity = np.divide(separation - sparseness, widest, out=np.zeros(n_clusters), where=widest > 0)
    return float(np.bincount(labels[labels != NOISE]) @ validity / len(labels))


def _core_distances(apart: np.ndarray, n_features: int) -> np.ndarray:
    """All-points core distances within a cluster: the mean of 1 / distance ** n_features, to the power -1 / n_features.

    By logarithms, since the powers leave the range of a float. Copies of a row don't count, as in hdbscan.
    """
    if len(apart) == 1:
        return np.zeros(1)
    powers = np.full_like(apart, -np.inf)
    np.log(apart, out=powers, where=apart > 0)
    powers[apart > 0] *= -n_features
    most = powers.max(axis=1)
    some = np.isfinite(most)
    core = np.zeros(len(apart))
    total = np.exp(powers[some] - most[some, None]).sum(axis=1)
    core[some] = np.exp(-(np.log(total / (len(apart) - 1)) + most[some]) / n_features)
    return core


def _inside(reach: np.ndarray) -> tuple[np.ndarray, float]:
    """Which rows of a cluster are inner ones of its spanning tree, and the longest edge between such.

    By Prim (1957). Of several rows that a row could hang on, the first does, as in hdbscan. Without inner rows the
    first stands for the cluster; without edges between them all edges count.
    """
    size = len(reach)
    if size == 1:
        return np.array([0]), 0.0
    nearest = reach[0].copy()
    in_tree = np.zeros(size, dtype=bool)
    in_tree[0] = True
    edges = np.empty((size - 1, 2), dtype=np.intp)
    lengths = np.empty(size - 1)
    for number in range(size - 1):
        new = int(np.argmin(np.where(in_tree, np.inf, nearest)))
        lengths[number] = nearest[new]
        near = np.abs(reach[new] - lengths[number]) <= 1e-8 + 1e-5 * abs(lengths[number])
        edges[number] = int(np.argmax(near & in_tree)), new
        in_tree[new] = True
        np.minimum(nearest, reach[new], out=nearest)
    joints = np.flatnonzero(np.bincount(edges.ravel(), minlength=size) > 1)
    if not len(joints):
        joints = np.array([0])
    between = np.isin(edges, joints).all(axis=1)
    return joints, float(lengths[between].max() if between.any() else lengths.max())


def _separations(
    distances: np.ndarray, labels: np.ndarray, core: np.ndarray, inner: np.ndarray, n_clusters: int
) -> np.ndarray:
    """The shortest mutual reachability distance from each cluster's inner rows to another's. Shape (n_clusters,)."""
    rows = np.flatnonzero(inner)
    rows = rows[np.argsort(labels[rows], kind="stable")]
    begins = np.searchsorted(labels[rows], np.arange(n_clusters))
    found = np.empty(n_clusters)
    for number, begin in enumerate(begins):
        members = rows[begin : begins[number + 1] if number + 1 < n_clusters else len(rows)]
        reach = np.maximum(np.maximum(distances[np.ix_(members, rows)], core[rows]), core[members][:, None])
        nearest = np.minimum.reduceat(reach.min(axis=0), begins)
        nearest[number] = np.inf
        found[number] = nearest.min()
    return found
