"""One method over a range of a parameter: every grouping, its scores, and where the parameter matters."""

from __future__ import annotations

from explorer.comparison.sweeping.params import SweepParams
from explorer.comparison.sweeping.result import Sweep
from explorer.recipe import Step

STEPS: tuple[Step, ...] = (
    Step(
        "comparison.sweep",
        "sweep",
        SweepParams,
        "explorer.comparison.sweeping.sweep:fit",
        Sweep,
        heavy=True,
        heavy_from=1_000,
        inputs=("features",),
        more_inputs=True,
        timed_by="method",
        counted_by="values second",
    ),
)

__all__ = ["STEPS", "Sweep", "SweepParams"]
