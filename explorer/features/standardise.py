"""Each dimension to mean 0 and variance 1."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from explorer.features.result import Features, Fitted
from explorer.params import Params
from explorer.recipe import Report, silent


@dataclass(frozen=True)
class StandardiseParams(Params):
    """Nothing to choose."""


def standardise(
    params: StandardiseParams,  # noqa: ARG001 - a stage's signature
    *,
    features: Features,
    like: Fitted | None = None,
    report: Report = silent,
) -> Features:
    """``sklearn.preprocessing.StandardScaler``: a dimension that doesn't vary becomes 0.

    Parameters
    ----------
    params : StandardiseParams
    features : Features
    like : Fitted, optional
        Of a reference: its mean and deviation are taken instead of these rows' own.
    report : Report, optional

    Raises
    ------
    InputError
        When the reference's vectors are of another width.
    """
    if like is not None:
        return Features(like(features.X), "each dimension moved and scaled as the reference's are")
    from sklearn.preprocessing import StandardScaler

    report("standardising")
    scaler = StandardScaler()
    X = scaler.fit_transform(features.X).astype(np.float32, copy=False)
    n_constant = int((scaler.var_ == 0).sum())
    note = "each dimension scaled to mean 0 and variance 1"
    return Features(X, f"{note}; {n_constant:,} of them don't vary and are 0" if n_constant else note)


def fitted(params: StandardiseParams, *, features: Features, report: Report = silent) -> Fitted:  # noqa: ARG001 - a stage's signature
    """The mean and deviation of each dimension; a dimension that doesn't vary is moved only."""
    from sklearn.preprocessing import StandardScaler

    report("standardising")
    scaler = StandardScaler().fit(features.X)
    # as float32, as scikit-learn itself moves and scales float32
    mean, scale = scaler.mean_.astype(np.float32), 1 / scaler.scale_.astype(np.float32)
    return Fitted(features.X.shape[1], mean, scale=scale)
