"""Rows that a map was drawn without, beside what comes back from their places on it, and beside two baselines.

A row's own neighbours can give a vector as like it with no map at all, and the mean of everything is like every row of
some data (faces lie in a narrow cone): what comes back is worth as much as it is better than both.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from explorer.comparison.returning.result import Returned
from explorer.errors import InputError
from explorer.features.result import Features, check_width
from explorer.params import Params
from explorer.recipe import Report, silent


@dataclass(frozen=True)
class ReturnedParams(Params):
    """Nothing to choose."""


def fit(
    params: ReturnedParams,  # noqa: ARG001 - a stage's signature
    *,
    features: Features,
    new: Features,
    back: Features,
    report: Report = silent,
) -> Returned:
    """Compare rows held out with what comes back.

    Parameters
    ----------
    params : ReturnedParams
    features : Features
        Of the rows that the map was drawn from.
    new : Features
        Of those held out, through the preprocessing fitted on the others.
    back : Features
        What comes back from their places, row by row.
    report : Report, optional

    Raises
    ------
    InputError
        When they are of different widths or numbers of rows.
    """
    from explorer.neighbors.cross import nearest_rows, without_direction

    check_width(new.X, features.X.shape[1])
    if back.X.shape != new.X.shape:
        raise InputError(f"{len(back.X):,} vectors came back for {len(new.X):,} rows held out.")
    nearest = features.X[nearest_rows(new.X, features.X, 1, "cosine", report)[0][:, 0]]
    mean = features.X.mean(axis=0, dtype=np.float64)
    if without_direction(mean[None], features.X)[0]:
        mean = np.zeros_like(mean)
    means = np.broadcast_to(mean, new.X.shape)
    spread = _squared(new.X, means)
    return Returned(
        cosines(new.X, back.X),
        cosines(new.X, nearest),
        cosines(new.X, means),
        (_explained(_squared(new.X, back.X), spread), _explained(_squared(new.X, nearest), spread)),
        features.n_samples,
    )


def cosines(A: np.ndarray, B: np.ndarray) -> np.ndarray:
    """The cosine of each pair of rows; 0 where one has no direction. Shape (n_rows,), float32."""
    a, b = A.astype(np.float64), B.astype(np.float64)
    size = np.linalg.norm(a, axis=1) * np.linalg.norm(b, axis=1)
    product = np.einsum("ij,ij->i", a, b)
    found = np.divide(product, size, out=np.zeros(len(a)), where=size > 0)
    cut: np.ndarray = np.clip(found, -1, 1).astype(np.float32)
    return cut


def _squared(A: np.ndarray, B: np.ndarray) -> float:
    return float(((A.astype(np.float64) - B) ** 2).sum())


def _explained(error: float, spread: float) -> float | None:
    return 1 - error / spread if spread > 0 else None
