"""A map that came with the data: columns of the file that are places on it already."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from explorer.dataset import Dataset
from explorer.errors import ParamsError
from explorer.features.result import Features
from explorer.params import Params, param
from explorer.projections.result import Projection
from explorer.recipe import Report, silent


@dataclass(frozen=True)
class GivenMapParams(Params):
    """Nothing to choose: the data set says which columns they are."""

    n_components: int = param(2, "how many coordinates there are", low=2, high=3, unit="dimensions")


def fit(
    params: GivenMapParams,
    *,
    features: Features,  # noqa: ARG001
    dataset: Dataset,
    report: Report = silent,  # noqa: ARG001
) -> Projection:
    """The places that the data set gives.

    Parameters
    ----------
    params : GivenMapParams
    features : Features
        The space that the map is held against; the places don't depend on it.
    dataset : Dataset
    report : Report, optional

    Raises
    ------
    ParamsError
        When the data set has no coordinates, or not so many.
    """
    if len(dataset.coordinates) != params.n_components:
        found = ", ".join(dataset.coordinates) or "none"
        raise ParamsError(
            f"n_components = {params.n_components}, but the coordinates of this data set are: {found}. Choose them on "
            "the Data page, or as data.coordinates.",
            field="n_components",
        )
    places = np.stack([dataset.columns[name].values for name in dataset.coordinates], axis=1)
    return Projection(places.astype(np.float32), tuple(dataset.coordinates))
