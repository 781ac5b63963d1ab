"""From who belongs with whom to `Duplicates`: groups in order, and who of each to keep."""

from __future__ import annotations

import numpy as np

from explorer.dataset import Dataset
from explorer.neighbors.result import ALONE, Duplicates, Pairs
from explorer.pictures import ImageFiles


def numbered(leaders: np.ndarray) -> np.ndarray:
    """Groups by number, the largest 0, ties by first row; -1 for a row alone.

    Parameters
    ----------
    leaders : ndarray of shape (n_samples,)
        The same number for rows of the same group, whatever the number.

    Returns
    -------
    ndarray of shape (n_samples,), int32
    """
    _, first, inverse, counts = np.unique(leaders, return_index=True, return_inverse=True, return_counts=True)
    order = np.lexsort((first, -counts))
    number = np.full(len(order), ALONE, dtype=np.int32)
    together = order[counts[order] > 1]
    number[together] = np.arange(len(together), dtype=np.int32)
    return number[inverse]


def described(
    groups: np.ndarray, dataset: Dataset, note: str, X: np.ndarray | None = None, pairs: Pairs | None = None
) -> Duplicates:
    """The groups with their keepers and their worst pairs.

    Parameters
    ----------
    groups : ndarray of shape (n_samples,), int32
        As `numbered` gives them.
    dataset : Dataset
        Of the same rows, for how large their pictures are.
    note : str
    X : ndarray of shape (n_samples, n_features), optional
        The vectors that were compared; without them the members of a group are the same.
    pairs : Pairs, optional
        The near pairs, the nearest first. Those of the same vectors needn't be among them.
    """
    members, starts = _members(groups)
    n_groups = len(starts) - 1
    first = members[starts[:-1]]
    worst, distances = np.stack([first, members[starts[:-1] + 1]], axis=1), np.zeros(n_groups, dtype=np.float32)
    if pairs is not None:
        inside = groups[pairs.rows[:, 0]] == groups[pairs.rows[:, 1]]
        inside &= groups[pairs.rows[:, 0]] >= 0
        numbers = groups[pairs.rows[inside, 0]]
        # the last of each group in the order of distance is its worst: later writes win
        worst[numbers], distances[numbers] = pairs.rows[inside], pairs.distances[inside]
    central = first if X is None else _central(X, members, starts)
    return Duplicates(groups, _largest(dataset, members, starts), central, worst, distances, note)


def _members(groups: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Positions of the members, rising, one group after the other; and where each group starts."""
    together = np.flatnonzero(groups >= 0)
    members = together[np.argsort(groups[together], kind="stable")].astype(np.int32)
    starts = np.zeros(int(groups.max(initial=ALONE)) + 2, dtype=np.int64)
    np.cumsum(np.bincount(groups[together], minlength=len(starts) - 1), out=starts[1:])
    return members, starts


def _central(X: np.ndarray, members: np.ndarray, starts: np.ndarray) -> np.ndarray:
    found = np.empty(len(starts) - 1, dtype=np.int32)
    for number in range(len(found)):
        own = members[starts[number] : starts[number + 1]]
        vectors = X[own].astype(np.float64)
        found[number] = own[np.argmin(((vectors - vectors.mean(axis=0)) ** 2).sum(axis=1))]
    return found


def _largest(dataset: Dataset, members: np.ndarray, starts: np.ndarray) -> np.ndarray:
    images = dataset.images
    first: np.ndarray = members[starts[:-1]]
    if not isinstance(images, ImageFiles):  # pictures of one array are of one size
        return first
    pixels = images.heights.astype(np.int64) * images.widths
    sizes = images.sizes
    number = np.repeat(np.arange(len(starts) - 1), np.diff(starts))
    order = np.lexsort((members, -sizes[members], -pixels[members], number))
    largest: np.ndarray = members[order][starts[:-1]]
    return largest
