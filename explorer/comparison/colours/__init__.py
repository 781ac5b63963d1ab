"""Colours of identities, and how well they can be told apart."""

from __future__ import annotations

from explorer.comparison.colours.palette import PaletteParams
from explorer.comparison.colours.result import SIGHTS, TOLD_APART, Palette, map_colour
from explorer.recipe import Step

STEPS: tuple[Step, ...] = (
    Step(
        "comparison.palette",
        "colours of identities",
        PaletteParams,
        "explorer.comparison.colours.palette:fit",
        Palette,
        inputs=("dataset",),
    ),
)

__all__ = ["SIGHTS", "STEPS", "TOLD_APART", "Palette", "PaletteParams", "map_colour"]
