"""A place on a map, which no row need stand at."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from explorer.errors import ParamsError
from explorer.params import Params, param
from explorer.projections.result import Projection
from explorer.recipe import Report, silent


@dataclass(frozen=True)
class SpotParams(Params):
    """Where."""

    place: tuple[float, ...] = param((), "A coordinate for each axis of the map.")


def fit(params: SpotParams, *, projection: Projection, report: Report = silent) -> Projection:  # noqa: ARG001
    """The place as a map of one row, on the axes of the map.

    Raises
    ------
    ParamsError
        When it has not one finite coordinate for each axis.
    """
    n_axes = projection.Y.shape[1]
    with np.errstate(over="ignore"):  # what float32 can't hold becomes an infinity, and is refused
        found = np.array(params.place, dtype=np.float64).astype(np.float32)
    if found.shape != (n_axes,) or not np.isfinite(found).all():
        raise ParamsError(
            f"place = {list(params.place)} must be {n_axes} finite numbers, one for each axis of the map.",
            field="place",
        )
    return Projection(found[None], projection.titles)
