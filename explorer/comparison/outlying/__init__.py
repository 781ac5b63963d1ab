"""Outliers without names: how far out each row lies, by several measures and by all of them together."""

from __future__ import annotations

from explorer.comparison.outlying.glosh import GloshParams
from explorer.comparison.outlying.outliers import OutliersParams
from explorer.comparison.outlying.result import MEASURES, Glosh, Outlyingness
from explorer.recipe import Step

STEPS: tuple[Step, ...] = (
    Step(
        "comparison.glosh",
        "GLOSH",
        GloshParams,
        "explorer.comparison.outlying.glosh:fit",
        Glosh,
        version=3,
        heavy=True,
        heavy_from=3_000,
        inputs=("features",),
    ),
    Step(
        "comparison.outliers",
        "outliers",
        OutliersParams,
        "explorer.comparison.outlying.outliers:fit",
        Outlyingness,
        version=2,
        inputs=("graph",),
        more_inputs=True,
        optional=("glosh",),
    ),
)

__all__ = ["MEASURES", "STEPS", "Glosh", "GloshParams", "OutliersParams", "Outlyingness"]
