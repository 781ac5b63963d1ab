"""`Clustering`: one algorithm's labelling of all rows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from explorer.store import FieldResult, Parts

NOISE = -1


@dataclass(frozen=True)
class Clustering:
    """One algorithm's labelling of all rows.

    Attributes
    ----------
    labels : ndarray of shape (n_samples,), int32
        Clusters are numbered from 0 without gaps, the largest first; noise is -1.
    note : str
        What a person should know about how it came about.
    persistence : ndarray of shape (n_clusters,), float32, or None
        HDBSCAN's, 0 to 1: how long each cluster lasts while the density asked for rises. None for other methods.
    names : tuple of str
        What a person, or the data, calls the clusters, in the order of their numbers; none: they go by number.
    """

    labels: np.ndarray
    note: str = ""
    persistence: np.ndarray | None = None
    names: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.labels.ndim != 1 or self.labels.dtype != np.int32:
            raise ValueError(f"labels must be a line of int32, not {self.labels.dtype} {self.labels.shape}")
        if self.labels.size and int(self.labels.min()) < NOISE:
            raise ValueError("a label is below -1")
        if self.names and len(self.names) != int(self.labels.max(initial=NOISE)) + 1:
            raise ValueError("each cluster has a name, or none has")

    @property
    def named(self) -> tuple[str, ...]:
        """What each cluster is called: its name, or its number."""
        return self.names or tuple(str(number) for number in range(int(self.labels.max(initial=NOISE)) + 1))

    @property
    def sizes(self) -> np.ndarray:
        """Rows in each cluster, noise left out. Shape (n_clusters,)."""
        return np.bincount(self.labels[self.labels >= 0])

    @property
    def n_noise(self) -> int:
        """Rows that are noise."""
        return int(np.count_nonzero(self.labels == NOISE))

    def to_parts(self) -> Parts:
        """Take apart. Codes are what the browser fetches: 0 is noise where there is any, clusters follow."""
        shift = 1 if self.n_noise else 0
        codes = (self.labels + shift).astype(np.min_scalar_type(len(self.sizes) + shift))
        sizes = [int(size) for size in self.sizes]
        names = (["noise"] if shift else []) + list(self.named)
        values = {"sizes": sizes, "n_noise": self.n_noise, "note": self.note}
        arrays = {"codes": codes} | ({} if self.persistence is None else {"persistence": self.persistence})
        return Parts(arrays, {"names": names}, values)

    @classmethod
    def from_parts(cls, parts: Parts) -> Clustering:
        """Put together again what `to_parts` took apart."""
        shift = 1 if parts.values["n_noise"] else 0
        labels = parts.arrays["codes"].astype(np.int32) - shift
        names = tuple(parts.texts["names"][shift:])
        by_number = all(name == str(number) for number, name in enumerate(names))
        return cls(labels, parts.values["note"], parts.arrays.get("persistence"), () if by_number else names)


@dataclass(frozen=True)
class Joined(FieldResult):
    """Which cluster of a grouping each of some new rows joins.

    Attributes
    ----------
    labels : ndarray of shape (n_new,), int32
        Numbers of the grouping's clusters; -1 for noise.
    note : str
        By which rule.
    """

    labels: np.ndarray
    note: str


def ordered(labels: np.ndarray) -> np.ndarray:
    """Number clusters by size, the largest 0, ties by first row; noise stays -1.

    Parameters
    ----------
    labels : ndarray of shape (n_samples,)
        Any integers; negative ones are noise.

    Returns
    -------
    ndarray of shape (n_samples,), int32
    """
    kept = labels >= 0
    values, first, inverse, counts = np.unique(labels[kept], return_index=True, return_inverse=True, return_counts=True)
    rank = np.empty(len(values), dtype=np.int32)
    rank[np.lexsort((first, -counts))] = np.arange(len(values), dtype=np.int32)
    result = np.full(len(labels), NOISE, dtype=np.int32)
    result[kept] = rank[inverse]
    return result


def made_of_asked(labels: np.ndarray, asked: int, why: str = "there are only so many distinct rows") -> str:
    """A sentence where fewer clusters came out than were asked for, or where so many tell nothing; empty: neither."""
    made = int(labels.max()) + 1
    if made < asked:
        return f"made {made:,} of {asked:,}: {why}"
    if len(labels) > 1 and made == 1:
        return "all rows are one cluster: ask for more"
    return "each row is a cluster of its own: ask for fewer" if 1 < made == len(labels) else ""


def parted_copies(X: np.ndarray, labels: np.ndarray) -> str:
    """A sentence where rows with the same vector are in different clusters; empty: none are.

    Parameters
    ----------
    X : ndarray of shape (n_samples, n_features)
    labels : ndarray of shape (n_samples,)
    """
    direction: np.ndarray = np.asarray(np.random.default_rng(0).normal(size=X.shape[1]), X.dtype)
    along = X @ direction  # copies stand side by side
    order = np.argsort(along, kind="stable")
    apart = np.diff(along[order]) > 1e-5 * np.abs(along).max(initial=0.0)
    one, other = order[:-1], order[1:]
    able = np.flatnonzero((labels[one] != labels[other]) & ~apart)
    some = np.unique(np.linspace(0, X.shape[1] - 1, 16).astype(int))  # most that aren't the same differ in these
    able = able[(X[one[able]][:, some] == X[other[able]][:, some]).all(axis=1)]
    if not any(np.array_equal(X[one[pair]], X[other[pair]]) for pair in able):
        return ""
    return "rows with the same vector are in different clusters: nothing tells them apart"


def only_noise_or_one(X: np.ndarray, labels: np.ndarray, if_noise: str, if_one: str) -> str:
    """A sentence where a method found nothing to tell apart, with what to change; empty: it found something.

    Parameters
    ----------
    X : ndarray of shape (n_samples, n_features)
    labels : ndarray of shape (n_samples,)
    if_noise, if_one : str
        What to change where every row is noise, and where all are one cluster.
    """
    if len(labels) < 2 or labels.min() != labels.max():
        return ""
    if np.array_equal(X.min(axis=0), X.max(axis=0)):
        return "all rows are copies of each other: there is nothing to tell apart"
    return f"every row is noise: {if_noise}" if labels[0] == NOISE else f"all rows are one cluster: {if_one}"
