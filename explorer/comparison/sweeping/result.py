"""`Sweep`: the groupings of a sweep, and how good each is by itself and how alike it is to its neighbours."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from explorer.clusterings.result import Clustering
from explorer.store import FieldResult


@dataclass(frozen=True)
class Sweep(FieldResult):
    """A grouping a cell, in the order of `SweepParams.cells`, with its scores.

    A score is NaN where it is undefined: with fewer than two clusters, or as `why` says. All but the adjusted Rand
    indices leave noise out; those count it as one cluster.

    Attributes
    ----------
    labels : ndarray of shape (n_cells, n_samples), int32
        Numbered by size, the largest 0; noise is -1.
    n_clusters, n_noise : ndarray of shape (n_cells,), int32
    silhouette : ndarray of shape (n_cells,), float64
        -1..1, higher is better (Rousseeuw 1987), in `metric`, over `n_judged` rows.
    calinski_harabasz : ndarray of shape (n_cells,), float64
        From 0, higher is better (Caliński & Harabasz 1974), Euclidean, all rows.
    davies_bouldin : ndarray of shape (n_cells,), float64
        From 0, lower is better (Davies & Bouldin 1979), Euclidean, all rows.
    dbcv : ndarray of shape (n_cells,), float64
        -1..1, higher is better (Moulavi et al. 2014), in `metric`; see `dbcv_kind`. Noise lowers it.
    ari_before : ndarray of shape (n_cells,), float64
        Adjusted Rand index to the cell of the value before; NaN for the first.
    ari_beside : ndarray of shape (n_cells,), float64
        To the cell of the second parameter's value before; NaN where there is none.
    ari_identities : ndarray of shape (n_cells,), float64
        To the identities, rows without one left out; NaN without any.
    failed : ndarray of shape (n_cells,), bool
        Where the method found no grouping at all: all rows are noise here, and the note says why.
    seconds : ndarray of shape (n_cells,), float64
        What this grouping took by itself, what it was cut from not counted.
    notes : tuple of str
        What to know about each grouping.
    metric : str
    n_judged : int
        Rows the silhouette was computed from, at most; noise among them is left out.
    dbcv_kind : {"exact", "relative", ""}
        ``relative``: hdbscan's ``relative_validity_``, from the spanning tree alone; for comparing cells of one sweep.
    why : mapping
        Name of a score -> why it is defined for no cell, a sentence.
    """

    labels: np.ndarray
    n_clusters: np.ndarray
    n_noise: np.ndarray
    silhouette: np.ndarray
    calinski_harabasz: np.ndarray
    davies_bouldin: np.ndarray
    dbcv: np.ndarray
    ari_before: np.ndarray
    ari_beside: np.ndarray
    ari_identities: np.ndarray
    failed: np.ndarray
    seconds: np.ndarray
    notes: tuple[str, ...]
    metric: str
    n_judged: int
    dbcv_kind: str
    why: Mapping[str, str]

    def __post_init__(self) -> None:
        lines = [value for value in vars(self).values() if isinstance(value, np.ndarray)] + [np.array(self.notes)]
        if {len(line) for line in lines} != {len(self.labels)}:
            raise ValueError("a sweep has a value of each score for each cell")

    @property
    def n_cells(self) -> int:
        """Number of groupings."""
        return len(self.labels)

    def grouping(self, cell: int) -> Clustering:
        """The grouping of a cell, as its method alone gives it."""
        return Clustering(np.array(self.labels[cell], dtype=np.int32), self.notes[cell])
