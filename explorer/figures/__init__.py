"""Results -> Plotly figures. Pure: a result and a look in, a figure and its text alternative out."""

from __future__ import annotations

from explorer.figures.choosing import Criterion, dots
from explorer.figures.condensed import condensed_tree
from explorer.figures.k_distance import k_distance
from explorer.figures.kinship import kin_graph, kin_matrix
from explorer.figures.look import DARK, LIGHT, Drawn, Look
from explorer.figures.multiples import Tile, multiples
from explorer.figures.returning import returning
from explorer.figures.similarity import similarity
from explorer.figures.sizes import sizes
from explorer.figures.stability import luck_bands, stability_bars
from explorer.figures.sweep import curves, grid
from explorer.figures.variance import variance

__all__ = [
    "DARK",
    "LIGHT",
    "Criterion",
    "Drawn",
    "Look",
    "Tile",
    "condensed_tree",
    "curves",
    "dots",
    "grid",
    "k_distance",
    "kin_graph",
    "kin_matrix",
    "luck_bands",
    "multiples",
    "returning",
    "similarity",
    "sizes",
    "stability_bars",
    "variance",
]
