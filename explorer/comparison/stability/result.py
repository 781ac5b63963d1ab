"""`Stability`: how well each cluster of a grouping comes again when some of the rows are grouped anew."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from explorer.store import FieldResult

DISSOLVED, STABLE, HIGHLY_STABLE = 0.5, 0.75, 0.85  # Hennig (2007, 2008): at most; from; from


@dataclass(frozen=True)
class Stability(FieldResult):
    """How well each cluster comes again.

    Attributes
    ----------
    jaccard : ndarray of shape (n_resamples, n_clusters), float32
        Of each cluster, cut down to the rows drawn, the largest Jaccard overlap with a cluster of the resample, 0..1,
        higher is better; NaN where none of its rows was drawn. Noise is no cluster: what becomes noise has no overlap.
    mean : ndarray of shape (n_clusters,), float64
        Of a cluster over the resamples that drew some of it; NaN where none did.
    dissolved, recovered : ndarray of shape (n_clusters,), int32
        Resamples with an overlap of at most 0.5, and of at least 0.75.
    sizes : ndarray of shape (n_clusters,), int64
        Rows in each cluster.
    rows : ndarray of shape (n_samples,), float32
        Of each row the mean of its cluster, to colour a map by; NaN for noise.
    ari : ndarray of shape (n_resamples,), float64
        Adjusted Rand index of each resample with the grouping, on the rows drawn; noise is one cluster.
    stability : float or None
        Mean over the clusters, each by its rows, 0..1; None without any cluster.
    least : float or None
        That of the least stable cluster.
    n_stable : int
        Clusters with a mean of 0.75 or more.
    median_ari : float
        Of `ari`.
    n_noise, n_samples, n_drawn : int
        Rows of noise, of all, and of each resample.
    """

    jaccard: np.ndarray
    mean: np.ndarray
    dissolved: np.ndarray
    recovered: np.ndarray
    sizes: np.ndarray
    rows: np.ndarray
    ari: np.ndarray
    stability: float | None
    least: float | None
    n_stable: int
    median_ari: float
    n_noise: int
    n_samples: int
    n_drawn: int

    def __post_init__(self) -> None:
        n_clusters = self.jaccard.shape[1]
        if {len(self.mean), len(self.dissolved), len(self.recovered), len(self.sizes)} != {n_clusters}:
            raise ValueError("each cluster has an overlap a resample, their mean, two counts and a size")
        if len(self.ari) != len(self.jaccard):
            raise ValueError("each resample has an adjusted Rand index")

    @property
    def n_resamples(self) -> int:
        """How often rows were drawn."""
        return len(self.ari)


@dataclass(frozen=True)
class Silhouette(FieldResult):
    """How much nearer rows are to their own cluster than to the next.

    Attributes
    ----------
    score : float or None
        -1..1, higher is better: the mean over the rows looked at, noise counted as 0; None where it is undefined:
        with fewer than two clusters.
    clustered : float or None
        The same without noise.
    n_judged, n_samples : int
        Rows looked at, and all.
    n_clusters : int
    """

    score: float | None
    clustered: float | None
    n_judged: int
    n_samples: int
    n_clusters: int


@dataclass(frozen=True)
class Luck(FieldResult):
    """Figures of a grouping beside those of data without structure; in the order of `luck.MEASURES`.

    Attributes
    ----------
    observed : ndarray of shape (n_measures,), float64
        NaN where undefined or not asked for.
    null : ndarray of shape (n_measures, n_null), float64
        The same of each set without structure. Silhouette and stability are 0 where no clusters were found in it,
        adjusted Rand indices NaN where no rows were parted.
    above : ndarray of shape (n_measures,), bool
        Where the figure is more than luck gives.
    structured : bool
        Whether the grouping shows structure.
    """

    observed: np.ndarray
    null: np.ndarray
    above: np.ndarray
    structured: bool

    def __post_init__(self) -> None:
        if self.null.ndim != 2 or {len(self.null), len(self.above)} != {len(self.observed)}:
            raise ValueError("each measure has a figure, a band and whether it is above")

    @property
    def n_null(self) -> int:
        """Sets without structure."""
        return int(self.null.shape[1])
