"""`Anatomy`: what is inside each cluster; `CentrePictures`: its middle as a picture; `Wanted`: wanted rows in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from explorer.store import FieldResult, Parts

NOBODY = -1
_TEXTS = ("names", "identities")
_VALUES = ("n_neighbors", "graph_exact")


@dataclass(frozen=True)
class Anatomy:
    """What is inside each cluster, read in the feature space with the Euclidean distance.

    A cluster's *centre* is the mean of its rows. The row nearest to it is its medoid: the one with the least sum of
    squared distances to all others.

    Attributes
    ----------
    names : tuple of str
        What the clusters are called, in the order of their numbers.
    identities : tuple of str
        Names that `dominant` refers to; empty where there are no identities.
    sizes : ndarray of shape (n_clusters,), int64
    order : ndarray of shape (n_grouped,), uint32
        Positions of the rows, cluster after cluster, each nearest to its centre first, ties by row; noise is left out.
    by_row : ndarray of shape (n_grouped,), uint32
        The same rows, cluster after cluster, each in row order.
    border : ndarray of shape (n_grouped,), uint32
        The same rows, each cluster's most doubtful first: by how much farther the second-nearest centre is.
    distances : ndarray of shape (n_samples,), float32
        To the centre of the row's own cluster; NaN for noise.
    second : ndarray of shape (n_samples,), int32
        The cluster with the nearest centre but for the row's own; of noise the nearest. -1 where there is no other.
    second_distances : ndarray of shape (n_samples,), float32
        To that centre; NaN where there is none.
    cohesion : ndarray of shape (n_clusters,), float64
        1 - mean squared distance to the own centre / that of all rows to the mean of all: at most 1, higher is
        tighter. 1: all rows are alike; 0: as spread as the whole data set. NaN where all rows of the data are alike.
    n_nearer : ndarray of shape (n_clusters,), int64
        Rows nearer to another cluster's centre than to their own.
    n_noise_near : ndarray of shape (n_clusters,), int64
        Noise rows that are among the nearest neighbours of a row of the cluster; 0 where there is no noise.
    purity : ndarray of shape (n_clusters,), float64
        Share of the most frequent identity among the rows that have one, 0 to 1; NaN where none has.
    dominant, dominant_counts : ndarray of shape (n_clusters, m), int32 and int64
        The most frequent identities and how many rows have each; -1 and 0 where there are fewer.
    n_identities : ndarray of shape (n_clusters,), int64
        How many different identities are in it.
    persistence : ndarray of shape (n_clusters,), float32, or None
        HDBSCAN's, 0 to 1, higher: the cluster outlasts more levels of density. None for other methods.
    n_neighbors : int
        How many nearest neighbours `n_noise_near` looked at; 0 where it wasn't needed.
    graph_exact : bool
        Whether those neighbours are exact.
    """

    names: tuple[str, ...]
    identities: tuple[str, ...]
    sizes: np.ndarray
    order: np.ndarray
    by_row: np.ndarray
    border: np.ndarray
    distances: np.ndarray
    second: np.ndarray
    second_distances: np.ndarray
    cohesion: np.ndarray
    n_nearer: np.ndarray
    n_noise_near: np.ndarray
    purity: np.ndarray
    dominant: np.ndarray
    dominant_counts: np.ndarray
    n_identities: np.ndarray
    persistence: np.ndarray | None = None
    n_neighbors: int = 0
    graph_exact: bool = True

    def __post_init__(self) -> None:
        if len(self.names) != len(self.sizes) or int(self.sizes.sum()) != len(self.order):
            raise ValueError("each cluster has a name, and each grouped row its place in the order")

    def rows(self, cluster: int) -> np.ndarray:
        """Positions of a cluster's rows, nearest to the centre first."""
        return self.order[self.span(cluster)]

    def doubtful(self, cluster: int) -> np.ndarray:
        """Positions of a cluster's rows, those nearly as near to another centre first."""
        return self.border[self.span(cluster)]

    def span(self, cluster: int) -> slice:
        """Where a cluster's rows are in `order`, `by_row` and `border`."""
        stop = int(self.sizes[: cluster + 1].sum())
        return slice(stop - int(self.sizes[cluster]), stop)

    def to_parts(self) -> Parts:
        """Take apart; the names as texts, since there can be as many as rows."""
        fields = dict(vars(self))
        texts = {name: fields.pop(name) for name in _TEXTS}
        values = {name: fields.pop(name) for name in _VALUES}
        return Parts({name: array for name, array in fields.items() if array is not None}, texts, values)

    @classmethod
    def from_parts(cls, parts: Parts) -> Anatomy:
        """Put together again what `to_parts` took apart."""
        fields: dict[str, Any] = {name: tuple(parts.texts[name]) for name in _TEXTS}
        return cls(**(fields | dict(parts.arrays) | dict(parts.values)))


@dataclass(frozen=True)
class CentrePictures(FieldResult):
    """The mean of each cluster as a picture.

    Attributes
    ----------
    pack : ndarray of shape (n_bytes,), uint8
        WebP files end to end, one a cluster.
    offsets : ndarray of shape (n_clusters + 1,), uint32
        Picture i is ``pack[offsets[i]:offsets[i + 1]]``.
    note : str
        How the mean became a picture.
    """

    pack: np.ndarray
    offsets: np.ndarray
    note: str


@dataclass(frozen=True)
class Wanted(FieldResult):
    """Where the rows are that a person wants, and what looks like them.

    Attributes
    ----------
    counts : ndarray of shape (n_clusters,), int64
        Wanted rows in each cluster.
    n_wanted : int
        In all, those in noise included.
    lookalikes : ndarray of shape (n_clusters, m), int32
        The cluster's rows nearest to a wanted row, wanted ones left out, nearest first; -1 where there are fewer.
    distances : ndarray of shape (n_clusters, m), float32
        Euclidean distance in the feature space to the nearest wanted row; NaN where there is no lookalike.
    nearest : ndarray of shape (n_clusters, m), int32
        That wanted row; -1 where there is no lookalike.
    """

    counts: np.ndarray
    n_wanted: int
    lookalikes: np.ndarray
    distances: np.ndarray
    nearest: np.ndarray
