"""A column of the data set as a grouping: where a person's own edits can start from."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from explorer.clusterings.result import NOISE, Clustering, ordered
from explorer.dataset import Dataset
from explorer.errors import InputError
from explorer.params import Params, param, unknown
from explorer.recipe import Report, silent


@dataclass(frozen=True)
class ByColumnParams(Params):
    """Which column."""

    column: str = param("", "the column whose values are the groups; empty: the identity")


def fit(params: ByColumnParams, *, dataset: Dataset, report: Report = silent) -> Clustering:
    """The rows by their value in a column; rows without one are noise.

    Raises
    ------
    InputError
        When there is no such column, no identity, or it holds measured numbers.
    """
    report("reading the column")
    name = params.column or dataset.identity
    if name is None:
        raise InputError("This data set has no identity column. Choose one on the Data page, or name another column.")
    if name not in dataset.columns:
        raise InputError(f"column: {unknown(name, list(dataset.columns))}")
    column = dataset.columns[name]
    if column.kind != "category":
        raise InputError(f"The column {name!r} holds measured numbers; groups need a category.")
    codes = column.values.astype(np.int64)
    if column.missing is not None:
        codes[column.values == column.missing] = NOISE
    labels = ordered(codes)
    _, first = np.unique(labels[labels >= 0], return_index=True)
    return Clustering(labels, names=tuple(column.names[code] for code in codes[labels >= 0][first]))
