"""A map as a feature space, for clustering "on the map"."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from explorer.features.result import Features
from explorer.params import Params
from explorer.projections.result import Projection
from explorer.recipe import Report, silent


@dataclass(frozen=True)
class AsFeaturesParams(Params):
    """Nothing to choose."""


def fit(params: AsFeaturesParams, *, projection: Projection, report: Report = silent) -> Features:  # noqa: ARG001
    """The places on the map as vectors; the note says that distances are the map's, not the data's."""
    return Features(np.ascontiguousarray(projection.Y), f"the {projection.Y.shape[1]}-D map")
