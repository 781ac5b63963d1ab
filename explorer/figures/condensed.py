"""HDBSCAN's condensed tree."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go

from explorer.clusterings.condensed import CondensedTree
from explorer.figures.look import Drawn, Look, plain


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
    for number in range(len(tree.parents)):
        level, half = tree.levels[number], tree.widths[number] / 2
        chosen = bool(tree.selected[number])
        figure.add_scatter(
            x=np.concatenate([tree.centres[number] - half, (tree.centres[number] + half)[::-1]]),
            y=np.concatenate([level, level[::-1]]),
            mode="lines",
            fill="toself",
            fillcolor=look.accent if chosen else look.line,
            line={"color": look.accent if chosen else look.faint, "width": 1},
            hoveron="fills",
            text=f"{int(tree.widths[number][0]):,} rows" + (", a cluster of the grouping" if chosen else ""),
            hoverinfo="text",
        )
    hidden = f"; {tree.n_hidden:,} smaller ones aren't shown" if tree.n_hidden else ""
    alt = f"The condensed tree: {len(tree.parents)} groups of rows, each as wide as it has rows at a density{hidden}. "
    return Drawn(figure, alt + f"Coloured: the {tree.n_clusters} clusters of the grouping.")
