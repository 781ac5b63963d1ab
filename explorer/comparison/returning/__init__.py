"""How much of a row comes back from its place on a map."""

from __future__ import annotations

from explorer.comparison.returning.held_out import ReturnedParams
from explorer.comparison.returning.result import Returned
from explorer.recipe import Step

STEPS: tuple[Step, ...] = (
    Step(
        "comparison.returned",
        "the way back, measured",
        ReturnedParams,
        "explorer.comparison.returning.held_out:fit",
        Returned,
        inputs=("features", "new", "back"),
    ),
)

__all__ = ["STEPS", "Returned", "ReturnedParams"]
