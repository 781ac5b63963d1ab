"""Whether a grouping comes again: on some of its rows, with another seed; and on data that have no groups."""

from __future__ import annotations

from explorer.comparison.stability.luck import LuckParams
from explorer.comparison.stability.resampled import StabilityParams
from explorer.comparison.stability.result import Luck, Silhouette, Stability
from explorer.comparison.stability.silhouette import SilhouetteParams
from explorer.recipe import Step

STEPS: tuple[Step, ...] = (
    Step(
        "comparison.stability",
        "stability of clusters",
        StabilityParams,
        "explorer.comparison.stability.resampled:fit",
        Stability,
        version=2,
        inputs=("grouping",),
        more_inputs=True,
    ),
    Step(
        "comparison.silhouette",
        "silhouette",
        SilhouetteParams,
        "explorer.comparison.stability.silhouette:fit",
        Silhouette,
        inputs=("features", "grouping"),
    ),
    Step(
        "comparison.luck",
        "structure or luck",
        LuckParams,
        "explorer.comparison.stability.luck:fit",
        Luck,
        more_inputs=True,
    ),
)

__all__ = ["STEPS", "Luck", "LuckParams", "Silhouette", "SilhouetteParams", "Stability", "StabilityParams"]
