"""Each dimension to mean 0 and variance 1."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from explorer.features.result import Features
from explorer.params import Params
from explorer.recipe import Report, silent


@dataclass(frozen=True)
class StandardiseParams(Params):
    """Nothing to choose."""


def standardise(params: StandardiseParams, *, features: Features, report: Report = silent) -> Features:  # noqa: ARG001 - a stage's signature
    """``sklearn.preprocessing.StandardScaler``: a dimension that doesn't vary becomes 0."""
    from sklearn.preprocessing import StandardScaler

    report("standardising")
    scaler = StandardScaler()
    X = scaler.fit_transform(features.X).astype(np.float32, copy=False)
    n_constant = int((scaler.var_ == 0).sum())
    note = "each dimension scaled to mean 0 and variance 1"
    return Features(X, f"{note}; {n_constant:,} of them don't vary and are 0" if n_constant else note)
