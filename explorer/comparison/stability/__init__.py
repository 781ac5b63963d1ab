"""Whether a grouping comes again: on some of its rows, with another seed; and on data that have no groups."""

from __future__ import annotations

from explorer.comparison.stability.resampled import StabilityParams
from explorer.comparison.stability.result import Stability
from explorer.recipe import Step

STEPS: tuple[Step, ...] = (
    Step(
        "comparison.stability",
        "stability of clusters",
        StabilityParams,
        "explorer.comparison.stability.resampled:fit",
        Stability,
        inputs=("grouping",),
        more_inputs=True,
    ),
)

__all__ = ["STEPS", "Stability", "StabilityParams"]
