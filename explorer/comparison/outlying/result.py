"""`Outlyingness`: how far out each row lies, by several measures and by all of them together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from explorer.store import FieldResult, Parts

# The measures, by the name of their array.
MEASURES: Mapping[str, str] = {
    "knn": "distance to the nearest rows",
    "lof": "local outlier factor",
    "glosh": "GLOSH",
    "votes": "noise in groupings",
}


@dataclass(frozen=True)
class Glosh(FieldResult):
    """Global-local outlier scores from hierarchies (Campello, Moulavi, Zimek & Sander 2015).

    Attributes
    ----------
    scores : ndarray of shape (n_samples,), float32
        0 to 1, higher is farther out: how much thinner it is where the row leaves its cluster than in its midst.
    """

    scores: np.ndarray


@dataclass(frozen=True)
class Outlyingness:
    """How far out each row lies; needs no identities.

    Attributes
    ----------
    score : ndarray of shape (n_samples,), float32
        Mean of the row's rank in each measure, 0 to 1, higher is farther out. Of ranks, since the measures have no
        unit in common.
    agree : ndarray of shape (n_samples,), uint8
        How many measures have the row among their farthest `share`.
    order : ndarray of shape (n_listed,), int32
        Rows, the farthest out first.
    measures : mapping of str to ndarray of shape (n_samples,), float32
        By name, as in `MEASURES`; those that could be had. ``knn``: mean distance to its nearest rows. ``lof``: local
        outlier factor (Breunig et al. 2000), about 1 within a group, above 1 outside. ``glosh``: 0 to 1. ``votes``:
        share of the groupings with noise in which it is noise.
    share : float
    n_neighbors : int
        How many nearest rows the first two look at.
    metric : str
    exact : bool
        Whether those were found exactly.
    n_groupings : int
        Groupings that voted.
    notes : tuple of str
        Why a measure is missing; sentences.
    """

    score: np.ndarray
    agree: np.ndarray
    order: np.ndarray
    measures: Mapping[str, np.ndarray]
    share: float
    n_neighbors: int
    metric: str
    exact: bool
    n_groupings: int
    notes: tuple[str, ...] = ()

    def to_parts(self) -> Parts:
        """Take apart, an array for each measure."""
        arrays = {"score": self.score, "agree": self.agree, "order": self.order, **self.measures}
        values = {
            "measures": list(self.measures),
            "share": self.share,
            "n_neighbors": self.n_neighbors,
            "metric": self.metric,
            "exact": self.exact,
            "n_groupings": self.n_groupings,
            "notes": list(self.notes),
        }
        return Parts(arrays, {}, values)

    @classmethod
    def from_parts(cls, parts: Parts) -> Outlyingness:
        """Put together again what `to_parts` took apart."""
        values = dict(parts.values)
        measures = {name: parts.arrays[name] for name in values.pop("measures")}
        score, agree, order = (parts.arrays[name] for name in ("score", "agree", "order"))
        return cls(score, agree, order, measures, **{**values, "notes": tuple(values["notes"])})
