"""The identity column of a data set as a grouping."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from explorer.comparison.result import UNKNOWN, Identities
from explorer.dataset import Dataset
from explorer.errors import InputError
from explorer.params import Params
from explorer.recipe import Report, silent


@dataclass(frozen=True)
class IdentitiesParams(Params):
    """Nothing to choose: the column is the data set's."""


def fit(params: IdentitiesParams, *, dataset: Dataset, report: Report = silent) -> Identities:  # noqa: ARG001
    """The identities of a data set, in name order.

    Raises
    ------
    InputError
        When the data set has no identity column, or a column of numbers for one.
    """
    if dataset.identity is None:
        raise InputError(
            "This data set has no identity column, so there is no ground truth to compare with. Choose one."
        )
    column = dataset.columns[dataset.identity]
    if column.kind != "category":
        raise InputError(f"The column {dataset.identity!r} holds measured numbers; an identity must be a category.")
    used = np.unique(column.values)
    used = used[used != column.missing] if column.missing is not None else used
    position = np.full(len(column.names), UNKNOWN, dtype=np.int32)
    position[used] = np.arange(len(used), dtype=np.int32)
    return Identities(position[column.values], tuple(column.names[code] for code in used))
