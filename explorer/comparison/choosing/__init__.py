"""Which of several groupings to use: what speaks for each, and which of them no other is better than in everything."""

from __future__ import annotations

from explorer.comparison.choosing.judge import VerdictsParams
from explorer.comparison.choosing.result import Verdicts
from explorer.recipe import Step

STEPS: tuple[Step, ...] = (
    Step(
        "comparison.verdicts",
        "which grouping to use",
        VerdictsParams,
        "explorer.comparison.choosing.judge:fit",
        Verdicts,
        version=3,
        heavy=True,
        heavy_from=5_000,
        inputs=("features", "graph"),
        more_inputs=True,
    ),
)

__all__ = ["STEPS", "Verdicts", "VerdictsParams"]
