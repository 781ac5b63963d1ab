"""Vectors without structure: as many rows, spread as the data are along each PCA axis, but the axes unrelated.

What a method finds in them it finds by luck. The axes matter: with the raw columns permuted a single elongated Gaussian
loses its length, and then looks structured beside what is left.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from explorer.errors import LimitError
from explorer.features.result import Features
from explorer.params import Params, param
from explorer.recipe import Report, silent

PERMUTED, GAUSSIAN = "permuted", "gaussian"
MOST_AXES = 6_000  # their PCA takes a minute or two
_BLOCK = 4_096


@dataclass(frozen=True)
class NullParams(Params):
    """How the rows are made."""

    kind: str = param(
        PERMUTED,
        "permuted: along each PCA axis the rows' own places, dealt out anew. gaussian: places drawn from a Gaussian as "
        "wide; two groups that lie apart along one axis stay apart when permuted, but not in a Gaussian.",
        choices=(PERMUTED, GAUSSIAN),
    )
    seed: int = param(0, "seed of the draw", low=0, high=2**31 - 1)


def without_structure(params: NullParams, *, features: Features, report: Report = silent) -> Features:
    """Rows with the data's mean and covariance, whose places along one PCA axis tell nothing of those along another.

    The covariance is kept up to what chance correlates between axes, about ``1 / sqrt(n_samples)``.

    Raises
    ------
    LimitError
        When the PCA would take too long.
    """
    X = features.X
    n_axes = min(X.shape)
    if n_axes > MOST_AXES:
        raise LimitError(
            "A PCA with",
            f"{n_axes:,} axes",
            f"{MOST_AXES:,}",
            "Use fewer rows, or smaller pictures.",
        )
    report("PCA: fitting")
    mean = X.mean(axis=0, dtype=np.float64).astype(np.float32)
    axes = _axes(X, mean)
    random = np.random.default_rng(params.seed)
    places = np.empty((len(X), len(axes)), dtype=np.float32)
    for rows in _blocks(len(X)):
        places[rows] = (X[rows] - mean) @ axes.T
    report("dealing out", 0.5)
    for column in places.T:
        if params.kind == PERMUTED:
            random.shuffle(column)
        else:
            column[:] = random.normal(scale=column.std(dtype=np.float64), size=len(column))
    made = np.empty(X.shape, dtype=np.float32)
    for rows in _blocks(len(X)):
        made[rows] = places[rows] @ axes + mean
    return Features(made, f"no structure: {params.kind} along the PCA axes of the data (seed {params.seed})")


def _axes(X: np.ndarray, mean: np.ndarray) -> np.ndarray:
    """All directions along which the rows differ, of length 1. Shape (min(n_samples, n_features), n_features)."""
    n_samples, n_features = X.shape
    if n_features <= n_samples:
        scatter = np.zeros((n_features, n_features))
        for rows in _blocks(n_samples):
            centred = (X[rows] - mean).astype(np.float64)
            scatter += centred.T @ centred
        return np.ascontiguousarray(np.linalg.eigh(scatter)[1].T, dtype=np.float32)
    centred = (X - mean).astype(np.float64)
    spread, sides = np.linalg.eigh(centred @ centred.T)
    lengths = np.sqrt(np.maximum(spread, 0))
    told = lengths > 1e-7 * max(float(lengths.max(initial=0)), 1e-30)
    axes: np.ndarray = (sides[:, told] / lengths[told]).T @ centred
    return axes.astype(np.float32)


def _blocks(n_samples: int) -> list[slice]:
    return [slice(start, start + _BLOCK) for start in range(0, n_samples, _BLOCK)]
