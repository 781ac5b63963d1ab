"""The vectors that the data set came with."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from explorer.dataset import Dataset
from explorer.errors import InputError
from explorer.features.result import Features
from explorer.params import Params
from explorer.recipe import Report, silent


@dataclass(frozen=True)
class GivenParams(Params):
    """Nothing to choose."""


def given(params: GivenParams, *, dataset: Dataset, report: Report = silent) -> Features:  # noqa: ARG001 - a stage's signature
    """The given vectors as float32.

    Raises
    ------
    InputError
        When there are only images.
    """
    if dataset.vectors is None:
        raise InputError("There are no vectors in this data set. Use its pixels as features.")
    X = np.asarray(dataset.vectors, dtype=np.float32)
    return Features(X, f"the given vectors, {X.shape[1]:,} dimensions")
