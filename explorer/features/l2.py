"""Vectors scaled to length 1, so that Euclidean distance orders pairs as the cosine does."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from explorer.features.result import Features
from explorer.params import Params
from explorer.recipe import Report, silent

_BATCH = 8_192


@dataclass(frozen=True)
class L2Params(Params):
    """Nothing to choose."""


def l2(params: L2Params, *, features: Features, report: Report = silent) -> Features:  # noqa: ARG001 - a stage's signature
    """Divide each row by its Euclidean length; a row of zeros stays as it is.

    The same as ``sklearn.preprocessing.normalize``, in batches.
    """
    X = np.empty(features.X.shape, dtype=np.float32)
    n_zero = 0
    for start in range(0, len(X), _BATCH):
        report("scaling to length 1", start / len(X))
        block = features.X[start : start + _BATCH]
        lengths = np.linalg.norm(block.astype(np.float64), axis=1, keepdims=True)
        n_zero += int((lengths == 0).sum())
        X[start : start + _BATCH] = block / np.where(lengths, lengths, 1)
    note = "each vector scaled to length 1"
    return Features(X, f"{note}; {n_zero:,} of them are all zeros and stay so" if n_zero else note)
