"""What is known of a map's points: `PointTrust`, `Pieces` of groups on it, and `MapsApart`, one map against another."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from explorer.store import FieldResult


@dataclass(frozen=True)
class PointTrust(FieldResult):
    """How truly a map shows each row's neighbours.

    Attributes
    ----------
    recall : ndarray of shape (n_samples,), float32
        Share of a row's nearest in the feature space that are among as many nearest on the map, 0..1, higher is better.
    honest : ndarray of shape (n_samples,), float32
        1 less what false neighbours cost the row: rows near on the map that are far in the feature space, each by how
        far down it comes there. 1 is best; the mean over all rows is the map's trustworthiness (Venna & Kaski 2001).
        NaN for a row that wasn't judged.
    whole : ndarray of shape (n_samples,), float32
        The same for missing neighbours: rows near in the feature space that are far on the map. The mean is the map's
        continuity.
    here : ndarray of shape (n_samples, k), int32
        Positions of each row's nearest on the map, nearest first: as many as its recall looks at.
    depths : tuple of int
        How many nearest each of `recalls` looks at; `recall` at the last of them.
    recalls : tuple of float
        Mean of the recall of all rows at each depth.
    n_neighbors : int
        How many nearest `honest` and `whole` look at.
    n_judged : int
        Rows that these two are known of, each judged among all.
    graph_exact : bool
        Whether the neighbours in the feature space that the recall is read from are exact.
    """

    recall: np.ndarray
    honest: np.ndarray
    whole: np.ndarray
    here: np.ndarray
    depths: tuple[int, ...]
    recalls: tuple[float, ...]
    n_neighbors: int
    n_judged: int
    graph_exact: bool

    def __post_init__(self) -> None:
        if not self.recall.shape == self.honest.shape == self.whole.shape:
            raise ValueError("each row has all three figures")
        if len(self.depths) != len(self.recalls):
            raise ValueError("there is a recall for each depth")

    @property
    def trustworthiness(self) -> float:
        """Mean of `honest`: 0..1, higher is better, about 0.5 for a random map."""
        return float(np.nanmean(self.honest, dtype=np.float64))

    @property
    def continuity(self) -> float:
        """Mean of `whole`: 0..1, higher is better, about 0.5 for a random map."""
        return float(np.nanmean(self.whole, dtype=np.float64))


@dataclass(frozen=True)
class Pieces(FieldResult):
    """Which groups a map tears apart though they are whole in the feature space, and which it heaps together.

    Attributes
    ----------
    groups : ndarray of shape (n_groups,), int32
        Codes of the groups that are large enough to be looked at.
    rows : ndarray of shape (n_groups,), int64
        Rows in each.
    whole_there : ndarray of shape (n_groups,), float32
        Share of the group's rows that hang together in the feature space: in the largest piece of the neighbour graph
        between its rows. 0..1.
    whole_here : ndarray of shape (n_groups,), float32
        The same on the map.
    pieces : ndarray of shape (n_groups,), int32
        Pieces on the map that hold at least a twentieth of the group each.
    pairs : ndarray of shape (n_pairs, 2), int32
        Codes of two groups that touch on the map, the most heaped first.
    mixed_there : ndarray of shape (n_pairs,), float32
        Share of the neighbours of the smaller group's rows that belong to the other, in the feature space. 0..1.
    mixed_here : ndarray of shape (n_pairs,), float32
        The same on the map.
    torn : ndarray of shape (n_groups,), bool
        Whole in the feature space, not on the map.
    heaped : ndarray of shape (n_pairs,), bool
        Apart in the feature space, mixed on the map.
    """

    groups: np.ndarray
    rows: np.ndarray
    whole_there: np.ndarray
    whole_here: np.ndarray
    pieces: np.ndarray
    pairs: np.ndarray
    mixed_there: np.ndarray
    mixed_here: np.ndarray
    torn: np.ndarray
    heaped: np.ndarray


@dataclass(frozen=True)
class MapsApart(FieldResult):
    """How far two maps of the same rows show the same picture.

    Attributes
    ----------
    residual : ndarray of shape (n_samples,), float32
        How far each row is from its place on the other map, once that is moved, turned, mirrored and scaled to fit as
        well as it can (Procrustes, Gower 1975); in units of the first map's spread, the root of the mean squared
        distance from its centre. 0 is best.
    disparity : float
        Mean of the squared residuals, 0..1: 0 is the same picture, near 1 for two that have nothing to do with each
        other.
    overlap : ndarray of shape (n_samples,), float32
        Share of a row's nearest on one map that are among its nearest on the other, 0..1, higher is better.
    n_neighbors : int
        How many nearest the overlap looks at.
    chance : float
        The overlap of two random maps: n_neighbors / (n_samples - 1).
    """

    residual: np.ndarray
    disparity: float
    overlap: np.ndarray
    n_neighbors: int
    chance: float

    @property
    def mean_overlap(self) -> float:
        """Mean of `overlap`."""
        return float(self.overlap.mean(dtype=np.float64))
