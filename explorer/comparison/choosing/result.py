"""`Verdicts`: what speaks for each of several groupings."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from explorer.store import FieldResult


@dataclass(frozen=True)
class Verdicts(FieldResult):
    """Figures of each grouping, in the order of the names that it was handed over by.

    Attributes
    ----------
    quality : ndarray of shape (n_groupings,), float64
        Silhouette without noise, -1..1, higher is better; NaN with fewer than two clusters.
    coverage : ndarray of shape (n_groupings,), float64
        Share of the rows that are in a cluster, 0..1.
    agreement : ndarray of shape (n_groupings,), float64
        Adjusted Rand index with the consensus of the others, at most 1; NaN where there is none: no others, none that
        they agree on, or they are what it was made of.
    n_judged, n_samples : int
        Rows that the silhouette looked at, and all.
    """

    quality: np.ndarray
    coverage: np.ndarray
    agreement: np.ndarray
    n_judged: int
    n_samples: int

    def __post_init__(self) -> None:
        if {len(self.coverage), len(self.agreement)} != {len(self.quality)}:
            raise ValueError("each grouping has a quality, a coverage and an agreement")
