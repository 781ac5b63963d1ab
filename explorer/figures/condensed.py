"""HDBSCAN's condensed tree."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go

from explorer.clusterings.condensed import CondensedTree
from explorer.figures.look import Drawn, Look, plain

TOLD_EVERY = 4  # levels of a cluster


def condensed_tree(tree: CondensedTree, look: Look, height: int = 380) -> Drawn:
    """Each cluster as a shape that gets narrower as rows fall out of it, denser places farther down.

    Parameters
    ----------
    tree : CondensedTree
    look : Look
    height : int
        CSS pixels.
    """
    figure = go.Figure(
        layout=plain(
            look,
            height,
            xaxis={"visible": False},
            yaxis={"title": "density (1 / distance)", "autorange": "reversed"},
        )
    )
    below = np.flatnonzero(tree.parents >= 0)
    gap = np.full(len(below), np.nan)
    figure.add_scatter(  # all the lines from a cluster to its parent at once
        x=np.column_stack([tree.centres[tree.parents[below]], tree.centres[below], gap]).ravel(),
        y=np.column_stack([tree.levels[below, 0], tree.levels[below, 0], gap]).ravel(),
        mode="lines", line={"color": look.faint, "width": 1}, hoverinfo="skip",
    )  # fmt: skip
    for kept, fill, edge in ((False, look.line, look.faint), (True, look.accent, look.accent)):
        shapes = np.flatnonzero(tree.selected == kept)
        x, y = _outlines(tree, shapes)
        figure.add_scatter(
            x=x, y=y, mode="lines", fill="toself", fillcolor=fill, line={"color": edge, "width": 1}, hoverinfo="skip",
        )  # fmt: skip
    said = [f"{int(width):,} rows" for width in tree.widths[:, 0]]
    said = [text + ", a cluster of the grouping" * bool(kept) for text, kept in zip(said, tree.selected, strict=True)]
    levels = tree.levels[:, ::TOLD_EVERY]
    figure.add_scatter(  # unseen: what is said where the pointer is in a shape
        x=np.repeat(tree.centres, levels.shape[1]), y=levels.ravel(), text=np.repeat(said, levels.shape[1]),
        mode="markers", marker={"opacity": 0, "size": 14}, hoverinfo="text",
    )  # fmt: skip
    hidden = f"; {tree.n_hidden:,} smaller ones aren't shown" if tree.n_hidden else ""
    alt = f"The condensed tree: {len(tree.parents)} groups of rows, each as wide as it has rows at a density{hidden}. "
    return Drawn(figure, alt + f"Coloured: the {tree.n_clusters} clusters of the grouping.")


def _outlines(tree: CondensedTree, shapes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The outlines of some clusters one after the other, with gaps between: one trace draws as quickly as one shape."""
    level, half = tree.levels[shapes], tree.widths[shapes] / 2
    centre, gap = tree.centres[shapes][:, None], np.full((len(shapes), 1), np.nan)
    x = np.hstack([centre - half, (centre + half)[:, ::-1], gap])
    y = np.hstack([level, level[:, ::-1], gap])
    return x.ravel(), y.ravel()
