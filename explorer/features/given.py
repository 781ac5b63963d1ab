"""The vectors that the data set came with."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from explorer.dataset import Dataset
from explorer.errors import InputError
from explorer.features.result import Features, check_width
from explorer.params import Params
from explorer.recipe import Report, silent


@dataclass(frozen=True)
class GivenParams(Params):
    """Nothing to choose."""


def given(
    params: GivenParams,  # noqa: ARG001 - a stage's signature
    *,
    dataset: Dataset,
    like: Features | None = None,
    report: Report = silent,  # noqa: ARG001
) -> Features:
    """The given vectors as float32.

    Parameters
    ----------
    params : GivenParams
    dataset : Dataset
    like : Features, optional
        Of a reference: vectors of another width are refused.
    report : Report, optional

    Raises
    ------
    InputError
        When there are only images, or the reference's are of another width.
    """
    if dataset.vectors is None:
        if like is not None:
            raise InputError(
                f"The features here are vectors of {like.X.shape[1]:,} numbers that came with the data, and a picture "
                "can't be made into one: the model that made them isn't here. Bring the picture's vector instead."
            )
        raise InputError("There are no vectors in this data set. Use its pixels as features.")
    X = np.asarray(dataset.vectors, dtype=np.float32)
    if like is not None:
        check_width(X, like.X.shape[1])
    return Features(X, f"the given vectors, {X.shape[1]:,} dimensions")
