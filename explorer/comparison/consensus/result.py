"""`Consensus`: a clustering whose inputs are clusterings, and how each row and each of these stands in it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from explorer.clusterings.result import Clustering
from explorer.store import Parts

STANDINGS = ("core", "fringe", "contested", "noise")
CORE, FRINGE, CONTESTED, NONE = range(4)


@dataclass(frozen=True, kw_only=True)
class Consensus(Clustering):
    """What several groupings agree on; as a clustering like any other, and with the votes behind it.

    Attributes
    ----------
    standing : ndarray of shape (n_samples,), uint8
        Place in `STANDINGS` of each row: core, fringe, contested, or in no cluster.
    support : ndarray of shape (n_samples,), float32
        Weight of the groupings that speak for the row's cluster, as a share of those in which it isn't noise: 0..1,
        higher is surer; NaN for a row in no cluster.
    weights : ndarray of shape (n_runs,), float64
        Of each grouping's vote; their sum is 1.
    family : ndarray of shape (n_runs,), int32
        Near-copies have one number; from 0.
    ari : ndarray of shape (n_runs,), float64
        Adjusted Rand index of each grouping with the consensus; noise is one cluster.
    agreement : float
        Mean of `ari` by weight; of what was found, also where that was too little to be called a consensus.
    """

    standing: np.ndarray
    support: np.ndarray
    weights: np.ndarray
    family: np.ndarray
    ari: np.ndarray
    agreement: float

    def __post_init__(self) -> None:
        super().__post_init__()
        if {len(self.standing), len(self.support)} != {len(self.labels)}:
            raise ValueError("each row has a standing and a support")
        if {len(self.family), len(self.ari)} != {len(self.weights)}:
            raise ValueError("each grouping has a weight, a family and an agreement")

    @property
    def n_families(self) -> int:
        """Families, near-copies counted once."""
        return int(self.family.max(initial=-1)) + 1

    def n_rows(self, standing: int) -> int:
        """Rows of a standing, given as its place in `STANDINGS`."""
        return int(np.count_nonzero(self.standing == standing))

    def to_parts(self) -> Parts:
        """Take apart: a clustering's parts and more."""
        parts = super().to_parts()
        arrays = {name: getattr(self, name) for name in ("standing", "support", "weights", "family", "ari")}
        texts = {**parts.texts, "standings": list(STANDINGS)}
        return Parts({**parts.arrays, **arrays}, texts, {**parts.values, "agreement": self.agreement})

    @classmethod
    def from_parts(cls, parts: Parts) -> Consensus:
        """Put together again what `to_parts` took apart."""
        plain = Clustering.from_parts(parts)
        return cls(
            labels=plain.labels,
            note=plain.note,
            standing=parts.arrays["standing"],
            support=parts.arrays["support"],
            weights=parts.arrays["weights"],
            family=parts.arrays["family"],
            ari=parts.arrays["ari"],
            agreement=parts.values["agreement"],
        )
