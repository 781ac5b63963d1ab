"""How far each row is from its k-th nearest: sorted, the curve bends where noise begins, which is a first eps."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from explorer.errors import InputError
from explorer.neighbors.result import KNNGraph
from explorer.params import Params
from explorer.recipe import Report, silent
from explorer.store import FieldResult

MOST_POINTS = 500  # of the curve that are kept
GRID = 15
SHARES = (0.02, 0.98)  # of the rows' distances, between which an eps is worth trying


@dataclass(frozen=True)
class KDistanceParams(Params):
    """Nothing to choose: k is the graph's."""


@dataclass(frozen=True)
class KDistance(FieldResult):
    """The sorted distances to the k-th nearest other row.

    Attributes
    ----------
    shares : ndarray of shape (n_points,), float64
        Of the rows, 0..1, rising.
    distances : ndarray of shape (n_points,), float64
        So many rows have their k-th nearest within this; rising.
    knee : float or None
        The distance at which the curve bends most; None where it is a straight line.
    grid : tuple of float
        Values of eps worth trying, rising; empty where all rows are copies.
    k : int
    n_samples : int
    metric : str
    exact : bool
        Whether the neighbours are exact.
    """

    shares: np.ndarray
    distances: np.ndarray
    knee: float | None
    grid: tuple[float, ...]
    k: int
    n_samples: int
    metric: str
    exact: bool


def fit(params: KDistanceParams, *, graph: KNNGraph, report: Report = silent) -> KDistance:  # noqa: ARG001
    """Sort the rows by how far their k-th nearest is, and find the knee.

    The knee is the point farthest below the straight line from the curve's first point to its last (after Satopää,
    Albrecht, Irwin & Raghavan 2011).

    Parameters
    ----------
    params : KDistanceParams
    graph : KNNGraph
        Of k neighbours. DBSCAN's ``min_samples`` counts a row itself, so k is one less.
    report : Report, optional

    Returns
    -------
    KDistance

    Raises
    ------
    InputError
        When there are no rows with a neighbour.
    """
    if not graph.distances.size:
        raise InputError("Distances to a nearest row need at least 2 rows.")
    distances = np.sort(graph.distances[:, -1].astype(np.float64))
    n_samples = len(distances)
    places = np.unique(np.linspace(0, n_samples - 1, MOST_POINTS).round().astype(np.int64))
    return KDistance(
        shares=(places + 1) / n_samples,
        distances=distances[places],
        knee=knee(distances),
        grid=suggested(distances),
        k=graph.distances.shape[1],
        n_samples=n_samples,
        metric=graph.metric,
        exact=graph.exact,
    )


def knee(distances: np.ndarray) -> float | None:
    """Where a rising curve bends most; None where it doesn't.

    Parameters
    ----------
    distances : ndarray of shape (n_samples,)
        Rising.
    """
    height = distances[-1] - distances[0]
    if len(distances) < 3 or height <= 0:
        return None
    below = np.linspace(0, 1, len(distances)) - (distances - distances[0]) / height
    most = int(np.argmax(below))
    return float(distances[most]) if below[most] > 1e-9 else None


def suggested(distances: np.ndarray) -> tuple[float, ...]:
    """Values of eps worth trying, evenly from where few rows have enough others near to where nearly all have.

    Parameters
    ----------
    distances : ndarray of shape (n_samples,)
        Rising.

    Returns
    -------
    tuple of float
        Rising, of three digits.
    """
    positive = distances[distances > 0]
    if not len(positive):
        return ()
    low, high = np.quantile(positive, SHARES)
    digits = 2 - int(np.floor(np.log10(high)))
    values = {round(float(value), digits) for value in np.linspace(low, high, GRID)}
    return tuple(sorted(value for value in values if value > 0)) or (float(f"{high:.3g}"),)
