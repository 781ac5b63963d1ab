"""Results -> Plotly figures. Pure: a result and a look in, a figure and its text alternative out."""

from __future__ import annotations

from explorer.figures.look import DARK, LIGHT, Drawn, Look
from explorer.figures.overlap import overlap
from explorer.figures.sizes import sizes
from explorer.figures.variance import variance

__all__ = ["DARK", "LIGHT", "Drawn", "Look", "overlap", "sizes", "variance"]
