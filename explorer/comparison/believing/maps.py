"""Two maps of the same rows against each other: whether the picture is the same when it is made again."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from explorer.comparison.believing.points import kept
from explorer.comparison.believing.result import MapsApart
from explorer.comparison.map_quality import nearest_on_map
from explorer.errors import InputError
from explorer.params import Params, param
from explorer.projections.result import Projection
from explorer.recipe import Report, silent

FEWEST_ROWS = 3


@dataclass(frozen=True)
class MapsApartParams(Params):
    """How two maps are compared."""

    n_neighbors: int = param(15, "How many nearest on each map are looked at.", low=1, high=1000, unit="rows")


def fit(params: MapsApartParams, *, a: Projection, b: Projection, report: Report = silent) -> MapsApart:
    """Lay one map over the other, and count the neighbours that both show.

    Raises
    ------
    InputError
        When they are of different rows, or of fewer than 3.
    """
    n_samples = len(a.Y)
    if n_samples != len(b.Y):
        raise InputError(f"One map has {n_samples:,} rows, the other {len(b.Y):,}: they can't be compared.")
    if n_samples < FEWEST_ROWS:
        raise InputError(f"Maps can be compared from {FEWEST_ROWS} rows on; there are {n_samples}.")
    report("laying one over the other")
    residual = procrustes(a.Y, b.Y)
    report("neighbours")
    k = min(params.n_neighbors, n_samples - 1)
    overlap = kept(nearest_on_map(a.Y, k), nearest_on_map(b.Y, k))
    return MapsApart(
        residual=residual.astype(np.float32),
        disparity=float(np.mean(residual**2)),
        overlap=overlap.astype(np.float32),
        n_neighbors=k,
        chance=k / (n_samples - 1),
    )


def procrustes(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """How far each row of one layout is from its place on another, laid over it (orthogonal Procrustes, Gower 1975).

    Parameters
    ----------
    a, b : ndarray of shape (n_samples, 2 or 3)
        The second is moved, turned, mirrored and scaled; where one has an axis more, the other is flat along it.

    Returns
    -------
    ndarray of shape (n_samples,)
        Distances in units of the first layout's spread, the root of the mean squared distance from its centre. The mean
        of their squares is 0..1. Where all rows of one layout are in one place it is 1: nothing of the other is shown.
    """
    width = max(a.shape[1], b.shape[1])
    a, b = (_centred(np.pad(Y.astype(np.float64), ((0, 0), (0, width - Y.shape[1])))) for Y in (a, b))
    left, strength, right = np.linalg.svd(b.T @ a)
    placed = b @ (left @ right) * strength.sum() / len(a)
    if not a.any():
        return np.ones(len(a))
    found: np.ndarray = np.linalg.norm(a - placed, axis=1)
    return found


def _centred(Y: np.ndarray) -> np.ndarray:
    """Around 0, and of spread 1 unless all rows are in one place."""
    Y = Y - Y.mean(axis=0)
    spread = np.sqrt((Y**2).sum() / len(Y))
    return Y / spread if spread > 0 else Y
