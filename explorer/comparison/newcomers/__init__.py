"""New rows beside known ones: the nearest known row and identity of each."""

from __future__ import annotations

from explorer.comparison.newcomers.nearest import NewcomersParams
from explorer.comparison.newcomers.result import Newcomers
from explorer.recipe import Step

STEPS: tuple[Step, ...] = (
    Step(
        "comparison.newcomers",
        "new rows and known ones",
        NewcomersParams,
        "explorer.comparison.newcomers.nearest:fit",
        Newcomers,
        version=5,
        inputs=("features", "new"),
        optional=("identities", "before", "new_before"),
    ),
)

__all__ = ["STEPS", "Newcomers", "NewcomersParams"]
