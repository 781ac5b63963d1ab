"""How well a map keeps the space it was made from: three measures, each of another scale.

Near rows near (trustworthiness), groups apart (label accuracy of the nearest on the map), and far rows far
(rank correlation of distances). All are read against the original vectors, in the metric of the map. The first two
also judge rows that were placed on the map later.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from explorer.errors import InputError
from explorer.neighbors.cross import nearest_rows

NEIGHBORS = 15
PAIRS = 100_000
BLOCK_BYTES = 128_000_000
ANGULAR = ("cosine", "correlation")


def trustworthiness(
    X: np.ndarray,
    Y: np.ndarray,
    metric: str = "euclidean",
    n_neighbors: int = NEIGHBORS,
    judged: np.ndarray | None = None,
) -> float:
    """How far the rows that a map shows as near are near (Venna & Kaski 2001).

    Of each row's nearest on the map, those that are not among its nearest in the original space count by how far
    down they come there.

    Parameters
    ----------
    X : ndarray of shape (n_samples, n_features)
        The original vectors.
    Y : ndarray of shape (n_samples, 2 or 3)
        The map.
    metric : str
        Of the original space: euclidean, cosine, correlation, manhattan or chebyshev.
    n_neighbors : int
        Below half the number of rows.
    judged : ndarray of shape (n_judged,), integers, optional
        Positions of the rows whose neighbours are looked at, among all rows; all of them where not given. Of rows
        drawn at random it is an estimate for all, on the same scale; of a smaller data set it would not be one.

    Returns
    -------
    float
        0..1; higher is better; 1 where no false neighbour is shown; about 0.5 for a random map. Rows that are
        equally near in the original space come equally far down there.

    Raises
    ------
    InputError
        When there are too few rows for that many neighbours, or the map is of other rows.
    """
    n_samples = _same_rows(X, Y)
    _enough_rows(n_samples, n_neighbors)
    judged = np.arange(n_samples) if judged is None else judged
    shown = nearest_on_map(Y, n_neighbors, judged)
    excess = 0
    for start, distances in distance_blocks(X, judged, metric):
        lines = np.arange(len(distances))
        distances[lines, judged[start + lines]] = np.inf  # a row is not its own neighbour
        excess += _excess(distances, shown[start + lines])
    most = len(judged) * n_neighbors * (2 * n_samples - 3 * n_neighbors - 1) / 2
    return 1.0 - excess / most


def label_accuracy(Y: np.ndarray, labels: np.ndarray, n_neighbors: int = NEIGHBORS) -> float:
    """How many rows carry the label that most of their nearest on the map carry, each row left out of its own vote.

    The leave-one-out accuracy of a k-nearest-neighbours classifier (Fix & Hodges 1951) on the map.

    Parameters
    ----------
    Y : ndarray of shape (n_samples, 2 or 3)
    labels : ndarray of shape (n_samples,), integers from 0; -1 where a row has none
        Rows without label neither vote nor are judged.
    n_neighbors : int

    Returns
    -------
    float
        0..1; higher is better; chance gives the share of the largest label. Of labels with equally many votes the
        lowest wins.

    Raises
    ------
    InputError
        When not enough rows carry a label.
    """
    _same_rows(labels, Y)
    known = labels >= 0
    Y, labels = Y[known], labels[known]
    if len(labels) <= n_neighbors:
        raise InputError(
            f"Label accuracy of {n_neighbors} neighbours needs more rows with a label; there are {len(labels):,}."
        )
    winners = _majority(labels[nearest_on_map(Y, n_neighbors)])
    return float(np.mean(winners == labels))


def placed_trustworthiness(
    X: np.ndarray,
    Y: np.ndarray,
    X_new: np.ndarray,
    Y_new: np.ndarray,
    metric: str = "euclidean",
    n_neighbors: int = NEIGHBORS,
) -> float:
    """How far the rows that a map shows as near to rows placed on it later are near: `trustworthiness` across two sets.

    Parameters
    ----------
    X, Y : ndarray of shape (n_samples, n_features) and (n_samples, 2 or 3)
        The map's own rows.
    X_new, Y_new : ndarray of shape (n_new, n_features) and (n_new, 2 or 3)
        The placed ones.
    metric : str
    n_neighbors : int
        Of the map's own rows; below half their number.

    Returns
    -------
    float
        0..1; higher is better; 1 where each placed row's nearest on the map are its nearest; about 0.5 for random
        places.

    Raises
    ------
    InputError
        As `trustworthiness`.
    """
    from sklearn.metrics import pairwise_distances

    n_samples, n_new = _same_rows(X, Y), _same_rows(X_new, Y_new)
    _enough_rows(n_samples, n_neighbors)
    shown, _ = nearest_rows(Y_new, Y, n_neighbors)
    X, X_new = _as_measured(X, metric), _as_measured(X_new, metric)
    step = max(1, BLOCK_BYTES // (8 * n_samples))
    excess = 0
    for start in range(0, n_new, step):
        rows = slice(start, start + step)
        excess += _excess(pairwise_distances(X_new[rows], X, metric=_plain(metric)), shown[rows])
    return 1.0 - excess / (n_new * n_neighbors * (2 * n_samples - 3 * n_neighbors + 1) / 2)


def placed_accuracy(
    Y: np.ndarray, labels: np.ndarray, Y_new: np.ndarray, labels_new: np.ndarray, n_neighbors: int = NEIGHBORS
) -> float:
    """How many placed rows carry the label that most of the map's own rows nearest to them carry.

    Parameters
    ----------
    Y : ndarray of shape (n_samples, 2 or 3)
    labels : ndarray of shape (n_samples,), integers
    Y_new : ndarray of shape (n_new, 2 or 3)
    labels_new : ndarray of shape (n_new,), integers
    n_neighbors : int

    Returns
    -------
    float
        0..1; higher is better. Of labels with equally many votes the lowest wins.

    Raises
    ------
    InputError
        When labels and places are of other rows, or there are fewer rows than neighbours.
    """
    _same_rows(labels, Y)
    _same_rows(labels_new, Y_new)
    shown, _ = nearest_rows(Y_new, Y, n_neighbors)
    return float(np.mean(_majority(labels[shown]) == labels_new))


def distance_correlation(
    X: np.ndarray, Y: np.ndarray, metric: str = "euclidean", n_pairs: int = PAIRS, random_state: int = 0
) -> float:
    """How far rows that are farther apart are farther apart on the map (Spearman 1904).

    Parameters
    ----------
    X : ndarray of shape (n_samples, n_features)
    Y : ndarray of shape (n_samples, 2 or 3)
    metric : str
        Of the original space.
    n_pairs : int
        Pairs of rows drawn, with replacement; all pairs where there are no more than that.
    random_state : int
        Seed of the draw.

    Returns
    -------
    float
        -1..1; higher is better; 1 where both order all pairs alike, 0 for a random map. NaN where all pairs are
        equally far in one of them.

    Raises
    ------
    InputError
        When there are fewer than 3 rows, or the map is of other rows.
    """
    n_samples = _same_rows(X, Y)
    if n_samples < 3:
        raise InputError(f"Distances can be compared from 3 rows on; there are {n_samples}.")
    if n_samples * (n_samples - 1) // 2 <= n_pairs:
        first, second = np.triu_indices(n_samples, 1)
    else:
        random = np.random.default_rng(random_state)
        first = random.integers(0, n_samples, n_pairs)
        second = (first + random.integers(1, n_samples, n_pairs)) % n_samples
    there = _pair_distances(X, first, second, metric)
    return _rank_correlation(there, _pair_distances(Y, first, second, "euclidean"))


def nearest_on_map(Y: np.ndarray, n_neighbors: int, rows: np.ndarray | None = None) -> np.ndarray:
    """The nearest other rows of each row on a map.

    Parameters
    ----------
    Y : ndarray of shape (n_samples, 2 or 3)
    n_neighbors : int
    rows : ndarray of shape (n_rows,), integers, optional
        Positions of the rows whose neighbours are wanted; all where not given.

    Returns
    -------
    ndarray of shape (n_rows, n_neighbors), integers
    """
    from sklearn.neighbors import NearestNeighbors

    index = NearestNeighbors(n_neighbors=n_neighbors).fit(Y)
    if rows is None:
        found: np.ndarray = index.kneighbors(return_distance=False)
        return found
    found = index.kneighbors(Y[rows], n_neighbors + 1, return_distance=False)
    own = found == rows[:, None]
    own[~own.any(axis=1), -1] = True  # where others stand in the same place, the row itself may not be listed
    others: np.ndarray = found[~own].reshape(len(rows), n_neighbors)
    return others


def _same_rows(X: np.ndarray, Y: np.ndarray) -> int:
    if len(X) != len(Y):
        raise InputError(f"The map has {len(Y):,} rows, the data {len(X):,}: they can't be compared.")
    return len(Y)


def _enough_rows(n_samples: int, n_neighbors: int) -> None:
    if n_neighbors >= n_samples / 2:
        raise InputError(
            f"Trustworthiness of {n_neighbors} neighbours needs more than {2 * n_neighbors:,} rows; "
            f"there are {n_samples:,}."
        )


def _excess(distances: np.ndarray, shown: np.ndarray) -> int:
    """How far down the rows shown as near come in the original space, beyond as many as are shown; summed."""
    excess, rows = 0, np.arange(len(distances))
    for others in shown.T:
        nearer = np.count_nonzero(distances < distances[rows, others, None], axis=1)
        excess += int(np.maximum(nearer + 1 - shown.shape[1], 0).sum())
    return excess


def _majority(labels: np.ndarray) -> np.ndarray:
    """The most frequent label in each row of a table; of several the lowest."""
    votes = np.sort(labels, axis=1)
    # in a sorted line the winner is what the longest run is made of
    tally = np.zeros(votes.shape, dtype=np.int32)
    tally[:, 0] = 1
    for column in range(1, votes.shape[1]):
        same = votes[:, column] == votes[:, column - 1]
        tally[:, column] = np.where(same, tally[:, column - 1] + 1, 1)
    winners: np.ndarray = np.take_along_axis(votes, tally.argmax(axis=1)[:, None], axis=1)[:, 0]
    return winners


def _as_measured(X: np.ndarray, metric: str) -> np.ndarray:
    """For cosine and correlation the unit vectors, whose Euclidean distances are in the same order."""
    X = X.astype(np.float64)
    if metric == "correlation":
        X = X - X.mean(axis=1, keepdims=True)
    if metric in ANGULAR:
        norms = np.linalg.norm(X, axis=1, keepdims=True)
        X = np.divide(X, norms, out=np.zeros_like(X), where=norms > 0)
    return X


def _plain(metric: str) -> str:
    return "euclidean" if metric in ANGULAR else metric


def distance_blocks(X: np.ndarray, rows: np.ndarray, metric: str) -> Iterator[tuple[int, np.ndarray]]:
    """Distances of some rows to all rows, a few of those rows at a time: where these begin, and the table."""
    step = max(1, BLOCK_BYTES // (8 * len(X)))
    for start in range(0, len(rows), step):
        yield start, _distances(X, rows[start : start + step], metric)


def _distances(X: np.ndarray, rows: np.ndarray, metric: str) -> np.ndarray:
    """Distances of some rows to all; the rest is taken in parts, so that no second copy of the vectors is made."""
    from sklearn.metrics import pairwise_distances

    own = _as_measured(X[rows], metric)
    found = np.empty((len(rows), len(X)))
    step = max(1, BLOCK_BYTES // (8 * X.shape[1]))
    for start in range(0, len(X), step):
        others = _as_measured(X[start : start + step], metric)
        found[:, start : start + step] = pairwise_distances(own, others, metric=_plain(metric))
    return found


def _pair_distances(X: np.ndarray, first: np.ndarray, second: np.ndarray, metric: str) -> np.ndarray:
    order = {"euclidean": 2, "manhattan": 1, "chebyshev": np.inf}[_plain(metric)]
    step = max(1, BLOCK_BYTES // (8 * X.shape[1]))
    blocks = [slice(start, start + step) for start in range(0, len(first), step)]
    parts = [
        np.linalg.norm(
            _as_measured(X[first[block]], metric) - _as_measured(X[second[block]], metric), ord=order, axis=1
        )
        for block in blocks
    ]
    return np.concatenate(parts)


def _rank_correlation(a: np.ndarray, b: np.ndarray) -> float:
    """Pearson's correlation of the ranks, equal values sharing the mean of theirs."""
    from scipy.stats import rankdata

    a, b = rankdata(a), rankdata(b)
    a, b = a - a.mean(), b - b.mean()
    size = np.sqrt((a @ a) * (b @ b))
    return float(a @ b / size) if size > 0 else float("nan")
